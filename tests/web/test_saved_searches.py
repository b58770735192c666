"""Searches that somebody saves stand among the folders, and nobody else can read them."""

import pytest

from tests.form import words
from tests.letters import deliver
from tests.servers.dovecot import Dovecot
from tests.visitor import Visitor, both_ways
from tests.web.test_mailbox import shown
from tests.web.test_search import search
from webmail.accounts import MOST_SEARCHES, SavedSearch, save_search
from webmail.accounts.lookup import find_by_address
from webmail.database import db

SAVED = "Gemerkte Suchen"
pytestmark = pytest.mark.usefixtures("unhurried_search")


def saved(visitor: Visitor) -> list[str]:
    return [words(each.get_text(" ")) for each in visitor.page.select(".folders__searches .folder__name")]


@both_ways
def test_a_saved_search_stands_among_the_folders_and_searches_anew(anna: Visitor, dovecot: Dovecot) -> None:
    deliver(dovecot, subject="Plan A")
    search(anna, "plan  von:boris").press("Suche merken").sees("Suche gemerkt.", SAVED)
    deliver(dovecot, subject="Plan B")
    anna.open("/mailbox/").follow("plan von:boris")
    assert set(shown(anna)) == {"Plan A", "Plan B"}
    assert anna.has(".folders__searches [aria-current]")


@both_ways
def test_a_saved_search_can_be_removed(anna: Visitor) -> None:
    search(anna, "plan").press("Suche merken")
    assert saved(anna) == ["plan"]
    anna.press("Suche entfernen").sees("Suche entfernt.").misses(SAVED)
    assert saved(anna) == []


def test_a_search_of_one_folder_says_which(anna: Visitor) -> None:
    search(anna, "plan", only_here=True).press("Suche merken")
    assert saved(anna) == ["plan · Posteingang"]


def test_the_same_search_is_saved_once_wherever_it_was_begun(anna: Visitor, dovecot: Dovecot) -> None:
    deliver(dovecot, folder="Klassen")
    search(anna, "plan").press("Suche merken")
    anna.reload().follow("Klassen")
    search(anna, "plan")
    assert anna.page.find("button", string="Suche entfernen") is not None
    assert saved(anna) == ["plan"]


def test_the_database_knows_no_words(anna: Visitor) -> None:
    search(anna, "Disziplinarverfahren").press("Suche merken")
    with anna.app.app_context():
        (row,) = db.session.query(SavedSearch).all()
        assert "disziplinar" not in row.sealed.lower()


def test_what_boris_saved_is_not_annas(anna: Visitor, boris: Visitor) -> None:
    search(boris, "Geheim").press("Suche merken")
    assert saved(anna.open("/mailbox/")) == []
    assert anna.open(boris.path).status == 404


def test_only_so_many_are_saved(anna: Visitor) -> None:
    with anna.app.app_context():
        account = find_by_address("anna.arnold@schule.example")
        assert account is not None
        assert all(save_search(account, f"{number:022}") for number in range(MOST_SEARCHES))
        assert save_search(account, f"{0:022}")
    search(anna, "plan").press("Suche merken").sees("Es sind schon 30 Suchen gemerkt.")


@pytest.mark.parametrize("verb", ["save", "drop"])
def test_nothing_is_saved_or_removed_by_looking(anna: Visitor, verb: str) -> None:
    search(anna, "plan")
    assert anna.open(f"{anna.path}/{verb}").status == 405
