"""The ledger of held mail, on either database: of all who want a message one gets it, and nobody early."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from tests.accounts.racing import MESSAGE
from tests.accounts.test_submissions_together import at_once
from tests.conftest import MONDAY, HeldClock
from webmail.accounts import HeldSubmissions, LedgerEntry, accounts_sending

DUE = MONDAY + timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Waits:
    """Where a message waits."""

    due: datetime = DUE
    uidvalidity: int = 7
    uid: int = 42
    later: bool = False
    sign_in: int | None = None
    hoped_until: datetime | None = None


@pytest.fixture
def held(account: int, clock: HeldClock) -> HeldSubmissions:
    """A ledger in which the message waits."""
    ledger = HeldSubmissions(account, clock=clock)
    assert ledger.claim(MESSAGE, page="p")
    assert ledger.wait(MESSAGE, Waits())
    return ledger


def row(ledger: HeldSubmissions) -> LedgerEntry:
    found = ledger.find(MESSAGE)
    assert found is not None
    return found


def test_it_waits_and_is_due_when_its_time_has_come(held: HeldSubmissions, clock: HeldClock) -> None:
    assert (row(held).state, row(held).place, row(held).due) == ("waiting", (7, 42), DUE)
    assert (held.due(), accounts_sending(clock=clock)) == ([], [])
    clock.move(seconds=10)
    assert len(held.due()) == len(accounts_sending(clock=clock)) == 1


def test_it_is_nobodys_to_claim(held: HeldSubmissions, account: int, clock: HeldClock) -> None:
    other = HeldSubmissions(account, clock=clock)
    assert not other.claim(MESSAGE, page="q")
    assert not other.claim(MESSAGE, page="q", over=row(held).attempt)
    assert not other.advance(MESSAGE, to="submitting", seconds=5)


def test_of_many_takers_one_gets_it(held: HeldSubmissions, account: int, clock: HeldClock) -> None:
    attempt = row(held).attempt

    def take(number: int) -> bool:
        ledger = HeldSubmissions(account, clock=clock)
        return ledger.take(MESSAGE, attempt=attempt, sends=number % 2 == 0)

    assert at_once(take).count(True) == 1


def test_a_sender_who_dies_leaves_it_due_and_one_who_takes_back_does_not(
    held: HeldSubmissions, account: int, clock: HeldClock
) -> None:
    assert held.take(MESSAGE, attempt=row(held).attempt, sends=True)
    clock.move(minutes=3)
    assert row(held).state == "waiting"
    other = HeldSubmissions(account, clock=clock)
    assert other.take(MESSAGE, attempt=row(held).attempt, sends=False)
    clock.move(minutes=3)
    assert held.find(MESSAGE) is None
    assert not held.advance(MESSAGE, to="submitting", seconds=5)


def test_what_was_unsent_is_due_at_once_when_its_sender_dies(held: HeldSubmissions, clock: HeldClock) -> None:
    assert held.set_aside(MESSAGE, reason="store", attempt=row(held).attempt)
    assert row(held).state == "unsent"
    assert held.take(MESSAGE, attempt=row(held).attempt, sends=True)
    assert row(held).due == MONDAY
    clock.move(minutes=3)
    assert len(held.due()) == 1


def test_what_is_tried_again_counts_its_tries(held: HeldSubmissions, clock: HeldClock) -> None:
    clock.move(seconds=10)
    assert held.take(MESSAGE, attempt=row(held).attempt, sends=True)
    assert held.advance(MESSAGE, to="submitting", seconds=60)
    assert held.wait_again(MESSAGE, due=DUE + timedelta(minutes=1))
    assert (row(held).state, row(held).tries) == ("waiting", 1)


def test_what_was_refused_is_open_to_the_next_claim_and_can_be_forgotten(
    held: HeldSubmissions, account: int, clock: HeldClock
) -> None:
    assert held.take(MESSAGE, attempt=row(held).attempt, sends=True)
    assert held.refuse(MESSAGE, reason="closed words")
    assert [each.reason for each in held.unsettled()] == ["closed words"]
    other = HeldSubmissions(account, clock=clock)
    assert other.claim(MESSAGE, page="q")
    assert (row(other).state, row(other).reason, row(other).place) == ("held", "", None)
    assert not held.forget(row(other).message_hash, attempt=row(other).attempt)
