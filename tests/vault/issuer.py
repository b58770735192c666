"""Who signs tokens in the tests, as a portal would; Dovecot has only the public half."""

import json
import time
from dataclasses import dataclass, field

from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from tests.cast import ANNA, Person

NAME = "https://portal.example"


def _made(algorithm: str) -> RSAKey | ECKey:
    return RSAKey.generate_key(2048) if algorithm == "RS256" else ECKey.generate_key("P-256")


@dataclass
class Issuer:
    """A portal's key: RS256, whose tokens are too long for one SMTP command, or ES256, whose are not."""

    kid: str = "k1"
    algorithm: str = "RS256"
    key: RSAKey | ECKey = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.key = _made(self.algorithm)

    @property
    def public(self) -> str:
        """What the mail server gets."""
        return self.key.as_pem(private=False).decode()

    def token(self, person: Person = ANNA, *, typ: str = "JWT", lasts: float = 300, **claims: object) -> str:
        """An access token of this person; a claim that is None is left out."""
        # A second old: Dovecot takes for now when it last woke, and refuses what is of the future then.
        now = int(time.time()) - 1
        who = {"iss": NAME, "aud": "webmail", "sub": person.address[:4], "email": person.address}
        all_claims = {**who, "iat": now, "exp": now + lasts}
        return jwt.encode(
            {"alg": self.algorithm, "kid": self.kid, "typ": typ},
            {name: value for name, value in (all_claims | claims).items() if value is not None},
            self.key,
            algorithms=[self.algorithm],
        )


def packed(access: str, *, expires_at: float | None, refresh: str = "refresh-1") -> str:
    """Tokens as the portal's part packs them for the vault."""
    return json.dumps({"access": access, "refresh": refresh, "expires_at": expires_at})
