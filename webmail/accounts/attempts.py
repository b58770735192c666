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

    def begin(self, name: str, *, origin: str) -> int:
        """Counts a try before its answer is known; its number. Raises TooManyAttempts for one too many.

        `name` is the account's at the store: two spellings of one address are one account. Counted first and
        judged by its own place in the row, so that of many at once no more get through than one by one.
        """
        at = self._clock()
        db.session.execute(delete(FailedSignIn).where(FailedSignIn.at <= at - self._window))
        tried = FailedSignIn(who=_who(name), origin=origin, at=at)
        db.session.add(tried)
        db.session.commit()
        before = db.session.scalars(
            select(FailedSignIn.at)
            .where(FailedSignIn.who == tried.who, FailedSignIn.origin == origin, FailedSignIn.id < tried.id)
            .order_by(FailedSignIn.id.desc())
            .limit(self._allowed)
        ).all()
        if len(before) >= self._allowed:
            self.take_back(tried.id)
            raise TooManyAttempts(before[-1] + self._window)
        return tried.id

    def take_back(self, number: int) -> None:
        """Forgets one try that the store never judged."""
        db.session.execute(delete(FailedSignIn).where(FailedSignIn.id == number))
        db.session.commit()

    def succeeded(self, name: str, *, origin: str) -> None:
        """Forgets the refusals of this account from this address."""
        db.session.execute(
            delete(FailedSignIn).where(FailedSignIn.who == _who(name), FailedSignIn.origin == origin)
        )
        db.session.commit()


def _who(name: str) -> bytes:
    return hashlib.sha256(name.encode()).digest()
