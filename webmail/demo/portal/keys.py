"""The portal's key, made anew for each demo, and what is signed with it."""

import secrets
from datetime import datetime, timedelta
from typing import Any

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

ALGORITHM = "RS256"
BITS = 2048
ENDED = "http://schemas.openid.net/event/backchannel-logout"
ORDER_LASTS = timedelta(minutes=2)


class SigningKey:
    """One RSA key; its public half is what everybody may ask for (RFC 7517)."""

    def __init__(self) -> None:
        self._key = RSAKey.generate_key(BITS, {"use": "sig", "alg": ALGORITHM}, auto_kid=True)

    @property
    def private(self) -> RSAKey:
        return self._key

    @property
    def header(self) -> dict[str, str]:
        """What stands before the claims of an ID token."""
        return {"alg": ALGORITHM, "typ": "JWT", "kid": str(self._key.kid)}

    @property
    def public(self) -> KeySet:
        return KeySet([self._key])

    def published(self) -> dict[str, Any]:
        """The public half as JSON."""
        return dict(self.public.as_dict(private=False))

    def logout_order(self, *, issuer: str, client_id: str, sid: str, subject: str, at: datetime) -> str:
        """The word to a client that a session has ended (OpenID Connect Back-Channel Logout 1.0, 2.4)."""
        header = {"alg": ALGORITHM, "typ": "logout+jwt", "kid": str(self._key.kid)}
        claims = {
            "iss": issuer,
            "aud": client_id,
            "iat": int(at.timestamp()),
            "exp": int((at + ORDER_LASTS).timestamp()),
            "jti": secrets.token_urlsafe(16),
            "sub": subject,
            "sid": sid,
            "events": {ENDED: {}},
        }
        return jwt.encode(header, claims, self._key, algorithms=[ALGORITHM])
