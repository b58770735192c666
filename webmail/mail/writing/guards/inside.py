"""Inside: what lies in a message that is attached: its words, and the messages that are attached to it."""

from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesHeaderParser
from email.policy import compat32
from email.utils import collapse_rfc2231_value
from tempfile import TemporaryFile
from typing import BinaryIO

from webmail.mail.errors import TooLarge, Unstrippable
from webmail.mail.reading.attachment import Attachment
from webmail.mail.reading.charset import decode_text, decode_words
from webmail.mail.reading.headers import read_header
from webmail.mail.reading.scanning import PARSER_FAILS, Scanned, scan
from webmail.mail.reading.transfer import decoded
from webmail.mail.writing.guards.enclosed import Correspondence, correspondence
from webmail.mail.writing.guards.messages import is_message
from webmail.mail.writing.guards.passages import TEXT_READ
from webmail.mail.writing.outgoing import clean_outgoing, no_picture
from webmail.mail.writing.twin import twin

_STRETCH = 256 * 1024
# Larger ones are not looked into: nobody can say what is in them.
LARGEST = 64 * 1024 * 1024


class Unreadable(Exception):
    """Nobody can say what is in the message, or not without doubt."""


@dataclass(frozen=True, slots=True)
class Inner:
    """A message inside of another; between is None where it cannot be read as one."""

    between: Correspondence | None
    file: BinaryIO


@dataclass(frozen=True, slots=True)
class Inside:
    """The words of a message, what it names as its thread, and how to come to the messages in it."""

    text: str
    references: tuple[str, ...]
    file: BinaryIO
    enclosed: tuple[Scanned, ...]

    def messages(self) -> Iterator[Inner]:
        """Each as a file, which is gone when the next one is asked for."""
        for part in self.enclosed:
            with TemporaryFile() as file:
                for chunk in _content(self.file, part):
                    file.write(chunk)
                yield Inner(correspondence(_header_of(file)), file)


def look_inside(file: BinaryIO) -> Inside:
    """Reads the message in the file; raises Unreadable where it can be read in two ways, or not at all."""
    try:
        whole = scan(file)
        leaves = [part for part in whole.walk() if not part.media_type.startswith("multipart/")]
        enclosed = tuple(part for part in leaves if _is_message(part))
        texts = [_words(file, part) for part in leaves if part.media_type.startswith("text/")]
    except (Unstrippable, TooLarge, *PARSER_FAILS) as error:
        raise Unreadable from error
    header = read_header(_header_of(file))
    references = header.references or ((header.in_reply_to,) if header.in_reply_to else ())
    return Inside("\n".join(texts), references, file, enclosed)


def gather(chunks: Iterator[bytes], file: BinaryIO) -> None:
    """Puts them into the file; raises Unreadable where they are too many."""
    size = 0
    for chunk in chunks:
        size += file.write(chunk)
        if size > LARGEST:
            raise Unreadable


def _header_of(file: BinaryIO) -> bytes:
    file.seek(0)
    return file.read(_STRETCH)


def _fields(part: Scanned) -> Message:
    return BytesHeaderParser(policy=compat32).parsebytes(part.header)


def _is_message(part: Scanned) -> bool:
    fields = _fields(part)
    names = (fields.get_param("filename", header="content-disposition"), fields.get_param("name"))
    known = (decode_words(collapse_rfc2231_value(each)) for each in names if each)
    kind = part.media_type
    return any(
        is_message(Attachment("", name, kind, 0, content_id=None, warning=None)) for name in ("", *known)
    )


def _words(file: BinaryIO, part: Scanned) -> str:
    charset = _fields(part).get_content_charset()
    raw = b""
    for chunk in _content(file, part):
        raw += chunk
        if len(raw) > TEXT_READ:
            # So long a text nobody writes, and nobody reads it to its end here either.
            raise Unreadable
    text = decode_text(raw, charset)
    if part.media_type != "text/html":
        return text
    # Made clean, so that a quote is known as one.
    return twin(clean_outgoing(text, picture=no_picture))


def _content(file: BinaryIO, part: Scanned) -> Iterator[bytes]:
    encoding = str(_fields(part).get("Content-Transfer-Encoding", ""))
    return decoded(_stored(file, part), encoding)


def _stored(file: BinaryIO, part: Scanned) -> Iterator[bytes]:
    at = part.body
    while at < part.end:
        file.seek(at)
        chunk = file.read(min(_STRETCH, part.end - at))
        if not chunk:
            return
        at += len(chunk)
        yield chunk
