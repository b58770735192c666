"""All header fields of a message as a person reads them, in their order and without belief."""

import re

from webmail.mail.reading.charset import HEADER_LIMIT, decode_text, decode_words

FIELDS_SHOWN = 500
VALUE_SHOWN = 4000

_FIELD = re.compile(rb"^([!-9;-~]{1,200})[ \t]*+:([^\n]*+(?:\n[ \t][^\n]*+)*+)", re.MULTILINE)
_LINE_BREAK = re.compile(r"\r?\n")


def all_fields(raw: bytes) -> tuple[tuple[str, str], ...]:
    """Name and decoded value of each field of a header block (RFC 5322 section 2.2). Never raises."""
    block = raw.replace(b"\r\n", b"\n")
    end = block.find(b"\n\n")
    found: list[tuple[str, str]] = []
    for field in _FIELD.finditer(block if end < 0 else block[: end + 1]):
        value = decode_text(field[2][:HEADER_LIMIT], None)
        found.append((field[1].decode("ascii"), decode_words(_LINE_BREAK.sub("", value))[:VALUE_SHOWN]))
        if len(found) == FIELDS_SHOWN:
            break
    return tuple(found)
