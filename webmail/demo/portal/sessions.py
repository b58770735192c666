"""Who is signed in at the portal, and what was issued for them; in memory, gone with the process."""

import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from authlib.oidc.core import AuthorizationCodeMixin

from webmail.demo.people import DemoPerson

CODE_LASTS = timedelta(minutes=1)
TOKEN_LASTS = timedelta(minutes=10)


@dataclass(slots=True, eq=False)
class PortalSession:
    """One person in one browser at the portal; proven is when the person last typed who they are.

    The client hears of its end only when it has heard of the session itself.
    """

    sid: str
    person: DemoPerson
    proven: datetime
    known_to_client: bool = False
    ended: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Code(AuthorizationCodeMixin):  # type: ignore[misc]
    """What the browser carries to the client, once (RFC 6749 section 4.1, RFC 7636)."""

    session: PortalSession
    client_id: str
    redirect_uri: str
    scope: str
    nonce: str | None
    auth_time: int
    code_challenge: str
    code_challenge_method: str
    until: datetime

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return self.scope

    def get_nonce(self) -> str | None:
        return self.nonce

    def get_auth_time(self) -> int:
        return self.auth_time


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """What opens the portal's answer about the person (RFC 6750); found only while it is good."""

    session: PortalSession
    client: Any
    scope: str
    until: datetime

    def get_client(self) -> Any:
        return self.client

    def get_user(self) -> PortalSession:
        return self.session

    def get_scope(self) -> str:
        return self.scope

    def is_expired(self) -> bool:
        return False

    def is_revoked(self) -> bool:
        return False


class Sessions:
    """All sessions of the portal with their codes and tokens; several threads ask at once."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._by_key: dict[str, PortalSession] = {}
        self._codes: dict[str, Code] = {}
        self._tokens: dict[str, Token] = {}

    def prove(self, key: str, person: DemoPerson) -> tuple[str, PortalSession, PortalSession | None]:
        """Somebody has typed who they are: the cookie's new key, the session, and whose session it ends.

        The same person stays in the same session, so that its sid outlives a second sign-in.
        """
        with self._lock:
            before = self._by_key.pop(key, None)
            fresh = secrets.token_urlsafe(32)
            if before is not None and before.person == person:
                before.proven = self._clock()
                self._by_key[fresh] = before
                return fresh, before, None
            session = PortalSession(secrets.token_urlsafe(16), person, self._clock())
            self._by_key[fresh] = session
            if before is not None:
                before.ended = True
            return fresh, session, before

    def find(self, key: str) -> PortalSession | None:
        """The session behind a cookie's key."""
        with self._lock:
            return self._by_key.get(key)

    def end(self, sid: str) -> PortalSession | None:
        """Ends the session with this sid; None when it had ended before."""
        with self._lock:
            for key, session in self._by_key.items():
                if session.sid == sid:
                    session.ended = True
                    return self._by_key.pop(key)
        return None

    def forget_all(self) -> int:
        """Forgets everybody without a word to anybody; how many they were."""
        with self._lock:
            count = len(self._by_key)
            for session in self._by_key.values():
                session.ended = True
            self._by_key.clear()
            return count

    def issue_code(self, text: str, code: Code) -> None:
        """Keeps a code until it is redeemed or too old."""
        with self._lock:
            self._codes = {each: kept for each, kept in self._codes.items() if kept.until > self._clock()}
            self._codes[text] = code

    def redeem(self, text: str, client_id: str) -> Code | None:
        """The code, which from here on is of no use to anybody, whatever comes of it."""
        with self._lock:
            code = self._codes.pop(text, None)
        if code is None or code.client_id != client_id or code.until <= self._clock():
            return None
        return code

    def issue_token(self, text: str, token: Token) -> None:
        """Keeps an access token for as long as it is good; the client knows the session now."""
        with self._lock:
            self._tokens = {each: kept for each, kept in self._tokens.items() if kept.until > self._clock()}
            self._tokens[text] = token
            token.session.known_to_client = True

    def find_token(self, text: str) -> Token | None:
        """The access token, unless it is too old or its session has ended."""
        with self._lock:
            token = self._tokens.get(text)
        if token is None or token.session.ended or token.until <= self._clock():
            return None
        return token
