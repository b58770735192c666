"""OAUTHBEARER (RFC 7628): what is said to a server, and what its refusal means in an admin's words."""

import json
import logging
import re
from base64 import urlsafe_b64decode

from webmail.errors import SignInUnopened
from webmail.vault.secret import Secret

LOG = logging.getLogger(__name__)

# The answer to a server that explains its refusal (RFC 7628 section 3.2.3); only then it says NO.
ACKNOWLEDGED = b"\x01"
_WORD = re.compile(r"[A-Za-z0-9+._/-]{1,40}")
_GUIDE = "see deploy/dovecot/README.md"
_HINTS = {
    "jwt": f"the mail server has the reason in its own log, {_GUIDE}",
    "opaque": f"not a JWT, so the mail server cannot check it by itself, {_GUIDE}",
}
_OTHER_TYPE = f"Dovecot 2.3 takes only tokens whose header says typ JWT; let the portal issue those, {_GUIDE}"


class Bearer:
    """One conversation with a server on behalf of a person."""

    def __init__(self, name: str, access: Secret, *, server: str) -> None:
        """name is the user there, always said: without one Dovecot takes nobody. server is for the log."""
        if not name or any(sign in name for sign in "\0\x01\r\n"):
            raise SignInUnopened("no such name")
        self._name = name
        self._access = access
        self._server = server
        self._said = False

    def answer(self, challenge: bytes | None = None) -> Secret:
        """What to say next; challenge is what the server has said, nothing at the beginning."""
        if not self._said:
            self._said = True
            return self._introduction
        LOG.warning(
            'token_refused server=%s status=%s token_type=%s hint="%s"',
            self._server,
            _status_of(challenge or b""),
            *_explained(self._access),
        )
        return Secret(ACKNOWLEDGED)

    @property
    def _introduction(self) -> Secret:
        # RFC 5801 section 4: in a name of the GS2 header these two signs are written differently.
        name = self._name.replace("=", "=3D").replace(",", "=2C").encode()
        return Secret(b"n,a=" + name + b",\x01auth=Bearer " + self._access.revealed() + b"\x01\x01")

    @property
    def introduction_octets(self) -> int:
        """How long the introduction is on the line, in base64."""
        return (len(self._introduction.revealed()) + 2) // 3 * 4


def _status_of(challenge: bytes) -> str:
    try:
        status = json.loads(challenge)["status"]
    except (ValueError, KeyError, TypeError):
        return "-"
    return status if isinstance(status, str) and _WORD.fullmatch(status) else "-"


def _explained(access: Secret) -> tuple[str, str]:
    """What the token says it is, and what an admin may do about it; of the token itself nothing."""
    head = access.revealed().split(b".")[0]
    try:
        fields = json.loads(urlsafe_b64decode(head + b"=" * (-len(head) % 4)))
        typ = fields.get("typ", "none")
    except (ValueError, AttributeError):
        typ = "opaque"
    named = typ if isinstance(typ, str) and _WORD.fullmatch(typ) else "none"
    return named, _HINTS.get(named.lower(), _OTHER_TYPE)
