"""Tokens of the portal as they are kept with a sign-in: renewed in time, by one at a time."""

import json
import logging
import re
import threading
from collections.abc import Callable
from time import sleep
from typing import Any
from weakref import WeakValueDictionary

from webmail.clock import Clock
from webmail.errors import SealBroken, SignInUnopened, WebmailError
from webmail.vault.keeping import Keeping, Login
from webmail.vault.secret import Secret

LOG = logging.getLogger(__name__)

# So long before its end an access token is renewed, so that what begins with it does not outlive it.
MARGIN_SECONDS = 60
# So long one process has for a renewal before another one takes it over; more than the portal is waited for.
TURN_SECONDS = 12
# So long a request waits for another process that renews; behind it the store's deadline has passed anyway.
WAIT_SECONDS, WAIT_STEP = 4.0, 0.05

# RFC 6750 section 2.1; anything else could end the line or the message that it is put into.
_BEARER = re.compile(r"[A-Za-z0-9._~+/-]+=*")
_RENEWING = "renewing_until"

Renew = Callable[[str], str]
Store = Callable[[int, bytes, bytes], bytes]


class Tokens:
    """What is kept with one sign-in, read: the portal's packed text and whose turn it is to renew it."""

    def __init__(self, kept: Secret) -> None:
        try:
            fields: dict[str, Any] = json.loads(kept.revealed())
            self.access = Secret(str(fields["access"]).encode("ascii"))
            self.renewable = bool(fields.get("refresh"))
            ends, turn = fields.get("expires_at"), fields.pop(_RENEWING, 0)
            # A portal that does not say when a token ends leaves it to the store to refuse it.
            self._ends_at = float("inf") if ends is None else float(ends)
            self._turn_ends_at = float(turn)
            self._fields = Secret(json.dumps(fields).encode())
        except (ValueError, KeyError, TypeError, AttributeError):
            # Without its cause, which quotes the text.
            raise SignInUnopened("what is kept with the sign-in are no tokens") from None
        if not _BEARER.fullmatch(self.access.revealed().decode()):
            raise SignInUnopened("what the portal gave is no bearer token")

    @property
    def packed(self) -> Secret:
        """The text as the portal packs it."""
        return self._fields

    def marked(self, until: float) -> Secret:
        """The same, and that somebody renews it until then."""
        return Secret(json.dumps(json.loads(self._fields.revealed()) | {_RENEWING: until}).encode())

    def lasts(self, seconds: float, *, at: float) -> bool:
        """Whether the access token is still good so long."""
        return self._ends_at - at > seconds

    def in_hand(self, at: float) -> bool:
        """Whether somebody is renewing it now."""
        return self._turn_ends_at > at


class Renewal:
    """Gives the access token of a sign-in, renewed where it ends soon.

    A refresh token may be good for one use only, and some portals end everything when they see it twice. So
    in this process there is one lock for each sign-in, and the row says to the other processes that it is
    being renewed. What is read from the row is always newer than what a request holds.
    """

    def __init__(
        self,
        *,
        keeping: Keeping,
        renew: Renew,
        store: Store,
        refusals: tuple[type[WebmailError], ...],
        clock: Clock,
    ) -> None:
        self._keeping = keeping
        self._renew = renew
        self._store = store
        self._refusals = refusals
        self._clock = clock
        self._turns: WeakValueDictionary[str, threading.Lock] = WeakValueDictionary()
        self._turns_lock = threading.Lock()

    def access_of(self, login: Login) -> Secret:
        """The access token, to be used at once. SignInUnopened when the portal gives no other."""
        kept = Tokens(self._keeping.open_of(login))
        if kept.lasts(MARGIN_SECONDS, at=self._now):
            return kept.access
        with self._turn_of(login.key):
            return self._from_row(login, kept)

    @property
    def _now(self) -> float:
        return self._clock().timestamp()

    def _turn_of(self, key: str) -> threading.Lock:
        with self._turns_lock:
            return self._turns.setdefault(key, threading.Lock())

    def _from_row(self, login: Login, kept: Tokens) -> Secret:
        row = login.sealed
        for _ in range(int(WAIT_SECONDS / WAIT_STEP)):
            row = self._store(login.row, row, row)
            if not row:
                # Ended meanwhile; what is being handed over goes on as long as it can.
                return self._still_good(kept, SignInUnopened("the sign-in has ended"))
            kept = self._read(login, row)
            if kept.lasts(MARGIN_SECONDS, at=self._now):
                return kept.access
            if not kept.in_hand(self._now):
                marked = self._kept(login, kept.marked(self._now + TURN_SECONDS))
                if self._store(login.row, row, marked) == marked:
                    return self._renewed(login, kept, marked)
            elif kept.lasts(0, at=self._now):
                return kept.access
            else:
                sleep(WAIT_STEP)
        raise TimeoutError("another process is still renewing the tokens")

    def _renewed(self, login: Login, kept: Tokens, marked: bytes) -> Secret:
        try:
            renewed = self._asked(login, kept)
        except Exception as error:
            LOG.warning("token_not_renewed kind=%s", type(error).__name__)
            # As before, so that the next one may try at once; and perhaps somebody else has taken over.
            row = self._store(login.row, marked, self._kept(login, kept.packed))
            return self._still_good(self._read(login, row) if row else kept, error)
        row = self._store(login.row, marked, renewed)
        return self._read(login, row or renewed).access

    def _asked(self, login: Login, kept: Tokens) -> bytes:
        if not kept.renewable:
            raise SignInUnopened("the portal gave nothing to renew the tokens with")
        try:
            packed = Secret(self._renew(kept.packed.revealed().decode()).encode())
        except self._refusals as error:
            # Without its cause, which may quote the portal's answer.
            raise SignInUnopened(f"the portal renews no tokens ({type(error).__name__})") from None
        Tokens(packed)
        return self._kept(login, packed)

    def _still_good(self, kept: Tokens, error: Exception) -> Secret:
        if kept.lasts(0, at=self._now):
            return kept.access
        raise error

    def _kept(self, login: Login, packed: Secret) -> bytes:
        return self._keeping.close(packed, key=login.key, bound_to=login.name)

    def _read(self, login: Login, row: bytes) -> Tokens:
        try:
            return Tokens(self._keeping.open(row, key=login.key, bound_to=login.name))
        except SealBroken as error:
            raise SignInUnopened("the sign-in does not open what is kept with it now") from error
