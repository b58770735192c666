"""Deadline: the moment until which a request waits for the store, however slowly the bytes drip."""

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
