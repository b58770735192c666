"""Reports on own mail: who was not reached and why, who was, and who has read it (RFC 3464, 3463, 8098)."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from webmail.mail.address import Address
from webmail.mail.part import Part
from webmail.mail.reading.charset import decode_text, plain_line
from webmail.mail.reading.headers import Header, read_header

STATUS_LIMIT = 256 * 1024
MOST_FAILURES = 100
_SAID = 500
_SPEC = re.compile(r"[^\s@<>,;:\"\\]{1,64}@[^\s@<>,;:\"\\]{1,253}")
_STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_BLOCKS = re.compile(r"\n[ \t]*\n")
_FIELD = re.compile(r"^([A-Za-z-]{1,40})[ \t]*+:([^\n]*+(?:\n[ \t][^\n]*+)*+)", re.MULTILINE)
_CHARSET = re.compile(r"charset\s*=\s*\"?([\w.:+-]{1,40})", re.IGNORECASE)
_FAILED = ("failed", "delayed")
_FIELDS = frozenset(
    {"original-recipient", "final-recipient", "action", "status", "diagnostic-code", "disposition"}
)
_KINDS = (
    "message/delivery-status",
    "message/global-delivery-status",
    "message/disposition-notification",
    "message/global-disposition-notification",
)


@dataclass(frozen=True, slots=True)
class Delivery:
    """Where in the message the report stands, and the message it is about, or its header alone.

    Of either its transfer encoding; a whole message has none (RFC 2045 section 6.4).
    """

    status: str
    returned: str | None = None
    whole: bool = False
    encoding: str = "7bit"
    returned_encoding: str = "7bit"


@dataclass(frozen=True, slots=True)
class Failure:
    """One recipient; code is the detail of the status, "1.1"; said the server's own words."""

    spec: str
    final: bool
    code: str = ""
    said: str = ""


class Fate(StrEnum):
    """What else may be told of a message: actions (RFC 3464) and disposition types (RFC 8098)."""

    DELIVERED = "delivered"
    RELAYED = "relayed"
    EXPANDED = "expanded"
    DISPLAYED = "displayed"
    DELETED = "deleted"
    DENIED = "denied"


@dataclass(frozen=True, slots=True)
class Arrival:
    """One recipient whom the message has reached, as somebody says."""

    spec: str
    fate: Fate


@dataclass(frozen=True, slots=True)
class Bounce:
    """What a report says; header is that of the message it is about, as far as it came back."""

    failures: tuple[Failure, ...]
    header: Header | None = None
    arrivals: tuple[Arrival, ...] = ()

    @property
    def failed(self) -> tuple[Failure, ...]:
        """Those who will not get it any more."""
        return tuple(each for each in self.failures if each.final)

    @property
    def subject(self) -> str:
        return self.header.subject if self.header else ""


def find_delivery(structure: Part | None) -> Delivery | None:
    """The parts of a report (RFC 6522) on delivery or reading; None for any other message."""
    if structure is None or structure.media_type != "multipart/report":
        return None
    kinds = {part.media_type: part for part in reversed(structure.parts)}
    status = next((kinds[kind] for kind in _KINDS if kind in kinds), None)
    if status is None:
        return None
    whole = kinds.get("message/rfc822") or kinds.get("message/global")
    headers = kinds.get("text/rfc822-headers") or kinds.get("message/global-headers")
    returned = whole or headers
    return Delivery(
        status.section,
        returned.section if returned else None,
        whole=whole is not None,
        encoding=status.encoding,
        returned_encoding=headers.encoding if headers and not whole else "7bit",
    )


def read_failures(status: bytes) -> tuple[Failure, ...]:
    """The recipients of a delivery-status part who were not reached, or not yet. Never raises."""
    return _first_of_each(filter(None, map(_failure, _recipients(status))))


def read_arrivals(status: bytes) -> tuple[Arrival, ...]:
    """The recipients whom it has reached, and who have read it. Never raises."""
    return _first_of_each(filter(None, map(_arrival, _recipients(status))))


One = TypeVar("One", Failure, Arrival)


def _first_of_each(found: Iterable[One]) -> tuple[One, ...]:
    first: dict[str, One] = {}
    for each in found:
        first.setdefault(each.spec.lower(), each)
        if len(first) == MOST_FAILURES:
            break
    return tuple(first.values())


def _recipients(status: bytes) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Each addr-spec with what is said of it."""
    text = decode_text(status[:STATUS_LIMIT], None).replace("\r\n", "\n")
    for block in _BLOCKS.split(text, maxsplit=10 * MOST_FAILURES):
        fields: dict[str, str] = {}
        for name, value in _FIELD.findall(block):
            if (name := name.lower()) in _FIELDS and name not in fields:
                fields[name] = plain_line(value)
        # What the sender wrote is what they know; the other is what it became on its way.
        spec = _spec(fields.get("original-recipient", "")) or _spec(fields.get("final-recipient", ""))
        if spec:
            yield spec, fields


def _failure(told: tuple[str, Mapping[str, str]]) -> Failure | None:
    spec, fields = told
    action = fields.get("action", "").lower()
    if action not in _FAILED:
        return None
    code = fields.get("diagnostic-code", "")
    said = code.partition(";")[2].strip() or code
    return Failure(spec, action == "failed", _code(fields.get("status", ""), said), said[:_SAID])


def _arrival(told: tuple[str, Mapping[str, str]]) -> Arrival | None:
    spec, fields = told
    # "manual-action/MDN-sent-manually; displayed/error"
    disposed = fields.get("disposition", "").partition(";")[2].partition("/")[0]
    word = (fields.get("action", "") or disposed).strip().lower()
    return Arrival(spec, Fate(word)) if word in frozenset(Fate) else None


def _spec(field: str) -> str:
    """The addr-spec in "rfc822; person@school.example"."""
    value = field.partition(";")[2].strip().strip("<>")
    return value if _SPEC.fullmatch(value) else ""


def _code(status: str, said: str) -> str:
    """Subject and detail of the status; where it says nothing in particular, of what was said."""
    for text in (status, said):
        found = _STATUS.search(text[:_SAID])
        if found and (found[2], found[3]) != ("0", "0"):
            return f"{int(found[2])}.{int(found[3])}"
    return ""


@dataclass(frozen=True, slots=True)
class Described:
    """What a MIME header says of what stands below it; plain text where it says nothing (RFC 2045)."""

    media_type: str
    charset: str | None
    encoding: str


def read_described(header: bytes) -> Described:
    """The three things that are needed to read a part. Never raises."""
    text = decode_text(header[:STATUS_LIMIT], None).replace("\r\n", "\n")
    fields: dict[str, str] = {}
    for name, value in _FIELD.findall(text):
        fields.setdefault(name.lower(), value.replace("\n", " ").strip())
    kind = fields.get("content-type", "text/plain")
    charset = _CHARSET.search(kind[:_SAID])
    return Described(
        kind.partition(";")[0].strip().lower(),
        charset[1] if charset else None,
        fields.get("content-transfer-encoding", "7bit").lower(),
    )


def bounce_from(status: bytes, returned: bytes | None) -> Bounce:
    """returned: the header of the message that came back."""
    header = read_header(returned) if returned else None
    return Bounce(read_failures(status), header, read_arrivals(status))


def those_written_to(bounce: Bounce, recipients: tuple[Address, ...]) -> tuple[Address, ...]:
    """The failed ones among those whom the message really went to: a report alone names nobody."""
    failed = {each.spec.lower() for each in bounce.failed}
    return tuple(each for each in recipients if each.spec.lower() in failed)
