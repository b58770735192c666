"""The public names of the mail domain."""

from webmail.mail.address import Address
from webmail.mail.envelope import Envelope, Row
from webmail.mail.errors import (
    ConnectionLost,
    CredentialRefused,
    DeedRefused,
    FolderMissing,
    MailError,
    MessageGone,
    PartMissing,
    QuotaExceeded,
    SignInEnded,
    StaleReference,
    StoreUnavailable,
    TooLarge,
    UnsafeArgument,
)
from webmail.mail.flags import Flag
from webmail.mail.login import Login
from webmail.mail.mailbox import (
    Folder,
    Kept,
    Listing,
    Mailbox,
    Moved,
    Patience,
    Pool,
    SpecialUse,
    StoreAddress,
    Streamed,
)
from webmail.mail.part import Part
from webmail.mail.reading.attachment import RASTER_TYPES, Attachment
from webmail.mail.reading.opened import Body, BodyKind, OpenedMessage
from webmail.mail.ref import MessageRef

__all__ = [
    "RASTER_TYPES",
    "Address",
    "Attachment",
    "Body",
    "BodyKind",
    "ConnectionLost",
    "CredentialRefused",
    "DeedRefused",
    "Envelope",
    "Flag",
    "Folder",
    "FolderMissing",
    "Kept",
    "Listing",
    "Login",
    "MailError",
    "Mailbox",
    "MessageGone",
    "MessageRef",
    "Moved",
    "OpenedMessage",
    "Part",
    "PartMissing",
    "Patience",
    "Pool",
    "QuotaExceeded",
    "Row",
    "SignInEnded",
    "SpecialUse",
    "StaleReference",
    "StoreAddress",
    "StoreUnavailable",
    "Streamed",
    "TooLarge",
    "UnsafeArgument",
]
