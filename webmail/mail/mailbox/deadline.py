"""Deadline: the moment until which a request waits for the store, however slowly the bytes drip."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic


@dataclass(frozen=True, slots=True)
class Deadline:
    """A point on the monotonic clock; one is made for a whole request, its one retry included."""

    ends: float

    @classmethod
    def after(cls, seconds: float) -> "Deadline":
        return cls(monotonic() + seconds)

    @property
    def remaining(self) -> float:
        """Seconds left, 0.0 when it has passed."""
        return max(0.0, self.ends - monotonic())


@dataclass(slots=True)
class Patience:
    """What everything that one page asks of the store may take together; time in between is not counted."""

    left: float

    @contextmanager
    def deadline(self) -> Iterator[Deadline]:
        """The deadline of one question; what it took is gone for the next."""
        began = monotonic()
        try:
            yield Deadline(began + self.left)
        finally:
            self.left = max(0.0, self.left - (monotonic() - began))
