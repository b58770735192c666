"""Storing by APPEND: what the store has already is put together there (RFC 4469), the rest is streamed."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import BinaryIO
from urllib.parse import quote

from webmail.mail.mailbox.answer import Answer
from webmail.mail.mailbox.argument import Argument, Atom, Content, FolderName, Stream
from webmail.mail.mailbox.connection import Connection
from webmail.mail.mailbox.deadline import Deadline
from webmail.mail.mailbox.moment import written_moment
from webmail.mail.mailbox.streaming import STRETCH, fetch_stretch
from webmail.mail.ref import MessageRef
from webmail.mail.writing.attached import encoded, encoded_size

APPEND_SECONDS = 60.0
ANSWER_SECONDS = 15.0
_CHUNK = 256 * 1024
_HEADER_GUESSED = 512


@dataclass(frozen=True, slots=True)
class Encoding:
    """A file that becomes base64 on its way."""

    content: BinaryIO = field(repr=False)
    octets: int

    @property
    def size(self) -> int:
        return encoded_size(self.octets)

    def pieces(self) -> Iterator[bytes]:
        self.content.seek(0)
        return encoded(self.content)


@dataclass(frozen=True, slots=True)
class Verbatim:
    """A whole message that goes as it is, and the line end that belongs to the boundary behind it."""

    content: BinaryIO = field(repr=False)
    octets: int

    @property
    def size(self) -> int:
        return self.octets + 2

    def pieces(self) -> Iterator[bytes]:
        self.content.seek(0)
        while chunk := self.content.read(_CHUNK):
            yield chunk
        yield b"\r\n"


@dataclass(frozen=True, slots=True)
class Copying:
    """A part, "2", or its MIME header, "2.MIME", that lies in the store as it shall be.

    ends: a line end behind it may be its own, as with a message; then its size decides.
    """

    ref: MessageRef
    section: str
    size: int
    ends: bool = False

    @property
    def url(self) -> str:
        """Relative to the store (RFC 5092 section 7); UIDVALIDITY, so that it names no other message."""
        folder = quote(self.ref.folder, safe="")
        return f"/{folder};UIDVALIDITY={self.ref.uidvalidity}/;UID={self.ref.uid}/;SECTION={self.section}"


@dataclass(frozen=True, slots=True)
class _Spooled:
    """What was fetched into the spool file, in the order in which it is sent."""

    file: BinaryIO
    size: int

    def pieces(self) -> Iterator[bytes]:
        left = self.size
        while left and (chunk := self.file.read(min(_CHUNK, left))):
            left -= len(chunk)
            yield chunk


Freight = Sequence[bytes | Encoding | Verbatim | Copying]
"""A message from its first octet to its last."""


def copied(ref: MessageRef, section: str, *, size: int, ends: bool = False) -> Freight:
    """A part as it lies there, with its header before it and the line end that a boundary wants behind it."""
    header = Copying(ref, f"{section}.MIME", _HEADER_GUESSED)
    return (header, Copying(ref, section, size, ends), b"\r\n")


_Text = bytes | Encoding | Verbatim | _Spooled


def append(
    connection: Connection,
    folder: str,
    freight: Freight,
    *,
    date: datetime,
    spool: Callable[[], BinaryIO],
    begun: Callable[[], None],
) -> Answer:
    """Stores the message as a draft; calls begun() just before it can happen that it is stored."""
    # With a date of ours, so that "saved at" is our clock's word.
    place: list[Argument] = [FolderName(folder), Atom("(\\Draft \\Seen)"), written_moment(date)]
    texts = [each for each in freight if not isinstance(each, Copying)]
    if len(texts) < len(freight):
        _take_time(connection)
        if connection.offers("CATENATE"):
            begun()
            return connection.command("APPEND", *place, Atom("CATENATE"), _catenated(freight))
        with spool() as file:
            spooled = _spooled(connection, freight, file)
            begun()
            return connection.command("APPEND", *place, _literal(spooled))
    if any(not isinstance(each, bytes) for each in texts):
        _take_time(connection)
    begun()
    return connection.command("APPEND", *place, _literal(texts))


def _take_time(connection: Connection) -> None:
    """The line may be slow, but something must move all the time."""
    connection.hasten(Deadline.after(APPEND_SECONDS), read_seconds=ANSWER_SECONDS)


def _literal(texts: Sequence[_Text]) -> Content | Stream:
    octets = [each for each in texts if isinstance(each, bytes)]
    if len(octets) == len(texts):
        return Content(b"".join(octets))
    size = sum(len(each) if isinstance(each, bytes) else each.size for each in texts)
    return Stream(size, _streamed(texts))


def _streamed(texts: Sequence[_Text]) -> Iterator[bytes]:
    for each in texts:
        if isinstance(each, bytes):
            yield each
        else:
            yield from each.pieces()


def _catenated(freight: Freight) -> list[Argument]:
    arguments: list[Argument] = []
    texts: list[_Text] = []
    for each in freight:
        if not isinstance(each, Copying):
            texts.append(each)
            continue
        if texts:
            arguments += [Atom("TEXT"), _literal(texts)]
            texts = []
        arguments += [Atom("URL"), each.url]
    if texts:
        arguments += [Atom("TEXT"), _literal(texts)]
    return arguments


def _spooled(connection: Connection, freight: Freight, file: BinaryIO) -> list[_Text]:
    """Everything that lies in the store, fetched once more: there is no other way without CATENATE."""
    texts: list[_Text] = []
    for each in freight:
        if isinstance(each, Copying):
            texts.append(_Spooled(file, _fetch_into(connection, each, file)))
        else:
            texts.append(each)
    file.seek(0)
    return texts


def _fetch_into(connection: Connection, part: Copying, file: BinaryIO) -> int:
    """The part's octets, without the line end that is the next boundary's; some stores tell it, too."""
    size = 0
    while stretch := fetch_stretch(connection, part.ref.uid, part.section, offset=size):
        size += len(stretch)
        if len(stretch) < STRETCH:
            whole = part.section.endswith(".MIME") or (part.ends and size == part.size)
            kept = stretch if whole else stretch.removesuffix(b"\r\n")
            file.write(kept)
            return size - len(stretch) + len(kept)
        file.write(stretch)
    return size
