"""A message without its attachments: which may go, a note in their place, the rest octet by octet."""

import hashlib
from base64 import encodebytes
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from email.utils import encode_rfc2231
from typing import BinaryIO

from webmail.mail.errors import Unstrippable
from webmail.mail.part import Part
from webmail.mail.reading.attachment import attachment_from
from webmail.mail.reading.choice import choose
from webmail.mail.reading.scanning import PARSER_FAILS, Scanned, scan

MARK = b"X-Attachment-Removed: yes"
_CHUNK = 256 * 1024
_PROTECTED = ("multipart/signed", "multipart/encrypted")
_PROTECTED_WORDS = ("pkcs7", "pgp-")


@dataclass(frozen=True, slots=True)
class Removable:
    """An attachment that can be taken out; the type is the sender's word, the size an estimate in octets."""

    section: str
    name: str
    media_type: str
    size: int


@dataclass(frozen=True, slots=True)
class Note:
    """What stands in the place of an attachment: a small text file, and what it is called."""

    name: str
    text: str


Write = Callable[[Removable], Note]


def removable(structure: Part | None) -> tuple[Removable, ...]:
    """What would go; Unstrippable where nothing can go without harm, with the reason."""
    if structure is None:
        raise Unstrippable("broken", "no structure")
    for part in structure.walk():
        if part.media_type in _PROTECTED or any(word in part.media_type for word in _PROTECTED_WORDS):
            raise Unstrippable("protected", part.media_type)
    chosen = choose(structure)
    if chosen.cut:
        raise Unstrippable("broken", "too many parts")
    places = _places(structure)
    found = [
        part
        for part in chosen.attachments
        if part.section in places and part.section not in chosen.related and _is_a_file(part)
    ]
    if not found:
        raise Unstrippable("nothing", "no attachment")
    return tuple(
        Removable(each.section, named.name, each.media_type, named.size)
        for each, named in ((part, attachment_from(part)) for part in found)
    )


def _places(structure: Part) -> set[str]:
    """Where a note does no harm: it must never become the better form of a text, nor the root of a page."""
    found: set[str] = set()
    for part in structure.walk():
        if part.media_type == "multipart/mixed":
            found.update(child.section for child in part.parts)
        elif part.media_type == "multipart/related":
            found.update(child.section for child in part.parts[1:])
    return found


def _is_a_file(part: Part) -> bool:
    """Another piece of text in the letter is text."""
    return part.disposition == "attachment" or bool(part.name) or not part.media_type.startswith("text/")


def strip(original: BinaryIO, structure: Part, *, write: Write, into: BinaryIO) -> tuple[Removable, ...]:
    """Writes the message without its attachments; says what went. Unstrippable unless it is surely right."""
    going = removable(structure)
    before = scan(original)
    if _shape(before) != [(part.section, part.media_type) for part in structure.walk()]:
        raise Unstrippable("broken", "the store reads it differently")
    parts = {part.section: part for part in before.walk()}
    going = tuple(each for each in going if MARK not in parts[each.section].header)
    if not going:
        raise Unstrippable("nothing", "all have gone before")
    at = 0
    for each in going:
        part = parts[each.section]
        _copy(original, into, at, part.start)
        into.write(_note(write(each)))
        at = part.end
    _copy(original, into, at, before.end)
    _check(original, before, into, {each.section for each in going})
    return going


def _shape(scanned: Scanned) -> list[tuple[str, str]]:
    return [(part.section, part.media_type) for part in scanned.walk()]


def _note(note: Note) -> bytes:
    name = encode_rfc2231(note.name, "utf-8")
    lines = encodebytes(note.text.encode("utf-8", "replace")).replace(b"\n", b"\r\n")
    head = (
        "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n"
        f"Content-Disposition: attachment; filename*={name}\r\n"
    )
    return head.encode("ascii") + MARK + b"\r\n\r\n" + lines


def _copy(source: BinaryIO, into: BinaryIO, start: int, end: int) -> None:
    source.seek(start)
    while start < end and (chunk := source.read(min(_CHUNK, end - start))):
        into.write(chunk)
        start += len(chunk)


def _check(original: BinaryIO, before: Scanned, rebuilt: BinaryIO, gone: set[str]) -> None:
    """Reads the new message again, by our reading and by the library's, and compares it with the old one."""
    after = scan(rebuilt)
    expected = [(section, "text/plain" if section in gone else kind) for section, kind in _shape(before)]
    same = _shape(after) == expected and after.header == before.header
    if not same or _kept(original, before, gone) != _kept(rebuilt, after, gone):
        raise Unstrippable("broken", "the new message is not the old one")
    if _read_by_library(rebuilt) != [kind for _, kind in expected]:
        raise Unstrippable("broken", "the library reads the new message differently")


def _read_by_library(file: BinaryIO) -> list[str]:
    file.seek(0)
    try:
        return _kinds(BytesParser(policy=compat32).parse(file))
    except PARSER_FAILS as error:
        raise Unstrippable("broken", "the library cannot read the new message") from error


def _kinds(message: Message) -> list[str]:
    """The types of all parts as the library finds them; an attached message is one part."""
    found: list[str] = []
    waiting = [message]
    while waiting:
        part = waiting.pop()
        if part.defects:
            raise Unstrippable("broken", "the library finds a defect")
        found.append(part.get_content_type())
        if part.get_content_maintype() == "multipart":
            waiting.extend(reversed([each for each in part.get_payload() if isinstance(each, Message)]))
    return found


def _kept(file: BinaryIO, scanned: Scanned, gone: set[str]) -> Mapping[str, bytes]:
    """The digests of all parts that stay, with their headers; of a multipart its header alone."""
    found: dict[str, bytes] = {}
    for part in scanned.walk():
        if part.section not in gone:
            found[part.section] = digest(file, part.start, part.body if part.parts else part.end)
    return found


def digest(file: BinaryIO, start: int = 0, end: int | None = None) -> bytes:
    """SHA-256 of a stretch of the file."""
    found = hashlib.sha256()
    file.seek(start)
    left = -1 if end is None else end - start
    while left and (chunk := file.read(_CHUNK if left < 0 else min(_CHUNK, left))):
        found.update(chunk)
        left = left if left < 0 else left - len(chunk)
    return found.digest()
