"""What is older than a day: counted, and thrown away exactly as counted, on both stores."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from tests.mail.conftest import Place, letter
from webmail.mail import DeedRefused, Mailbox, Selection, StaleReference, find_older, remove_older, take_back
from webmail.mail.mailbox import older, selection

BEFORE = date(2024, 6, 1)


def put(place: Place, year: int, *flags: bytes, folder: str = "INBOX", subject: str = "") -> int:
    moment = datetime(year, 3, 4, 12, tzinfo=UTC)
    return place.append(folder, letter(subject=subject or f"Aus {year}"), flags, received=moment).uid


def count(mailbox: Mailbox, folder: str = "INBOX", *, spare_starred: bool = True) -> older.Older:
    return find_older(mailbox, folder, before=BEFORE, spare_starred=spare_starred)


def test_it_counts_with_the_span_of_their_arrival(place: Place, mailbox: Mailbox) -> None:
    uids = [put(place, year) for year in (2022, 2026, 2019, 2024)]
    found = count(mailbox)
    assert (found.uids, found.total) == ((uids[0], uids[2], uids[3]), 3)
    assert found.first is not None
    assert found.last is not None
    assert (found.first.year, found.last.year) == (2019, 2024)


def test_starred_ones_are_spared_if_wished(place: Place, mailbox: Mailbox) -> None:
    put(place, 2020, b"\\Flagged")
    plain = put(place, 2020)
    assert count(mailbox).uids == (plain,)
    assert count(mailbox, spare_starred=False).total == 2


def test_nothing_old_is_nothing(place: Place, mailbox: Mailbox) -> None:
    put(place, 2026)
    found = count(mailbox)
    assert (found.uids, found.total, found.first) == ((), 0, None)


def test_what_comes_after_counting_stays_though_it_is_old(place: Place, mailbox: Mailbox) -> None:
    put(place, 2020)
    found = count(mailbox)
    late = put(place, 2020)
    Selection(mailbox, found.refs).delete()
    assert place.uids("INBOX") == [late]


def test_batches_go_and_come_back_as_one(
    place: Place, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(selection, "A_COMMAND", 2)
    monkeypatch.setattr(older, "A_COMMAND", 2)
    for _number in range(5):
        put(place, 2020)
    done = Selection(mailbox, count(mailbox).refs).delete()
    assert (done.count, len(done.steps), place.uids("INBOX")) == (5, 1, [])
    assert take_back(mailbox, done.steps) == 5
    assert len(place.uids("INBOX")) == 5


def test_no_more_than_can_be_handled_at_once_are_named(
    place: Place, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(older, "MOST", 2)
    uids = [put(place, 2020) for _number in range(3)]
    found = count(mailbox)
    assert (found.uids, found.total) == (tuple(uids[:2]), 3)


@pytest.mark.parametrize("folder", ["Trash", "Junk"])
def test_in_trash_and_junk_it_is_for_good(place: Place, mailbox: Mailbox, folder: str) -> None:
    put(place, 2020, folder=folder)
    young = put(place, 2026, folder=folder)
    assert remove_older(mailbox, count(mailbox, folder).refs) == 1
    assert place.uids(folder) == [young]


def test_elsewhere_nothing_is_removed_for_good(place: Place, mailbox: Mailbox) -> None:
    uid = put(place, 2020)
    with pytest.raises(DeedRefused):
        remove_older(mailbox, count(mailbox).refs)
    assert place.uids("INBOX") == [uid]


def test_a_folder_that_was_renumbered_meanwhile_is_left_alone(place: Place, mailbox: Mailbox) -> None:
    put(place, 2020, folder="Klassen")
    refs = [replace(ref, uidvalidity=ref.uidvalidity + 1) for ref in count(mailbox, "Klassen").refs]
    with pytest.raises(StaleReference):
        Selection(mailbox, refs).delete()
    assert len(place.uids("Klassen")) == 1
