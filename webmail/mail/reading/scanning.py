"""Where each part of a message begins and ends, to the octet; refuses what can be read in two ways."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message
from email.parser import BytesHeaderParser
from email.policy import compat32
from typing import BinaryIO

from webmail.mail.errors import Unstrippable

# What the library's parser lets out of headers that it cannot read, instead of telling a defect.
PARSER_FAILS = (ValueError, LookupError, TypeError, AttributeError)
MOST_PARTS = 1000
DEEPEST = 20
LONGEST_HEADER = 512 * 1024
_LINE = 64 * 1024
_BOUNDARY = re.compile(r"[\x21-\x7e](?:[\x20-\x7e]{0,198}[\x21-\x7e])?")
_PLAIN = ("", "7bit", "8bit", "binary")


@dataclass(slots=True)
class Scanned:
    """A part: its header begins at start, its body at body; end is where the next delimiter line begins."""

    section: str
    media_type: str
    header: bytes
    start: int
    body: int
    end: int = 0
    boundary: bytes = b""
    parts: list["Scanned"] = field(default_factory=list)

    def walk(self) -> Iterator["Scanned"]:
        """This part and all below it, in the order they are stored."""
        waiting = [self]
        while waiting:
            part = waiting.pop()
            yield part
            waiting.extend(reversed(part.parts))


def scan(file: BinaryIO) -> Scanned:
    """The tree of the message in the file; Unstrippable("broken") unless every boundary is beyond doubt."""
    try:
        return _Scanner(file).scan()
    except PARSER_FAILS as error:
        raise _broken("a header breaks the library that reads it") from error


def _broken(what: str) -> Unstrippable:
    return Unstrippable("broken", what)


class _Scanner:
    """Goes through the file once, line by line; a long line takes no more memory than a short one."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._at = 0
        self._count = 0
        self._open: list[Scanned] = []
        # How a delimiter line of anything open begins; few lines of a large file get further than this.
        self._delimiters: tuple[bytes, ...] = ()

    def scan(self) -> Scanned:
        self._file.seek(0)
        root = self._read_part("", default="text/plain")
        fresh = True
        while line := self._file.readline(_LINE):
            start, self._at = self._at, self._at + len(line)
            if fresh and line.startswith(self._delimiters):
                self._take_delimiter(line, start)
            fresh = line.endswith(b"\n")
        if self._open:
            raise _broken("a multipart does not end")
        root.end = self._at
        return root

    def _take_delimiter(self, line: bytes, start: int) -> None:
        meant = [each for each in self._open if line.startswith(b"--" + each.boundary)]
        inner = self._open[-1]
        told = line.rstrip(b" \t\r\n")
        # A longer boundary that begins like another one, or the end of an outer part inside an inner one.
        if meant != [inner] or told not in (b"--" + inner.boundary, b"--" + inner.boundary + b"--"):
            raise _broken("a delimiter can be read in two ways")
        if inner.parts:
            inner.parts[-1].end = start
        if told.endswith(b"--") and told != b"--" + inner.boundary:
            self._open.pop()
            self._delimiters = self._delimiters[:-1]
            if not inner.parts:
                raise _broken("a multipart has no part")
            return
        section = f"{inner.section}.{len(inner.parts) + 1}" if inner.section else str(len(inner.parts) + 1)
        default = "message/rfc822" if inner.media_type == "multipart/digest" else "text/plain"
        inner.parts.append(self._read_part(section, default=default))

    def _read_part(self, section: str, *, default: str) -> Scanned:
        self._count += 1
        if self._count > MOST_PARTS:
            raise _broken("too many parts")
        start = self._at
        header = self._read_header()
        fields = BytesHeaderParser(policy=compat32).parsebytes(header)
        if len(fields.get_all("Content-Type", [])) > 1:
            raise _broken("two types")
        media_type = fields.get_content_type() if fields["Content-Type"] else default
        part = Scanned(section, media_type, header, start, self._at)
        if media_type.startswith("multipart/"):
            self._begin(part, fields)
        elif not section:
            part.section = "1"
        return part

    def _begin(self, part: Scanned, fields: Message) -> None:
        boundary = fields.get_boundary() or ""
        encoding = str(fields.get("Content-Transfer-Encoding", "")).strip().lower()
        if not _BOUNDARY.fullmatch(boundary) or encoding not in _PLAIN:
            raise _broken("a multipart without a boundary, or encoded")
        part.boundary = boundary.encode("ascii")
        if len(self._open) >= DEEPEST:
            raise _broken("too deep")
        self._open.append(part)
        self._delimiters += (b"--" + part.boundary,)

    def _read_header(self) -> bytes:
        lines: list[bytes] = []
        length = 0
        while line := self._file.readline(_LINE):
            self._at += len(line)
            length += len(line)
            if line.startswith(self._delimiters) or length > LONGEST_HEADER:
                raise _broken("a header does not end")
            lines.append(line)
            if line in (b"\r\n", b"\n") and (len(lines) == 1 or lines[-2].endswith(b"\n")):
                return b"".join(lines)
        raise _broken("a header does not end")
