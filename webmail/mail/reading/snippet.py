"""The first words of a message for its row in the list."""

from webmail.mail.part import Part
from webmail.mail.reading.charset import decode_text, plain_line
from webmail.mail.reading.text import to_plain
from webmail.mail.reading.transfer import decode_transfer

SNIPPET = 200
STORED_OCTETS = 2048


def snippet(raw: bytes, part: Part) -> str:
    """One line of at most 200 characters from the first stored octets of a text part, cut anywhere."""
    octets = decode_transfer(raw[:STORED_OCTETS], part.encoding)
    text = decode_text(octets, part.parameters.get("charset"))
    if part.media_type == "text/html":
        text = to_plain(text)
    else:
        text = " ".join(line for line in text.splitlines() if not line.startswith(">"))
    return plain_line(" ".join(text.split()))[:SNIPPET].rstrip()
