"""What can go wrong about accounts.

WebmailError
├─ LedgerBusy           the database takes no writes now; the ledger says what it said before
├─ SignInRefused        address and password do not belong together
└─ TooManyAttempts      too many failed sign-ins for this account from this network address
"""

from datetime import datetime

from webmail.errors import WebmailError


class LedgerBusy(WebmailError):
    """The ledger could not be written; what it said before still stands."""


class SignInRefused(WebmailError):
    """The store does not accept what was typed; never says which half was wrong."""


class TooManyAttempts(WebmailError):
    """Says when to try again."""

    def __init__(self, until: datetime) -> None:
        super().__init__("too many failed sign-ins")
        self.until = until
