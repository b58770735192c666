"""FETCH answers → Envelope, Part tree, flags; what cannot be read is left out and hides nothing."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache

from webmail.mail.envelope import Envelope
from webmail.mail.flags import Flag, flags_from, tags_from
from webmail.mail.mailbox.answer import Answer, Record, Unreadable, Value, read_values
from webmail.mail.mailbox.moment import MONTHS
from webmail.mail.mailbox.structure import read_structure
from webmail.mail.part import Part
from webmail.mail.reading.charset import decode_text
from webmail.mail.reading.choice import choose
from webmail.mail.reading.headers import read_header

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
FIRST_YEAR, LAST_YEAR = 1900, 9000
SNIPPET_LENGTH = 200
ADDRESSES_A_ROW = 8

ROW_OCTETS = 64 * 1024
"""A longer answer beside the header costs a row more to parse than all the other rows together."""

_UID = re.compile(rb"(?<![A-Z])UID (\d+)")
_FLAGS = re.compile(rb"(?<![A-Z])FLAGS \(([^()]*)\)")
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
_RECEIVED = re.compile(rb'INTERNALDATE "([^"]*)"')
_BEFORE_HEADER = re.compile(rb"BODY\[HEADER[^\]\"]*\](?:<\d+>)? $", re.IGNORECASE)
_UID_AND_FLAGS = re.compile(rb"\((?:UID (\d+) FLAGS \(([^()]*)\)|FLAGS \(([^()]*)\) UID (\d+))")
_MOMENT = re.compile(rb"\s*(\d{1,2})-([A-Za-z]{3})-(\d{4}) (\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)")
_MONTHS = {name.lower().encode(): number for number, name in enumerate(MONTHS, 1)}


@dataclass(frozen=True, slots=True)
class Fetched:
    """One message's FETCH answer; values by item name in capitals, sections without their brackets."""

    uid: int
    flags: frozenset[Flag]
    values: Mapping[bytes, Value]
    sections: Mapping[str, bytes]

    @property
    def tags(self) -> frozenset[str]:
        words = self.values.get(b"FLAGS")
        named = words if isinstance(words, list) else []
        return tags_from(tuple(word for word in named if isinstance(word, bytes)))

    @property
    def size(self) -> int:
        size = self.values.get(b"RFC822.SIZE")
        return size if isinstance(size, int) else 0

    @property
    def received(self) -> datetime:
        value = self.values.get(b"INTERNALDATE")
        return read_moment(value) if isinstance(value, bytes) else LONG_AGO

    @property
    def saved(self) -> datetime | None:
        """SAVEDATE (RFC 8514); None when it was not asked for, or the store does not know."""
        value = self.values.get(b"SAVEDATE")
        moment = read_moment(value) if isinstance(value, bytes) else LONG_AGO
        return moment if moment != LONG_AGO else None

    @property
    def structure(self) -> Part | None:
        return read_structure(self.values.get(b"BODYSTRUCTURE"))

    @property
    def header(self) -> bytes:
        return next((text for name, text in self.sections.items() if name.startswith("HEADER")), b"")


def find_uid(record: Record) -> int | None:
    """UID alone, of an answer to a question that asked for nothing else."""
    found = _UID.search(record[0])
    return int(found[1]) if found else None


def find_uid_and_flags(record: Record) -> tuple[int, bytes] | None:
    """UID and the words of FLAGS without reading the rest; None when the record has not both."""
    if found := _UID_AND_FLAGS.match(record[0]):
        return (int(found[1]), found[2]) if found[1] else (int(found[4]), found[3])
    text = b"".join(record[::2])
    uid, flags = _UID.search(text), _FLAGS.search(text)
    return (int(uid[1]), flags[1]) if uid and flags else None


@lru_cache(maxsize=2048)
def flags_of(words: bytes) -> frozenset[Flag]:
    """The flags in the text between the parentheses of FLAGS."""
    return flags_from(tuple(words.split()))


@lru_cache(maxsize=2048)
def tags_of(words: bytes) -> frozenset[str]:
    """The tags in the text between the parentheses of FLAGS."""
    return tags_from(tuple(words.split()))


def read_for_row(record: Record) -> Fetched | None:
    """Like read_fetched, but the structure of a message with thousands of parts waits until it is opened."""
    if sum(map(len, record)) - len(_find_header(record)) > ROW_OCTETS:
        return _salvaged(record)
    return read_fetched(record)


