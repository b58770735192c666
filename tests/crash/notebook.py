"""Notebook: what was typed in one run, what was posted, and what the application said to it."""

import time
from dataclasses import dataclass, field
from enum import Enum


class Said(Enum):
    """What a person knows after an answer, or without one."""

    NOTHING = "nothing"
    LOST = "lost"
    SHOWN = "shown"
    # A page about another text that was sent says that this one was not; it stays, or goes after two seconds.
    DENIED = "denied"
    PASSING = "denied in passing"
    STORED = "stored"
    # A page about the message's way out that does not show this text: it claims to have it.
    TAKEN = "taken"
    SENT = "sent"


@dataclass(frozen=True, slots=True)
class Posted:
    """One text as a page posted it; over: it knowingly replaced what another page had stored."""

    page: str
    deed: str
    text: str
    said: Said
    over: bool = False


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that was chosen, and what was said when it was posted."""

    name: str
    content: bytes = field(repr=False)
    said: Said = Said.NOTHING


OWED = (Said.STORED, Said.TAKEN, Said.SENT, Said.PASSING)


@dataclass(slots=True)
class Notebook:
    """One run: its subject is found in the servers again, and nothing else has it."""

    subject: str
    posted: list[Posted] = field(default_factory=list)
    attached: list[Attached] = field(default_factory=list)
    diary: list[str] = field(default_factory=list)
    addresses: set[str] = field(default_factory=set)
    began: float = field(default_factory=time.monotonic)

    def note(self, line: str) -> None:
        """Writes down what happened, for whoever looks for the reason."""
        self.diary.append(f"{time.monotonic() - self.began:7.3f} {line}")

    def post(self, posted: Posted) -> None:
        """Writes down a text and the answer to it."""
        self.posted.append(posted)
        words = len(posted.text.split())
        over = " over another version" if posted.over else ""
        self.note(f"{posted.page[:4]} {posted.deed}{over} with {words} words: {posted.said.value}")

    @property
    def owed(self) -> list[Posted]:
        """The texts that must still be somewhere: stored or taken, and not replaced on purpose."""
        last_over = max((place for place, each in enumerate(self.posted) if each.over), default=0)
        return [each for place, each in enumerate(self.posted) if place >= last_over and each.said in OWED]
