"""Sign-ins: open, find, end one, end all; nothing of the person's own is left when one has ended."""

import hashlib
import logging
import secrets
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, and_, bindparam, case, not_, or_, select, update
from sqlalchemy.exc import OperationalError

from webmail.accounts.door_models import Event
from webmail.accounts.from_portal import FromPortal
from webmail.accounts.models import Account, Receipt, SignIn
from webmail.accounts.receipts import new_receipt
from webmail.clock import Clock
from webmail.database import db

LOG = logging.getLogger(__name__)

KEY_OCTETS = 32

# Deeds come in bursts; writing last_seen for each would make every page wait for the disk.
SEEN_STEP = timedelta(seconds=15)
# The hint for leaving opens nothing, but it names a person.
HINT_LASTS = timedelta(hours=24)

# Made once: every request asks this, and putting it together takes as long as asking it.
_LIVING = select(SignIn).where(SignIn.key_hash == bindparam("key_hash"), SignIn.ended_at.is_(None))
_PAST_LIMITS = or_(
    SignIn.last_seen <= bindparam("quiet"),
    and_(SignIn.shared, SignIn.last_seen <= bindparam("quiet_shared")),
    SignIn.opened_at <= bindparam("old"),
)
_OVERDUE = and_(SignIn.ended_at.is_(None), _PAST_LIMITS)
_LIVING_AMONG = select(SignIn.id).where(
    SignIn.id.in_(bindparam("numbers", expanding=True)), SignIn.ended_at.is_(None), not_(_PAST_LIMITS)
)
_DUE = select(SignIn.id, SignIn.code_id, SignIn.opened_at).where(_OVERDUE)
_STALE = and_(SignIn.id_token.is_not(None), SignIn.ended_at <= bindparam("hint"))
_HINTED = select(SignIn.id).where(_STALE).limit(1)


def hash_of(key: str) -> bytes:
    """What the database knows of a cookie's key."""
    return hashlib.sha256(key.encode()).digest()


def new_key() -> str:
    """A fresh random key for the cookie."""
    return secrets.token_urlsafe(KEY_OCTETS)


@dataclass(frozen=True, slots=True)
class Limits:
    """When a sign-in ends by itself: quiet time since the last deed, and time since it was opened.

    shared_idle is the quiet time on a device that others use too.
    """

    idle: timedelta
    absolute: timedelta
    shared_idle: timedelta = timedelta(minutes=10)

    @property
    def of_shared(self) -> timedelta:
        """The quiet time on a shared device, which is never the longer one."""
        return min(self.idle, self.shared_idle)

    def idle_of(self, sign_in: SignIn) -> timedelta:
        """The quiet time that this sign-in is given."""
        return self.of_shared if sign_in.shared else self.idle


