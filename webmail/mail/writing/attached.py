"""What is attached, as it lies in a message of ours: its name, its MIME header, its base64."""

import binascii
import re
import unicodedata
from collections.abc import Iterator
from mimetypes import MimeTypes
from typing import BinaryIO
from urllib.parse import quote

from webmail.mail.reading.attachment import OPAQUE

_LINE = 57
_LINE_WRITTEN = 76
_CHUNK = _LINE * 1150
_NAME_OCTETS = 240
_LONGEST = 2000
_DROPPED = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,63}/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}")
# Their content would need an encoding that base64 is not (RFC 2045 section 6.4).
_COMPOSITE = ("message/", "multipart/")
_PLAIN_NAME = re.compile(r"[\w .,;:!#$&'()+=@\[\]^`{}~-]{1,60}", re.ASCII)
_UNESCAPED = "!#$&+^`{}~"
# Without the files of the machine: the same name has the same type everywhere.
_TYPES = MimeTypes(())


def outgoing_name(name: str, *, media_type: str) -> str:
    """No path, no control or direction character, at most 240 octets, the ending kept; all else as it was."""
    given = re.split(r"[/\\]", name.rstrip("/\\"))[-1]
    given = given if len(given) <= _LONGEST else given[:_LONGEST] + given[-20:]
    clean = "".join(" " if unicodedata.category(char) in _DROPPED else char for char in given)
    clean = unicodedata.normalize("NFC", " ".join(clean.split()))
    if not clean.strip(". "):
        return "attachment" + (_TYPES.guess_extension(_believed(media_type)) or "")
    stem, dot, ending = clean.rpartition(".")
    if not dot or len(ending) > 20:
        stem, dot, ending = clean, "", ""
    room = _NAME_OCTETS - len((dot + ending).encode())
    return stem.encode()[:room].decode(errors="ignore").rstrip() + dot + ending


def part_header(
    name: str,
    media_type: str,
    *,
    encoding: str = "base64",
    content_id: str | None = None,
    shown: bool = False,
) -> bytes:
    """The MIME header of one attachment with the empty line behind it (RFC 2045, 2183, 2231).

    The content follows at once, see encoded(). Another encoding than base64 is that of a whole message, and
    goes with its type alone (RFC 2046 section 5.2.1). shown: the text shows it (RFC 2183 section 2.1), by
    its content_id (RFC 2392).
    """
    believed = media_type if encoding != "base64" else _believed(media_type)
    if believed == OPAQUE:
        believed = _believed(_TYPES.guess_type(f"file:{quote(name, errors='replace')}")[0] or "")
    called = outgoing_name(name, media_type=believed)
    if _PLAIN_NAME.fullmatch(called):
        parameter = f'filename="{called}"'
    else:
        parameter = f"filename*=utf-8''{quote(called, safe=_UNESCAPED)}"
    lines = (
        f"Content-Type: {believed}",
        f"Content-Transfer-Encoding: {encoding}",
        *((f"Content-ID: <{content_id}>",) if content_id else ()),
        f"Content-Disposition: {'inline' if shown else 'attachment'};",
        f" {parameter}",
        "",
        "",
    )
    return "\r\n".join(lines).encode("ascii")


def _believed(media_type: str) -> str:
    """A media type by its syntax alone (RFC 6838 section 4.2)."""
    name = media_type[:200].partition(";")[0].strip().lower()
    if _MEDIA_TYPE.fullmatch(name) is None or name.startswith(_COMPOSITE):
        return OPAQUE
    return name


def encoded(content: BinaryIO) -> Iterator[bytes]:
    """The content in base64, lines of 76 characters, each and the last one ended by CRLF, in flat memory.

    The last CRLF is the one that belongs to the boundary behind it (RFC 2046 section 5.1.1). An empty file
    is an empty line.
    """
    waiting = b""
    empty = True
    while chunk := content.read(_CHUNK):
        empty = False
        waiting = waiting + chunk if waiting else chunk
        whole = len(waiting) - len(waiting) % _LINE
        if whole:
            yield _lines(waiting[:whole])
            waiting = waiting[whole:]
    if waiting or empty:
        yield _lines(waiting)


def _lines(octets: bytes) -> bytes:
    written = binascii.b2a_base64(octets, newline=False)
    starts = range(0, len(written) or 1, _LINE_WRITTEN)
    return b"\r\n".join([written[start : start + _LINE_WRITTEN] for start in starts]) + b"\r\n"


def encoded_size(octets: int) -> int:
    """How many octets encoded() gives for so many."""
    written = -(-octets // 3) * 4
    return written + 2 * max(1, -(-written // _LINE_WRITTEN))
