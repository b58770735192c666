"""Enclosing: what is taken over from stored mail into a draft; whole messages stay messages (RFC 2046)."""

from collections.abc import Iterator, Sequence
from typing import BinaryIO, Protocol

from webmail.mail.part import Part
from webmail.mail.reading.attachment import OPAQUE, message_name
from webmail.mail.reading.headers import read_header
from webmail.mail.reading.transfer import decoded
from webmail.mail.ref import MessageRef
from webmail.mail.writing.outgoing import taken_over
from webmail.mail.writing.wish import Enclosure

MESSAGE = "message/rfc822"
UNNAMED = "message.eml"
_HEADER_READ = 256 * 1024
# RFC 5322 section 2.1.1, without the line end; "8bit" promises the same (RFC 2045 section 2.8).
_LONGEST_LINE = 998


class Stretches(Protocol):
    """What a mailbox streams: the stored octets of a part, or of a whole message by the section ""."""

    def __call__(self, ref: MessageRef, section: str, /) -> Iterator[bytes]: ...


def enclosed_part(stretches: Stretches, ref: MessageRef, part: Part, file: BinaryIO) -> Enclosure:
    """One attachment of a stored message, fetched into the file; a message in it goes on as one."""
    chunks = decoded(stretches(ref, part.section), part.encoding)
    if part.media_type == MESSAGE:
        return _message(chunks, file, name=part.name or "")
    size = 0
    for octets in chunks:
        size += file.write(octets)
    content_id = taken_over(part.content_id) if part.content_id else None
    return Enclosure(part.name or "", part.media_type, size, file, content_id=content_id)


def enclosed_message(stretches: Stretches, ref: MessageRef, file: BinaryIO) -> Enclosure:
    """A stored message as it lies there, fetched into the file."""
    return _message(stretches(ref, ""), file, name="")


def _message(chunks: Iterator[bytes], file: BinaryIO, *, name: str) -> Enclosure:
    """RFC 2046 section 5.2.1 knows no encoding for a message but 7bit, 8bit and binary.

    Few servers take binary (RFC 3030): what would need it becomes a file of octets in base64, so that not
    one of them changes.
    """
    lines, size = _Lines(), 0
    for octets in chunks:
        size += file.write(octets)
        lines.take(octets)
    file.seek(0)
    called = name or message_name(read_header(file.read(_HEADER_READ)).subject) or UNNAMED
    encoding = lines.encoding
    media_type = OPAQUE if encoding == "base64" else MESSAGE
    return Enclosure(called, media_type, size, file, encoding)


class _Lines:
    """Looks at octets as they come and remembers what their lines allow."""

    def __init__(self) -> None:
        self._rest = b""
        self._ascii = True
        self._whole = True

    def take(self, octets: bytes) -> None:
        self._ascii = self._ascii and octets.isascii()
        if not self._whole:
            return
        *lines, self._rest = (self._rest + octets).split(b"\r\n")
        fits = all(map(_is_line, lines)) and len(self._rest) <= _LONGEST_LINE + 1
        self._whole = fits and b"\0" not in octets

    @property
    def encoding(self) -> str:
        if not self._whole or not _is_line(self._rest):
            return "base64"
        return "7bit" if self._ascii else "8bit"


def _is_line(line: bytes) -> bool:
    return len(line) <= _LONGEST_LINE and b"\r" not in line and b"\n" not in line


def moved_forward(parts: Sequence[Part], section: str) -> list[Part]:
    """The parts with this one a place nearer to the first; as they are where there is no such place."""
    found = list(parts)
    at = next((number for number, part in enumerate(found) if part.section == section), 0)
    if at:
        found[at - 1], found[at] = found[at], found[at - 1]
    return found