def read_fetched(record: Record) -> Fetched | None:
    """One record as values; None when it is about no message by UID (an unasked flag change)."""
    try:
        values = read_values(record)
        items = values[0] if values else None
        if not isinstance(items, list):
            raise Unreadable("FETCH without its list")
    except Unreadable:
        return _salvaged(record)
    by_name: dict[bytes, Value] = {}
    sections: dict[str, bytes] = {}
    for name, value in zip(items[::2], items[1::2], strict=False):
        if not isinstance(name, bytes):
            continue
        upper = name.upper()
        if upper.startswith(b"BODY["):
            # NIL is no empty text: a store says so of what was removed in this moment.
            if isinstance(value, bytes):
                sections[upper[5:].partition(b"]")[0].decode("ascii", "replace")] = value
        else:
            by_name[upper] = value
    uid, flags = by_name.get(b"UID"), by_name.get(b"FLAGS")
    if not isinstance(uid, int):
        return None
    words = [word for word in flags if isinstance(word, bytes)] if isinstance(flags, list) else []
    return Fetched(uid=uid, flags=flags_from(tuple(words)), values=by_name, sections=sections)


def _salvaged(record: Record) -> Fetched | None:
    """What a record tells without being parsed: who it is, its flags, size, date and header."""
    text = b"".join(record[::2])
    uid, flags = _UID.search(text), _FLAGS.search(text)
    if not uid:
        return None
    values: dict[bytes, Value] = {}
    if size := _SIZE.search(text):
        values[b"RFC822.SIZE"] = int(size[1])
    if received := _RECEIVED.search(text):
        values[b"INTERNALDATE"] = received[1]
    return Fetched(
        uid=int(uid[1]),
        flags=flags_of(flags[1]) if flags else frozenset(),
        values=values,
        sections={"HEADER": _find_header(record)},
    )


def _find_header(record: Record) -> bytes:
    """The literal of the header; what a sender puts into a structure never ends with a bare bracket."""
    for text, literal in zip(record[::2], record[1::2], strict=False):
        if _BEFORE_HEADER.search(text[-200:]):
            return literal
    return b""


def fetched_by_uid(answer: Answer) -> dict[int, Fetched]:
    """All messages of an answer; two records about one message are put together."""
    found: dict[int, Fetched] = {}
    for _, record in answer.numbered(b"FETCH"):
        fetched = read_fetched(record)
        if fetched is None:
            continue
        if earlier := found.get(fetched.uid):
            fetched = replace(
                fetched,
                flags=fetched.flags if b"FLAGS" in fetched.values else earlier.flags,
                values={**earlier.values, **fetched.values},
                sections={**earlier.sections, **fetched.sections},
            )
        found[fetched.uid] = fetched
    return found


def read_envelope(fetched: Fetched) -> Envelope:
    """The row's lasting half."""
    header = read_header(fetched.header)
    structure = fetched.structure
    return Envelope(
        uid=fetched.uid,
        subject=header.subject,
        senders=header.addresses("from", limit=ADDRESSES_A_ROW),
        recipients=sum((header.addresses(name, limit=ADDRESSES_A_ROW) for name in ("to", "cc", "bcc")), ()),
        received=fetched.received,
        size=fetched.size,
        has_attachment=_has_attachment(structure),
        snippet=_preview(fetched.values.get(b"PREVIEW")),
        structure=structure,
        saved=fetched.saved,
        message_id=header.message_id,
    )


def _has_attachment(structure: Part | None) -> bool:
    if structure is None or (
        structure.media_type in ("text/plain", "text/html") and not structure.disposition
    ):
        return False
    chosen = choose(structure)
    # Whether the text really shows its pictures is known only when it is read; a list believes that it does.
    return any(part.section not in chosen.related for part in chosen.attachments)


def _preview(value: Value) -> str:
    """PREVIEW (RFC 8970), one line."""
    return " ".join(decode_text(value, "utf-8").split())[:SNIPPET_LENGTH] if isinstance(value, bytes) else ""


def read_moment(text: bytes) -> datetime:
    """INTERNALDATE ("23-Nov-2026 18:09:00 +0100"); LONG_AGO when it is none."""
    found = _MOMENT.match(text)
    month = _MONTHS.get(found[2].lower()) if found else None
    # At the edges of the calendar another time zone has no such moment, and showing the list would fail.
    if not found or not month or not FIRST_YEAR <= int(found[3]) <= LAST_YEAR:
        return LONG_AGO
    offset = int(found[8]) * 60 + int(found[9])
    zone = UTC if not offset else timezone(timedelta(minutes=-offset if found[7] == b"-" else offset))
    try:
        return datetime(
            int(found[3]), month, int(found[1]), int(found[4]), int(found[5]), int(found[6]), tzinfo=zone
        )
    except ValueError:
        return LONG_AGO
