"""The unread and the starred of all folders as a list of their own."""

from datetime import timedelta

import pytest

from tests.cast import ANNA
from tests.conftest import MONDAY
from tests.form import words
from tests.letters import deliver, folders, subjects
from tests.servers.dovecot import Dovecot
from tests.visitor import Visitor, both_ways
from tests.web.test_mailbox import pick, shown
from webmail.mail.mailbox import everywhere


@pytest.fixture
def filled(anna: Visitor, dovecot: Dovecot) -> Visitor:
    folders(dovecot, "Klassen")
    deliver(dovecot, subject="Im Eingang", received=MONDAY)
    later = MONDAY + timedelta(minutes=5)
    deliver(dovecot, folder="Klassen", subject="In der Klasse", flags=["\\Flagged"], received=later)
    return anna.reload().open("/mailbox/everywhere/unread")


@both_ways
def test_rows_say_their_folder_and_open_beside_their_list(filled: Visitor) -> None:
    assert shown(filled) == ["In der Klasse", "Im Eingang"]
    filled.sees("Ungelesen in allen Ordnern")
    assert "Klassen" in filled.page.select(".row")[0].get_text()
    filled.follow("In der Klasse").reload()
    assert "Im Eingang" in shown(filled)
    filled.follow("Zurück zur Liste").sees("Ungelesen in allen Ordnern")


def test_rows_of_what_was_sent_say_that_they_name_the_recipient(filled: Visitor, dovecot: Dovecot) -> None:
    deliver(
        dovecot, folder="Sent", subject="Gesendetes", to="Carla <carla@schule.example>", flags=["\\Flagged"]
    )
    filled.open("/mailbox/everywhere/starred")
    named = [words(each.get_text()) for each in filled.page.select(".row__who bdi")]
    assert sorted(named) == ["An: Carla", "Boris Becker"]


@both_ways
def test_a_selection_over_two_folders_is_archived_and_comes_back(filled: Visitor, dovecot: Dovecot) -> None:
    pick(filled, "Im Eingang", "In der Klasse").press("Archivieren", within="[role=toolbar]")
    filled.sees("2 Nachrichten archiviert.")
    assert sorted(subjects(dovecot, "Archive")) == ["Im Eingang", "In der Klasse"]
    filled.press("Rückgängig")
    assert (subjects(dovecot), subjects(dovecot, "Klassen")) == (["Im Eingang"], ["In der Klasse"])


def test_the_star_of_a_row_marks_that_message(filled: Visitor, dovecot: Dovecot) -> None:
    filled.press("Mit Stern markieren", within=".row:last-child")
    assert dovecot.flags(ANNA.address, "INBOX", 1) == {"\\Flagged"}


def test_the_folders_lead_there(anna: Visitor, dovecot: Dovecot) -> None:
    deliver(dovecot, subject="Wichtig", flags=["\\Flagged"])
    assert shown(anna.reload().follow("Alle markierten")) == ["Wichtig"]


def test_nothing_unread_says_so(anna: Visitor) -> None:
    anna.open("/mailbox/everywhere/unread").sees("Hier ist alles gelesen.")


def test_with_too_many_folders_it_says_how_many_were_left_out(
    filled: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled.misses("sehr viele Ordner")
    monkeypatch.setattr(everywhere, "MOST_FOLDERS", 1)
    filled.reload().sees("In einem davon wurde nicht nachgesehen.")
    assert shown(filled) == ["Im Eingang"]
    monkeypatch.setattr(everywhere, "MOST_FOLDERS", 0)
    filled.reload().sees("In 2 davon wurde nicht nachgesehen.", "Hier ist alles gelesen.")


@pytest.mark.parametrize("only", ["all", "attached", "x"])
def test_another_view_of_everything_is_no_page(anna: Visitor, only: str) -> None:
    assert anna.open(f"/mailbox/everywhere/{only}").status == 404
