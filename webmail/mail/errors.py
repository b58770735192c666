"""The tree of mail failures.

MailError
├─ StoreUnavailable     the store is down, slow or answered nonsense; nothing was changed
│  └─ ConnectionLost    the line went in the middle; a read may be tried once more
├─ CredentialRefused    the store refuses this sign-in
│  └─ SignInEnded       it was ended while the request was on its way
├─ UnsafeArgument       CR, LF or NUL in an IMAP argument; never sent (RFC 9051 section 9, TEXT-CHAR)
├─ FolderMissing        no such folder, or not selectable
├─ MessageGone          moved or deleted elsewhere
├─ StaleReference       UIDVALIDITY changed, the folder was renumbered (RFC 9051 section 2.3.1.1)
├─ PartMissing          the message has no such part
├─ QuotaExceeded        OVERQUOTA (RFC 9208)
├─ TooLarge             above a limit of ours
└─ DeedRefused          the store said NO; carries its code, never shown to a person
"""

from webmail.errors import WebmailError


class MailError(WebmailError):
    """Something about mail did not work."""


class StoreUnavailable(MailError):
    """The store does not answer; nothing was changed."""


class ConnectionLost(StoreUnavailable):
    """An open connection broke or timed out; whoever only reads may try once more."""


class CredentialRefused(MailError):
    """The store does not accept this sign-in."""


class SignInEnded(CredentialRefused):
    """The sign-in was ended while the request was on its way."""


class UnsafeArgument(MailError):
    """An argument holds CR, LF or NUL and was not sent."""


class FolderMissing(MailError):
    """There is no such folder, or it holds no messages."""


class MessageGone(MailError):
    """The message is no longer where the reference says."""


class StaleReference(MailError):
    """The folder was renumbered since the reference was made."""


class PartMissing(MailError):
    """The message has no part with this section."""


class QuotaExceeded(MailError):
    """The mailbox is full."""


class TooLarge(MailError):
    """Larger than we handle."""


class DeedRefused(MailError):
    """The store understood and refused."""
