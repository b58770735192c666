"""Quota, and Quotas: for some minutes what was last heard of everybody's."""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from time import monotonic

KEPT_SECONDS = 300.0
MOST_PEOPLE = 5000


@dataclass(frozen=True, slots=True)
class Quota:
    """Used and allowed space, in octets; allowed is above 0."""

    used: int
    allowed: int

    @property
    def percent(self) -> int:
        """How much is used, rounded down: what is not full is never said to be."""
        return self.used * 100 // self.allowed


class Quotas:
    """What was last heard, by the name at the store; a page must not ask each time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: OrderedDict[str, tuple[float, Quota | None]] = OrderedDict()

    def find(self, name: str) -> tuple[Quota | None] | None:
        """What is known, in a tuple since there may be no quota at all; None when it is to be asked."""
        with self._lock:
            known = self._known.get(name)
            return (known[1],) if known and monotonic() - known[0] < KEPT_SECONDS else None

    def keep(self, name: str, quota: Quota | None) -> None:
        """Remembers it."""
        with self._lock:
            self._known.pop(name, None)
            self._known[name] = monotonic(), quota
            while len(self._known) > MOST_PEOPLE:
                self._known.popitem(last=False)

    def drop(self, name: str) -> None:
        """Forgets it: something was filled or freed."""
        with self._lock:
            self._known.pop(name, None)
