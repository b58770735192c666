"""Nest: which multiparts a message is made of, and where its texts, pictures and files lie in them."""

import binascii
import secrets
from dataclasses import dataclass

from webmail.mail.part import Part
from webmail.mail.writing.draft import writable

# Both are written around every HTML and taken off again, so that it reopens as it was.
BEFORE, AFTER = '<!DOCTYPE html>\n<html><head><meta charset="utf-8"></head><body>\n', "\n</body></html>\n"
_LONGEST_LINE = 998


def new_boundary(text: str) -> str:
    """A boundary that the text does not hold; with "=_" no encoded part can (RFC 2045 section 6.7)."""
    while True:
        boundary = f"=_{secrets.token_hex(16)}"
        if boundary not in text:
            return boundary


def opening(boundary: str) -> bytes:
    """Begins the next part.

    The CRLF before it belongs to the boundary (RFC 2046 section 5.1.1): head() and encoded() give it, behind
    a part copied from the store as BODY[n], which is told without it, it must be written.
    """
    return f"--{boundary}\r\n".encode("ascii")


def closing(boundary: str) -> bytes:
    """Ends the message; for the CRLF before it see opening()."""
    return f"--{boundary}--\r\n".encode("ascii")


@dataclass(frozen=True, slots=True)
class Nest:
    """The multiparts by their boundaries, the outer before the inner; "" for one that is not needed.

    mixed holds the attachments (RFC 2046 section 5.1.3), or what its kind says; alternative the plain text
    and, after it as the better one, the HTML (section 5.1.4); related the HTML and its pictures (RFC 2387).
    """

    mixed: str = ""
    alternative: str = ""
    related: str = ""
    kind: str = "mixed"

    @classmethod
    def of(cls, text: str, html: str, *, pictures: bool, attached: bool) -> "Nest":
        """What these texts need, with pictures in the HTML and with files."""
        words = text + html
        return cls(
            new_boundary(words) if attached else "",
            new_boundary(words) if html else "",
            new_boundary(words) if html and pictures else "",
        )

    def begin(self, text: str, html: str, *, eight_bit: bool) -> bytes:
        """From the Content-Type of the message to the end of its last text."""
        pieces = [_multipart(self.kind, self.mixed), _multipart("alternative", self.alternative)]
        pieces.append(_text_part("plain", text, eight_bit=eight_bit))
        pieces.append(b"\r\n" if self.mixed or self.alternative else b"")
        if self.alternative:
            pieces += [opening(self.alternative), _multipart("related", self.related)]
            pieces += [_text_part("html", BEFORE + html + AFTER.rstrip("\n"), eight_bit=eight_bit), b"\r\n"]
        return b"".join(pieces)

    @property
    def behind_pictures(self) -> bytes:
        """Ends what the texts and their pictures lie in."""
        ended = closing(self.related) if self.related else b""
        return ended + closing(self.alternative) if self.alternative else ended

    @property
    def behind_attached(self) -> bytes:
        """Ends the message."""
        return closing(self.mixed) if self.mixed else b""

    @property
    def plain_section(self) -> str:
        return "1.1" if self.mixed and self.alternative else "1"

    @property
    def html_section(self) -> str:
        """Where the HTML lies; "" when there is none."""
        if not self.alternative:
            return ""
        return ("1.2" if self.mixed else "2") + (".1" if self.related else "")

    def picture_section(self, number: int) -> str:
        """Where a picture lies, counted from 0."""
        return f"{self.html_section.removesuffix('.1')}.{number + 2}"

    def attached_section(self, number: int) -> str:
        """Where an attachment lies, counted from 0."""
        return str(number + 2)


ALONE = Nest()
"""A text and nothing else."""


def _multipart(kind: str, boundary: str) -> bytes:
    if not boundary:
        return b""
    # The type of what is shown first (RFC 2387 section 3.1).
    shown = ' type="text/html";' if kind == "related" else ""
    return f'Content-Type: multipart/{kind};{shown} boundary="{boundary}"\r\n\r\n--{boundary}\r\n'.encode()


def _text_part(kind: str, text: str, *, eight_bit: bool) -> bytes:
    encoding, body = _text_body(text, eight_bit=eight_bit)
    header = f"Content-Type: text/{kind}; charset=utf-8\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
    return header.encode() + body


def _text_body(text: str, *, eight_bit: bool) -> tuple[str, bytes]:
    """The encoding and the octets of the text; exactly one line end is put behind it."""
    octets = writable(text).replace("\n", "\r\n").encode() + b"\r\n"
    plain = octets.isascii()
    if (plain or eight_bit) and max(map(len, octets.split(b"\r\n"))) <= _LONGEST_LINE:
        return ("7bit" if plain else "8bit"), octets
    return "quoted-printable", binascii.b2a_qp(octets, istext=True)


def unwrapped(html: str) -> str:
    """The HTML of a message without what begin() has put around it."""
    inner = html.replace("\r\n", "\n")
    start, end = inner.find(BEFORE), inner.rfind(AFTER.rstrip("\n"))
    return inner[start + len(BEFORE) : end] if 0 <= start < end else inner


@dataclass(frozen=True, slots=True)
class Shape:
    """The parts of a message of ours by what they are; each says itself where it lies."""

    plain: Part | None = None
    html: Part | None = None
    pictures: tuple[Part, ...] = ()
    attached: tuple[Part, ...] = ()

    @classmethod
    def of(cls, structure: Part | None) -> "Shape":
        """Reads what Nest has written."""
        if structure is None:
            return cls()
        mixed = structure.media_type == "multipart/mixed"
        body = structure.parts[0] if mixed and structure.parts else structure
        attached = structure.parts[1:] if mixed else ()
        if body.media_type != "multipart/alternative" or len(body.parts) < 2:
            return cls(plain=body if body.media_type == "text/plain" else None, attached=attached)
        plain, shown = body.parts[:2]
        if shown.media_type == "multipart/related" and shown.parts:
            return cls(plain, shown.parts[0], shown.parts[1:], attached)
        return cls(plain, shown, (), attached)

    @property
    def structure(self) -> Part:
        """The same as a tree, as far as of() reads it."""
        body = self.plain or Part("1", "text/plain")
        if self.html is not None:
            shown = Part("", "multipart/related", parts=(self.html, *self.pictures))
            body = Part("", "multipart/alternative", parts=(body, shown))
        return Part("", "multipart/mixed", parts=(body, *self.attached))


TEXT_ALONE = Shape()
"""Nothing but a text."""
