"""Keeping: text that only the server's secret and a sign-in's key open together (AES-256-GCM)."""

import hashlib
import secrets
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from webmail.errors import SealBroken, SignInUnopened
from webmail.vault.secret import Secret

NONCE_OCTETS = 12


class Login(Protocol):
    """What a connection's owner is known by; mail/login.py has the value."""

    @property
    def name(self) -> str: ...
    @property
    def key(self) -> str: ...
    @property
    def sealed(self) -> bytes: ...
    @property
    def row(self) -> int: ...


class Keeping:
    """How things of one purpose are kept; what is kept for another purpose does not open here.

    Neither the database, which has what is closed, nor the cookie, which has the key, is of use alone.
    """

    def __init__(self, server: Secret, *, purpose: bytes) -> None:
        self._made_of = derived(server, purpose, 32)
        self._purpose = purpose

    def close(self, kept: Secret, *, key: str, bound_to: str) -> bytes:
        """Octets for a row; the same words never look the same twice."""
        nonce = secrets.token_bytes(NONCE_OCTETS)
        return nonce + self._lock_of(key).encrypt(nonce, kept.revealed(), bound_to.encode())

    def open(self, closed: bytes, *, key: str, bound_to: str) -> Secret:
        """What close() was given; SealBroken for everything else."""
        nonce, locked = closed[:NONCE_OCTETS], closed[NONCE_OCTETS:]
        try:
            return Secret(self._lock_of(key).decrypt(nonce, locked, bound_to.encode()))
        except (InvalidTag, ValueError) as error:
            raise SealBroken(self._purpose.decode()) from error

    def open_of(self, login: Login) -> Secret:
        """What is kept with a sign-in, bound to its name at the store; raises SignInUnopened."""
        try:
            return self.open(login.sealed, key=login.key, bound_to=login.name)
        except SealBroken as error:
            raise SignInUnopened("the sign-in does not open what was kept with it") from error

    def _lock_of(self, key: str) -> AESGCM:
        info = b"dienstpost " + self._purpose + b" " + hashlib.sha256(key.encode()).digest()
        kdf = HKDF(algorithm=SHA256(), length=32, salt=key.encode(), info=info)
        return AESGCM(kdf.derive(self._made_of.revealed()))


def derived(server: Secret, purpose: bytes, octets: int) -> Secret:
    """A key of its own for each purpose, so that one leaking tells nothing of the others (RFC 5869)."""
    kdf = HKDF(algorithm=SHA256(), length=octets, salt=None, info=b"dienstpost " + purpose)
    return Secret(kdf.derive(server.revealed()))
