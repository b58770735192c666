"""Content-Transfer-Encoding undone, tolerant of what is broken (RFC 2045 section 6)."""

import binascii
import re
from collections.abc import Iterable, Iterator

_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]+")
_SOFT_BREAK = re.compile(rb"=[ \t]*+\r?\n")
_OCTET = re.compile(rb"=([0-9A-Fa-f]{2})")
# The library leaves these out, though they are the text of somebody who does not encode well.
_ODD = (b"==", b"=\r", b"=\n")
_TEXTS = 1000


def decode_transfer(raw: bytes, encoding: str) -> bytes:
    """The octets a part stands for; what is no valid code stays or is left out, nothing raises."""
    return b"".join(decoded((raw,), encoding))


def decoded(chunks: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """The same piece by piece, in flat memory."""
    kind = encoding.strip().lower()
    if kind == "base64":
        return _base64(chunks)
    if kind == "quoted-printable":
        return _quoted_printable(chunks)
    return iter(chunks)


def _base64(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Every "=" ends a group of four: several base64 texts in a row are common enough."""
    left = b""
    for chunk in chunks:
        pieces = chunk.split(b"=", _TEXTS) if b"=" in chunk else [chunk]
        for number, piece in enumerate(pieces):
            if number and left:
                yield _groups(left + b"A" * (-len(left) % 4))[: len(left) * 3 // 4]
                left = b""
            clean = left + _NOT_BASE64.sub(b"", piece)
            whole = len(clean) - len(clean) % 4
            left = clean[whole:]
            if whole:
                yield _groups(clean[:whole])
    if len(left) > 1:
        yield _groups(left + b"A" * (-len(left) % 4))[: len(left) * 3 // 4]


def _groups(clean: bytes) -> bytes:
    try:
        return binascii.a2b_base64(clean)
    except binascii.Error:
        return b""


def _quoted_printable(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Cuts at line ends, or anywhere that is not inside a code or trailing white space."""
    waiting = b""
    for chunk in chunks:
        waiting += chunk
        cut = waiting.rfind(b"\n") + 1
        if not cut and len(waiting) > 8192:
            cut = max(0, waiting.rfind(b"=", len(waiting) - 80)) or len(waiting)
        if cut:
            yield _unquoted(waiting[:cut])
            waiting = waiting[cut:]
    if waiting:
        yield _unquoted(waiting)


def _unquoted(raw: bytes) -> bytes:
    if b"=" not in raw:
        return raw
    raw = _SOFT_BREAK.sub(b"", raw)
    if raw.endswith(b"=") or any(odd in raw for odd in _ODD):
        return _OCTET.sub(lambda found: bytes((int(found[1], 16),)), raw)
    return binascii.a2b_qp(raw)
