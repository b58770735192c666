"""Login: who a connection is for, handed on unopened to whoever authenticates it."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Login:
    """One sign-in's way into the store.

    sign_in is the number of the sign-in, name the user at the store, origin the person's own network
    address. key and sealed mean nothing here: only the vault can make something of the two together.
    row is where sealed is from: it stays when connections get a number of their own to outlast a sign-in.
    """

    sign_in: int
    name: str
    origin: str
    key: str = field(repr=False)
    sealed: bytes = field(repr=False)
    row: int = 0

    def __post_init__(self) -> None:
        if not self.row:
            object.__setattr__(self, "row", self.sign_in)