class SignIns:
    """All sign-ins of this installation."""

    def __init__(self, *, limits: Limits, clock: Clock, close: Callable[[int], None]) -> None:
        """close ends the mail connections of one sign-in in this process."""
        self.limits = limits
        self._clock = clock
        self._close = close

    def open(
        self,
        account: Account,
        *,
        key: str,
        sealed: bytes,
        device: str,
        origin: str,
        shared: bool = False,
        portal: FromPortal | None = None,
        code_id: int | None = None,
    ) -> SignIn:
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
            shared=shared,
            code_id=code_id,
        )
        if portal:
            _remember(opened, portal)
        db.session.add(opened)
        db.session.commit()
        return opened

    def renew(self, sign_in: SignIn, portal: FromPortal, *, sealed: bytes) -> None:
        """The same person has come through the portal once more: what it said last counts."""
        _remember(sign_in, portal)
        sign_in.sealed = sealed
        sign_in.last_seen = self._clock()
        db.session.commit()

    def swap_sealed(self, number: int, *, before: bytes, sealed: bytes) -> bytes:
        """Replaces what is kept with a living sign-in if it is still this; what stands there afterwards."""
        db.session.execute(
            update(SignIn)
            .where(SignIn.id == number, SignIn.sealed == before, SignIn.ended_at.is_(None))
            .values(sealed=sealed)
            .execution_options(synchronize_session=False)
        )
        kept = db.session.scalar(select(SignIn.sealed).where(SignIn.id == number))
        db.session.commit()
        return kept or b""

    def find(self, key: str) -> SignIn | None:
        """The living sign-in behind a cookie's key; one past its limits is ended here and not returned."""
        found = db.session.scalar(_LIVING, {"key_hash": hash_of(key)})
        if found is None:
            return None
        if reason := self._overdue(found):
            self.end_for(found, reason)
            return None
        # The line to the database goes back now: the store may let this request wait for seconds.
        db.session.commit()
        return found

    def find_ended(self, key: str) -> SignIn | None:
        """The sign-in behind a stale cookie, which says why it ended; it opens nothing."""
        return db.session.scalar(
            select(SignIn).where(SignIn.key_hash == hash_of(key), SignIn.ended_at.is_not(None))
        )

    def find_living(self, number: int, *, account: int) -> SignIn | None:
        """One of an account's living sign-ins by its number."""
        return db.session.scalar(_living().where(SignIn.id == number, SignIn.account_id == account))

    def find_of(self, number: int, *, account: int) -> SignIn | None:
        """One of an account's sign-ins by its number, living or not."""
        return db.session.scalar(select(SignIn).where(SignIn.id == number, SignIn.account_id == account))

    def living(self, account: int) -> Sequence[SignIn]:
        """All living sign-ins of an account, the one used last first; ends those past their limits."""
        self.end_overdue()
        return db.session.scalars(
            _living().where(SignIn.account_id == account).order_by(SignIn.last_seen.desc(), SignIn.id.desc())
        ).all()

    def not_ended_before(self, sign_in: SignIn) -> SignIn | None:
        """The person's sign-in before this one if nobody ended it: it lives, or ended by itself."""
        before = db.session.scalar(
            select(SignIn)
            .where(SignIn.account_id == sign_in.account_id, SignIn.id < sign_in.id)
            .order_by(SignIn.id.desc())
            .limit(1)
        )
        left_open = before is not None and before.end_reason in (
            None,
            "idle",
            "absolute",
            "portal",
            "restart",
        )
        return before if left_open else None

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

    def ended_among(self, numbers: Collection[int]) -> frozenset[int]:
        """Those of these that have ended, in whatever process, or should have; one question for all."""
        at = self._clock()
        asked = {"numbers": sorted(numbers), **self._moments(at)}
        try:
            living = db.session.scalars(_LIVING_AMONG, asked).all()
            db.session.commit()
        except OperationalError:
            # The database is busy or away; who asks every second is told the next time.
            self.let_go()
            return frozenset()
        return frozenset(numbers) - frozenset(living)

    def _moments(self, at: datetime) -> dict[str, datetime]:
        """What lies before these has lasted too long."""
        return {
            "quiet": at - self.limits.idle,
            "quiet_shared": at - self.limits.of_shared,
            "old": at - self.limits.absolute,
        }

    def ends_at(self, sign_in: SignIn) -> datetime:
        """When it ends by itself if nothing more is done."""
        return min(sign_in.last_seen + self.limits.idle_of(sign_in), sign_in.opened_at + self.limits.absolute)

    def end(self, sign_in: SignIn, *, begins_again: bool = False) -> str:
        """Ends it because the person says so; returns the key of the receipt."""
        key = new_key()
        others = sum(other.id != sign_in.id for other in self.living(sign_in.account_id))
        db.session.add(new_receipt(key, sign_in, at=self._clock(), others=others, begins_again=begins_again))
        self.end_for(sign_in, "signed_out")
        return key

    def end_for(self, sign_in: SignIn, reason: str) -> None:
        """Ends it for this reason: the row is closed first, then the lines to the store."""
        at = self._clock()
        sign_in.ended_at, sign_in.end_reason, sign_in.sealed = at, reason, b""
        if sign_in.code_id is not None:
            db.session.add(Event(code_id=sign_in.code_id, at=at, kind="ended", detail=reason))
        db.session.commit()
        LOG.info("sign_in_ended sign_in=%d reason=%s", sign_in.id, reason)
        self._close(sign_in.id)

    def end_all(self, account: int, reason: str, *, but: int | None = None) -> int:
        """Ends all sign-ins of an account, but for the one with this number; returns how many."""
        ended = [sign_in for sign_in in self.living(account) if sign_in.id != but]
        for sign_in in ended:
            self.end_for(sign_in, reason)
        return len(ended)

    def end_everybodys(self, reason: str) -> int:
        """Ends every sign-in of the installation; returns how many."""
        ended = db.session.scalars(_living()).all()
        for sign_in in ended:
            self.end_for(sign_in, reason)
        return len(ended)

    def end_told(self, *, sid: str | None, subject: str | None, issued_at: int) -> int:
        """Ends what the portal says has ended: one session of its, else all of a person; returns how many.

        Both moments are by the portal's clock: whoever came in after the order was given stays in.
        """
        if sid is not None:
            asked = _living().where(SignIn.sid == sid)
        else:
            asked = _living().join(Account).where(Account.subject == subject)
        if subject is not None and sid is not None:
            asked = asked.join(Account).where(Account.subject == subject)
        ended = db.session.scalars(
            asked.where(or_(SignIn.issued_at.is_(None), SignIn.issued_at <= issued_at))
        ).all()
        for sign_in in ended:
            self.end_for(sign_in, "portal")
        return len(ended)

    def find_receipt(self, key: str) -> Receipt | None:
        """The receipt that a cookie's key points to."""
        return db.session.scalar(select(Receipt).where(Receipt.key_hash == hash_of(key)))

    def end_overdue(self) -> None:
        """Ends what nobody came back to end; forgets hints nobody needs any more."""
        at = self._clock()
        moments = {**self._moments(at), "hint": at - HINT_LASTS}
        changes = update(SignIn).execution_options(synchronize_session=False)
        if due := db.session.execute(_DUE, moments).all():
            for _number, code_id, opened_at in due:
                if code_id is not None:
                    detail = "absolute" if opened_at <= moments["old"] else "idle"
                    db.session.add(Event(code_id=code_id, at=at, kind="ended", detail=detail))
            reason = case((SignIn.opened_at <= moments["old"], "absolute"), else_="idle")
            ended = changes.where(_OVERDUE).values(ended_at=at, end_reason=reason, sealed=b"")
            db.session.execute(ended, moments)
        if db.session.scalar(_HINTED, moments) is not None:
            db.session.execute(changes.where(_STALE).values(id_token=None), moments)
        db.session.commit()
        for number, *_rest in due:
            self._close(number)

    def _overdue(self, sign_in: SignIn) -> str | None:
        at: datetime = self._clock()
        if at - sign_in.opened_at >= self.limits.absolute:
            return "absolute"
        if at - sign_in.last_seen >= self.limits.idle_of(sign_in):
            return "idle"
        return None


def _living() -> Select[SignIn]:
    return select(SignIn).where(SignIn.ended_at.is_(None))


def _remember(sign_in: SignIn, portal: FromPortal) -> None:
    sign_in.sid = portal.sid
    sign_in.id_token = portal.id_token
    sign_in.issued_at = portal.issued_at
    sign_in.proven_at = portal.proven_at
    sign_in.roles = " ".join(portal.roles)
