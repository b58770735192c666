"""What lies in a TNEF attachment ([MS-OXTNEF]): its list, its text, and one of its files."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from webmail.mail.errors import NotUnpacked, PartMissing
from webmail.mail.mailbox.mailbox import Mailbox
from webmail.mail.mailbox.streaming import STRETCH, Streamed
from webmail.mail.part import Part
from webmail.mail.reading.attachment import Attachment, Preview, attachment_from
from webmail.mail.reading.choice import Choice, choose
from webmail.mail.reading.opened import NO_BODY, Body, make_body
from webmail.mail.reading.tnef import PackedFile, Unpacked, Unpacker
from webmail.mail.reading.tnef_process import MOST_FILES, TEXT
from webmail.mail.ref import MessageRef
from webmail.policy import Feature

# Programs that put everything into TNEF leave a text of nothing but line ends beside it.
_EMPTY = 4


@dataclass(frozen=True, slots=True)
class Contents:
    """What lies in the attachment; the section of one of its files is its number, from 1.

    lacks_text: the message has no text of its own; then body is that of the attachment, or rtf says that it
    is in a form that we do not read. With a reason ("large", "busy", "broken") nothing is known of
    what lies in it.
    """

    ref: MessageRef
    attachment: Attachment
    files: tuple[Attachment, ...] = ()
    more: bool = False
    lacks_text: bool = False
    body: Body = NO_BODY
    rtf: bool = False
    reason: str | None = None


def read_contents(
    mailbox: Mailbox, unpacker: Unpacker, ref: MessageRef, section: str, *, images: bool = False
) -> Contents:
    """What lies in the TNEF attachment with this section. Marks nothing."""
    if images:
        mailbox.policy.require(Feature.REMOTE_IMAGES)
    structure, attachment = _find(mailbox, ref, section)
    try:
        found = _unpack(mailbox, unpacker, ref, attachment, wanted=TEXT)
    except NotUnpacked as refusal:
        return Contents(ref, attachment, reason=refusal.reason)
    lacks_text = _lacks_text(structure, section)
    return Contents(
        ref,
        attachment,
        tuple(_offered(number, each) for number, each in enumerate(found.files, start=1)),
        more=found.more,
        lacks_text=lacks_text,
        body=_body(mailbox, found, images=images) if lacks_text else NO_BODY,
        rtf=found.text == "rtf",
    )


def packed_file(mailbox: Mailbox, unpacker: Unpacker, ref: MessageRef, section: str, number: int) -> Streamed:
    """One file out of the attachment, unpacked anew; NotUnpacked, or PartMissing where there is none."""
    _structure, attachment = _find(mailbox, ref, section)
    if not 0 < number <= MOST_FILES:
        raise PartMissing("so many files are not unpacked")
    found = _unpack(mailbox, unpacker, ref, attachment, wanted=number)
    if number > len(found.files):
        raise PartMissing("the attachment has no such file in it")
    return Streamed(_offered(number, found.files[number - 1]), _pieces(found.octets))


def _find(mailbox: Mailbox, ref: MessageRef, section: str) -> tuple[Part, Attachment]:
    structure = mailbox.structure(ref)
    part = structure.find(section) if structure else None
    attachment = attachment_from(part) if part else None
    if structure is None or attachment is None or attachment.preview is not Preview.TNEF:
        raise PartMissing("the message has no such TNEF in it")
    return structure, attachment


def _unpack(
    mailbox: Mailbox, unpacker: Unpacker, ref: MessageRef, attachment: Attachment, *, wanted: int
) -> Unpacked:
    unpacker.check_size(attachment.size)
    return unpacker.unpack(mailbox.part(ref, attachment.section).chunks, wanted=wanted)


def _offered(number: int, packed: PackedFile) -> Attachment:
    """By the rules for every attachment, but that a TNEF in a TNEF is only downloaded."""
    part = Part(str(number), packed.media_type, encoding="binary", size=packed.size, name=packed.name)
    offered = attachment_from(part)
    return replace(offered, preview=None) if offered.preview is Preview.TNEF else offered


def _body(mailbox: Mailbox, found: Unpacked, *, images: bool) -> Body:
    """The text, which is in UTF-8 by now; images of its own stand among the files and not in it."""
    if found.text not in ("html", "plain"):
        return NO_BODY
    html = found.text == "html"
    part = Part("", f"text/{found.text}", encoding="binary", parameters={"charset": "utf-8"})
    return make_body(
        Choice(html=part) if html else Choice(plain=part),
        html=found.octets if html else None,
        plain=None if html else found.octets,
        images=images,
        part_url=lambda _content_id: None,
        quoted_label=mailbox.quoted_label,
    )


def _lacks_text(structure: Part, section: str) -> bool:
    """Whether the message that has this part, perhaps itself attached to another, has no text to read."""
    around = structure
    for part in structure.walk():
        if part.media_type == "message/rfc822" and part.parts and section.startswith(f"{part.section}."):
            around = part.parts[0]
    choice = choose(around)
    return choice.html is None and (choice.plain is None or choice.plain.size <= _EMPTY)


def _pieces(octets: bytes) -> Iterator[bytes]:
    return (octets[start : start + STRETCH] for start in range(0, len(octets), STRETCH))
