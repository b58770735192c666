"""Envelope: what the list shows of a message, and Row: an envelope with its flags of this moment."""

from dataclasses import dataclass
from datetime import datetime

from webmail.mail.address import Address
from webmail.mail.flags import Flag
from webmail.mail.part import Part
from webmail.mail.ref import MessageRef


@dataclass(frozen=True, slots=True)
class Envelope:
    """What does not change about a stored message; kept by (UIDVALIDITY, UID).

    received is INTERNALDATE, aware. snippet is decoded plain text of at most 200 characters.
    structure is None when the store could not say (the row is shown, the message can be downloaded).
    saved is when it came into its folder, asked for in the trash alone; None where the store does not say.
    message_id is asked for in the drafts alone, where it tells how a message stands on its way out.
    """

    uid: int
    subject: str
    senders: tuple[Address, ...]
    recipients: tuple[Address, ...]
    received: datetime
    size: int
    has_attachment: bool
    snippet: str
    structure: Part | None
    saved: datetime | None = None
    message_id: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a listing; it says itself where it lies, since a listing may mix folders."""

    envelope: Envelope
    flags: frozenset[Flag]
    folder: str = ""
    uidvalidity: int = 0
    tags: frozenset[str] = frozenset()

    @property
    def uid(self) -> int:
        return self.envelope.uid

    @property
    def ref(self) -> MessageRef:
        return MessageRef(self.folder, self.uidvalidity, self.envelope.uid)

    @property
    def seen(self) -> bool:
        return Flag.SEEN in self.flags

    @property
    def flagged(self) -> bool:
        return Flag.FLAGGED in self.flags

    @property
    def answered(self) -> bool:
        return Flag.ANSWERED in self.flags

    @property
    def forwarded(self) -> bool:
        return Flag.FORWARDED in self.flags
