"""Puts a message together octet by octet, so that it can be as odd as real mail and the same every time."""

import binascii
import quopri
from collections.abc import Sequence
from dataclasses import dataclass

from webmail.demo.words import Spelling, parameter, plainer, written

EOL = b"\r\n"


@dataclass(frozen=True, slots=True)
class Piece:
    """A part in its stored form: header lines and content."""

    headers: tuple[bytes, ...]
    content: bytes

    @property
    def raw(self) -> bytes:
        return EOL.join(self.headers) + EOL + EOL + self.content


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file that goes with a message; with a content id it stands inside the HTML."""

    name: str
    media_type: str
    content: bytes
    content_id: str | None = None


def text(content: str, subtype: str, *, charset: str, encoding: str, flowed: bool = False) -> Piece:
    """A text part; what the charset does not know is spelled another way, as the programs do."""
    if charset == "iso-8859-1":
        content = plainer(content)
    octets = content.replace("\n", "\r\n").encode(charset, "replace")
    kind = f"Content-Type: text/{subtype}; charset={charset}" + ("; format=flowed" if flowed else "")
    return Piece(
        (kind.encode(), f"Content-Transfer-Encoding: {encoding}".encode()), transferred(octets, encoding)
    )


def transferred(octets: bytes, encoding: str) -> bytes:
    """Content under a transfer encoding (RFC 2045 section 6)."""
    if encoding == "base64":
        lines = [octets[start : start + 57] for start in range(0, len(octets), 57)]
        return b"\r\n".join(binascii.b2a_base64(line, newline=False) for line in lines)
    if encoding == "quoted-printable":
        lines = [quopri.encodestring(line) for line in octets.split(EOL)]
        return EOL.join(line.replace(b"\n", EOL) for line in lines)
    return octets


def enclosed(file: Enclosed, spelling: Spelling) -> Piece:
    """An attachment, or an inline image when it has a content id."""
    lines = [
        b"Content-Type: %s;\r\n %s" % (file.media_type.encode(), parameter("name", file.name, spelling)),
        b"Content-Transfer-Encoding: base64",
        b"Content-Disposition: %s;\r\n %s"
        % (b"inline" if file.content_id else b"attachment", parameter("filename", file.name, spelling)),
    ]
    if file.content_id:
        lines.append(f"Content-ID: <{file.content_id}>".encode())
    return Piece(tuple(lines), transferred(file.content, "base64"))


def several(subtype: str, pieces: Sequence[Piece], boundary: str) -> Piece:
    """A multipart; one piece alone stays itself."""
    if len(pieces) == 1:
        return pieces[0]
    line = b"--" + boundary.encode()
    body = b"".join(line + EOL + piece.raw + EOL for piece in pieces)
    kind = f'Content-Type: multipart/{subtype};\r\n boundary="{boundary}"'
    return Piece((kind.encode(),), body + line + b"--" + EOL)


def header(name: str, value: str, spelling: Spelling) -> bytes:
    """A whole header line, folded where it is long."""
    return name.encode() + b": " + written(value, spelling)


def address(name: str, spec: str, spelling: Spelling) -> bytes:
    """A mailbox of From or To: display name and addr-spec (RFC 5322 section 3.4)."""
    if not name:
        return spec.encode()
    plain = name.isascii() or spelling in (Spelling.RAW, Spelling.LATIN)
    shown = written(f'"{name}"' if plain and "," in name else name, spelling)
    return shown + f" <{spec}>".encode()
