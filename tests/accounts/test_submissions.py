"""The ledger of sending, on either database: whatever races, one wins; what was accepted stays."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tests.accounts.racing import LEASE, MESSAGE, OTHER, brought_to, state_of
from tests.conftest import HeldClock
from webmail.accounts import Submissions
from webmail.accounts.lookup import account_for
from webmail.accounts.models import Account, Submission
from webmail.accounts.submissions import hash_of_message
from webmail.database import db


def test_a_claimed_message_is_found_with_its_page(ledger: Submissions, clock: HeldClock) -> None:
    assert ledger.find(MESSAGE) is None
    assert ledger.claim(MESSAGE, page="p1")
    found = ledger.find(MESSAGE)
    assert found is not None
    assert (found.state, found.page, found.changed_at) == ("held", "p1", clock())
    assert found.message_hash == hash_of_message(MESSAGE)


def test_the_same_page_does_not_claim_twice(ledger: Submissions) -> None:
    assert ledger.claim(MESSAGE, page="p1")
    assert not ledger.claim(MESSAGE, page="p1")
    assert ledger.claim(OTHER, page="p1")


def test_another_accounts_message_is_none_of_ours(ledger: Submissions, clock: HeldClock) -> None:
    boris = Submissions(account_for("boris@schule.example", at=clock()).id, clock=clock)
    brought_to(ledger, "submitting")
    assert boris.find(MESSAGE) is None
    assert not boris.advance(MESSAGE, to="accepted")
    found = ledger.find(MESSAGE)
    assert found is not None
    assert not boris.advance(MESSAGE, to="accepted", attempt=found.attempt)
    boris.release(MESSAGE)
    assert boris.claim(MESSAGE, page="p2")
    assert (state_of(ledger), len(boris.unsettled())) == ("submitting", 0)


@pytest.mark.parametrize("state", ["held", "submitting", "accepted", "filed", "unclear"])
@pytest.mark.parametrize("to", ["submitting", "accepted", "filed", "unclear"])
def test_only_the_steps_of_a_message_on_its_way_are_taken(ledger: Submissions, state: str, to: str) -> None:
    ways = {
        "held": (),
        "submitting": ("submitting",),
        "accepted": ("submitting", "accepted"),
        "filed": ("submitting", "accepted", "filed"),
        "unclear": ("submitting", "unclear"),
    }
    allowed = {
        ("held", "submitting"),
        ("submitting", "accepted"),
        ("accepted", "filed"),
        ("submitting", "unclear"),
        ("unclear", "accepted"),
    }
    brought_to(ledger, *ways[state])
    assert ledger.advance(MESSAGE, to=to) is ((state, to) in allowed)
    assert state_of(ledger) == (to if (state, to) in allowed else state)


def test_what_nobody_claimed_goes_nowhere(ledger: Submissions) -> None:
    assert not ledger.advance(MESSAGE, to="submitting", seconds=LEASE)
    assert ledger.find(MESSAGE) is None


def test_a_claim_left_behind_is_gone_and_may_be_taken(
    ledger: Submissions, elsewhere: Submissions, clock: HeldClock
) -> None:
    brought_to(ledger)
    clock.move(minutes=2)
    assert elsewhere.find(MESSAGE) is None
    assert elsewhere.claim(MESSAGE, page="p2")
    assert not ledger.claim(MESSAGE, page="p1")


def test_who_comes_back_too_late_changes_nothing_of_the_others(
    ledger: Submissions, elsewhere: Submissions, clock: HeldClock
) -> None:
    brought_to(ledger)
    clock.move(minutes=2)
    assert elsewhere.claim(MESSAGE, page="p2")
    assert not ledger.advance(MESSAGE, to="submitting", seconds=LEASE)
    ledger.release(MESSAGE)
    assert elsewhere.advance(MESSAGE, to="submitting", seconds=LEASE)
    assert not ledger.advance(MESSAGE, to="accepted")
    assert state_of(elsewhere) == "submitting"


def test_a_claim_that_does_not_end_is_taken_over_and_who_had_it_can_do_nothing_more(
    ledger: Submissions, elsewhere: Submissions
) -> None:
    assert ledger.claim(MESSAGE, page="a")
    held = elsewhere.find(MESSAGE)
    assert held is not None
    assert elsewhere.claim(MESSAGE, page="b", over=held.attempt)
    ledger.release(MESSAGE)
    assert not ledger.advance(MESSAGE, to="submitting")
    assert elsewhere.advance(MESSAGE, to="submitting")


def test_what_goes_on_is_not_taken_over(ledger: Submissions, elsewhere: Submissions) -> None:
    assert ledger.claim(MESSAGE, page="a")
    held = elsewhere.find(MESSAGE)
    assert held is not None
    assert ledger.advance(MESSAGE, to="submitting", seconds=60)
    assert not elsewhere.claim(MESSAGE, page="b", over=held.attempt)


def test_a_late_claim_that_nobody_took_over_still_goes_on(ledger: Submissions, clock: HeldClock) -> None:
    brought_to(ledger)
    clock.move(minutes=2)
    assert ledger.advance(MESSAGE, to="submitting", seconds=LEASE)


def test_a_submission_that_never_ended_has_become_unclear_and_is_not_claimed(
    ledger: Submissions, elsewhere: Submissions, clock: HeldClock
) -> None:
    brought_to(ledger, "submitting")
    clock.move(seconds=LEASE)
    found = elsewhere.find(MESSAGE)
    assert found is not None
    assert (found.state, found.changed_at) == ("unclear", clock())
    assert [entry.state for entry in elsewhere.unsettled()] == ["unclear"]
    assert not elsewhere.claim(MESSAGE, page="p2")


@pytest.mark.parametrize("stored", ["submitting", "unclear"])
def test_the_persons_word_settles_what_is_unclear(
    ledger: Submissions, elsewhere: Submissions, clock: HeldClock, stored: str
) -> None:
    brought_to(ledger, *dict.fromkeys(("submitting", stored)))
    clock.move(seconds=LEASE)
    assert elsewhere.advance(MESSAGE, to="accepted")
    assert elsewhere.advance(MESSAGE, to="filed")
    assert elsewhere.unsettled() == ()


def attempt_of(ledger: Submissions) -> bytes:
    found = ledger.find(MESSAGE)
    assert found is not None
    return found.attempt


@pytest.mark.parametrize("stored", ["submitting", "unclear"])
def test_what_is_unclear_is_claimed_only_by_who_names_that_attempt(
    ledger: Submissions, elsewhere: Submissions, clock: HeldClock, stored: str
) -> None:
    brought_to(ledger, *dict.fromkeys(("submitting", stored)))
    clock.move(seconds=LEASE)
    assert not elsewhere.claim(MESSAGE, page="p2", over=b"another attempt.")
    assert elsewhere.claim(MESSAGE, page="p2", over=attempt_of(ledger))
    assert not ledger.advance(MESSAGE, to="accepted")


def test_the_same_attempt_is_claimed_over_once_though_the_clock_stands_still(
    ledger: Submissions, elsewhere: Submissions
) -> None:
    brought_to(ledger, "submitting", "unclear")
    seen = attempt_of(ledger)
    assert elsewhere.claim(MESSAGE, page="p2", over=seen)
    assert elsewhere.advance(MESSAGE, to="submitting", seconds=LEASE)
    assert elsewhere.advance(MESSAGE, to="unclear")
    assert not ledger.claim(MESSAGE, page="p1", over=seen)
    assert attempt_of(ledger) != seen


@pytest.mark.parametrize("steps", [("submitting",), ("submitting", "accepted")])
def test_what_is_certain_or_goes_on_is_claimed_by_nobody(
    ledger: Submissions, elsewhere: Submissions, steps: tuple[str, ...]
) -> None:
    brought_to(ledger, *steps)
    assert not elsewhere.claim(MESSAGE, page="p2", over=attempt_of(ledger))


def test_the_persons_word_is_about_one_attempt(ledger: Submissions, elsewhere: Submissions) -> None:
    brought_to(ledger, "submitting", "unclear")
    seen = attempt_of(ledger)
    assert ledger.claim(MESSAGE, page="p2", over=seen)
    assert ledger.advance(MESSAGE, to="submitting", seconds=LEASE)
    assert not elsewhere.advance(MESSAGE, to="accepted", attempt=seen)
    assert state_of(ledger) == "submitting"


def test_who_claimed_nothing_releases_nothing(ledger: Submissions, elsewhere: Submissions) -> None:
    brought_to(ledger, "submitting", "unclear")
    elsewhere.release(MESSAGE)
    assert state_of(ledger) == "unclear"


@pytest.mark.parametrize("state", ["accepted", "filed"])
def test_what_was_accepted_is_never_released(ledger: Submissions, elsewhere: Submissions, state: str) -> None:
    brought_to(ledger, *("submitting", "accepted", "filed")[: 2 if state == "accepted" else 3])
    ledger.release(MESSAGE)
    elsewhere.release(MESSAGE)
    assert state_of(ledger) == state


@pytest.mark.parametrize("steps", [(), ("submitting",)])
def test_what_somebody_is_at_work_on_is_released_by_nobody_else(
    ledger: Submissions, elsewhere: Submissions, steps: tuple[str, ...]
) -> None:
    brought_to(ledger, *steps)
    elsewhere.release(MESSAGE)
    assert ledger.find(MESSAGE) is not None
    ledger.release(MESSAGE)
    assert ledger.find(MESSAGE) is None
    assert elsewhere.claim(MESSAGE, page="p2")


def test_who_submits_takes_the_claim_over_from_who_prepared(
    ledger: Submissions, elsewhere: Submissions
) -> None:
    brought_to(ledger)
    assert elsewhere.advance(MESSAGE, to="submitting", seconds=LEASE)
    ledger.release(MESSAGE)
    assert state_of(ledger) == "submitting"
    elsewhere.release(MESSAGE)
    assert state_of(ledger) is None


def test_unsettled_are_the_newest_first_and_neither_held_nor_filed(
    ledger: Submissions, clock: HeldClock
) -> None:
    ways = {
        "<a@x>": ("submitting",),
        "<b@x>": ("submitting", "unclear"),
        "<c@x>": ("submitting", "accepted"),
        "<d@x>": ("submitting", "accepted", "filed"),
        "<e@x>": (),
    }
    for message_id, steps in ways.items():
        ledger.claim(message_id, page="p1")
        for step in steps:
            ledger.advance(message_id, to=step, seconds=LEASE)
        clock.move(seconds=1)
    assert [entry.state for entry in ledger.unsettled()] == ["accepted", "unclear", "submitting"]


def test_what_was_filed_long_ago_is_forgotten(ledger: Submissions, clock: HeldClock) -> None:
    brought_to(ledger, "submitting", "accepted", "filed")
    clock.move(days=89)
    ledger.claim(OTHER, page="p1")
    assert state_of(ledger) == "filed"
    clock.move(days=1)
    ledger.claim("<3@schule.example>", page="p1")
    assert ledger.find(MESSAGE) is None


@pytest.mark.parametrize("steps", [("submitting",), ("submitting", "unclear"), ("submitting", "accepted")])
def test_what_is_not_settled_is_never_forgotten(
    ledger: Submissions, clock: HeldClock, steps: tuple[str, ...]
) -> None:
    brought_to(ledger, *steps)
    clock.move(days=900)
    ledger.claim(OTHER, page="p1")
    assert ledger.find(MESSAGE) is not None


def test_the_ledger_goes_with_its_account(ledger: Submissions, account: int) -> None:
    brought_to(ledger)
    db.session.delete(db.session.get(Account, account))
    db.session.commit()
    assert db.session.scalar(select(func.count(Submission.id))) == 0


def test_no_transaction_is_left_open(ledger: Submissions) -> None:
    for deed in (
        lambda: ledger.claim(MESSAGE, page="p1"),
        lambda: ledger.claim(MESSAGE, page="p1"),
        lambda: ledger.find(MESSAGE),
        lambda: ledger.advance(MESSAGE, to="filed"),
        ledger.unsettled,
        lambda: ledger.release(MESSAGE),
    ):
        deed()
        assert not db.session().in_transaction()


def test_nothing_of_the_message_is_in_the_row(ledger: Submissions) -> None:
    brought_to(ledger, "submitting")
    row = db.session.execute(select(Submission.__table__)).one()
    assert MESSAGE not in map(str, row)
    assert row.lease_until == ledger._clock() + timedelta(seconds=LEASE)
