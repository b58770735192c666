"""Draft: a message being written, and what names it from its first word to its last copy."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, StrEnum

from webmail.mail.reading.attachment import Attachment
from webmail.mail.ref import MessageRef
from webmail.policy import Feature, Policy

# Controls but tab and line end, and halves of characters.
_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]+")


def writable(text: str) -> str:
    """The text as a draft holds it: lines ended by "\\n", and nothing that no message may hold."""
    return _UNWRITABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


class Kind(Enum):
    """How the writing began."""

    NEW = "new"
    REPLY = "reply"
    REPLY_ALL = "reply_all"
    FORWARD = "forward"
    ENCLOSE = "enclose"
    RESUME = "resume"
    ANEW = "anew"


@dataclass(frozen=True, slots=True)
class Writing:
    """One message being written: its Message-ID, fixed when it began, and the message it began with.

    The only way to name a draft, since its place in the store changes with every save. origin is the message
    that is answered or forwarded, for RESUME a draft that another program stored, for ANEW
    an own message that is written once more; None for NEW.
    """

    message_id: str
    kind: Kind = Kind.NEW
    origin: MessageRef | None = None


# Stored messages that were attached, each with the name that its attachment has.
Enclosed = tuple[tuple[MessageRef, str], ...]


class Ask(StrEnum):
    """What the sender wants to hear: that it was read (RFC 8098), that it has arrived (RFC 3461).

    The first is up to whoever reads it, the second to the mail servers on the way.
    """

    READ = "read"
    ARRIVED = "arrived"


NOTHING_ASKED: frozenset[Ask] = frozenset()


@dataclass(frozen=True, slots=True)
class Draft:
    """The fields as they were typed, lines ended by "\\n"; nothing is corrected, it reopens as left.

    html is cleaned (see clean_outgoing) and empty where the message is plain text; text is its twin then.
    rich: it is written in the editor, and opens there though its HTML was left out (see without_idle_html).
    pictures are those that it shows. references are those of the thread, the oldest first; the last one is
    what In-Reply-To says (RFC 5322 section 3.6.4). attachments are those of the stored draft, or of the
    message that is forwarded.
    """

    writing: Writing
    to: str = ""
    cc: str = ""
    bcc: str = ""
    subject: str = ""
    text: str = ""
    references: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    html: str = ""
    pictures: tuple[Attachment, ...] = ()
    asks: frozenset[Ask] = NOTHING_ASKED
    rich: bool = False


def require_asks(asks: frozenset[Ask], policy: Policy) -> None:
    """Raises Forbidden where no receipts may be asked for."""
    if asks:
        policy.require(Feature.REQUEST_RECEIPTS)


def shown_as(attachments: Iterable[Attachment]) -> str:
    """What tells these attachments in this order from others that a page may show."""
    told = "\0".join(f"{each.section} {each.name}" for each in attachments)
    return hashlib.sha256(told.encode(errors="replace")).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class StoredDraft:
    """A draft as it lies in the store; page is the mark of the browser page that saved it, saved_at aware.

    left_out says that this save should have kept or brought attachments that are not there any more: those of
    the forwarded message, or of the version that the page knew. Only who gets this version is told.
    enclosed are the stored messages that were ever attached, by our own sealed word.
    """

    draft: Draft
    ref: MessageRef
    page: str
    saved_at: datetime
    size: int
    left_out: bool = False
    enclosed: Enclosed = ()
