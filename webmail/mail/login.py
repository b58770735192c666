"""Login: who a connection is for, handed on unopened to whoever authenticates it."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Login:
    """One sign-in's way into the store.

    sign_in is the number of the sign-in, name the user at the store, origin the person's own network
    address. key and sealed mean nothing here: only the vault can make something of the two together.
    """

    sign_in: int
    name: str
    origin: str
    key: str = field(repr=False)
    sealed: bytes = field(repr=False)
