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
from webmail.vault.secret import SHOWN, Secret
from webmail.vault.source import read_or_make, read_pair

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
    """Keeps what opens a mailbox; hands out authenticated connections, never what opened them.

    form "password": each person's own, as typed at the sign-in form. form "service": one for everybody,
    from the file `service`, with the person as authorization identity (RFC 4616).
    """

    def __init__(self, *, folder: Path, form: str = "password") -> None:
        server = read_or_make(folder, "server.key")
        self._cookies = _derived(server, b"cookies", 32)
        self._typed = _derived(server, b"typed", 32)
        self._service = read_pair(folder, "service") if form == "service" else None
        self._seals = AESSIV(_derived(server, b"seals", 64).revealed())

    def sign_cookies_of(self, app: Any) -> None:
        """Leaves a Flask application able to sign its one cookie."""
        app.secret_key = self._cookies.revealed()

    def lock(self, typed: str, *, key: str, name: str) -> bytes:
        """What a person typed at the form, encrypted for one sign-in (AES-256-GCM).

        Opening it needs the server's secret and the sign-in's random key from the cookie, so neither the
        database nor the cookie alone is of use. `name` is the user at the store and is bound to it.
        """
        if self._service is not None:
            # Nobody could tell a right one from a wrong one: the service enters for everybody.
            raise SignInUnopened("nothing typed is taken where the service enters for a person")
        nonce = secrets.token_bytes(NONCE_OCTETS)
        return nonce + self._lock_of(key).encrypt(nonce, typed.encode(), name.encode())

    def authenticate_imap(self, client: Any, login: Login) -> None:
        """Leaves an IMAP client authenticated as login.name (SASL PLAIN, RFC 4616).

        SASL rather than LOGIN: it takes any characters and cannot be broken out of. Raises SignInUnopened
        when the login's parts do not belong together; what the store answers is the client's own exception.
        """
        person, name, kept = self._plain(login)
        client.plain_login(name, kept.revealed().decode(), person)

    def authenticate_smtp(self, client: Any, login: Login) -> None:
        """Leaves an smtplib client authenticated as login.name (AUTH PLAIN, RFC 4954 and RFC 4616).

        Raises as authenticate_imap does; what the server answers is the client's own exception.
        """
        person, name, kept = self._plain(login)
        words = (person.encode(), name.encode(), kept.revealed())
        client.auth("PLAIN", lambda _challenge=None: _Octets(b"\0".join(words)))

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

    def _plain(self, login: Login) -> tuple[str, str, Secret]:
        """Authorization identity, name and secret of SASL PLAIN; a name cannot pass for two of them."""
        if "\0" in login.name:
            raise SignInUnopened("no such name")
        if self._service is None:
            return "", login.name, self._open(login)
        if not login.name:
            # Authorized for nobody in particular, the service would enter as itself.
            raise SignInUnopened("no name")
        name, kept = self._service
        return login.name, name, kept

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


class _Octets:
    """What smtplib is to send; as text it would have to be ASCII, and its complaint would quote a secret."""

    def __init__(self, octets: bytes) -> None:
        self.__octets = octets

    def encode(self, _charset: str) -> bytes:
        return self.__octets

    def __repr__(self) -> str:
        return SHOWN


def _derived(server: Secret, purpose: bytes, octets: int) -> Secret:
    """A key of its own for each purpose, so that one leaking tells nothing of the others (RFC 5869)."""
    kdf = HKDF(algorithm=SHA256(), length=octets, salt=None, info=b"dienstpost " + purpose)
    return Secret(kdf.derive(server.revealed()))
