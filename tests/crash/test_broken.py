"""The runs themselves, on the product without one of its safeguards."""

import pytest

from tests.crash.handmade import WRITES, OutcomeOf, mishap
from tests.crash.plan import Deed, Habit, Mishap
from tests.crash.tripwire import Side

pytestmark = pytest.mark.dovecot
BROKEN = "tests.crash.broken"
PRODUCT = "tests.crash.serve:product"
SERVED = "tests.crash.served:product"
END = b"\r\n.\r\n"


def lost_answer() -> Mishap:
    return mishap(Deed.CUT, "submission", 4, side=Side.DOWN, mark=b"250 2.0.0 OK queued", passes=False)


def test_the_product_passes_what_its_broken_versions_fail(outcome_of: OutcomeOf) -> None:
    outcome = outcome_of(PRODUCT, habit=Habit.DOUBLE_CLICK)
    assert outcome.findings == [], outcome
    assert (len(outcome.evidence.sent), len(outcome.evidence.received)) == (1, 1)


def test_the_product_calls_a_lost_answer_unclear(outcome_of: OutcomeOf) -> None:
    outcome = outcome_of(PRODUCT, lost_answer())
    assert outcome.findings == [], outcome
    assert outcome.evidence.shown_unclear


def test_two_clicks_without_a_ledger_are_noticed(outcome_of: OutcomeOf) -> None:
    outcome = outcome_of(f"{BROKEN}:without_ledger", habit=Habit.DOUBLE_CLICK)
    # Two clicks disturb each other: one may be told that nothing went out, and is made again.
    assert (times := len(outcome.evidence.received)) >= 2, outcome
    assert f"received {times} times" in outcome.findings, outcome


def test_a_lost_answer_taken_for_a_refusal_is_noticed(outcome_of: OutcomeOf) -> None:
    outcome = outcome_of(f"{BROKEN}:without_doubt", lost_answer())
    assert "received 2 times" in outcome.findings, outcome


def test_a_death_that_the_ledger_knows_nothing_of_is_noticed(outcome_of: OutcomeOf) -> None:
    outcome = outcome_of(f"{BROKEN}:without_memory", mishap(Deed.KILL, "submission", 4, mark=END))
    assert outcome.findings != [], outcome


def test_old_versions_that_stay_are_noticed(outcome_of: OutcomeOf) -> None:
    outcome = outcome_of(f"{BROKEN}:without_tidying", steps=WRITES, habit=Habit.LEAVES)
    assert any("drafts of one message" in each for each in outcome.findings), outcome


def test_a_page_that_replaces_what_it_has_not_seen_is_noticed(outcome_of: OutcomeOf) -> None:
    outcome = outcome_of(f"{BROKEN}:without_looking", habit=Habit.OTHER_TAB)
    assert "one page has overwritten another's text without a word" in outcome.findings, outcome


def test_one_of_three_who_want_a_waiting_message_sends_it(outcome_of: OutcomeOf) -> None:
    outcome = outcome_of(SERVED, hold=1)
    assert outcome.findings == [], outcome
    assert len(outcome.evidence.received) == 1


def test_a_waiting_message_that_is_nobodys_alone_is_noticed(outcome_of: OutcomeOf) -> None:
    outcome = outcome_of(f"{BROKEN}:without_taking", hold=1)
    assert outcome.findings != [], outcome
