"""All messages of a list selected at once, those of other pages too."""

import pytest

from tests.letters import deliver, subjects
from tests.servers.dovecot import Dovecot
from tests.visitor import Visitor, both_ways
from tests.web.deed import list_path, post
from tests.web.test_mailbox import shown

MANY = 53


@pytest.fixture
def filled(anna: Visitor, dovecot: Dovecot) -> Visitor:
    for number in range(MANY):
        deliver(dovecot, subject=f"Brief {number}", flags=["\\Seen"] if number < 3 else ())
    return anna.reload()


@both_ways
def test_everything_goes_and_comes_back(filled: Visitor, dovecot: Dovecot) -> None:
    filled.follow("Alle 53 auswählen").sees("Alle 53 Nachrichten sind ausgewählt.")
    filled.press("Löschen", within="[role=toolbar]").sees("53 Nachrichten in den Papierkorb verschoben.")
    assert (subjects(dovecot), len(subjects(dovecot, "Trash"))) == ([], MANY)
    filled.press("Rückgängig").sees("53 Nachrichten zurückgeholt.")
    assert len(subjects(dovecot)) == MANY


def test_what_came_after_the_page_was_made_stays(filled: Visitor, dovecot: Dovecot) -> None:
    filled.follow("Alle 53 auswählen")
    deliver(dovecot, subject="Ganz neu")
    filled.press("Archivieren", within="[role=toolbar]")
    assert subjects(dovecot) == ["Ganz neu"]


def test_everything_of_a_filter_leaves_the_others(anna: Visitor, dovecot: Dovecot) -> None:
    for number in range(MANY):
        deliver(dovecot, subject=f"Brief {number}", flags=["\\Seen"] if number < 2 else ())
    anna.open("/mailbox/").follow("Ungelesen").follow("Alle 51 auswählen")
    anna.press("Archivieren", within="[role=toolbar]")
    assert subjects(dovecot) == ["Brief 0", "Brief 1"]


def test_without_its_box_the_rows_count_again(filled: Visitor, dovecot: Dovecot) -> None:
    filled.follow("Alle 53 auswählen").uncheck("Alle 53 Nachrichten sind ausgewählt.")
    filled.press("Löschen", within="[role=toolbar]").sees("Bitte wählen Sie zuerst Nachrichten aus.")
    assert len(subjects(dovecot)) == MANY


def test_moving_everything_asks_where_to_and_keeps_the_selection(filled: Visitor, dovecot: Dovecot) -> None:
    filled.follow("Alle 53 auswählen").press("Verschieben …", within="[role=toolbar]")
    filled.sees("Wohin sollen die 53 Nachrichten?").press("Archiv")
    assert len(subjects(dovecot, "Archive")) == MANY


def test_a_list_of_one_page_offers_no_more(anna: Visitor, dovecot: Dovecot) -> None:
    deliver(dovecot)
    assert not anna.reload().has("[data-everything]")


@pytest.mark.parametrize("everything", ["0", "-1", "x", "99999999999"])
def test_a_number_that_is_none_selects_nothing(filled: Visitor, dovecot: Dovecot, everything: str) -> None:
    box = filled.page.select_one("input[name=uidvalidity]")
    assert box is not None
    fields = {"uidvalidity": str(box["value"]), "everything": everything}
    assert post(filled, f"{list_path(filled.app)}/delete", fields).status_code == 303
    assert len(subjects(dovecot)) == MANY


def test_the_star_of_a_row_is_meant_for_that_row_alone(filled: Visitor, dovecot: Dovecot) -> None:
    filled.follow("Alle 53 auswählen")
    filled.press("Mit Stern markieren", within=".row")
    assert len(shown(filled.open("/mailbox/?only=starred"))) == 1
