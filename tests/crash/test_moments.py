"""Single moments worth a test of their own; each was once found by a run."""

import pytest

from tests.crash.handmade import SENDS, OutcomeOf, mishap
from tests.crash.plan import Act, Deed, Habit, Step
from tests.crash.tripwire import Side

pytestmark = pytest.mark.dovecot
PRODUCT = "tests.crash.serve:product"
END = b"\r\n.\r\n"


def test_text_that_meets_the_claim_of_its_own_dead_attempt_stays_on_the_page(outcome_of: OutcomeOf) -> None:
    killed = mishap(Deed.KILL, "store", 1, mark=b" APPEND ", passes=False)
    outcome = outcome_of(PRODUCT, killed, steps=(Step(Act.TYPE, 3), Step(Act.SEND)), habit=Habit.AGAIN)
    assert outcome.fired
    assert outcome.findings == [], outcome


@pytest.mark.parametrize("mark", [b" APPEND ", b"UID MOVE", b"UID STORE", b"UID EXPUNGE"])
@pytest.mark.parametrize("passes", [True, False])
def test_a_death_at_the_store_while_sending(outcome_of: OutcomeOf, mark: bytes, passes: bool) -> None:
    outcome = outcome_of(PRODUCT, mishap(Deed.KILL, "store", 4, mark=mark, passes=passes), steps=SENDS)
    assert outcome.findings == [], outcome


@pytest.mark.parametrize("mark", [b"MAIL FROM", b"DATA\r\n", END, b"QUIT"])
@pytest.mark.parametrize("passes", [True, False])
def test_a_death_at_the_submission_server(outcome_of: OutcomeOf, mark: bytes, passes: bool) -> None:
    outcome = outcome_of(PRODUCT, mishap(Deed.KILL, "submission", 4, mark=mark, passes=passes))
    assert outcome.fired
    assert outcome.findings == [], outcome


def test_a_part_of_the_last_answer_is_no_answer(outcome_of: OutcomeOf) -> None:
    cut = mishap(Deed.CUT, "submission", 4, side=Side.DOWN, mark=b"50 2.0.0 OK queued", passes=False)
    outcome = outcome_of(PRODUCT, cut, habit=Habit.AGAIN)
    assert outcome.findings == [], outcome
    assert outcome.evidence.shown_unclear
