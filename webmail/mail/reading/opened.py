"""OpenedMessage: headers, body, attachments, warnings."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from webmail.mail.address import ADDRESSES_SHOWN, Address
from webmail.mail.errors import TooLarge
from webmail.mail.flags import Flag
from webmail.mail.part import Part
from webmail.mail.reading.attachment import Attachment, Preview, attachment_from
from webmail.mail.reading.bounce import Delivery, find_delivery
from webmail.mail.reading.charset import decode_text
from webmail.mail.reading.choice import Choice, choose
from webmail.mail.reading.headers import read_header
from webmail.mail.reading.html import clean
from webmail.mail.reading.invitation import find_calendar
from webmail.mail.reading.text import TEXT_LIMIT, to_html, to_plain
from webmail.mail.reading.trace import NO_TRACE, Trace, read_trace
from webmail.mail.reading.transfer import decode_transfer
from webmail.mail.ref import MessageRef

CUT = "cut"
LINKS = "links"
_MAIL_SERVERS = ("mailer-daemon", "postmaster")


class BodyKind(Enum):
    """What the body of a message turned out to be."""

    TEXT = "text"
    HTML = "html"
    NOTHING = "nothing"
    TOO_LARGE = "too_large"


@dataclass(frozen=True, slots=True)
class Body:
    """Safe HTML: for HTML a fragment for the sandboxed document, else a fragment for our page.

    TOO_LARGE is the text view of HTML that we do not clean. warning is None, "cut" (the text goes on in the
    download) or "links" (marked_links links lead elsewhere than their text says). content_ids are those of
    the message's own pictures that stand in the HTML.
    """

    kind: BodyKind
    html: str
    remote_images: int = 0
    marked_links: int = 0
    cut: bool = False
    content_ids: frozenset[str] = frozenset()

    @property
    def warning(self) -> str | None:
        return CUT if self.cut else LINKS if self.marked_links else None


NO_BODY = Body(BodyKind.NOTHING, "")


@dataclass(frozen=True, slots=True)
class OpenedMessage:
    """A message prepared for reading; newly_seen says that opening it has made it so."""

    ref: MessageRef
    flags: frozenset[Flag]
    subject: str
    senders: tuple[Address, ...]
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    bcc: tuple[Address, ...]
    reply_to: tuple[Address, ...]
    date: datetime | None
    received: datetime
    size: int
    message_id: str
    body: Body
    attachments: tuple[Attachment, ...]
    addresses_cut: bool
    attachments_cut: bool = False
    newly_seen: bool = False
    tags: frozenset[str] = frozenset()
    trace: Trace = NO_TRACE
    delivery: Delivery | None = None
    calendar: Part | None = None

    @property
    def sender(self) -> Address:
        return self.senders[0] if self.senders else Address("", "")

    @property
    def text_in(self) -> Attachment | None:
        """The attachment that holds the text of a message which has none of its own ([MS-OXTNEF])."""
        if self.body.kind not in (BodyKind.NOTHING, BodyKind.TEXT) or self.body.html.strip():
            return None
        return next((each for each in self.attachments if each.preview is Preview.TNEF), None)

    @property
    def may_be_returned(self) -> bool:
        """Whether a mail server seems to have written it that sends something back, and not as a report."""
        by_server = self.sender.spec.partition("@")[0].lower() in _MAIL_SERVERS
        path = self.trace.return_path
        return self.delivery is None and by_server and not path and (path == "" or self.trace.automatic)

    @property
    def seen(self) -> bool:
        return Flag.SEEN in self.flags

    @property
    def flagged(self) -> bool:
        return Flag.FLAGGED in self.flags


def make_body(
    choice: Choice,
    *,
    html: bytes | None,
    plain: bytes | None,
    images: bool,
    part_url: Callable[[str], str | None],
    quoted_label: str = "…",
) -> Body:
    """The body from the stored octets of the chosen parts; HTML is preferred, text is the way out."""
    if choice.html is not None and html is not None:
        text = _text(html, choice.html)
        shown: set[str] = set()

        def url_of(content_id: str) -> str | None:
            url = part_url(content_id)
            if url is not None:
                shown.add(content_id)
            return url

        try:
            cleaned = clean(text, images=images, part_url=url_of)
        except TooLarge:
            return _instead(choice, text, plain, quoted_label=quoted_label)
        return Body(
            BodyKind.HTML,
            cleaned.html,
            cleaned.remote_images,
            cleaned.marked_links,
            content_ids=frozenset(shown),
        )
    if choice.plain is not None and plain is not None:
        return _text_body(choice.plain, plain, BodyKind.TEXT, quoted_label=quoted_label)
    return NO_BODY


def make_text_body(part: Part, raw: bytes, *, quoted_label: str = "…") -> Body:
    """The body as plain text: as the sender wrote it, else the words of the HTML."""
    if part.media_type != "text/html":
        return _text_body(part, raw, BodyKind.TEXT, quoted_label=quoted_label)
    text = _text(raw, part)
    words = to_html(to_plain(text), flowed=False, delsp=False, quoted_label=quoted_label)
    return Body(BodyKind.TEXT, words, cut=len(text) > TEXT_LIMIT)


def _instead(choice: Choice, text: str, plain: bytes | None, *, quoted_label: str) -> Body:
    """The text view of HTML above our bounds: the sender's own text, else the words of the HTML."""
    if choice.plain is not None and plain:
        return _text_body(choice.plain, plain, BodyKind.TOO_LARGE, quoted_label=quoted_label)
    words = to_html(to_plain(text), flowed=False, delsp=False, quoted_label=quoted_label)
    return Body(BodyKind.TOO_LARGE, words, cut=len(text) > TEXT_LIMIT)


