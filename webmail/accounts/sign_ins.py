"""Sign-ins: open, find, end one, end all; nothing of the person's own is left when one has ended."""

import hashlib
import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, bindparam, case, or_, select, update
from sqlalchemy.exc import OperationalError

from webmail.accounts.models import Account, Receipt, SignIn
from webmail.clock import Clock
from webmail.database import db

LOG = logging.getLogger(__name__)

KEY_OCTETS = 32

# Deeds come in bursts; writing last_seen for each would make every page wait for the disk.
SEEN_STEP = timedelta(seconds=15)

# Made once: every request asks this, and putting it together takes as long as asking it.
_LIVING = select(SignIn).where(SignIn.key_hash == bindparam("key_hash"), SignIn.ended_at.is_(None))


def hash_of(key: str) -> bytes:
    """What the database knows of a cookie's key."""
    return hashlib.sha256(key.encode()).digest()


def new_key() -> str:
    """A fresh random key for the cookie."""
    return secrets.token_urlsafe(KEY_OCTETS)


@dataclass(frozen=True, slots=True)
class Limits:
    """When a sign-in ends by itself: quiet time since the last deed, and time since it was opened."""

    idle: timedelta
    absolute: timedelta


class SignIns:
    """All sign-ins of this installation."""

    def __init__(self, *, limits: Limits, clock: Clock, close: Callable[[int], None]) -> None:
        """close ends the mail connections of one sign-in in this process."""
        self._limits = limits
        self._clock = clock
        self._close = close

    def open(self, account: Account, *, key: str, sealed: bytes, device: str, origin: str) -> SignIn:
        """A new sign-in for this account; ends on the way all that should have ended by themselves."""
        self.end_overdue()
        at = self._clock()
        opened = SignIn(
            account_id=account.id,
            key_hash=hash_of(key),
            opened_at=at,
            last_seen=at,
            sealed=sealed,
            device=device[:200],
            origin=origin,
        )
        db.session.add(opened)
        db.session.commit()
        return opened

    def find(self, key: str) -> SignIn | None:
        """The living sign-in behind a cookie's key; one past its limits is ended here and not returned."""
        found = db.session.scalar(_LIVING, {"key_hash": hash_of(key)})
        if found is None:
            return None
        if reason := self._overdue(found):
            self._end(found, reason)
            return None
        # The line to the database goes back now: the store may let this request wait for seconds.
        db.session.commit()
        return found

    def seen(self, sign_in: SignIn) -> None:
        """Notes a deed: a page asked for or text typed, never a timer of the page."""
        at = self._clock()
        if at - sign_in.last_seen < SEEN_STEP:
            return
        sign_in.last_seen = at
        try:
            db.session.commit()
        except OperationalError:
            # The database is busy; nobody's page fails over a timestamp, the next deed notes itself.
            self.let_go()
            LOG.warning("last_seen_not_kept sign_in=%d", sign_in.id)

    def let_go(self) -> None:
        """Gives up what was not written, so that a page about a failure can still ask who it is for."""
        db.session.rollback()

    def lives(self, number: int) -> bool:
        """Whether the sign-in with this number has not been ended meanwhile, in whatever process."""
        ended = db.session.scalar(select(SignIn.ended_at).where(SignIn.id == number))
        db.session.commit()
        return ended is None

    def end(self, sign_in: SignIn) -> str:
        """Ends it because the person says so; returns the key of the receipt."""
        key = new_key()
        at = self._clock()
        db.session.add(Receipt(key_hash=hash_of(key), sign_in_id=sign_in.id, mailbox_ended_at=at))
        self._end(sign_in, "signed_out")
        return key

    def find_receipt(self, key: str) -> Receipt | None:
        """The receipt that a cookie's key points to."""
        return db.session.scalar(select(Receipt).where(Receipt.key_hash == hash_of(key)))

    def end_overdue(self) -> None:
        """Empties what is kept with sign-ins that nobody came back to end."""
        at = self._clock()
        quiet, old = at - self._limits.idle, at - self._limits.absolute
        overdue = and_(SignIn.ended_at.is_(None), or_(SignIn.last_seen <= quiet, SignIn.opened_at <= old))
        for number in db.session.scalars(select(SignIn.id).where(overdue)).all():
            self._close(number)
        reason = case((SignIn.opened_at <= old, "absolute"), else_="idle")
        db.session.execute(update(SignIn).where(overdue).values(ended_at=at, end_reason=reason, sealed=b""))
        db.session.commit()

    def _overdue(self, sign_in: SignIn) -> str | None:
        at: datetime = self._clock()
        if at - sign_in.opened_at >= self._limits.absolute:
            return "absolute"
        if at - sign_in.last_seen >= self._limits.idle:
            return "idle"
        return None

    def _end(self, sign_in: SignIn, reason: str) -> None:
        sign_in.ended_at = self._clock()
        sign_in.end_reason = reason
        sign_in.sealed = b""
        db.session.commit()
        self._close(sign_in.id)
