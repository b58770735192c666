"""Messages in files from elsewhere: where each begins and ends, whether it is one, its octets for IMAP."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import BinaryIO

from webmail.mail.reading.fields import all_fields
from webmail.mail.reading.headers import read_header

MOST_MESSAGES = 50_000
_LINE = 64 * 1024
_HEAD = 256 * 1024
_SEPARATOR = b"From "
_ZIP = b"PK"
_BLANK = (b"\n", b"\r\n")
_MARKED = re.compile(rb">+From ")
_KNOWN = frozenset({"from", "sender", "to", "date", "subject", "received", "message-id", "return-path"})


class Flaw(Enum):
    """Why something is not imported."""

    NO_MESSAGE = "no_message"
    NUL = "nul"
    ZIP = "zip"
    REFUSED = "refused"
    FULL = "full"
    TOO_MANY = "too_many"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Span:
    """A message's place in a file; number counts the messages of an mbox, and is 0 in a file that is one."""

    start: int
    end: int
    number: int = 0


@dataclass(frozen=True, slots=True)
class Letter:
    """A message that can be stored: size is what pieces() yields."""

    file: BinaryIO = field(repr=False)
    span: Span
    size: int
    date: datetime | None
    message_id: str

    def pieces(self) -> Iterator[bytes]:
        return pieces(self.file, self.span)


def is_zip(name: str, file: BinaryIO) -> bool:
    """Whether it is a ZIP and meant as one: office documents are ZIPs, too."""
    file.seek(0)
    return name.lower().endswith(".zip") and file.read(len(_ZIP)) == _ZIP


def spans(file: BinaryIO) -> list[Span]:
    """The messages of an mbox, or the whole file; one more than MOST_MESSAGES says that there are more."""
    file.seek(0)
    if file.read(len(_SEPARATOR)) != _SEPARATOR:
        return [Span(0, 2**62)]
    file.seek(0)
    found: list[Span] = []
    at, start, blank_at, begins = 0, -1, 0, True
    while (line := file.readline(_LINE)) and len(found) < MOST_MESSAGES:
        if begins and blank_at >= 0 and line.startswith(_SEPARATOR):
            if start >= 0:
                found.append(Span(start, blank_at, len(found) + 1))
            start = at + len(line)
        blank_at = at if begins and line in _BLANK else -1
        begins = line.endswith(b"\n")
        at += len(line)
    end = blank_at if blank_at > start else at
    return [*found, Span(start, end, len(found) + 1)]


def pieces(file: BinaryIO, span: Span) -> Iterator[bytes]:
    """Its octets, each line ended as mail is (RFC 5322 section 2.1); the marks of an mbox taken away."""
    file.seek(span.start)
    left, begins, kept = span.end - span.start, True, b""
    while left > 0 and (line := file.readline(min(_LINE, left))):
        left -= len(line)
        if begins and span.number and _MARKED.match(line):
            line = line[1:]
        line, kept = kept + line, b""
        begins = line.endswith(b"\n")
        if begins:
            line = line.removesuffix(b"\n").removesuffix(b"\r") + b"\r\n"
        elif line.endswith(b"\r"):
            line, kept = line[:-1], b"\r"
        yield line
    if kept:
        yield kept


def read_letter(file: BinaryIO, span: Span) -> Letter | Flaw:
    """Looks through a message once, in flat memory; what cannot be stored says why."""
    size, head = 0, bytearray()
    for piece in pieces(file, span):
        if b"\0" in piece:
            return Flaw.NUL
        size += len(piece)
        if len(head) < _HEAD:
            head += piece
    raw = bytes(head)
    names = {name.lower() for name, _value in all_fields(raw)}
    if not names & _KNOWN or not re.match(rb"[!-9;-~]{1,200}[ \t]*:", raw):
        return Flaw.NO_MESSAGE
    header = read_header(raw)
    return Letter(file, span, size, header.date, header.message_id)
