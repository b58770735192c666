"""Returned mail that is no report: the messages and addresses it names, none of them believed by itself."""

import re
from collections.abc import Iterator

from webmail.mail.mailbox.borrowing import select_ref
from webmail.mail.mailbox.connection import Connection
from webmail.mail.mailbox.mailbox import Mailbox
from webmail.mail.mailbox.opening import fetch_one
from webmail.mail.part import Part
from webmail.mail.reading.charset import decode_text
from webmail.mail.reading.text import to_plain
from webmail.mail.reading.transfer import decode_transfer
from webmail.mail.ref import MessageRef

MOST_NAMED = 5
_READ = 256 * 1024
_MOST_PARTS = 4
_WHOLE = ("message/rfc822", "message/global")
_HEADERS = ("text/rfc822-headers", "message/global-headers")
# As a mail server encloses the message, or quotes its header in its own text.
_NAMED = re.compile(r"^[ \t>|]{0,20}message-id:\s{0,10}(<[^<>\s]{1,998}+>)", re.IGNORECASE | re.MULTILINE)
_BEGINS = re.compile(
    r"^[ \t>|]{0,20}(?:return-path|received|from|to|cc|subject|date|message-id|mime-version|dkim-signature):",
    re.IGNORECASE | re.MULTILINE,
)


def returned_text(mailbox: Mailbox, ref: MessageRef, structure: Part | None) -> str:
    """The mail server's own words, and the header of what it has enclosed; the beginning of either."""
    wanted = list(_wanted(structure))[:_MOST_PARTS] if structure is not None else []
    if not wanted:
        return ""

    def look(connection: Connection) -> list[bytes]:
        select_ref(connection, ref, readonly=True)
        items = " ".join(f"BODY.PEEK[{section}]<0.{_READ}>" for section, _ in wanted)
        found = fetch_one(connection, ref.uid, items).sections
        return [found.get(section, b"") for section, _ in wanted]

    return "\n\n".join(map(_text, mailbox.borrower.reading(look), (part for _, part in wanted)))


def ids_named(text: str) -> tuple[str, ...]:
    """The Message-IDs of header fields in it, each once."""
    return tuple(dict.fromkeys(_NAMED.findall(text)))[:MOST_NAMED]


def names(text: str, spec: str) -> bool:
    """Whether the mail server itself says this very address, above the message that it sends back.

    The header of that one names those whom it has reached as well.
    """
    text = _BEGINS.split(text, maxsplit=1)[0]
    around = r"[\w.+@-]"
    return bool(re.search(rf"(?<!{around}){re.escape(spec)}(?![\w@-]|\.\w)", text, re.IGNORECASE))


def _wanted(structure: Part) -> Iterator[tuple[str, Part]]:
    whole: tuple[str, ...] = ()
    for part in structure.walk():
        if part.section.startswith(whole):
            continue
        if part.media_type in _WHOLE:
            whole += (f"{part.section}.",)
            yield f"{part.section}.HEADER", part
        elif part.media_type in ("text/plain", "text/html", *_HEADERS):
            yield part.section, part


def _text(raw: bytes, part: Part) -> str:
    if part.media_type in _WHOLE:
        return decode_text(raw, None)
    text = decode_text(decode_transfer(raw, part.encoding), part.parameters.get("charset"))
    return to_plain(text) if part.media_type == "text/html" else text
