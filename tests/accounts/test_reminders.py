"""The ledger of what comes back, on either database: taken once, given back, changed, dropped."""

from datetime import timedelta

import pytest

from tests.conftest import MONDAY, HeldClock
from webmail.accounts import Reason, Reminder, Reminders, accounts_due
from webmail.accounts.lookup import account_for
from webmail.accounts.reminders import FORGOTTEN, LEASE, MOST_AT_ONCE
from webmail.database import db

HOUR = timedelta(hours=1)


@pytest.fixture
def reminders(account: int, clock: HeldClock) -> Reminders:
    return Reminders(account, clock=clock)


def uids(reminders: Reminders) -> list[int]:
    return sorted(each.uid for each in reminders.take())


def test_nothing_is_taken_before_its_time(reminders: Reminders, clock: HeldClock) -> None:
    reminders.put(Reason.SNOOZED, 7, [1, 2], due=MONDAY + HOUR)
    assert uids(reminders) == []
    clock.move(hours=1)
    assert uids(reminders) == [1, 2]


def test_what_one_has_taken_no_other_takes_until_the_lease_has_run_out(
    reminders: Reminders, account: int, clock: HeldClock
) -> None:
    other = Reminders(account, clock=clock)
    reminders.put(Reason.SNOOZED, 7, [1], due=MONDAY)
    assert uids(reminders) == [1]
    assert uids(other) == []
    clock.move(seconds=LEASE.total_seconds())
    assert uids(other) == [1]


def test_what_is_dropped_is_gone(reminders: Reminders, clock: HeldClock) -> None:
    reminders.put(Reason.SNOOZED, 7, [1, 2], due=MONDAY)
    taken = reminders.take()
    reminders.drop(taken[:1])
    clock.move(seconds=LEASE.total_seconds())
    assert uids(reminders) == [taken[1].uid]


def test_what_was_not_tried_is_given_back(reminders: Reminders) -> None:
    reminders.put(Reason.SNOOZED, 7, [1, 2], due=MONDAY)
    taken = reminders.take()
    reminders.give_back(taken[1:])
    assert uids(reminders) == [taken[1].uid]


def test_a_new_time_is_not_dropped_by_who_had_taken_the_old_one(
    reminders: Reminders, clock: HeldClock
) -> None:
    reminders.put(Reason.UNANSWERED, 7, [1], due=MONDAY)
    taken = reminders.take()
    reminders.put(Reason.UNANSWERED, 7, [1], due=MONDAY + HOUR)
    reminders.drop(taken)
    clock.move(hours=1)
    assert uids(reminders) == [1]


def test_what_waits_for_a_month_too_long_waits_for_nothing(reminders: Reminders, clock: HeldClock) -> None:
    reminders.put(Reason.SNOOZED, 7, [1], due=MONDAY)
    clock.move(days=FORGOTTEN.days)
    assert uids(reminders) == []
    reminders.put(Reason.SNOOZED, 7, [2], due=clock() + HOUR)
    assert db.session.query(Reminder).count() == 1


def test_another_time_takes_the_place_of_the_first_and_ends_a_lease(
    reminders: Reminders, clock: HeldClock
) -> None:
    reminders.put(Reason.SNOOZED, 7, [1], due=MONDAY)
    reminders.take()
    reminders.put(Reason.SNOOZED, 7, [1], due=MONDAY + HOUR)
    assert reminders.due_of(Reason.SNOOZED, 7) == {1: MONDAY + HOUR}
    clock.move(hours=1)
    assert uids(reminders) == [1]


def test_a_great_many_come_in_parts(reminders: Reminders, clock: HeldClock) -> None:
    reminders.put(Reason.SNOOZED, 7, range(1, MOST_AT_ONCE + 11), due=MONDAY)
    assert [len(uids(reminders)), len(uids(reminders)), len(uids(reminders))] == [MOST_AT_ONCE, 10, 0]


def test_two_reasons_are_two_matters(reminders: Reminders) -> None:
    reminders.put(Reason.SNOOZED, 7, [1], due=MONDAY)
    reminders.put(Reason.UNANSWERED, 7, [1], due=MONDAY + HOUR)
    assert reminders.forget(Reason.UNANSWERED, 7, 1)
    assert not reminders.forget(Reason.UNANSWERED, 7, 1)
    assert [each.reason for each in reminders.take()] == [Reason.SNOOZED]


def test_each_person_has_their_own(reminders: Reminders, account: int, clock: HeldClock) -> None:
    boris = account_for("boris.becker@schule.example", at=clock()).id
    others = Reminders(boris, clock=clock)
    reminders.put(Reason.SNOOZED, 7, [1], due=MONDAY)
    others.put(Reason.SNOOZED, 7, [1], due=MONDAY + HOUR)
    assert [each.id for each in accounts_due(clock=clock)] == [account]
    assert uids(others) == []
    reminders.drop(reminders.take())
    clock.move(hours=1)
    assert [each.id for each in accounts_due(clock=clock)] == [boris]
    assert uids(others) == [1]


def test_with_the_account_they_go(reminders: Reminders, account: int) -> None:
    from webmail.accounts import Account

    reminders.put(Reason.SNOOZED, 7, [1], due=MONDAY)
    found = db.session.get(Account, account)
    db.session.delete(found)
    db.session.commit()
    assert db.session.query(Reminder).count() == 0
