"""Bytes to text, whatever the label says."""

import binascii
import codecs
import re
from functools import lru_cache
from html import unescape

HEADER_LIMIT = 100 * 1024

# Only plain tables of characters: nothing that unpacks, executes escapes or turns ASCII into something else.
_ALLOWED = frozenset(
    codecs.lookup(name).name
    for name in (
        *("utf-8", "ascii", "latin-1", "utf-16", "utf-16-le", "utf-16-be", "koi8-r", "koi8-u", "mac-roman"),
        *(f"iso8859-{number}" for number in (2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14, 15, 16)),
        *(f"cp{number}" for number in (437, 850, 852, 858, 866, 874, *range(1250, 1259))),
        *("gb18030", "gbk", "gb2312", "big5", "big5hkscs", "cp949", "euc_kr", "cp932", "shift_jis", "euc_jp"),
        *("iso2022_jp", "iso2022_kr", "hz"),
    )
)
# Labels name the smaller set, senders use the larger one.
_WIDER = {
    "iso8859-1": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
}
_ALIASES = {
    "ks_c_5601-1987": "cp949",
    "unicode": "utf-16",
    "x-mac-roman": "mac-roman",
    "iso-8859-8-i": "iso8859-8",
}
_UNTOLD = frozenset({"ascii", "utf-8", ""})

_WORD = re.compile(r"=\?([\w.:+-]{1,40}+)(?:\*[\w-]{0,20}+)?\?([bBqQ])\?([^?\r\n]*+)\?=")
_Q_OCTET = re.compile(rb"=([0-9A-Fa-f]{2})")
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+")


@lru_cache(maxsize=256)
def _codec(label: str) -> str:
    """The codec for a label; "" where the label says nothing that we take."""
    name = label.strip().strip("\"'").lower()
    try:
        found = codecs.lookup(_ALIASES.get(name, name)).name
    except (LookupError, ValueError):
        return ""
    return _WIDER.get(found, found) if found in _ALLOWED else ""


def decode_text(raw: bytes, charset: str | None) -> str:
    """The text in these bytes; what cannot be read becomes U+FFFD, NUL as well. Never raises."""
    codec = _codec(charset[:64]) if charset else ""
    text = _guessed(raw, told=codec == "utf-8") if codec in _UNTOLD else _decoded(raw, codec)
    return text.removeprefix("\ufeff").replace("\x00", "\ufffd")


def _decoded(raw: bytes, codec: str) -> str:
    try:
        return raw.decode(codec, "replace")
    except (UnicodeError, ValueError):
        return raw.decode("utf-8", "replace")


def _guessed(raw: bytes, *, told: bool) -> str:
    """UTF-8 if it is that, if need be without a last character cut in half; else what Windows would show."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as fault:
        if told or fault.reason == "unexpected end of data":
            return raw.decode("utf-8", "replace")
    return raw.decode("cp1252", "replace")


def unescaped(text: str) -> str:
    """Character references read; the library refuses numbers of thousands of digits, those stay."""
    try:
        return unescape(text)
    except ValueError:
        return text


def plain_line(text: str) -> str:
    """The text as one line: controls, line breaks and direction overrides become spaces or nothing."""
    return " ".join(_CONTROLS.sub(" ", text).split()) if not text.isprintable() else text.strip()


def decode_words(value: str | bytes) -> str:
    """A header value for reading (RFC 2047): one line, encoded words and raw octets decoded. Never raises."""
    return plain_line(words_as_sent(value))


def words_as_sent(value: str | bytes) -> str:
    """Like decode_words(), with all that it takes out: for looking at, never for showing."""
    text = decode_text(value[:HEADER_LIMIT], None) if isinstance(value, bytes) else value[:HEADER_LIMIT]
    return _words(text) if "=?" in text else text


def _words(text: str) -> str:
    """Neighbouring words in one charset are joined as octets first: senders split inside characters."""
    pieces: list[str] = []
    octets: list[bytes] = []
    charset = ""
    end = 0
    for found in _WORD.finditer(text):
        between = text[end : found.start()]
        next_charset = found[1].lower()
        if octets and (next_charset != charset or between.strip()):
            pieces.append(decode_text(b"".join(octets), charset))
            octets = []
        if between.strip() or not end:
            pieces.append(between)
        octets.append(_word_octets(found[3], base64=found[2] in "bB"))
        charset = next_charset
        end = found.end()
    if octets:
        pieces.append(decode_text(b"".join(octets), charset))
    return "".join(pieces) + text[end:]


def _word_octets(encoded: str, *, base64: bool) -> bytes:
    raw = encoded.encode("utf-8", "replace")
    if not base64:
        return _Q_OCTET.sub(lambda found: bytes((int(found[1], 16),)), raw.replace(b"_", b" "))
    raw = re.sub(rb"[^A-Za-z0-9+/]", b"", raw)
    raw = raw[: len(raw) - 1] if len(raw) % 4 == 1 else raw
    try:
        return binascii.a2b_base64(raw + b"=" * (-len(raw) % 4))
    except binascii.Error:
        return b""
