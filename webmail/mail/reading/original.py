"""Original: what an answer, a forwarded message or a resumed draft needs of the message it begins with."""

from dataclasses import dataclass
from datetime import datetime

from webmail.mail.address import Address
from webmail.mail.part import Part
from webmail.mail.reading.attachment import Attachment, attachment_from
from webmail.mail.reading.choice import choose
from webmail.mail.reading.headers import read_header
from webmail.mail.ref import MessageRef


@dataclass(frozen=True, slots=True)
class Original:
    """A stored message as it is quoted; its header is the sender's word and not believed.

    references are its own, or what it answers when it has none (RFC 5322 section 3.6.4). date is aware; text
    is decoded and plain, html as the sender wrote it and empty where nobody asked for it. bcc is there in a
    draft of one's own only.
    """

    ref: MessageRef
    message_id: str
    references: tuple[str, ...]
    subject: str
    senders: tuple[Address, ...]
    reply_to: tuple[Address, ...]
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    date: datetime
    text: str
    attachments: tuple[Attachment, ...] = ()
    bcc: tuple[Address, ...] = ()
    html: str = ""


def original_from(
    ref: MessageRef,
    *,
    header: bytes,
    structure: Part | None,
    text: str,
    received: datetime,
    html: str = "",
) -> Original:
    """Reads the header; every part that is not the body is an attachment, pictures in HTML as well."""
    read = read_header(header)
    return Original(
        ref=ref,
        message_id=read.message_id,
        references=read.references or ((read.in_reply_to,) if read.in_reply_to else ()),
        subject=read.subject,
        senders=read.senders,
        reply_to=read.reply_to,
        to=read.to,
        cc=read.cc,
        date=read.date or received,
        text=text,
        attachments=tuple(map(attachment_from, choose(structure).attachments)) if structure else (),
        bcc=read.bcc,
        html=html,
    )
