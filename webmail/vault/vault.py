"""Authenticates what it is handed: mail clients and the cookie signer; no verb returns a secret."""

import base64
import hashlib
import secrets
from pathlib import Path
from typing import Any, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, AESSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from webmail.errors import SealBroken, SignInUnopened
from webmail.vault.secret import Secret
from webmail.vault.source import read_or_make

NONCE_OCTETS = 12


class Login(Protocol):
    """What a connection's owner is known by; mail/login.py has the value."""

    @property
    def name(self) -> str: ...
    @property
    def key(self) -> str: ...
    @property
    def sealed(self) -> bytes: ...


class Vault:
    """Keeps what opens a mailbox; hands out authenticated connections, never what opened them."""

    def __init__(self, *, folder: Path) -> None:
        server = read_or_make(folder, "server.key")
        self._cookies = _derived(server, b"cookies", 32)
        self._typed = _derived(server, b"typed", 32)
        self._seals = AESSIV(_derived(server, b"seals", 64).revealed())

    def sign_cookies_of(self, app: Any) -> None:
        """Leaves a Flask application able to sign its one cookie."""
        app.secret_key = self._cookies.revealed()

    def lock(self, typed: str, *, key: str, name: str) -> bytes:
        """What a person typed at the form, encrypted for one sign-in (AES-256-GCM).

        Opening it needs the server's secret and the sign-in's random key from the cookie, so neither the
        database nor the cookie alone is of use. `name` is the user at the store and is bound to it.
        """
        nonce = secrets.token_bytes(NONCE_OCTETS)
        return nonce + self._lock_of(key).encrypt(nonce, typed.encode(), name.encode())

    def authenticate_imap(self, client: Any, login: Login) -> None:
        """Leaves an IMAP client authenticated as login.name (SASL PLAIN, RFC 4616).

        SASL rather than LOGIN: it takes any characters and cannot be broken out of. Raises SignInUnopened
        when the login's parts do not belong together; what the store answers is the client's own exception.
        """
        client.plain_login(login.name, self._open(login).revealed().decode())

    def seal(self, purpose: str, text: str, account: int) -> str:
        """Text that may stand in a URL: opaque, always the same, of use to this account only (RFC 5297)."""
        sealed = self._seals.encrypt(text.encode(), [purpose.encode(), str(account).encode()])
        return base64.urlsafe_b64encode(sealed).rstrip(b"=").decode()

    def unseal(self, purpose: str, sealed: str, account: int) -> str:
        """The text behind seal(); raises SealBroken for anything else."""
        try:
            raw = base64.urlsafe_b64decode(sealed.encode("ascii") + b"=" * (-len(sealed) % 4))
            return self._seals.decrypt(raw, [purpose.encode(), str(account).encode()]).decode()
        except (InvalidTag, ValueError) as error:
            raise SealBroken(purpose) from error

    def _open(self, login: Login) -> Secret:
        nonce, locked = login.sealed[:NONCE_OCTETS], login.sealed[NONCE_OCTETS:]
        try:
            return Secret(self._lock_of(login.key).decrypt(nonce, locked, login.name.encode()))
        except (InvalidTag, ValueError) as error:
            raise SignInUnopened("the sign-in does not open what was kept with it") from error

    def _lock_of(self, key: str) -> AESGCM:
        info = b"dienstpost typed " + hashlib.sha256(key.encode()).digest()
        return AESGCM(
            HKDF(algorithm=SHA256(), length=32, salt=key.encode(), info=info).derive(self._typed.revealed())
        )


def _derived(server: Secret, purpose: bytes, octets: int) -> Secret:
    """A key of its own for each purpose, so that one leaking tells nothing of the others (RFC 5869)."""
    kdf = HKDF(algorithm=SHA256(), length=octets, salt=None, info=b"dienstpost " + purpose)
    return Secret(kdf.derive(server.revealed()))
