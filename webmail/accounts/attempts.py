"""Failed sign-ins, counted per account and network address, so that nobody can lock a colleague out."""

import hashlib
from datetime import timedelta

from sqlalchemy import delete, select

from webmail.accounts.errors import TooManyAttempts
from webmail.accounts.models import FailedSignIn
from webmail.clock import Clock
from webmail.database import db


class Attempts:
    """How often somebody was refused lately."""

    def __init__(self, *, allowed: int, window: timedelta, clock: Clock) -> None:
        self._allowed = allowed
        self._window = window
        self._clock = clock

    def check_allowed(self, address: str, *, origin: str) -> None:
        """Returns if another try is allowed, raises TooManyAttempts with the moment it will be."""
        since = self._clock() - self._window
        tries = db.session.scalars(
            select(FailedSignIn.at)
            .where(FailedSignIn.who == _who(address), FailedSignIn.origin == origin, FailedSignIn.at > since)
            .order_by(FailedSignIn.at.desc())
            .limit(self._allowed)
        ).all()
        if len(tries) >= self._allowed:
            raise TooManyAttempts(tries[-1] + self._window)

    def begin(self, address: str, *, origin: str) -> int:
        """Counts a try before its answer is known, so that many at once do not slip through; its number."""
        at = self._clock()
        db.session.execute(delete(FailedSignIn).where(FailedSignIn.at <= at - self._window))
        tried = FailedSignIn(who=_who(address), origin=origin, at=at)
        db.session.add(tried)
        db.session.commit()
        return tried.id

    def take_back(self, number: int) -> None:
        """Forgets one try that the store never judged."""
        db.session.execute(delete(FailedSignIn).where(FailedSignIn.id == number))
        db.session.commit()

    def succeeded(self, address: str, *, origin: str) -> None:
        """Forgets the refusals of this account from this address."""
        db.session.execute(
            delete(FailedSignIn).where(FailedSignIn.who == _who(address), FailedSignIn.origin == origin)
        )
        db.session.commit()


def _who(address: str) -> bytes:
    return hashlib.sha256(address.encode()).digest()
