"""Favourites, hidden folders and last targets, on either database."""

import pytest

from tests.conftest import HeldClock
from webmail.accounts import FolderChoice, FolderChoices
from webmail.accounts.lookup import account_for
from webmail.database import db


@pytest.fixture
def choices(account: int, clock: HeldClock) -> FolderChoices:
    return FolderChoices(account, clock=clock)


def favour(choices: FolderChoices, *names: str) -> None:
    for name in names:
        choices.favour(name, on=True)


def test_favourites_stand_in_the_order_in_which_they_were_chosen(choices: FolderChoices) -> None:
    favour(choices, "Zeugnisse", "Abitur", "Zeugnisse")
    assert choices.all().favourites == ("Zeugnisse", "Abitur")


def test_a_favourite_changes_places_with_its_neighbour(choices: FolderChoices) -> None:
    favour(choices, "a", "b", "c")
    choices.shift("c", up=True)
    assert choices.all().favourites == ("a", "c", "b")
    choices.shift("a", up=False)
    assert choices.all().favourites == ("c", "a", "b")


@pytest.mark.parametrize(("name", "up"), [("a", True), ("b", False), ("unbekannt", True)])
def test_at_the_end_a_favourite_stays(choices: FolderChoices, name: str, *, up: bool) -> None:
    favour(choices, "a", "b")
    choices.shift(name, up=up)
    assert choices.all().favourites == ("a", "b")


def test_a_folder_is_no_favourite_any_more_and_leaves_no_row(choices: FolderChoices) -> None:
    favour(choices, "a")
    choices.favour("a", on=False)
    assert choices.all().favourites == ()
    assert db.session.query(FolderChoice).count() == 0


def test_a_folder_is_hidden_and_shown_again(choices: FolderChoices) -> None:
    choices.hide("a", on=True)
    assert choices.all().hidden == {"a"}
    choices.hide("a", on=False)
    assert choices.all().hidden == frozenset()


def test_the_last_five_targets_are_known_the_newest_first(choices: FolderChoices, clock: HeldClock) -> None:
    for name in "abcdefa":
        choices.aim(name)
        clock.move(seconds=1)
    assert choices.all().targets == tuple("afedc")
    assert db.session.query(FolderChoice).count() == 5


def test_choices_follow_a_new_name_and_those_below_too(choices: FolderChoices) -> None:
    favour(choices, "Klassen", "Klassen/7b", "Klassenfahrt")
    choices.hide("Klassen/7b", on=True)
    choices.renamed("Klassen", "Kurse", delimiter="/")
    assert choices.all().favourites == ("Kurse", "Kurse/7b", "Klassenfahrt")
    assert choices.all().hidden == {"Kurse/7b"}


def test_what_was_left_under_the_new_name_gives_way(choices: FolderChoices) -> None:
    favour(choices, "Kurse", "Klassen")
    choices.renamed("Klassen", "Kurse", delimiter="/")
    assert choices.all().favourites == ("Kurse",)


def test_a_folder_can_move_below_one_whose_name_begins_like_its_own(choices: FolderChoices) -> None:
    favour(choices, "a", "a/a")
    choices.renamed("a/a", "a/b", delimiter="/")
    assert choices.all().favourites == ("a", "a/b")


def test_a_removed_folder_is_forgotten_with_those_below(choices: FolderChoices) -> None:
    favour(choices, "Klassen", "Klassen/7b", "Klassenfahrt")
    choices.removed("Klassen", delimiter="/")
    assert choices.all().favourites == ("Klassenfahrt",)


def test_another_persons_choices_are_another_persons(choices: FolderChoices, clock: HeldClock) -> None:
    favour(choices, "Klassen")
    boris = account_for("boris.becker@schule.example", at=clock()).id
    other = FolderChoices(boris, clock=clock)
    assert other.all().favourites == ()
    other.removed("Klassen", delimiter="/")
    assert choices.all().favourites == ("Klassen",)


def test_two_clicks_at_once_choose_once(choices: FolderChoices, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second has looked before the first was kept."""
    nobody = choices._row("a")
    favour(choices, "a")
    monkeypatch.setattr(choices, "_row", lambda _name: nobody)
    choices.favour("a", on=True)
    assert choices.all().favourites == ("a",)
