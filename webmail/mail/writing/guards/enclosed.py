"""Enclosed messages of a stored draft: who wrote them, and to whom."""

from collections.abc import Sequence
from dataclasses import dataclass

from webmail.mail.address import Address
from webmail.mail.mailbox.borrowing import select_ref
from webmail.mail.mailbox.connection import Connection
from webmail.mail.mailbox.mailbox import Mailbox
from webmail.mail.mailbox.opening import fetch_one
from webmail.mail.reading.attachment import Attachment
from webmail.mail.reading.headers import read_header
from webmail.mail.reading.transfer import decode_transfer
from webmail.mail.ref import MessageRef

_READ = 64 * 1024
_FIELDS = "HEADER.FIELDS (FROM TO CC REPLY-TO MESSAGE-ID)"
MESSAGE = "message/rfc822"


@dataclass(frozen=True, slots=True)
class Correspondence:
    """Between whom a message went, as its header says."""

    senders: tuple[Address, ...] = ()
    recipients: tuple[Address, ...] = ()
    reply_to: tuple[Address, ...] = ()
    message_id: str = ""


def read_enclosed(
    mailbox: Mailbox, ref: MessageRef, attachments: Sequence[Attachment]
) -> tuple[Correspondence | None, ...]:
    """Each in its order; None for what cannot be read as a message."""

    def look(connection: Connection) -> tuple[Correspondence | None, ...]:
        select_ref(connection, ref, readonly=True)
        return tuple(correspondence(_header(connection, ref.uid, each)) for each in attachments)

    return mailbox.borrower.reading(look)


def _header(connection: Connection, uid: int, attachment: Attachment) -> bytes:
    if attachment.media_type == MESSAGE:
        section = f"{attachment.section}.{_FIELDS}"
        found = fetch_one(connection, uid, f"BODY.PEEK[{section}]<0.{_READ}>").sections
        return next(iter(found.values()), b"")
    section = attachment.section
    found = fetch_one(connection, uid, f"BODY.PEEK[{section}]<0.{_READ}>").sections
    # Whatever is uploaded is stored in base64.
    return decode_transfer(found.get(section, b""), "base64")


def correspondence(header: bytes) -> Correspondence | None:
    """Between whom the message with this header went; None for what is no message."""
    read = read_header(header.replace(b"\r\n", b"\n").partition(b"\n\n")[0] + b"\n\n")
    if not read.senders:
        return None
    return Correspondence(read.senders, (*read.to, *read.cc), read.reply_to, read.message_id)