def _text_body(part: Part, raw: bytes, kind: BodyKind, *, quoted_label: str) -> Body:
    text = _text(raw, part)
    parameters = part.parameters
    flowed = parameters.get("format", "").lower() == "flowed"
    delsp = parameters.get("delsp", "").lower() == "yes"
    html = to_html(text, flowed=flowed, delsp=delsp, quoted_label=quoted_label)
    return Body(kind, html, cut=len(text) > TEXT_LIMIT)


def _text(raw: bytes, part: Part) -> str:
    return decode_text(decode_transfer(raw, part.encoding), part.parameters.get("charset"))


def open_message(
    ref: MessageRef,
    *,
    header: bytes,
    structure: Part | None,
    flags: frozenset[Flag],
    received: datetime,
    size: int,
    body: Body,
    tags: frozenset[str] = frozenset(),
) -> OpenedMessage:
    """Everything a reader sees of a message; without a structure it has its header and its download."""
    read = read_header(header)
    lists: Mapping[str, tuple[Address, ...]] = {
        name: read.addresses(name, limit=ADDRESSES_SHOWN + 1) for name in ("to", "cc", "bcc", "reply-to")
    }
    choice = choose(structure) if structure else Choice()
    return OpenedMessage(
        ref=ref,
        flags=flags,
        subject=read.subject,
        senders=read.senders,
        to=lists["to"][:ADDRESSES_SHOWN],
        cc=lists["cc"][:ADDRESSES_SHOWN],
        bcc=lists["bcc"][:ADDRESSES_SHOWN],
        reply_to=lists["reply-to"][:ADDRESSES_SHOWN],
        date=read.date,
        received=received,
        size=size,
        message_id=read.message_id,
        body=body,
        attachments=tuple(_attachments(choice, body)),
        addresses_cut=any(len(found) > ADDRESSES_SHOWN for found in lists.values()),
        attachments_cut=choice.cut,
        tags=tags,
        trace=read_trace(header),
        delivery=find_delivery(structure),
        calendar=find_calendar(structure),
    )


def _attachments(choice: Choice, body: Body) -> Iterator[Attachment]:
    """What is offered for download; a picture that stands in the HTML is not offered once more."""
    for part in choice.attachments:
        if part.section not in choice.related or part.content_id not in body.content_ids:
            yield attachment_from(part)
