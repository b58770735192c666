"""Parameters of a Content-Type or Content-Disposition, put together again (RFC 2231)."""

import re
from collections.abc import Iterable
from urllib.parse import unquote_to_bytes

from webmail.mail.reading.charset import decode_text, decode_words

_PARAMETERS = 200
_NAME = re.compile(r"([^*\s]{1,60})(?:\*(\d{1,3}))?(\*)?", re.ASCII)


def parameters_from(pairs: Iterable[tuple[str | bytes, str | bytes]]) -> dict[str, str]:
    """Names in lower case, values decoded; continuations, charsets and RFC 2047 words in values joined."""
    plain: dict[str, str] = {}
    pieces: dict[str, dict[int, tuple[str, bool]]] = {}
    for number, (raw_name, raw_value) in enumerate(pairs):
        if number == _PARAMETERS:
            break
        value = decode_text(raw_value, None) if isinstance(raw_value, bytes) else raw_value
        name = decode_text(raw_name, None) if isinstance(raw_name, bytes) else raw_name
        found = _NAME.fullmatch(name.strip().lower())
        if found is None:
            continue
        if found[2] is None and found[3] is None:
            plain.setdefault(found[1], value)
        else:
            pieces.setdefault(found[1], {}).setdefault(int(found[2] or 0), (value, bool(found[3])))
    whole = {name: decode_words(value) for name, value in plain.items()}
    whole.update((name, _joined(numbered)) for name, numbered in pieces.items())
    return whole


def _joined(numbered: dict[int, tuple[str, bool]]) -> str:
    """The charset stands in the first piece; from the first gap on nothing is believed."""
    charset: str | None = None
    octets = b""
    for expected, number in enumerate(sorted(numbered)):
        if number != expected:
            break
        value, percent = numbered[number]
        if number == 0 and percent and value.count("'") >= 2:
            charset, _language, value = value.split("'", 2)
        octets += unquote_to_bytes(value) if percent else value.encode("utf-8", "replace")
    return decode_words(decode_text(octets, charset))
