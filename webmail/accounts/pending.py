"""Pending sign-ins: those on their way through the portal; one for each tab, none for ever."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import CursorResult, delete, select, update
from sqlalchemy.exc import IntegrityError

from webmail.accounts.door_models import LogoutOrderSeen, PendingSignIn
from webmail.accounts.errors import TooManyTrips
from webmail.clock import Clock
from webmail.database import db

# Somebody may look for a note with the password first.
LASTS = timedelta(hours=1)
CHAIN = timedelta(seconds=60)
MOST_TRIPS = 2
ORDERS_REMEMBERED = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Begun:
    """A sign-in that begins: what is told to the portal, and what only its answer is checked with."""

    state: str
    nonce: str
    verifier: str


class PendingSignIns:
    """All that are under way."""

    def __init__(self, *, clock: Clock) -> None:
        self._clock = clock

    def begin(
        self,
        *,
        browser: str,
        target: str | None,
        shared: bool,
        anew: bool,
        code_id: int | None,
        after: PendingSignIn | None = None,
    ) -> Begun:
        """A new row; `after` is the one whose answer did not help. TooManyTrips for the third in a minute."""
        at: datetime = self._clock()
        trips, began = 1, at
        if after is not None and at - after.chain_began_at < CHAIN:
            trips, began = after.trips + 1, after.chain_began_at
        if trips > MOST_TRIPS:
            raise TooManyTrips
        begun = Begun(secrets.token_urlsafe(32), secrets.token_urlsafe(24), secrets.token_urlsafe(48))
        db.session.execute(delete(PendingSignIn).where(PendingSignIn.made_at <= at - LASTS))
        db.session.add(
            PendingSignIn(
                state_hash=_hash(begun.state),
                browser_hash=_hash(browser),
                nonce=begun.nonce,
                verifier=begun.verifier,
                target=target,
                shared=shared,
                anew=anew,
                trips=trips,
                chain_began_at=began,
                made_at=at,
                code_id=code_id,
            )
        )
        db.session.commit()
        return begun

    def find(self, state: str) -> PendingSignIn | None:
        """The one that `state` names, as long as it lasts."""
        oldest: datetime = self._clock() - LASTS
        return db.session.scalar(
            select(PendingSignIn).where(
                PendingSignIn.state_hash == _hash(state), PendingSignIn.made_at > oldest
            )
        )

    def find_by_number(self, number: int) -> PendingSignIn | None:
        """The one with this number, as long as it lasts."""
        found = db.session.get(PendingSignIn, number)
        return found if found is not None and found.made_at > self._clock() - LASTS else None

    @staticmethod
    def is_of(pending: PendingSignIn, browser: str | None) -> bool:
        """Whether it began in this browser."""
        return browser is not None and secrets.compare_digest(pending.browser_hash, _hash(browser))

    def complete(self, pending: PendingSignIn) -> bool:
        """Takes the portal's answer for this request; False when another request had it before."""
        return self._once(pending, "completed_at")

    def use_mark(self, pending: PendingSignIn) -> bool:
        """Takes the mark of the arrival; False when it was used before."""
        return self._once(pending, "mark_used_at")

    def _once(self, pending: PendingSignIn, column: str) -> bool:
        """One statement decides, so that of two requests at the same moment one is the first."""
        unused = getattr(PendingSignIn, column).is_(None)
        taken = cast(
            CursorResult[tuple[()]],
            db.session.execute(
                update(PendingSignIn)
                .where(PendingSignIn.id == pending.id, unused)
                .values({column: self._clock()})
                .execution_options(synchronize_session=False)
            ),
        )
        db.session.commit()
        return taken.rowcount == 1

    def was_obeyed(self, jti: str) -> bool:
        """Whether the logout token of this name was obeyed before (Back-Channel Logout section 2.6)."""
        return db.session.get(LogoutOrderSeen, _hash(jti)) is not None

    def obeyed(self, jti: str) -> None:
        """Remembers a logout token by its name, for longer than it is valid."""
        at: datetime = self._clock()
        db.session.execute(delete(LogoutOrderSeen).where(LogoutOrderSeen.at <= at - ORDERS_REMEMBERED))
        db.session.add(LogoutOrderSeen(jti_hash=_hash(jti), at=at))
        try:
            db.session.commit()
        except IntegrityError:
            # The same one twice at the same moment: both did the same, and ending twice ends nothing more.
            db.session.rollback()


def _hash(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
