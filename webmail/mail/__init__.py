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
    SpecialUse,
    Step,
    StoreAddress,
    Streamed,
    View,
    take_back,
)
from webmail.mail.mailbox.acquaintance import Acquaintances
from webmail.mail.mailbox.numbers import expand, read_ranges, written
from webmail.mail.part import Part
from webmail.mail.reading.attachment import RASTER_TYPES, Attachment
from webmail.mail.reading.bounce import Bounce, Failure
from webmail.mail.reading.lookalike import marked
from webmail.mail.reading.mailing import Letter, Mailing
from webmail.mail.reading.opened import Body, BodyKind, OpenedMessage
from webmail.mail.reading.original import Original
from webmail.mail.reading.safety import (
    About,
    Official,
    Place,
    Remark,
    asks_whether_met,
    is_denied,
    may_show_images,
    remarks_on,
)
from webmail.mail.ref import MessageRef
from webmail.mail.writing.dispatch import Dispatch
from webmail.mail.writing.draft import Draft, Kind, StoredDraft, Writing, writable
from webmail.mail.writing.drafts import Drafts, DraftSummary
from webmail.mail.writing.identity import Identity
from webmail.mail.writing.mime import kept_references
from webmail.mail.writing.one_click import OneClick, Outcome, one_click
from webmail.mail.writing.outbox import Outbox
from webmail.mail.writing.quoting import QuoteWords
from webmail.mail.writing.receipt import Answered, Asked, ReadReceipts
from webmail.mail.writing.recipients import Recipients, read_recipients
from webmail.mail.writing.reply import begin
from webmail.mail.writing.reporting import Reported, Reporter, Sent
from webmail.mail.writing.resending import Resending
from webmail.mail.writing.state import Ledger, Standing, State
from webmail.mail.writing.submission import Submission, SubmissionAddress
from webmail.mail.writing.unsubscribing import Unsubscriber
from webmail.mail.writing.upload import Upload

__all__ = [
    "MOST_AT_ONCE",
    "PLAIN",
    "RASTER_TYPES",
    "About",
    "Acquaintances",
    "Address",
    "AlreadySent",
    "Answered",
    "Asked",
    "Attachment",
    "Body",
    "BodyKind",
    "Bounce",
    "ConnectionLost",
    "CredentialRefused",
    "DeedRefused",
    "Dispatch",
    "Done",
    "Draft",
    "DraftChanged",
    "DraftSummary",
    "Drafts",
    "Envelope",
    "Failure",
    "Flag",
    "Folder",
    "FolderMissing",
    "Hindrance",
    "Identity",
    "Kept",
    "Kind",
    "Ledger",
    "Letter",
    "Listing",
    "Login",
    "MailError",
    "Mailbox",
    "Mailing",
    "Marked",
    "MessageGone",
    "MessageRef",
    "Moved",
    "NotSubmitted",
    "Official",
    "OneClick",
    "Only",
    "OpenedMessage",
    "Order",
    "Original",
    "Outbox",
    "Outcome",
    "OutcomeUnclear",
    "Part",
    "PartMissing",
    "Patience",
    "Place",
    "Pool",
    "QuotaExceeded",
    "QuoteWords",
    "ReadReceipts",
    "RecipientRefused",
    "Recipients",
    "Remark",
    "Reported",
    "Reporter",
    "Resending",
    "Row",
    "Selection",
    "Sent",
    "SignInEnded",
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
    "Unsubscriber",
    "Upload",
    "View",
    "Writing",
    "asks_whether_met",
    "begin",
    "expand",
    "is_denied",
    "kept_references",
    "marked",
    "may_show_images",
    "one_click",
    "read_ranges",
    "read_recipients",
    "remarks_on",
    "take_back",
    "writable",
    "written",
]
