"""What is unread or starred in all folders, as one list."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.mail.conftest import MakeMailbox, Place, letter
from tests.mail.mailbox.test_listing import subjects
from tests.servers.fault import Fault
from tests.servers.recorder import SELECTED, Recorder
from webmail.mail import Mailbox, Only, View
from webmail.mail.mailbox import everywhere

DAY = datetime(2026, 11, 2, 8, tzinfo=UTC)


def put(place: Place, folder: str, subject: str, *flags: bytes, day: int = 0) -> None:
    place.append(folder, letter(subject=subject), flags, received=DAY + timedelta(days=day))


def test_the_newest_of_all_folders_stand_first(place: Place, mailbox: Mailbox) -> None:
    put(place, "INBOX", "Alt", day=1)
    put(place, "Klassen", "Neu", day=3)
    put(place, "Klassen", "Gelesen", b"\\Seen", day=4)
    put(place, "INBOX", "Mitte", day=2)
    listing = mailbox.everywhere(View(Only.UNREAD))
    assert (subjects(listing), listing.total) == (["Neu", "Mitte", "Alt"], 3)
    assert [row.folder for row in listing.rows] == ["Klassen", "INBOX", "INBOX"]


@pytest.mark.parametrize("folder", ["Junk", "Trash"])
def test_junk_and_trash_are_left_out(place: Place, mailbox: Mailbox, folder: str) -> None:
    put(place, folder, "Weg", b"\\Flagged")
    assert mailbox.everywhere(View(Only.STARRED)).rows == ()


def test_a_row_names_the_message_it_shows(place: Place, mailbox: Mailbox) -> None:
    put(place, "INBOX", "Erste")
    ref = place.append("Klassen", letter(subject="Mit Stern"), (b"\\Flagged",))
    assert [row.ref for row in mailbox.everywhere(View(Only.STARRED)).rows] == [ref]


def test_pages_go_on_where_the_last_one_ended(
    place: Place, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(everywhere, "ROWS_A_PAGE", 2)
    for number in range(5):
        put(place, ("INBOX", "Klassen")[number % 2], f"Nummer {number}", day=number)
    pages = [subjects(mailbox.everywhere(View(Only.UNREAD), page=page)) for page in (1, 2, 3, 99)]
    assert pages == [["Nummer 4", "Nummer 3"], ["Nummer 2", "Nummer 1"], ["Nummer 0"], ["Nummer 0"]]


def test_folders_with_nothing_unread_are_not_opened(
    dovecot_place: Place, fault: Fault, make_mailbox: MakeMailbox
) -> None:
    put(dovecot_place, "INBOX", "Neu")
    put(dovecot_place, "Klassen", "Gelesen", b"\\Seen")
    mailbox = make_mailbox(fault)
    mailbox.everywhere(View(Only.UNREAD))
    opened = {command.split()[-1] for command in fault.commands if b"EXAMINE" in command}
    assert opened == {b'"INBOX"'}


def test_a_folder_that_vanishes_meanwhile_hides_nothing(
    dovecot_place: Place, make_mailbox: MakeMailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(dovecot_place, "INBOX", "Neu", b"\\Flagged")
    read_tree = everywhere.read_tree

    def with_a_ghost(connection: everywhere.Connection) -> tuple[everywhere.Folder, ...]:
        tree = read_tree(connection)
        ghost = everywhere.Folder("Geist", "Geist", "/", 0, None, True, 1, 1)
        return (ghost, *tree)

    monkeypatch.setattr(everywhere, "read_tree", with_a_ghost)
    assert subjects(make_mailbox(dovecot_place).everywhere(View(Only.STARRED))) == ["Neu"]


@pytest.mark.parametrize("verb", ["EXAMINE", "UID SEARCH"])
@pytest.mark.parametrize("refusal", [b"@TAG@ NO [NOPERM] no\r\n", b"@TAG@ NO [INUSE] not now\r\n"])
def test_a_folder_that_the_store_refuses_hides_nothing(
    make_mailbox: MakeMailbox, verb: str, refusal: bytes
) -> None:
    opened = [b""]

    def examine(command: bytes) -> bytes:
        opened[0] = command
        return refused(SELECTED + b"@TAG@ OK opened\r\n") if verb == "EXAMINE" else SELECTED

    def refused(otherwise: bytes) -> bytes:
        return refusal if b'"Drafts"' in opened[0] else otherwise

    def search(_command: bytes) -> bytes:
        return b"* SEARCH 1\r\n" if verb == "EXAMINE" else refused(b"* SEARCH 1\r\n")

    with Recorder(answers={"EXAMINE": examine, "UID SEARCH": search}) as store:
        listing = make_mailbox(store).everywhere(View(Only.STARRED))
    assert sorted(row.folder for row in listing.rows) == ["Archive", "INBOX", "Sent"]


def test_only_what_is_on_the_page_is_read_whole(
    dovecot_place: Place, fault: Fault, make_mailbox: MakeMailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(everywhere, "ROWS_A_PAGE", 2)
    for number in range(6):
        put(dovecot_place, ("INBOX", "Klassen", "Kurse")[number % 3], f"Nummer {number}", day=number)
    mailbox = make_mailbox(fault)
    assert subjects(mailbox.everywhere(View(Only.UNREAD))) == ["Nummer 5", "Nummer 4"]
    assert sum(b"BODYSTRUCTURE" in command for command in fault.commands) == 2


def test_no_more_folders_are_opened_than_a_page_can_wait_for(
    place: Place, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(everywhere, "MOST_FOLDERS", 2)
    for folder in ("INBOX", "A", "B"):
        put(place, folder, folder, b"\\Flagged")
    assert len(mailbox.everywhere(View(Only.STARRED)).rows) <= 2
