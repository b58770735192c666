"""Job: one thing that is measured, both ways."""

from collections.abc import Callable
from dataclasses import dataclass

Deed = Callable[[int], object]


@dataclass(frozen=True, slots=True)
class Job:
    """raw and request are called once a round with its number; `first` ones meet something new each time.

    aim: milliseconds of our own processor time, for orientation; None where the issue names none.
    """

    name: str
    raw: Deed | None
    request: Deed
    aim: float | None = None
