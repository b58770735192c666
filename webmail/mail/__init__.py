"""The public names of the mail domain."""

from webmail.mail.address import Address
from webmail.mail.envelope import Envelope, Row
from webmail.mail.errors import (
    AlreadySent,
    ConnectionLost,
    CredentialRefused,
    DeedRefused,
    DraftChanged,
    FolderMissing,
    Hindrance,
    MailError,
    MessageGone,
    NotSubmitted,
    OutcomeUnclear,
    PartMissing,
    QuotaExceeded,
    RecipientRefused,
    SignInEnded,
    StaleReference,
    StoreUnavailable,
    TooLarge,
    UnsafeArgument,
    Unsendable,
)
from webmail.mail.flags import Flag
from webmail.mail.login import Login
from webmail.mail.mailbox import (
    Folder,
    Kept,
    Known,
    Listing,
    Mailbox,
    Moved,
    News,
    Over,
    Pace,
    Patience,
    Pool,
    Room,
    SpecialUse,
    StoreAddress,
    Stream,
    Streamed,
    Watchers,
)
from webmail.mail.part import Part
from webmail.mail.reading.attachment import RASTER_TYPES, Attachment
from webmail.mail.reading.opened import Body, BodyKind, OpenedMessage
from webmail.mail.reading.original import Original
from webmail.mail.ref import MessageRef
from webmail.mail.writing.draft import Draft, Kind, StoredDraft, Writing, writable
from webmail.mail.writing.drafts import Drafts, DraftSummary
from webmail.mail.writing.identity import Identity
from webmail.mail.writing.mime import kept_references
from webmail.mail.writing.outbox import Outbox
from webmail.mail.writing.quoting import QuoteWords
from webmail.mail.writing.recipients import Recipients, read_recipients
from webmail.mail.writing.reply import begin
from webmail.mail.writing.state import Ledger, Standing, State
from webmail.mail.writing.submission import Submission, SubmissionAddress
from webmail.mail.writing.upload import Upload

__all__ = [
    "RASTER_TYPES",
    "Address",
    "AlreadySent",
    "Attachment",
    "Body",
    "BodyKind",
    "ConnectionLost",
    "CredentialRefused",
    "DeedRefused",
    "Draft",
    "DraftChanged",
    "DraftSummary",
    "Drafts",
    "Envelope",
    "Flag",
    "Folder",
    "FolderMissing",
    "Hindrance",
    "Identity",
    "Kept",
    "Kind",
    "Known",
    "Ledger",
    "Listing",
    "Login",
    "MailError",
    "Mailbox",
    "MessageGone",
    "MessageRef",
    "Moved",
    "News",
    "NotSubmitted",
    "OpenedMessage",
    "Original",
    "Outbox",
    "OutcomeUnclear",
    "Over",
    "Pace",
    "Part",
    "PartMissing",
    "Patience",
    "Pool",
    "QuotaExceeded",
    "QuoteWords",
    "RecipientRefused",
    "Recipients",
    "Room",
    "Row",
    "SignInEnded",
    "SpecialUse",
    "StaleReference",
    "Standing",
    "State",
    "StoreAddress",
    "StoreUnavailable",
    "StoredDraft",
    "Stream",
    "Streamed",
    "Submission",
    "SubmissionAddress",
    "TooLarge",
    "UnsafeArgument",
    "Unsendable",
    "Upload",
    "Watchers",
    "Writing",
    "begin",
    "kept_references",
    "read_recipients",
    "writable",
]
