"""Whatever dies in between: fifty runs, five hundred in the long mode, and nothing is lost or sent twice.

DIENSTPOST_LONG=1 takes all five hundred, at other points each time. The fifty are always the same, so that
who breaks them is who has just changed something. DIENSTPOST_SEED=… takes the runs of an earlier session
again, DIENSTPOST_SEED=…/17 only its seventeenth.
"""

import os
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.cast import CAST
from tests.crash.application import PRODUCT
from tests.crash.browser_run import BrowserRun, browser_plan_for
from tests.crash.chromium import Chromium
from tests.crash.conftest import LaneFor
from tests.crash.lane import Lane, Outcome
from tests.crash.plan import held_plan_for, plan_for
from tests.crash.run import Run

pytestmark = pytest.mark.dovecot
SERVED = "tests.crash.served:product"
LONG = os.environ.get("DIENSTPOST_LONG") == "1"
STRETCH = 11
IN_BROWSER = 6
STRETCHES = 40 if LONG else 4
# In a quarter of them what is sent can be taken back for a second.
HELD_STRETCHES = STRETCHES // 4
CHOSEN = secrets.token_hex(3) if LONG else "d4"
SESSION, _, ONLY = (os.environ.get("DIENSTPOST_SEED") or CHOSEN).partition("/")
# Rows, lines and clocks are of one lane alone, so that lanes may wait at the same time.
LANES = CAST


@pytest.fixture(scope="module")
def lanes(lane_for: LaneFor) -> list[Lane]:
    """One for each of the cast."""
    return [lane_for(person) for person in LANES]


@pytest.fixture(scope="module")
def held_lanes(lane_for: LaneFor) -> list[Lane]:
    """Where what is sent waits: half of them with their own sign-in, half where two workers want it."""
    ways = (PRODUCT, SERVED, PRODUCT, SERVED)
    return [lane_for(person, builds=builds, hold=1) for person, builds in zip(LANES, ways, strict=True)]


Take = Callable[[Lane, list[int]], list[Outcome]]


def fast(lane: Lane, numbers: list[int]) -> list[Outcome]:
    """Runs without a browser."""
    return [Run(lane, plan_for(f"{SESSION}-{number}")).go() for number in numbers]


def held(lane: Lane, numbers: list[int]) -> list[Outcome]:
    """Runs in which what is sent waits."""
    return [Run(lane, held_plan_for(f"{SESSION}-held-{number}")).go() for number in numbers]


def in_browser(lane: Lane, numbers: list[int]) -> list[Outcome]:
    """Runs in Chromium."""
    with Chromium() as browser:
        plans = [browser_plan_for(f"{SESSION}-browser-{number}") for number in numbers]
        return [BrowserRun(lane, plan, browser).go() for plan in plans]


def outcomes(lanes: list[Lane], numbers: list[int], take: Take) -> list[Outcome]:
    """Takes the runs, each lane one after the other."""
    with ThreadPoolExecutor(len(lanes)) as pool:
        taken = [pool.submit(take, lane, numbers[at :: len(lanes)]) for at, lane in enumerate(lanes)]
        return [outcome for each in taken for outcome in each.result()]


def judge(lanes: list[Lane], stretch: range, take: Take) -> None:
    """Fails with everything that is wrong in these runs."""
    numbers = [number for number in stretch if ONLY in ("", str(number))]
    if not numbers:
        pytest.skip("another run was asked for")
    taken = outcomes(lanes, numbers, take)
    bad = [outcome for outcome in taken if outcome.findings]
    assert not bad, f"DIENSTPOST_SEED={SESSION}\n" + "\n".join(map(str, bad))
    # A mishap may miss its moment; if most did, nothing would have been shown.
    assert ONLY or sum(outcome.fired for outcome in taken) >= len(taken) // 3


@pytest.mark.parametrize("stretch", range(HELD_STRETCHES))
def test_nothing_that_waits_is_lost_or_sent_twice(held_lanes: list[Lane], stretch: int) -> None:
    judge(held_lanes, range(stretch * STRETCH, (stretch + 1) * STRETCH), held)


@pytest.mark.parametrize("stretch", range(STRETCHES - HELD_STRETCHES))
def test_nothing_is_lost_and_nothing_is_sent_twice(lanes: list[Lane], stretch: int) -> None:
    judge(lanes, range(stretch * STRETCH, (stretch + 1) * STRETCH), fast)


@pytest.mark.browser
@pytest.mark.parametrize("stretch", range(STRETCHES // 4))
def test_at_most_five_seconds_of_typing_are_lost(lanes: list[Lane], stretch: int) -> None:
    judge(lanes, range(stretch * IN_BROWSER, (stretch + 1) * IN_BROWSER), in_browser)
