"""What takes the space: folders by size, and the largest messages of all folders."""

import pytest

from tests.mail.conftest import MakeMailbox, Place, letter
from tests.mail.mailbox.test_listing import subjects
from tests.servers.fault import Fault
from webmail.mail import Mailbox, find_space
from webmail.mail.mailbox import space


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is large for a test."""
    monkeypatch.setattr(space, "LARGE", 5000)


def put(place: Place, folder: str, subject: str, octets: int) -> None:
    place.append(folder, letter(subject=subject, text="x" * octets))


def test_the_largest_of_all_folders_come_first(place: Place, mailbox: Mailbox) -> None:
    put(place, "INBOX", "Klein", 6_000)
    put(place, "Klassen", "Riesig", 60_000)
    put(place, "INBOX", "Mittel", 20_000)
    found = find_space(mailbox.borrower).largest
    assert subjects(found) == ["Riesig", "Mittel", "Klein"]
    assert [row.folder for row in found.rows] == ["Klassen", "INBOX", "INBOX"]


def test_no_more_than_asked_for_are_shown_and_none_larger_is_left_out(
    place: Place, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(space, "MOST_LARGEST", 2)
    for number in range(4):
        put(place, ("INBOX", "Klassen")[number % 2], f"Nummer {number}", 6_000 + 1000 * number)
    assert subjects(find_space(mailbox.borrower).largest) == ["Nummer 3", "Nummer 2"]


def test_what_is_in_the_trash_is_counted_there_and_not_listed(place: Place, mailbox: Mailbox) -> None:
    put(place, "Trash", "Weg", 60_000)
    found = find_space(mailbox.borrower)
    assert found.largest.rows == ()
    assert [each.folder.name for each in found.folders if each.folder.total] == ["Trash"]


def test_folders_come_by_size_where_the_store_counts_it(place: Place, mailbox: Mailbox) -> None:
    put(place, "INBOX", "Klein", 6_000)
    put(place, "Klassen", "Riesig", 60_000)
    sizes = {each.folder.name: each.octets for each in find_space(mailbox.borrower).folders}
    if place.kind == "demo":
        assert set(sizes.values()) == {None}
    else:
        assert list(sizes)[:2] == ["Klassen", "INBOX"]
        assert sizes["Klassen"] is not None
        assert sizes["Klassen"] > 60_000


def test_a_folder_too_small_to_matter_is_not_opened(
    dovecot_place: Place, fault: Fault, make_mailbox: MakeMailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(space, "MOST_LARGEST", 1)
    put(dovecot_place, "Klassen", "Riesig", 60_000)
    put(dovecot_place, "INBOX", "Klein", 6_000)
    find_space(make_mailbox(fault).borrower)
    opened = {command.split()[-1] for command in fault.commands if b"EXAMINE" in command}
    assert opened == {b'"Klassen"'}


def test_a_folder_with_a_hostile_name_is_looked_into(place: Place, mailbox: Mailbox) -> None:
    put(place, 'A "b" & (c) *', "Darin", 60_000)
    assert subjects(find_space(mailbox.borrower).largest) == ["Darin"]
