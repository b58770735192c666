"""Copying, and an archive by year, on both stores."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from tests.mail.conftest import Place, letter
from webmail.mail import FolderMissing, Mailbox, MessageGone, MessageRef, Moved, Selection, take_back
from webmail.mail.errors import DeedRefused

BERLIN = ZoneInfo("Europe/Berlin")
# In Berlin the new year has begun an hour before it does in Greenwich.
LATE_2024 = datetime(2024, 12, 31, 23, 30, tzinfo=UTC)
IN_2024 = datetime(2024, 5, 1, 12, tzinfo=UTC)


@pytest.fixture
def yearly(mailbox: Mailbox) -> Mailbox:
    """A mailbox whose archive has a folder for each year."""
    mailbox.years = BERLIN
    return mailbox


def test_a_copy_lies_in_the_target_and_the_message_where_it_was(place: Place, mailbox: Mailbox) -> None:
    refs = [place.append(folder, letter(subject=folder)) for folder in ("INBOX", "Klassen")]
    place.append("Ziel", letter(subject="Da"))
    copies = Selection(mailbox, refs).copy(to="Ziel")
    assert (copies.count, copies.left) == (2, 0)
    assert place.subjects("Ziel") == ["Da", "INBOX", "Klassen"]
    assert (place.subjects("INBOX"), place.subjects("Klassen")) == (["INBOX"], ["Klassen"])


def test_what_lies_in_the_target_is_not_doubled_there(place: Place, mailbox: Mailbox) -> None:
    refs = [place.append(folder, letter(subject=folder)) for folder in ("INBOX", "Klassen")]
    copies = Selection(mailbox, refs).copy(to="Klassen")
    assert (copies.count, copies.left) == (1, 1)
    with pytest.raises(DeedRefused):
        Selection(mailbox, refs[1:]).copy(to="Klassen")


def test_copying_into_a_folder_that_is_gone_is_told(place: Place, mailbox: Mailbox) -> None:
    ref = place.append("INBOX", letter())
    with pytest.raises(FolderMissing):
        Selection(mailbox, [ref]).copy(to="Weg")


def test_copying_a_message_that_is_gone_is_told(place: Place, mailbox: Mailbox) -> None:
    ref = place.append("INBOX", letter())
    place.append("Klassen", letter())
    with pytest.raises(MessageGone):
        Selection(mailbox, [MessageRef("INBOX", ref.uidvalidity, ref.uid + 7)]).copy(to="Klassen")


def test_each_message_is_archived_under_the_year_it_came_in(place: Place, yearly: Mailbox) -> None:
    refs = [
        place.append("INBOX", letter(subject="Mai"), received=IN_2024),
        place.append("INBOX", letter(subject="Silvester"), received=LATE_2024),
        place.append("Klassen", letter(subject="Auch Mai"), received=IN_2024),
    ]
    done = Selection(yearly, refs).archive()
    assert place.subjects("Archive/2024") == ["Mai", "Auch Mai"]
    assert place.subjects("Archive/2025") == ["Silvester"]
    assert done.count == 3
    assert take_back(yearly, done.steps) == 3
    assert sorted(place.subjects("INBOX")) == ["Mai", "Silvester"]
    assert place.subjects("Klassen") == ["Auch Mai"]


def test_one_message_is_archived_under_its_year(place: Place, yearly: Mailbox) -> None:
    ref = place.append("INBOX", letter(), received=IN_2024)
    moved = yearly.archive([ref])
    assert isinstance(moved, Moved)
    assert moved.target == "Archive/2024"


def test_archiving_again_what_lies_under_its_year_changes_nothing(place: Place, yearly: Mailbox) -> None:
    ref = place.append("Archive/2024", letter(), received=IN_2024)
    with pytest.raises(DeedRefused):
        yearly.archive([ref])
    assert place.uids("Archive/2024") == [ref.uid]


def test_a_gone_message_among_those_to_archive_hinders_no_other(place: Place, yearly: Mailbox) -> None:
    ref = place.append("INBOX", letter(subject="Mai"), received=IN_2024)
    gone = MessageRef("INBOX", ref.uidvalidity, ref.uid + 7)
    assert Selection(yearly, [gone, ref]).archive().count == 1
    assert place.subjects("Archive/2024") == ["Mai"]
