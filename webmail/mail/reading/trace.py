"""Trace: the fields that say where a message came from and what it asks for, read without belief."""

import re
from dataclasses import dataclass

from webmail.mail.address import Address, parse_addresses
from webmail.mail.reading.charset import decode_text, decode_words, words_as_sent

_BLOCK_LIMIT = 512 * 1024
_FIELD_LIMIT = 8 * 1024
_RESULTS = 20
_ASKED = 8
_FIELD = re.compile(
    rb"^(authentication-results|list-unsubscribe|list-unsubscribe-post|list-id|precedence|auto-submitted|"
    rb"disposition-notification-to|return-path|from|subject)[ \t]*+:([^\n]*+(?:\n[ \t][^\n]*+)*+)",
    re.IGNORECASE | re.MULTILINE,
)
_TURNED = re.compile("[\u202a-\u202e\u2066-\u2069]")
_BULK = ("bulk", "list", "junk")


@dataclass(frozen=True, slots=True)
class Trace:
    """results are the Authentication-Results, the topmost first; of the other fields the first one counts.

    return_path is None where the store has not written one. receipt_to are those who ask for a receipt.
    turned are the fields, "from" and "subject", with characters that turn the direction of reading around,
    which are never shown. automatic: no person has written it, as it says (RFC 3834).
    """

    results: tuple[str, ...] = ()
    unsubscribe: str = ""
    unsubscribe_post: str = ""
    to_many: bool = False
    return_path: str | None = None
    receipt_to: tuple[Address, ...] = ()
    turned: frozenset[str] = frozenset()
    automatic: bool = False


NO_TRACE = Trace()


def read_trace(header: bytes) -> Trace:
    """What the header says of itself. Never raises."""
    block = header[:_BLOCK_LIMIT].replace(b"\r\n", b"\n")
    end = block.find(b"\n\n")
    results: list[str] = []
    fields: dict[str, str] = {}
    for name, value in _FIELD.findall(block if end < 0 else block[: end + 1]):
        key = name.decode("ascii").lower()
        if key == "authentication-results":
            if len(results) < _RESULTS:
                results.append(_text(value))
        else:
            fields.setdefault(key, _text(value))
    if not fields and not results:
        return NO_TRACE
    path = fields.get("return-path")
    return Trace(
        results=tuple(results),
        unsubscribe=fields.get("list-unsubscribe", ""),
        unsubscribe_post=fields.get("list-unsubscribe-post", ""),
        to_many=bool({"list-id", "list-unsubscribe"} & fields.keys())
        or fields.get("precedence", "").lower() in _BULK,
        return_path=None if path is None else path.strip("<> ").lower(),
        receipt_to=_people(fields.get("disposition-notification-to", "")),
        automatic=fields.get("auto-submitted", "no").partition(";")[0].strip().lower() not in ("", "no"),
        turned=frozenset(name for name in ("from", "subject") if _turns(fields.get(name, ""))),
    )


def _people(value: str) -> tuple[Address, ...]:
    found = parse_addresses(value, decode=decode_words, limit=_ASKED) if value else ()
    return tuple(each for each in found if "@" in each.spec)


def _turns(value: str) -> bool:
    text = words_as_sent(value) if "=?" in value else value
    return not text.isascii() and _TURNED.search(text) is not None


def _text(value: bytes) -> str:
    cut = value[:_FIELD_LIMIT]
    text = cut.decode("ascii") if cut.isascii() else decode_text(cut, None)
    return text.replace("\n", "").strip()
