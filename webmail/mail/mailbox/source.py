"""Source: the beginning of a message as it is stored, for people who look behind it."""

from dataclasses import dataclass

from webmail.mail.mailbox.borrowing import select_ref
from webmail.mail.mailbox.connection import Connection
from webmail.mail.mailbox.mailbox import Mailbox
from webmail.mail.mailbox.opening import fetch_one
from webmail.mail.reading.charset import decode_text
from webmail.mail.reading.fields import all_fields
from webmail.mail.reading.text import visible
from webmail.mail.ref import MessageRef

SOURCE_SHOWN = 256 * 1024


@dataclass(frozen=True, slots=True)
class Source:
    """All header fields, and the text of the message as far as it is shown; cut when there is more."""

    fields: tuple[tuple[str, str], ...]
    text: str
    cut: bool


def read_source(mailbox: Mailbox, ref: MessageRef) -> Source:
    """One round trip on an open folder; marks nothing as read."""

    def look(connection: Connection) -> bytes:
        select_ref(connection, ref, readonly=True)
        fetched = fetch_one(connection, ref.uid, f"BODY.PEEK[]<0.{SOURCE_SHOWN + 1}>")
        return fetched.sections.get("", b"")

    raw = mailbox.borrower.reading(look)
    return Source(
        fields=all_fields(raw[:SOURCE_SHOWN]),
        text=visible(decode_text(raw[:SOURCE_SHOWN], None)),
        cut=len(raw) > SOURCE_SHOWN,
    )
