"""Runs made by hand, to see one thing go wrong."""

from collections.abc import Callable

from tests.crash.lane import Outcome
from tests.crash.plan import Act, Deed, Mishap, Moment, Step
from tests.crash.tripwire import Side

OutcomeOf = Callable[..., Outcome]
WRITES = (Step(Act.TYPE, 3), Step(Act.SAVE), Step(Act.TYPE, 3), Step(Act.SAVE))
SENDS = (*WRITES, Step(Act.SEND))


def mishap(
    deed: Deed, server: str, step: int, *, side: Side = Side.UP, mark: bytes, passes: bool = True
) -> Mishap:
    """A mishap of one step."""
    return Mishap(deed, server, step, step, Moment(side, mark, passes=passes))
