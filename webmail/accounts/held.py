"""The ledger of held mail: what waits until when, and who alone may send it or take it back."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from sqlalchemy import ColumnElement, and_, bindparam, delete, func, literal, or_, select, update

from webmail.accounts.models import Account, Submission
from webmail.accounts.submissions import HELD, MARK_OCTETS, LedgerEntry, Submissions, hash_of_message
from webmail.clock import Clock
from webmail.database import Moment, db

MOST_ACCOUNTS = 500
_AT = bindparam("at", type_=Moment)
# Nobody is at work on it: it waits, or whoever had taken it to send it has died before it went out.
_FREE = or_(
    Submission.state.in_(("waiting", "unsent")),
    and_(Submission.state == "held", Submission.due.is_not(None), Submission.lease_until <= _AT),
)
# What only its own sign-in may send is no business of the worker.
_DUE = (Submission.due <= _AT, Submission.sign_in_id.is_(None), Submission.state != "unsent", _FREE)


class Wait(Protocol):
    """Until when a message waits, and where: uidvalidity and uid in its folder.

    sign_in is the only one that may send it, hoped for until then; None where the service can.
    """

    @property
    def due(self) -> datetime: ...
    @property
    def uidvalidity(self) -> int: ...
    @property
    def uid(self) -> int: ...
    @property
    def later(self) -> bool: ...
    @property
    def sign_in(self) -> int | None: ...
    @property
    def hoped_until(self) -> datetime | None: ...


class HeldSubmissions(Submissions):
    """The ledger with what waits: of all who want to send a message or take it back, one gets it."""

    def wait(self, message_id: str, wait: Wait) -> bool:
        """Commits that what the caller has claimed waits; False: it is not the caller's any more."""
        hashed = hash_of_message(message_id)
        values = {
            "state": "waiting",
            "changed_at": self._clock(),
            "due": wait.due,
            "lease_until": wait.hoped_until,
            "later": wait.later,
            "uidvalidity": wait.uidvalidity,
            "uid": wait.uid,
            "sign_in_id": wait.sign_in,
            "reason": None,
        }
        waits = self._change(update(Submission).where(*self._mine(hashed, "held")).values(values))
        if waits:
            self._marks.pop(hashed, None)
        return waits

    def take(self, message: str | bytes, *, attempt: bytes, sends: bool) -> bool:
        """Commits that the caller alone has this very attempt; the one statement that decides.

        sends: to send it, so that it waits again should the caller die; otherwise nobody sends it any more.
        """
        hashed, at, mark = _hashed(message), self._clock(), secrets.token_bytes(MARK_OCTETS)
        # Whoever dies over sending what was not due, as it had been unsent, leaves it due now.
        due = func.coalesce(Submission.due, literal(at, Moment)) if sends else None
        values: dict[str, object] = {"state": "held", "claim": mark, "due": due, "lease_until": at + HELD}
        statement = update(Submission).where(*self._row(hashed), Submission.claim == attempt, _FREE)
        taken = self._change(statement.values(values), at=at)
        if taken:
            self._marks[hashed] = mark
        return taken

    def wait_again(self, message: str | bytes, *, due: datetime, reason: str | None = None) -> bool:
        """Says that the caller has not sent it, for certain, and why; it is to be tried once more then."""
        hashed = _hashed(message)
        values: dict[str, object] = {"state": "waiting", "due": due, "lease_until": None, "reason": reason}
        values["tries"] = Submission.tries + 1
        return self._change(
            update(Submission).where(*self._mine(hashed, "held", "submitting")).values(values)
        )

    def set_aside(self, message: str | bytes, *, reason: str, attempt: bytes = b"") -> bool:
        """Says that it is not sent by itself any more; attempt is the one meant by who has no mark."""
        hashed = _hashed(message)
        values = {
            "state": "unsent",
            "changed_at": self._clock(),
            "due": None,
            "lease_until": None,
            "reason": reason,
        }
        whose = (
            [*self._row(hashed), Submission.claim == attempt, _FREE]
            if attempt
            else self._mine(hashed, "held", "submitting")
        )
        return self._change(update(Submission).where(*whose).values(values), at=self._clock())

    def refuse(self, message_id: str, *, reason: str) -> bool:
        """Says that it was not sent, for certain, and why; the message is a draft again."""
        hashed = hash_of_message(message_id)
        values = {
            "state": "refused",
            "changed_at": self._clock(),
            "due": None,
            "lease_until": None,
            "reason": reason,
        }
        return self._change(
            update(Submission).where(*self._mine(hashed, "held", "submitting")).values(values)
        )

    def forget(self, message: bytes, *, attempt: bytes) -> bool:
        """Drops a row that tells of what was not sent: the person has read it."""
        told = Submission.state.in_(("refused", "unsent"))
        overdue = and_(Submission.state == "waiting", Submission.lease_until <= _AT)
        row = [*self._row(message), Submission.claim == attempt, or_(told, overdue)]
        return self._change(delete(Submission).where(*row), at=self._clock())

    def due(self) -> Sequence[LedgerEntry]:
        """What is to be sent now and nobody is at work on, the oldest first."""
        at = self._clock()
        found = [each for each in self.open() if each.state == "waiting" and each.sign_in is None]
        return sorted(
            (each for each in found if each.due is not None and each.due <= at),
            key=lambda each: each.due or at,
        )

    def _mine(self, hashed: bytes, *states: str) -> list[ColumnElement[bool]]:
        """The row, if it bears the caller's mark; without a mark there is none."""
        mark = self._marks.get(hashed, b"")
        return [*self._row(hashed), Submission.claim == mark, Submission.state.in_(states)]


def _hashed(message: str | bytes) -> bytes:
    """The row of a Message-ID; who only knows the row names that."""
    return message if isinstance(message, bytes) else hash_of_message(message)


def accounts_sending(*, clock: Clock) -> Sequence[Account]:
    """Whose held mail is due now; of a great many some, for the next look finds the others."""
    at: dict[str, datetime] = {"at": clock()}
    whose = select(Submission.account_id).where(*_DUE).distinct().limit(MOST_ACCOUNTS)
    numbers = db.session.scalars(whose, at).all()
    found = (
        db.session.scalars(select(Account).where(Account.id.in_(numbers))).unique().all() if numbers else []
    )
    db.session.commit()
    return found
