"""The header fields of a message, read fast and without belief (RFC 5322 section 3.6)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from webmail.mail.address import ADDRESSES_SHOWN, Address, parse_addresses
from webmail.mail.reading.charset import HEADER_LIMIT, decode_text, decode_words

_BLOCK_LIMIT = 1024 * 1024
_SUBJECT_LIMIT = 2000
_REFERENCES = 200
# Outside of these a change of the time zone or a subtraction may leave what a datetime can hold.
_YEARS = range(1900, 9001)
_FIELD = re.compile(
    rb"^(subject|from|sender|to|cc|bcc|reply-to|date|message-id|in-reply-to|references|content-type)[ \t]*+:"
    rb"([^\n]*+(?:\n[ \t][^\n]*+)*+)",
    re.IGNORECASE | re.MULTILINE,
)
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,998}+>")


@dataclass(frozen=True, slots=True)
class Header:
    """What we use of a message's header; each property is worked out when asked for."""

    fields: Mapping[str, str]

    @property
    def subject(self) -> str:
        return decode_words(self.fields.get("subject", ""))[:_SUBJECT_LIMIT]

    @property
    def senders(self) -> tuple[Address, ...]:
        return self.addresses("from") or self.addresses("sender")

    @property
    def to(self) -> tuple[Address, ...]:
        return self.addresses("to")

    @property
    def cc(self) -> tuple[Address, ...]:
        return self.addresses("cc")

    @property
    def bcc(self) -> tuple[Address, ...]:
        return self.addresses("bcc")

    @property
    def reply_to(self) -> tuple[Address, ...]:
        return self.addresses("reply-to")

    def addresses(self, name: str, *, limit: int = ADDRESSES_SHOWN) -> tuple[Address, ...]:
        """The addresses of one field."""
        value = self.fields.get(name)
        return parse_addresses(value, decode=decode_words, limit=limit) if value else ()

    @property
    def date(self) -> datetime | None:
        """When the sender says it was written, aware; None when that cannot be read."""
        return _date(self.fields.get("date", "")[:100])

    @property
    def message_id(self) -> str:
        return next(iter(self._ids("message-id")), "")

    @property
    def in_reply_to(self) -> str:
        return next(iter(self._ids("in-reply-to")), "")

    @property
    def references(self) -> tuple[str, ...]:
        return tuple(self._ids("references")[-_REFERENCES:])

    def _ids(self, name: str) -> list[str]:
        return _MESSAGE_ID.findall(self.fields.get(name, ""))


def read_header(raw: bytes) -> Header:
    """The fields in a header block; of a field that comes twice the first one counts. Never raises."""
    block = raw[:_BLOCK_LIMIT].replace(b"\r\n", b"\n")
    end = block.find(b"\n\n")
    fields: dict[str, str] = {}
    for name, value in _FIELD.findall(block if end < 0 else block[: end + 1]):
        key = name.decode("ascii").lower()
        if key not in fields:
            fields[key] = _unfolded(value[:HEADER_LIMIT])
    return Header(fields)


def _unfolded(value: bytes) -> str:
    text = value.decode("ascii") if value.isascii() else decode_text(value, None)
    return text.replace("\n", "").strip() if "\n" in text else text.strip()


def _date(value: str) -> datetime | None:
    try:
        when = parsedate_to_datetime(value)
        when = when if when.tzinfo else when.replace(tzinfo=UTC)
        when.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return when if when.year in _YEARS else None
