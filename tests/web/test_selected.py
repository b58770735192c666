"""Deeds on a selection that mixes folders, and the way back from a mark."""

from collections.abc import Mapping

import pytest
from werkzeug.datastructures import MultiDict

from tests.cast import ANNA
from tests.letters import deliver, subjects
from tests.servers.dovecot import Dovecot
from tests.visitor import Visitor, both_ways
from tests.web.deed import post, sealed
from tests.web.test_mailbox import pick
from webmail.mail import MessageRef


def named(visitor: Visitor, *refs: MessageRef, uids: str = "") -> str:
    """Messages of one folder as a box of a mixed list names them."""
    first = refs[0]
    told = uids or ",".join(str(ref.uid) for ref in refs)
    return f"{sealed(visitor.app, first.folder)}/{first.uidvalidity}.{told}"


def choose(*boxes: str, **more: str) -> Mapping[str, str]:
    return MultiDict([*(("ref", box) for box in boxes), *more.items()])


@pytest.fixture
def two(anna: Visitor, dovecot: Dovecot) -> list[str]:
    """The boxes of a message in the inbox and of one in the archive."""
    return [
        named(anna, deliver(dovecot, subject="Eingang")),
        named(anna, deliver(dovecot, folder="Archive", subject="Abgelegt")),
    ]


def test_two_folders_are_deleted_from_at_once_and_brought_back(
    anna: Visitor, dovecot: Dovecot, two: list[str]
) -> None:
    assert post(anna, "/mailbox/selected/delete", choose(*two)).status_code == 303
    anna.open("/mailbox/").sees("2 Nachrichten in den Papierkorb verschoben.")
    assert (subjects(dovecot), subjects(dovecot, "Archive")) == ([], [])
    anna.press("Rückgängig").sees("2 Nachrichten zurückgeholt.")
    assert (subjects(dovecot), subjects(dovecot, "Archive")) == (["Eingang"], ["Abgelegt"])


def test_a_deed_half_done_says_which_half(anna: Visitor, dovecot: Dovecot, two: list[str]) -> None:
    post(anna, "/mailbox/selected/archive", choose(*two))
    anna.open("/mailbox/").sees("Archiviert. Eine Nachricht blieb, wie sie war")
    assert sorted(subjects(dovecot, "Archive")) == ["Abgelegt", "Eingang"]


def test_moving_asks_where_to_and_keeps_the_selection(
    anna: Visitor, dovecot: Dovecot, two: list[str]
) -> None:
    token = str(anna.page.select_one("input[name=csrf_token]")["value"])  # type: ignore[index]
    anna._go(
        "post",
        "/mailbox/selected/move",
        headers=anna._navigated("post"),
        values=[("csrf_token", token), *(("ref", box) for box in two)],
    )
    anna.sees("Wohin sollen die 2 Nachrichten?").press("Papierkorb")
    assert sorted(subjects(dovecot, "Trash")) == ["Abgelegt", "Eingang"]


def test_a_box_may_name_several_messages(anna: Visitor, dovecot: Dovecot) -> None:
    refs = [deliver(dovecot, subject=f"Brief {number}") for number in range(3)]
    box = named(anna, *refs, uids=f"{refs[0].uid}:{refs[1].uid}")
    post(anna, "/mailbox/selected/archive", choose(box))
    assert subjects(dovecot, "Archive") == ["Brief 0", "Brief 1"]


def test_a_star_is_meant_for_its_row_alone(anna: Visitor, dovecot: Dovecot) -> None:
    first, second = deliver(dovecot), deliver(dovecot)
    post(anna, "/mailbox/selected/flag", choose(named(anna, first), star=named(anna, second)))
    flags = [dovecot.flags(ANNA.address, "INBOX", ref.uid) for ref in (first, second)]
    assert flags == [set(), {"\\Flagged"}]


@pytest.mark.parametrize("box", ["{folder}/1", "{folder}/x.1", "{folder}/1.0", "{folder}/1.\u0661"])
def test_a_box_that_names_nothing_selects_nothing(anna: Visitor, dovecot: Dovecot, box: str) -> None:
    deliver(dovecot, subject="Eingang")
    answer = post(anna, "/mailbox/selected/delete", choose(box.format(folder=sealed(anna.app, "INBOX"))))
    assert (answer.status_code, subjects(dovecot)) == (303, ["Eingang"])


def test_boriss_box_selects_nothing_of_annas(
    anna: Visitor, boris: Visitor, dovecot: Dovecot, two: list[str]
) -> None:
    assert post(boris, "/mailbox/selected/delete", choose(*two)).status_code == 404
    assert subjects(dovecot) == ["Eingang"]


@both_ways
def test_marking_is_taken_back_where_it_was_done(anna: Visitor, dovecot: Dovecot) -> None:
    refs = [deliver(dovecot, subject=f"Brief {number}") for number in range(2)]
    deliver(dovecot, subject="Gelesen", flags=["\\Seen"])
    pick(anna.reload(), "Brief 0", "Gelesen").press("Als gelesen markieren", within="[role=toolbar]")
    anna.sees("2 Nachrichten als gelesen markiert.").press("Rückgängig").sees("Rückgängig gemacht.")
    assert [dovecot.flags(ANNA.address, "INBOX", ref.uid) for ref in refs] == [set(), set()]
    assert anna.path.startswith("/mailbox/")


def test_a_mark_with_nothing_changed_offers_no_way_back(anna: Visitor, dovecot: Dovecot) -> None:
    deliver(dovecot, subject="Gelesen", flags=["\\Seen"])
    pick(anna.reload(), "Gelesen").press("Als gelesen markieren", within="[role=toolbar]")
    assert not anna.has("input[name=step]")
