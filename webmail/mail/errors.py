"""The tree of mail failures.

MailError
├─ StoreUnavailable     the store is down, slow or answered nonsense; nothing was changed
│  └─ ConnectionLost    the line went in the middle; a read may be tried once more
├─ CredentialRefused    the store refuses this sign-in
│  └─ SignInEnded       it was ended while the request was on its way
├─ UnsafeArgument       CR, LF or NUL in an IMAP argument; never sent (RFC 9051 section 9, TEXT-CHAR)
├─ FolderMissing        no such folder, or not selectable
├─ FolderRefused        a folder cannot be called so, put there, taken away; carries the reason
│  └─ FolderChanged     what is there now is not what was asked about
├─ MessageGone          moved or deleted elsewhere
├─ StaleReference       UIDVALIDITY changed, the folder was renumbered (RFC 9051 section 2.3.1.1)
├─ PartMissing          the message has no such part
├─ QuotaExceeded        OVERQUOTA (RFC 9208)
├─ TooLarge             above a limit of ours
├─ NotUnpacked          what is packed into an attachment cannot be had; says why
├─ Unstrippable         the attachments cannot be taken out of this message; says why
├─ DeedRefused          the store said NO; carries its code, never shown to a person
│  └─ KeywordRefused    the store took a keyword and did not keep it
├─ Unsendable           fields of a draft hinder sending it: which, and why
│  └─ RecipientRefused  the submission server does not take a recipient; nothing was sent
├─ DraftChanged         the draft was saved from another page meanwhile; neither text is lost
├─ AlreadySent          this message was sent before, or is on its way
├─ NotSubmitted         nothing was sent, for certain
└─ OutcomeUnclear       the submission server has it all and never answered
"""

from collections.abc import Mapping
from dataclasses import dataclass

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


class FolderRefused(MailError):
    """The folder is as it was; the web layer has the sentence for the reason.

    reason is "none", "too_long", "signs", "delimiter", "reserved", "taken", "refused" for a name, "special",
    "into_itself", "no_place", "there_already", "not_emptied", "changed" for a deed, and "not_empty" where its
    messages lie in the trash and something else is left in it; entry is the piece of the name it is about.
    """

    def __init__(self, reason: str, *, entry: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.entry = entry


class FolderChanged(FolderRefused):
    """More came, or other folders, since the person was asked; nothing was done."""

    def __init__(self) -> None:
        super().__init__("changed")


class MessageGone(MailError):
    """The message is no longer where the reference says."""


class NoDraft(MailError):
    """Somebody else has written the message: it is read, wherever it lies, and not written on."""


class StaleReference(MailError):
    """The folder was renumbered since the reference was made."""


class PartMissing(MailError):
    """The message has no part with this section."""


class QuotaExceeded(MailError):
    """The mailbox is full."""


class TooLarge(MailError):
    """Larger than we handle."""


class NotUnpacked(MailError):
    """A TNEF attachment stays as it is; reason is "large", "busy" or "broken"."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Unstrippable(MailError):
    """Attachments cannot be taken out of this message without harm; nothing was changed.

    reason is "protected", "broken", "nothing", "place", "large" or "store".
    """

    def __init__(self, reason: str, what: str) -> None:
        super().__init__(what)
        self.reason = reason


class DeedRefused(MailError):
    """The store understood and refused."""


class KeywordRefused(DeedRefused):
    """This store, or this folder, keeps no keywords."""


@dataclass(frozen=True, slots=True)
class Hindrance:
    """One thing wrong with a field; the web layer has the sentence for the reason.

    reason is "none", "not_an_address", "too_many", "too_large", "refused", "needs_smtputf8" …; entry is
    the piece of the field it is about, said the server's own words, code its enhanced status (RFC 3463).
    """

    reason: str
    entry: str = ""
    said: str = ""
    code: str = ""


class Unsendable(MailError):
    """What hinders sending, by field ("to", "cc", "bcc", "attachments"): sentence keys with their facts."""

    def __init__(self, fields: Mapping[str, tuple[Hindrance, ...]]) -> None:
        super().__init__(", ".join(fields))
        self.fields = fields


class RecipientRefused(Unsendable):
    """The submission server refused recipients; nobody got anything. passing: each of them only for now."""

    def __init__(self, fields: Mapping[str, tuple[Hindrance, ...]], *, passing: bool = False) -> None:
        super().__init__(fields)
        self.passing = passing


class DraftChanged(MailError):
    """Another page has saved this draft meanwhile; uid names its version."""

    def __init__(self, uid: int) -> None:
        super().__init__("the draft was saved from another page")
        self.uid = uid


class AlreadySent(MailError):
    """The ledger has this message; it is not sent twice."""


class NotSubmitted(MailError):
    """The submission server did not take the message; nobody got anything.

    said is its own line, code its enhanced status (RFC 3463), both "" where it said none. passing: it may
    take the same at another time (4yz, RFC 5321 section 4.2.1).
    """

    def __init__(self, reason: str, *, said: str = "", code: str = "", passing: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.said = said
        self.code = code
        self.passing = passing


class OutcomeUnclear(MailError):
    """Everything was handed over, and no answer came; it may have been delivered."""
