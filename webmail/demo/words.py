"""Header text the way the mail programs of this world write it (RFC 2047, RFC 2231, RFC 6532 and none)."""

from base64 import b64encode
from enum import Enum
from urllib.parse import quote

WORD_OCTETS = 42
LINE = 74
_PLAINER = str.maketrans("„“”–—’‚", '"""--\',')


class Spelling(Enum):
    """One way to put non-ASCII text into a header."""

    Q = "q"
    B = "b"
    ISO = "iso-8859-1"
    WINDOWS = "windows-1252"
    SPLIT = "utf-8 words that cut a letter in two"
    FOLDED = "plain words and encoded words on several lines"
    RAW = "utf-8 as it is"
    LATIN = "iso-8859-1 as it is"


def written(text: str, spelling: Spelling) -> bytes:
    """The value of a header line, folded."""
    if spelling is Spelling.RAW:
        return text.encode()
    if spelling is Spelling.LATIN:
        return plainer(text).encode("latin-1", "replace")
    if text.isascii():
        return _folded(text.split(" "))
    if spelling is Spelling.FOLDED:
        words = [[word] if word.isascii() else _q(word, "utf-8") for word in _joined(text)]
        return _folded([word for several in words for word in several])
    if spelling is Spelling.SPLIT:
        octets = text.encode()
        # 7 octets a word, so that somewhere the two octets of an umlaut go separate ways.
        pieces = [octets[start : start + 7] for start in range(0, len(octets), 7)]
        return _folded([f"=?utf-8?B?{b64encode(piece).decode()}?=" for piece in pieces])
    if spelling is Spelling.B:
        pieces = _pieces(text, "utf-8")
        return _folded([f"=?UTF-8?B?{b64encode(piece).decode()}?=" for piece in pieces])
    if spelling is Spelling.ISO:
        return _folded(_q(plainer(text), spelling.value))
    return _folded(_q(text, "utf-8" if spelling is Spelling.Q else spelling.value))


def plainer(text: str) -> str:
    """Text with the signs ISO 8859-1 lacks spelled another way, as old programs do."""
    return text.translate(_PLAINER).replace("€", "EUR").replace("…", "...")


def parameter(name: str, value: str, spelling: Spelling) -> bytes:
    """A parameter of Content-Type or Content-Disposition, in a dialect that goes with the spelling."""
    if spelling in (Spelling.RAW, Spelling.LATIN):
        charset = "utf-8" if spelling is Spelling.RAW else "latin-1"
        return f'{name}="{value}"'.encode(charset, "replace")
    if value.isascii() and len(value) <= LINE:
        return f'{name}="{value}"'.encode()
    if spelling in (Spelling.B, Spelling.WINDOWS):
        # Not allowed by RFC 2047 section 5, and yet what the most used programs send.
        return b'%s="%s"' % (name.encode(), written(value, spelling))
    coded = quote(value, safe="")
    if len(coded) <= LINE:
        return f"{name}*=utf-8''{coded}".encode()
    pieces = [coded[start : start + 60] for start in range(0, len(coded), 60)]
    lines = [f"{name}*{number}*={piece}" for number, piece in enumerate(pieces)]
    lines[0] = f"{name}*0*=utf-8''{pieces[0]}"
    return ";\r\n ".join(lines).encode()


def _q(text: str, charset: str) -> list[str]:
    words = []
    for piece in _pieces(text, charset):
        letters = (chr(octet) if chr(octet).isalnum() and octet < 128 else f"={octet:02X}" for octet in piece)
        words.append(f"=?{charset}?Q?{''.join(letters).replace('=20', '_')}?=")
    return words


def _pieces(text: str, charset: str) -> list[bytes]:
    """Pieces of whole letters that fit into an encoded word of 75 octets."""
    pieces = [b""]
    room = WORD_OCTETS if charset == "utf-8" else WORD_OCTETS + 5
    for letter in text:
        octets = letter.encode(charset, "replace")
        cost = sum(1 if octet < 128 else 3 for octet in pieces[-1] + octets)
        if cost > room:
            pieces.append(b"")
        pieces[-1] += octets
    return pieces


def _joined(text: str) -> list[str]:
    """Words; neighbours with non-ASCII letters together, as a space between encoded words is not shown."""
    words: list[str] = []
    for word in text.split(" "):
        if words and not word.isascii() and not words[-1].isascii():
            words[-1] += " " + word
        else:
            words.append(word)
    return words


def _folded(words: list[str]) -> bytes:
    lines = [""]
    for word in words:
        if lines[-1] and len(lines[-1]) + len(word) > LINE - 10:
            lines.append("")
        lines[-1] += (" " if lines[-1] else "") + word
    return "\r\n ".join(lines).encode("ascii")
