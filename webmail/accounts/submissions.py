"""The ledger of sending: one row per message, its state, its lease; it knows no content and no address."""

import hashlib
import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import (
    ColumnElement,
    CursorResult,
    Executable,
    Select,
    and_,
    bindparam,
    delete,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import OperationalError

from webmail.accounts.errors import LedgerBusy
from webmail.accounts.models import Submission
from webmail.clock import Clock
from webmail.database import db

LOG = logging.getLogger(__name__)

# Longer than storing the last version of a large draft may take.
HELD = timedelta(minutes=2)
KEPT = timedelta(days=90)
# SQLite waits five seconds by itself each time; what a server has accepted must not be forgotten over that.
TRIES = 3
# Without the first, PostgreSQL's INSERT tells no number; no object in the session stands for a row.
COUNTED = {"preserve_rowcount": True, "synchronize_session": False}
MARK_OCTETS = 16

# mail/writing/state.py explains them; a row goes from one of these states to the one named.
BEFORE: Mapping[str, tuple[str, ...]] = {
    "submitting": ("held",),
    "accepted": ("submitting", "unclear"),
    "unclear": ("submitting",),
    "filed": ("accepted",),
}
NOWHERE: Mapping[str, object] = {
    "later": False,
    "uidvalidity": None,
    "uid": None,
    "sign_in_id": None,
    "tries": 0,
    "reason": None,
}
UNSETTLED = ("submitting", "accepted", "unclear", "unsent", "refused")

# Made once: pages ask them, and putting one together takes as long as asking it. Columns and not objects: a
# session would show a row that another thread has changed as it was.
_ROWS = (
    select(
        Submission.message_hash,
        Submission.state,
        Submission.page,
        Submission.claim,
        Submission.changed_at,
        Submission.lease_until,
        Submission.due,
        Submission.later,
        Submission.uidvalidity,
        Submission.uid,
        Submission.sign_in_id,
        Submission.tries,
        Submission.reason,
    )
    .where(Submission.account_id == bindparam("account"))
    .order_by(Submission.changed_at.desc(), Submission.id.desc())
)
_ONE = _ROWS.where(Submission.message_hash == bindparam("message_hash"))
# What waits may turn out to be unsent: how a row stands depends on the moment.
_OPEN = _ROWS.where(
    or_(
        Submission.state.in_((*UNSETTLED, "waiting")),
        and_(Submission.state == "held", Submission.due.is_not(None)),
    )
)
_SETTLED_BEFORE = (
    delete(Submission)
    .where(
        Submission.account_id == bindparam("account"),
        Submission.state == "filed",
        Submission.changed_at <= bindparam("old"),
    )
    .execution_options(synchronize_session=False)
)


def hash_of_message(message_id: str) -> bytes:
    """What the database knows of a Message-ID."""
    return hashlib.sha256(message_id.encode()).digest()


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """A row as it stands now; state is what a lease that has run out makes of the one stored.

    attempt is the mark of who is or was at work on it: a row claimed anew has another.
    """

    message_hash: bytes
    state: str
    page: str
    attempt: bytes
    changed_at: datetime
    due: datetime | None = None
    later: bool = False
    place: tuple[int, int] | None = None
    sign_in: int | None = None
    tries: int = 0
    reason: str = ""


class Submissions:
    """What one account has handed over, and what not.

    Whoever claims a message, or begins to submit it, marks the row as its own. From then on the same object
    changes only what bears its mark, so that somebody who comes back late, after a lease has run out and
    another has taken over, changes nothing of the other's. Who has no mark goes by the state alone.
    """

    def __init__(self, account: int, *, clock: Clock) -> None:
        self._account = account
        self._clock = clock
        self._marks: dict[bytes, bytes] = {}

    def find(self, message_id: str) -> LedgerEntry | None:
        """The row; a claim whose lease has run out is gone, such a submitting row has become unclear."""
        found = self._read(_ONE, message_hash=hash_of_message(message_id))
        return found[0] if found else None

    def unsettled(self) -> tuple[LedgerEntry, ...]:
        """The rows that somebody must look at: UNSETTLED; the newest first."""
        return tuple(entry for entry in self.open() if entry.state in UNSETTLED)

    def open(self) -> tuple[LedgerEntry, ...]:
        """The same, and what waits for its time."""
        return self._read(_OPEN)

    def claim(self, message_id: str, *, page: str, over: bytes = b"") -> bool:
        """Commits a row held by the caller; False when there is one already, whoever has it.

        over takes this very attempt over, if it is still held or unclear: without the mark that is replaced
        here, nobody can take a further step with it.
        """
        hashed, mark, at = hash_of_message(message_id), secrets.token_bytes(MARK_OCTETS), self._clock()
        # Nothing has gone out yet, so nobody waits for a second try.
        claimed = self._change(
            _claim(self._account, hashed, mark=mark, page=page[:64], at=at, over=over), tries=1
        )
        if claimed:
            self._marks[hashed] = mark
            self._sweep(at)
        return claimed

    def advance(self, message_id: str, *, to: str, seconds: float = 0.0, attempt: bytes = b"") -> bool:
        """Commits the next state if the row may still go there; seconds is a new lease. False: it may not.

        attempt is the only one that is meant, where the caller has no mark of its own.
        """
        hashed, at = hash_of_message(message_id), self._clock()
        step: dict[str, object] = {
            "state": str(to),
            "changed_at": at,
            "lease_until": at + timedelta(seconds=seconds) if seconds else None,
            # What is on its way is due no more; looking for what is due must not read all that was ever held.
            "due": None,
        }
        if to == "submitting":
            step["claim"] = secrets.token_bytes(MARK_OCTETS)
        may = Submission.state.in_(BEFORE[str(to)])
        mark = self._marks.get(hashed) or attempt
        meant = [Submission.claim == mark] if mark else []
        taken = self._change(update(Submission).where(*self._row(hashed), *meant, may).values(step))
        if taken and to == "submitting":
            self._marks[hashed] = cast(bytes, step["claim"])
        return taken

    def renew(self, message_id: str, *, seconds: float) -> bool:
        """Commits a new lease for what the caller is submitting; False: it is not the caller's any more.

        A lease that has run out stays so: the person may have been told already that nothing is certain.
        """
        hashed, at = hash_of_message(message_id), self._clock()
        if (mark := self._marks.get(hashed)) is None:
            return False
        still = (Submission.claim == mark, Submission.state == "submitting", Submission.lease_until > at)
        lease = at + timedelta(seconds=seconds)
        return self._change(update(Submission).where(*self._row(hashed), *still).values(lease_until=lease))

    def release(self, message_id: str) -> None:
        """Forgets the row, if it bears the caller's mark and nothing was accepted."""
        hashed = hash_of_message(message_id)
        if (mark := self._marks.get(hashed)) is None:
            return
        self._change(
            delete(Submission).where(
                *self._row(hashed),
                Submission.claim == mark,
                Submission.state.in_(("held", "submitting", "unclear")),
            )
        )

    def _row(self, hashed: bytes) -> list[ColumnElement[bool]]:
        return [Submission.account_id == self._account, Submission.message_hash == hashed]

    def _read(self, statement: Select[*tuple[Any, ...]], **wanted: object) -> tuple[LedgerEntry, ...]:
        rows = db.session.execute(statement, {"account": self._account, **wanted}).all()
        # The line to the database goes back now: the store may let the caller wait for seconds.
        db.session.commit()
        at = self._clock()
        entries = (_as_it_stands(row, at=at) for row in rows)
        return tuple(entry for entry in entries if entry is not None)

    def _change(self, statement: Executable, *, tries: int = TRIES, at: datetime | None = None) -> bool:
        """One conditional statement, committed; whether it changed the row. Raises LedgerBusy."""
        while True:
            tries -= 1
            try:
                changed: CursorResult[Any] = db.session.execute(  # type: ignore[assignment]
                    statement, None if at is None else {"at": at}, execution_options=COUNTED
                )
                db.session.commit()
                return changed.rowcount == 1
            except OperationalError as error:
                db.session.rollback()
                LOG.warning("ledger_busy account=%d tries_left=%d", self._account, tries)
                if not tries:
                    raise LedgerBusy("the database takes no writes now") from error

    def _sweep(self, at: datetime) -> None:
        """Drops what is settled for long; nobody's message waits or fails for that."""
        try:
            db.session.execute(_SETTLED_BEFORE, {"account": self._account, "old": at - KEPT})
            db.session.commit()
        except OperationalError:
            db.session.rollback()
            LOG.warning("ledger_not_swept account=%d", self._account)


def _claim(account: int, hashed: bytes, *, mark: bytes, page: str, at: datetime, over: bytes) -> Executable:
    """Makes the row, or takes it over: left behind by somebody who is gone, or the attempt that is named."""
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    held = {
        "state": "held",
        "page": page,
        "claim": mark,
        "made_at": at,
        "changed_at": at,
        "due": None,
        "lease_until": at + HELD,
        **NOWHERE,
    }
    ended = Submission.lease_until <= at
    # What is held to be sent when it is due is held for that alone, and waits again afterwards.
    held_by_page = and_(Submission.state == "held", Submission.due.is_(None))
    left_behind = or_(and_(held_by_page, ended), Submission.state == "refused")
    open_to_us = or_(
        held_by_page, Submission.state == "unclear", and_(Submission.state == "submitting", ended)
    )
    may = or_(left_behind, and_(Submission.claim == over, open_to_us)) if over else left_behind
    return (
        insert(Submission)
        .values(account_id=account, message_hash=hashed, **held)
        .on_conflict_do_update(index_elements=["account_id", "message_hash"], set_=held, where=may)
    )


def _as_it_stands(row: Any, *, at: datetime) -> LedgerEntry | None:
    place = None if row.uid is None else (row.uidvalidity, row.uid)
    over = row.lease_until is not None and row.lease_until <= at
    state, since = row.state, row.changed_at
    if over and state == "submitting":
        state, since = "unclear", row.lease_until
    elif over and state == "waiting":
        # Only its own sign-in could have sent it.
        state = "unsent"
    elif over and state == "held":
        if row.due is None:
            return None
        # Whoever was to send it has died before anything went out.
        state = "waiting" if row.sign_in_id is None else "unsent"
    return LedgerEntry(
        row.message_hash,
        state,
        row.page,
        row.claim,
        since,
        due=row.due,
        later=row.later,
        place=place,
        sign_in=row.sign_in_id,
        tries=row.tries,
        reason=row.reason or "",
    )
