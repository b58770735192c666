"""What pymap lacks and a mailbox of today needs: keywords are kept, and text is found as people read it."""

from collections.abc import Iterator
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from typing import Any

from pymap.backend.dict.mailbox import MailboxData
from pymap.message import BaseLoadedMessage
from pymap.parsing.specials.flag import Flag, Wildcard, get_system_flags


def keep_keywords() -> None:
    """From here on every keyword can be set for good, and the store says so (RFC 9051, PERMANENTFLAGS)."""
    MailboxData.permanent_flags = property(_flags)  # type: ignore[assignment, method-assign]


def search_what_is_read() -> None:
    """From here on SEARCH TEXT and BODY look at decoded text (RFC 9051 section 6.4.4), not at base64."""
    BaseLoadedMessage.contains = _contains  # type: ignore[method-assign, assignment]


def _flags(_mailbox: Any) -> frozenset[Flag]:
    return get_system_flags() | {Wildcard}


def _contains(loaded: Any, value: bytes) -> bool:
    raw = b"".join(bytes(each) for each in (loaded.content.header, loaded.content.body))
    wanted = value.decode("utf-8", "replace").casefold()
    return any(wanted in text.casefold() for text in _texts(message_from_bytes(raw)))


def _texts(message: Message) -> Iterator[str]:
    for part in message.walk():
        yield from (_decoded(str(value)) for value in part.values())
        if part.get_content_maintype() == "text":
            octets = part.get_payload(decode=True)
            if not isinstance(octets, bytes):
                continue
            try:
                yield octets.decode(part.get_content_charset("utf-8"), "replace")
            except LookupError:
                yield octets.decode("utf-8", "replace")


def _decoded(value: str) -> str:
    try:
        return str(make_header(decode_header(value)))
    except (HeaderParseError, LookupError, ValueError):
        return value
