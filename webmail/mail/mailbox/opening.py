"""Opening a message: its structure, its header and the one part that is read, in as few trips as possible."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from webmail.mail.errors import DeedRefused, MessageGone
from webmail.mail.mailbox.argument import Atom
from webmail.mail.mailbox.connection import Connection
from webmail.mail.mailbox.fetched import Fetched, fetched_by_uid
from webmail.mail.part import Part
from webmail.mail.reading.attachment import RASTER_TYPES
from webmail.mail.reading.charset import decode_text
from webmail.mail.reading.choice import Choice, choose
from webmail.mail.reading.opened import (
    NO_BODY,
    Body,
    BodyKind,
    OpenedMessage,
    make_body,
    make_text_body,
    open_message,
)
from webmail.mail.reading.original import Original, original_from
from webmail.mail.reading.text import to_plain
from webmail.mail.reading.transfer import decode_transfer
from webmail.mail.ref import MessageRef

HEADER_LIMIT = 512 * 1024
BODY_LIMIT = 3 * 512 * 1024
QUOTED_LIMIT = 512 * 1024

_FLAGS = "FLAGS INTERNALDATE RFC822.SIZE"
_HEADER = f"BODY.PEEK[HEADER]<0.{HEADER_LIMIT}>"

PartUrl = Callable[[MessageRef, str], str]


def fetch_one(connection: Connection, uid: int, items: str) -> Fetched:
    """One message's items; MessageGone when the store knows it no more."""
    answer = connection.command("UID", Atom("FETCH"), uid, Atom(f"(UID {items})"))
    fetched = fetched_by_uid(answer).get(uid)
    if fetched is None:
        raise MessageGone("the message is not there any more")
    return fetched


def fetch_structure(connection: Connection, uid: int) -> Part | None:
    """The MIME tree; None when the store cannot say."""
    try:
        return fetch_one(connection, uid, "BODYSTRUCTURE").structure
    except DeedRefused:
        return None


@dataclass(frozen=True, slots=True)
class Opening:
    """One message about to be read, on a connection with its folder open; inside: its section in another."""

    connection: Connection
    ref: MessageRef
    images: bool
    part_url: PartUrl
    quoted_label: str
    plain: bool = False
    inside: str = ""

    def open(self, structure: Part | None) -> OpenedMessage:
        """structure: as the row kept it; None asks the store."""
        fetched: Fetched | None = None
        if structure is None:
            fetched = self._look()
            structure = fetched.structure
        choice = choose(structure) if structure else Choice()
        body = self._wanted(choice)
        if fetched is None:
            text = f" {_section(body)}" if body else ""
            fetched = found = fetch_one(self.connection, self.ref.uid, f"{_FLAGS} {self._header}{text}")
        else:
            found = fetch_one(self.connection, self.ref.uid, _section(body)) if body else fetched
        return open_message(
            self.ref,
            header=fetched.sections.get(f"{self.inside}.HEADER", b"") if self.inside else fetched.header,
            structure=structure,
            flags=fetched.flags,
            received=fetched.received,
            size=fetched.size,
            body=self._body(choice, body, found),
            tags=fetched.tags,
        )

    @property
    def _header(self) -> str:
        return f"BODY.PEEK[{self.inside}.HEADER]<0.{HEADER_LIMIT}>" if self.inside else _HEADER

    def _look(self) -> Fetched:
        try:
            return fetch_one(self.connection, self.ref.uid, f"{_FLAGS} BODYSTRUCTURE {_HEADER}")
        except DeedRefused:
            return fetch_one(self.connection, self.ref.uid, f"{_FLAGS} {_HEADER}")

    def _wanted(self, choice: Choice) -> Part | None:
        """The part that will be read: HTML, unless it is too large to be fetched or plain text is wanted."""
        if self.plain and choice.plain is not None:
            return choice.plain
        if choice.html is not None and choice.html.size <= BODY_LIMIT:
            return choice.html
        return choice.plain

    def _body(self, choice: Choice, part: Part | None, found: Fetched) -> Body:
        if part is None:
            return Body(BodyKind.TOO_LARGE, "", cut=True) if choice.html is not None else NO_BODY
        raw = found.sections.get(part.section, b"")
        if self.plain:
            return make_text_body(part, raw, quoted_label=self.quoted_label)
        if part is not choice.html:
            body = self._made(choice, html=None, plain=raw)
            return replace(body, kind=BodyKind.TOO_LARGE) if choice.html is not None else body
        body = self._made(choice, html=raw, plain=None)
        if body.kind is not BodyKind.TOO_LARGE or choice.plain is None:
            return body
        # The sender's own text reads better than the words of HTML that is beyond our bounds.
        text = fetch_one(self.connection, self.ref.uid, _section(choice.plain))
        return self._made(choice, html=raw, plain=text.sections.get(choice.plain.section))

    def _made(self, choice: Choice, *, html: bytes | None, plain: bytes | None) -> Body:
        def url_of(content_id: str) -> str | None:
            part = choice.inline.get(content_id)
            return self.part_url(self.ref, part.section) if part and part.media_type in RASTER_TYPES else None

        return make_body(
            choice,
            html=html,
            plain=plain,
            images=self.images,
            part_url=url_of,
            quoted_label=self.quoted_label,
        )


def fetch_original(
    connection: Connection, ref: MessageRef, structure: Part | None, *, html: bool = False
) -> Original:
    """What is answered, forwarded or resumed; its text as the sender wrote it, else the words of the HTML."""
    items = f"INTERNALDATE {_HEADER}"
    if structure is not None:
        part = _quoted_part(structure)
        fetched = text = fetch_one(connection, ref.uid, f"{items} {_section(part)}" if part else items)
    else:
        try:
            fetched = text = fetch_one(connection, ref.uid, f"{items} BODYSTRUCTURE")
        except DeedRefused:
            fetched = text = fetch_one(connection, ref.uid, items)
        structure = fetched.structure
        part = _quoted_part(structure) if structure else None
        text = fetch_one(connection, ref.uid, _section(part)) if part else fetched
    words = _words(part, text.sections.get(part.section, b"")) if part else ""
    return original_from(
        ref,
        header=fetched.header,
        structure=structure,
        text=words,
        received=fetched.received,
        html=_html_of(connection, ref, structure) if html and structure else "",
    )


def _html_of(connection: Connection, ref: MessageRef, structure: Part) -> str:
    part = choose(structure).html
    if part is None or part.size > BODY_LIMIT:
        return ""
    raw = fetch_one(connection, ref.uid, _section(part)).sections.get(part.section, b"")
    return decode_text(decode_transfer(raw, part.encoding), part.parameters.get("charset"))


def _quoted_part(structure: Part) -> Part | None:
    choice = choose(structure)
    return choice.plain or choice.html


def _words(part: Part, raw: bytes) -> str:
    text = decode_text(decode_transfer(raw, part.encoding), part.parameters.get("charset"))
    return (to_plain(text) if part.media_type == "text/html" else text)[:QUOTED_LIMIT]


def _section(part: Part) -> str:
    return f"BODY.PEEK[{part.section}]<0.{BODY_LIMIT}>"
