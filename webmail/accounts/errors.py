"""What can go wrong about accounts.

WebmailError
├─ LedgerBusy           the database takes no writes now; the ledger says what it said before
├─ NameRefused          others must not read this as a name; why says in one word what is wrong
├─ OwnTextRefused       a signature or text block cannot be kept so; why says what is wrong
├─ PersonUnknown        the portal knows the person, we do not
├─ SignInRefused        address and password do not belong together
├─ TagRefused           a tag cannot be called so; why says in one word what is wrong
├─ SilentReturn         the portal only repeats a session that the person has left by "Sign out"
├─ TooManyAttempts      too many failed sign-ins for this account from this network address
└─ TooManyTrips         the third round trip to the portal within a minute
"""

from datetime import datetime

from webmail.errors import WebmailError


class LedgerBusy(WebmailError):
    """The ledger could not be written; what it said before still stands."""


class NameRefused(WebmailError):
    """Nobody can be called so: "characters", "address", "length"."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class OwnTextRefused(WebmailError):
    """A signature or text block cannot be kept so: "name", "text", "long", "subject", "too_many"."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class PersonUnknown(WebmailError):
    """Nobody here belongs to this person of the portal; why says in one word what is missing."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class SignInRefused(WebmailError):
    """The store does not accept what was typed; never says which half was wrong."""


class SilentReturn(WebmailError):
    """Somebody left and has not proven since who they are; the portal must ask them."""


class TooManyTrips(WebmailError):
    """Going to the portal once more would only turn in a circle."""


class TooManyAttempts(WebmailError):
    """Says when to try again."""

    def __init__(self, until: datetime) -> None:
        super().__init__("too many failed sign-ins")
        self.until = until


class TagRefused(WebmailError):
    """A tag cannot be made or changed so: "name", "taken", "colour", "too_many"."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why
