"""How far somebody has come on the way out: what the server has seen, and what the person has ticked."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Protocol

# Steps that the server sees by itself, each with what proves it.
SEEN: Mapping[str, int] = {
    "broken_shown": 1,
    "entered": 1,
    "opened": 1,
    "signed_out": 3,
    "reset": 3,
    "portal_confirmed": 5,
}
BY_SERVER = frozenset(SEEN.values())
BY_PERSON = frozenset({2, 4, 6})
# Whoever is in again, or stands before the error page again, has the way out before them once more.
BEGINS_ANEW = frozenset({"entered", "broken_shown"})
LEFT = 3
# Of the events that a code takes; the rest belong to what really happens.
SAID_AT_MOST = 60
QUIET = timedelta(hours=12)
OVER = frozenset({3, 5, 6})


class Happened(Protocol):
    """An event of the timeline."""

    @property
    def at(self) -> datetime: ...
    @property
    def kind(self) -> str: ...


def said(step: int, *, undo: bool = False) -> str:
    """The kind of event that a person's own tick is."""
    return f"unsaid_{step}" if undo else f"said_{step}"


SAID = {said(step): step for step in BY_PERSON}
UNSAID = {said(step, undo=True): step for step in BY_PERSON}


class Ticks:
    """The ticks behind a support code, as its events tell: step → since when."""

    def __init__(self, events: Iterable[Happened]) -> None:
        self.at: dict[int, datetime] = {}
        self.said = 0
        self.last: datetime | None = None
        for event in events:
            self._add(event)

    def _add(self, event: Happened) -> None:
        self.last = event.at
        if event.kind in BEGINS_ANEW and LEFT in self.at:
            self.at.clear()
        if event.kind in SEEN:
            self.at[SEEN[event.kind]] = event.at
        elif event.kind in SAID:
            self.said += 1
            self.at[SAID[event.kind]] = event.at
        elif event.kind in UNSAID:
            self.said += 1
            self.at.pop(UNSAID[event.kind], None)

    @property
    def mark(self) -> str:
        """What is ticked, as one word: a page that shows the same need not be told again."""
        return "".join(str(step) for step in sorted(self.at)) or "none"

    @property
    def may_say(self) -> bool:
        """Whether the person may still tick."""
        return self.said < SAID_AT_MOST

    def are_over(self, now: datetime) -> bool:
        """Whether nothing more is to be expected: the way is gone, or nothing has happened for half a day."""
        return self.at.keys() >= OVER or (self.last is not None and now - self.last > QUIET)
