"""Changes: what has happened in a mailbox, counted: whoever knows the last number is told the rest."""

import secrets
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from time import monotonic

# Who has missed more than so many arrivals is told of the last ones only.
MOST_ARRIVALS = 100


@dataclass(frozen=True, slots=True)
class News:
    """What is new to somebody; everything: it is not known what, so all that is shown may be old.

    arrived: how many unread messages have come into the inbox, with UIDs from first_uid on.
    """

    mark: str
    folders: frozenset[str] = frozenset()
    arrived: int = 0
    first_uid: int = 0
    everything: bool = False

    def __bool__(self) -> bool:
        return self.everything or bool(self.folders)


@dataclass(frozen=True, slots=True)
class Known:
    """What a page knows: the mark it was told last, or how many seconds ago it was made."""

    mark: str = ""
    age: float = 0.0


class Changes:
    """The changes since a line to the store was opened; whoever uses this holds the lock."""

    def __init__(self) -> None:
        self._epoch = self._before = ""
        self._number = 0
        self._at: dict[str, int] = {}
        self._arrivals: deque[tuple[int, int, int]] = deque(maxlen=MOST_ARRIVALS)
        self._last = 0.0

    @property
    def mark(self) -> str:
        """Stands for all that has been told until now; "" while nobody listens."""
        return f"{self._epoch}.{self._number}" if self._epoch else ""

    def begin(self, *, arrived: int = 0, first_uid: int = 0) -> None:
        """From now on somebody listens; what happened before is not known, but for what has arrived."""
        self._before, self._epoch = self._epoch, secrets.token_urlsafe(6)
        self._number = 0
        self._at.clear()
        self._arrivals.clear()
        self._last = monotonic()
        if arrived:
            self._arrivals.append((0, arrived, first_uid))

    def add(self, folders: Iterable[str], *, arrived: int = 0, first_uid: int = 0) -> None:
        """Something has changed in these folders; so many messages arrived, from this UID on."""
        self._number += 1
        self._last = monotonic()
        self._at.update(dict.fromkeys(folders, self._number))
        if arrived:
            self._arrivals.append((self._number, arrived, first_uid))

    def start(self, known: Known) -> str:
        """Where a page begins that was told nothing yet: here, if it was made after the last change."""
        quiet = self._epoch and self._last <= monotonic() - known.age
        return known.mark or (self.mark if quiet else "")

    def since(self, mark: str) -> News:
        """What whoever has this mark does not know yet; nothing while nobody listens."""
        if not self._epoch or mark == self.mark:
            return News(mark)
        epoch, _, number = mark.partition(".")
        if epoch != self._epoch or not number.isdecimal() or len(number) > 12:
            missed = epoch != "" and epoch == self._before
            arrived, first_uid = self._arrived_after(-1) if missed else (0, 0)
            return News(self.mark, arrived=arrived, first_uid=first_uid, everything=True)
        seen = int(number)
        arrived, first_uid = self._arrived_after(seen)
        folders = frozenset(name for name, at in self._at.items() if at > seen)
        return News(self.mark, folders=folders, arrived=arrived, first_uid=first_uid)

    def _arrived_after(self, seen: int) -> tuple[int, int]:
        """How many have arrived after this change, and the lowest UID that one of them can have."""
        later = [(count, uid) for at, count, uid in self._arrivals if at > seen]
        return sum(count for count, _ in later), min((uid for _, uid in later), default=0)
