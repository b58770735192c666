"""State: where a message stands on its way out, as the ledger remembers it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class State(StrEnum):
    """held: claimed, nothing has gone out; submitting: a server may have it; the others are certain.

    accepted: the server has it, the copy is not filed yet. unclear: the server never said; it is shown and
    never sent again by itself. waiting: in the folder for it until it is due; unsent: there too, and never
    sent by itself; refused: a draft again, because it was not taken.
    """

    HELD = "held"
    SUBMITTING = "submitting"
    ACCEPTED = "accepted"
    FILED = "filed"
    UNCLEAR = "unclear"
    WAITING = "waiting"
    UNSENT = "unsent"
    REFUSED = "refused"


class Entry(Protocol):
    """A row of the ledger; state is a State's value, page the mark of the browser page that sent it.

    attempt tells one time of handing over from the next, whatever the clock says. due is when it goes out by
    itself, later whether the person has chosen that time, place its UIDVALIDITY and UID where it waits.
    """

    @property
    def message_hash(self) -> bytes: ...
    @property
    def state(self) -> str: ...
    @property
    def page(self) -> str: ...
    @property
    def attempt(self) -> bytes: ...
    @property
    def changed_at(self) -> datetime: ...
    @property
    def due(self) -> datetime | None: ...
    @property
    def later(self) -> bool: ...
    @property
    def place(self) -> tuple[int, int] | None: ...
    @property
    def sign_in(self) -> int | None: ...
    @property
    def tries(self) -> int: ...
    @property
    def reason(self) -> str: ...


class Ledger(Protocol):
    """What was handed over and what was not: one row a message, for one account (accounts/submissions.py)."""

    def find(self, message_id: str) -> Entry | None:
        """The row; a claim whose lease has run out is gone, such a submitting row has become unclear."""

    def claim(self, message_id: str, *, page: str, over: bytes = b"") -> bool:
        """Commits a row held by the caller; False when there is one already, whoever has it.

        over takes this very attempt over, once: one that is still held, so that nothing has gone out, or one
        that is unclear, because the person wants it. Whoever had it can take no further step.
        """

    def advance(self, message_id: str, *, to: State, seconds: float = 0.0, attempt: bytes = b"") -> bool:
        """Commits the next state if the row may still go there; seconds is a new lease. False: it may not.

        Whoever has claimed the message changes only what is still their own; who has not can name the only
        attempt that is meant.
        """

    def renew(self, message_id: str, *, seconds: float) -> bool:
        """Commits a new lease for what the caller is submitting; False: it is not the caller's any more."""

    def release(self, message_id: str) -> None:
        """Forgets the row that the caller has claimed: it is certain that nothing went out."""

    def unsettled(self) -> tuple[Entry, ...]:
        """The rows that somebody must look at, those that wait left out; the newest first."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What a person is told about one message; attempt is which time of handing over it is told of.

    due, later, tries: until when it waits, whether by the person's choice, how often it was tried in vain;
    reason is why it is unsent, in a word, "" where nobody knows.
    """

    state: State
    since: datetime
    page: str
    attempt: str
    due: datetime | None = None
    later: bool = False
    tries: int = 0
    reason: str = ""
