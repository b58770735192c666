"""The harness itself: a webmail that is wrong in a known way must be found out, a right one must not."""

import pytest

from tests.crash.handmade import WRITES, OutcomeOf, mishap
from tests.crash.plan import Deed, Habit
from tests.crash.tripwire import Side

pytestmark = pytest.mark.dovecot
CARELESS = "tests.crash.careless"


def test_a_run_without_mishap_has_no_findings(outcome_of: OutcomeOf) -> None:
    outcome = outcome_of(f"{CARELESS}:right")
    assert outcome.findings == [], outcome
    assert (len(outcome.evidence.sent), len(outcome.evidence.received)) == (1, 1)


def test_a_draft_without_mishap_has_no_findings(outcome_of: OutcomeOf) -> None:
    outcome = outcome_of(f"{CARELESS}:right", steps=WRITES, habit=Habit.LEAVES)
    assert outcome.findings == [], outcome
    assert len(outcome.evidence.drafts) == 1


def test_sending_twice_is_noticed(outcome_of: OutcomeOf) -> None:
    outcome = outcome_of(f"{CARELESS}:twice", habit=Habit.AGAIN)
    assert "received 2 times" in outcome.findings


def test_a_double_click_that_sends_twice_is_noticed(outcome_of: OutcomeOf) -> None:
    assert "received 2 times" in outcome_of(f"{CARELESS}:twice", habit=Habit.DOUBLE_CLICK).findings


def test_sending_again_after_a_lost_answer_is_noticed(outcome_of: OutcomeOf) -> None:
    cut = mishap(Deed.CUT, "submission", 4, side=Side.DOWN, mark=b"250 2.0.0 OK queued", passes=False)
    outcome = outcome_of(f"{CARELESS}:right", cut)
    assert outcome.fired
    assert "received 2 times" in outcome.findings, outcome


def test_text_that_was_only_in_memory_is_missed(outcome_of: OutcomeOf) -> None:
    kill = mishap(Deed.KILL, "submission", 4, mark=b"EHLO")
    outcome = outcome_of(f"{CARELESS}:forgetful", kill)
    assert any("is lost" in each for each in outcome.findings), outcome


def test_old_drafts_that_are_left_are_noticed(outcome_of: OutcomeOf) -> None:
    outcome = outcome_of(f"{CARELESS}:littering", steps=WRITES, habit=Habit.LEAVES)
    assert "3 drafts of one message" in outcome.findings, outcome


def test_a_copy_in_sent_of_what_nobody_received_is_noticed(outcome_of: OutcomeOf) -> None:
    outcome = outcome_of(f"{CARELESS}:hopeful", mishap(Deed.REFUSE, "submission", 4, mark=b"EHLO"))
    assert "a copy in Sent of what nobody received" in outcome.findings, outcome


def test_one_tab_overwriting_the_other_is_noticed(outcome_of: OutcomeOf) -> None:
    outcome = outcome_of(f"{CARELESS}:overwriting", habit=Habit.OTHER_TAB)
    assert "one page has overwritten another's text without a word" in outcome.findings, outcome


def test_one_tab_that_is_told_of_the_other_is_no_finding(outcome_of: OutcomeOf) -> None:
    outcome = outcome_of(f"{CARELESS}:right", habit=Habit.OTHER_TAB)
    assert not any("overwritten" in each for each in outcome.findings), outcome


def test_a_failure_that_shows_no_text_is_noticed(outcome_of: OutcomeOf) -> None:
    outcome = outcome_of(f"{CARELESS}:swallowing", mishap(Deed.CUT, "store", 3, mark=b"APPEND", passes=False))
    assert "the answer to save shows the typed text no more" in outcome.findings, outcome


def test_a_death_between_submission_and_copy_is_noticed(outcome_of: OutcomeOf) -> None:
    kill = mishap(Deed.KILL, "submission", 4, mark=b"QUIT")
    outcome = outcome_of(f"{CARELESS}:right", kill)
    assert "received, but neither in Sent nor shown as unclear" in outcome.findings, outcome
