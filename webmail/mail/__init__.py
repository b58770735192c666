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
    MOST_AT_ONCE,
    PLAIN,
    Done,
    Folder,
    Kept,
    Listing,
    Mailbox,
    Marked,
    Moved,
    Only,
    Order,
    Patience,
    Pool,
    Selection,
    Source,
    SpecialUse,
    Step,
    StoreAddress,
    Streamed,
    View,
    looked_into,
    read_enclosed,
    read_source,
    take_back,
)
from webmail.mail.mailbox.numbers import expand, read_ranges, written
from webmail.mail.part import Part
from webmail.mail.reading.attachment import RASTER_TYPES, Attachment, Preview
from webmail.mail.reading.charset import decode_text
from webmail.mail.reading.opened import Body, BodyKind, OpenedMessage
from webmail.mail.reading.original import Original
from webmail.mail.reading.picture import HEAD, Picture, read_picture
from webmail.mail.reading.text import visible
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
    "HEAD",
    "MOST_AT_ONCE",
    "PLAIN",
    "RASTER_TYPES",
    "Address",
    "AlreadySent",
    "Attachment",
    "Body",
    "BodyKind",
    "ConnectionLost",
    "CredentialRefused",
    "DeedRefused",
    "Done",
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
    "Ledger",
    "Listing",
    "Login",
    "MailError",
    "Mailbox",
    "Marked",
    "MessageGone",
    "MessageRef",
    "Moved",
    "NotSubmitted",
    "Only",
    "OpenedMessage",
    "Order",
    "Original",
    "Outbox",
    "OutcomeUnclear",
    "Part",
    "PartMissing",
    "Patience",
    "Picture",
    "Pool",
    "Preview",
    "QuotaExceeded",
    "QuoteWords",
    "RecipientRefused",
    "Recipients",
    "Row",
    "Selection",
    "SignInEnded",
    "Source",
    "SpecialUse",
    "StaleReference",
    "Standing",
    "State",
    "Step",
    "StoreAddress",
    "StoreUnavailable",
    "StoredDraft",
    "Streamed",
    "Submission",
    "SubmissionAddress",
    "TooLarge",
    "UnsafeArgument",
    "Unsendable",
    "Upload",
    "View",
    "Writing",
    "begin",
    "decode_text",
    "expand",
    "kept_references",
    "looked_into",
    "read_enclosed",
    "read_picture",
    "read_ranges",
    "read_recipients",
    "read_source",
    "take_back",
    "visible",
    "writable",
    "written",
]
