"""Door: lets a person in whom the store accepts, and nobody else."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from webmail.accounts.attempts import Attempts
from webmail.accounts.errors import SignInRefused
from webmail.accounts.lookup import account_for
from webmail.accounts.models import SignIn
from webmail.accounts.sign_ins import SignIns, new_key
from webmail.clock import Clock
from webmail.errors import WebmailError


class Lock(Protocol):
    """The vault's way of keeping what was typed."""

    def __call__(self, typed: str, *, key: str, name: str) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody at the door: the address typed, where from, with what device."""

    address: str
    origin: str
    device: str
    shared: bool = False
    code_id: int | None = None


@dataclass(frozen=True, slots=True)
class Entered:
    """Somebody let in: the sign-in and the key that belongs into the cookie."""

    sign_in: SignIn
    key: str


class Door:
    """The sign-in form's other side; the order here is what makes it safe."""

    def __init__(
        self,
        *,
        sign_ins: SignIns,
        attempts: Attempts,
        lock: Lock,
        accepts: Callable[[str, str, bytes, str], bool],
        store_name: Callable[[str], str],
        domains: Sequence[str],
        clock: Clock,
    ) -> None:
        """accepts(name, key, sealed, origin) asks the store once."""
        self._sign_ins = sign_ins
        self._attempts = attempts
        self._lock = lock
        self._accepts = accepts
        self._store_name = store_name
        self._domains = domains
        self._clock = clock

    def whole_address(self, typed: str) -> str:
        """The address as accounts have it; a service with one domain needs only the part before the @."""
        address = typed.strip().lower()
        if address and "@" not in address and len(self._domains) == 1:
            return f"{address}@{self._domains[0]}"
        return address

    def serves(self, address: str) -> bool:
        """Whether the address is of this service; one @ and no blanks, so that it names one account."""
        local, at, domain = address.partition("@")
        whole = bool(local and at and domain) and "@" not in domain and not any(map(str.isspace, address))
        return whole and (not self._domains or domain in self._domains)

    def enter(self, arrival: Arrival, typed: str) -> Entered:
        """Opens a sign-in. Raises TooManyAttempts, SignInRefused, and what hinders asking the store."""
        key, name = new_key(), self._store_name(arrival.address)
        tried = self._attempts.begin(name, origin=arrival.origin)
        sealed = self._lock(typed, key=key, name=name)
        try:
            accepted = self._accepts(name, key, sealed, arrival.origin)
        except WebmailError:
            self._attempts.take_back(tried)
            raise
        if not accepted:
            raise SignInRefused
        self._attempts.succeeded(name, origin=arrival.origin)
        account = account_for(arrival.address, at=self._clock())
        opened = self._sign_ins.open(
            account,
            key=key,
            sealed=sealed,
            device=arrival.device,
            origin=arrival.origin,
            shared=arrival.shared,
            code_id=arrival.code_id,
        )
        return Entered(sign_in=opened, key=key)
