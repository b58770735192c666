"""A draft as the octets of a message and back (RFC 5322, 2045, 2046), so that it can be taken up again."""

import binascii
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from email.utils import format_datetime
from typing import Any

from webmail.mail.address import Address
from webmail.mail.reading.attachment import Attachment
from webmail.mail.reading.headers import read_header
from webmail.mail.reading.trace import read_trace
from webmail.mail.ref import MessageRef
from webmail.mail.writing.draft import NOTHING_ASKED, Ask, Draft, Enclosed, Kind, Writing
from webmail.mail.writing.identity import Identity
from webmail.mail.writing.nest import ALONE, Nest
from webmail.mail.writing.recipients import MOST_ADDRESSES, Addressed, one_line, to_smtp, written

PRIVATE_FIELD = "X-Dienstpost-Draft"
REFERENCES_KEPT = 100
_LINE = 76
# Postfix drops what is above 102,400 octets, and so does our own reading.
_LONGEST_FIELD = 102_000

_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
_MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,900}>")
_SEALED = re.compile(r"[!-~]+")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?: [A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_PRINTABLE = re.compile(r"[ -~]*")
# With the blanks before it: that is where a line may be folded, and nothing is lost.
_WORD = re.compile(r" *+[^ ]++")
_PRIVATE = re.compile(
    rb"^" + PRIVATE_FIELD.encode() + rb"[ \t]*+:([^\n]*+(?:\n[ \t][^\n]*+)*+)", re.IGNORECASE | re.MULTILINE
)
# Of RFC 2047 section 5 (3): what a "q" word may hold everywhere, in the name of an address too.
_Q = [
    chr(octet) if chr(octet).isalnum() and octet < 128 else "_" if octet == 32 else f"={octet:02X}"
    for octet in range(256)
]


@dataclass(frozen=True, slots=True)
class Private:
    """What a stored draft says to us alone: who saved it, how it began, and its fields exactly as typed.

    enclosed are the stored messages that were attached to it, each with the name that its attachment has.
    """

    page: str
    kind: Kind
    origin: MessageRef | None
    to: str
    cc: str
    bcc: str
    subject: str
    enclosed: Enclosed = ()
    asks: frozenset[Ask] = NOTHING_ASKED
    rich: bool = False

    @classmethod
    def of(cls, draft: Draft, *, page: str, enclosed: Enclosed = ()) -> "Private":
        """The note that goes with this draft when this page saves it."""
        writing = draft.writing
        typed = (draft.to, draft.cc, draft.bcc, draft.subject)
        return cls(
            page,
            writing.kind,
            writing.origin,
            *typed,
            enclosed=enclosed,
            asks=draft.asks,
            rich=draft.rich,
        )

    def to_text(self) -> str:
        """JSON, to be sealed."""
        origin = self.origin
        place = None if origin is None else [origin.folder, origin.uidvalidity, origin.uid]
        told = asdict(self) | {"kind": self.kind.value, "origin": place, "asks": sorted(self.asks)}
        told["enclosed"] = [[ref.folder, ref.uidvalidity, ref.uid, name] for ref, name in self.enclosed]
        return json.dumps(told, separators=(",", ":"))

    @classmethod
    def from_text(cls, text: str) -> "Private":
        """What to_text wrote; ValueError for anything else."""
        told = json.loads(text)
        names = ("page", "to", "cc", "bcc", "subject")
        if not isinstance(told, dict) or not all(isinstance(told.get(name), str) for name in names):
            raise ValueError("no note of ours")
        words = {name: told[name] for name in names}
        enclosed = tuple((_place(each[:3]), str(each[3])) for each in told.get("enclosed", ()))
        known = tuple((ref, name) for ref, name in enclosed if ref is not None)
        # What was stored before there were any asks for nothing.
        asks = frozenset(map(Ask, told.get("asks", ())))
        kind, origin, rich = Kind(told.get("kind")), _place(told.get("origin")), bool(told.get("rich"))
        return cls(kind=kind, origin=origin, **words, enclosed=known, asks=asks, rich=rich)


def _place(told: Any) -> MessageRef | None:
    if told is None:
        return None
    match told:
        case [str(folder), int(uidvalidity), int(uid)]:
            return MessageRef(folder, uidvalidity, uid)
    raise ValueError("no reference")


def private_note(header: bytes) -> str | None:
    """The sealed text in a stored header, as it was given to head(); None when another program wrote it."""
    found = _PRIVATE.search(header.replace(b"\r\n", b"\n").partition(b"\n\n")[0])
    return b"".join(found[1].split()).decode("ascii", "replace") if found else None


def head(
    draft: Draft,
    *,
    identity: Identity,
    recipients: Addressed,
    date: datetime,
    private: str | None,
    bcc: bool,
    eight_bit: bool = True,
    nest: Nest = ALONE,
    fields: Sequence[str] = (),
) -> bytes:
    """The message from its first octet to the end of its last text; ends in CRLF.

    Where it is not whole by that, parts follow, each as: opening(…), part_header(…), its content ended by
    CRLF: pictures, nest.behind_pictures, attachments, nest.behind_attached. bcc=False is the form for
    submission: no Bcc, no private header. fields are further ones, written as they are. ValueError for
    identifiers that are none.
    """
    if not _MESSAGE_ID.fullmatch(draft.writing.message_id):
        raise ValueError("not a Message-ID")
    lines = [
        *_address_fields(identity, recipients, bcc=bcc),
        _unstructured("Subject", draft.subject),
        f"Date: {format_datetime(date)}",
        f"Message-ID: {draft.writing.message_id}",
        *_threading(draft.references),
        *([_addresses("Disposition-Notification-To", (identity.address,))] if Ask.READ in draft.asks else ()),
        *fields,
        *(_private_field(private) if private is not None and bcc else ()),
        "MIME-Version: 1.0",
    ]
    body = nest.begin(draft.text, draft.html, eight_bit=eight_bit)
    return "\r\n".join([*lines, ""]).encode() + body


def needs_smtputf8(addresses: Iterable[Address]) -> bool:
    """Whether one of them has a local part outside of ASCII (RFC 6531); domains go as A-labels."""
    return any(not address.spec.rpartition("@")[0].isascii() for address in addresses)


def read_draft(
    writing: Writing,
    header: bytes,
    text: str,
    *,
    html: str = "",
    private: Private | None,
    attachments: tuple[Attachment, ...] = (),
    pictures: tuple[Attachment, ...] = (),
) -> Draft:
    """What head() wrote: fields as typed from the private header, else those that all can read."""
    read = read_header(header)
    ended = text.replace("\r\n", "\n")
    draft = Draft(
        writing,
        text=ended.removesuffix("\n"),
        html=html,
        references=kept_references(read.references or ((read.in_reply_to,) if read.in_reply_to else ())),
        attachments=attachments,
        pictures=pictures,
    )
    if private is not None:
        draft = replace(draft, to=private.to, cc=private.cc, bcc=private.bcc)
        return replace(draft, subject=private.subject, asks=private.asks, rich=private.rich)
    to, cc, bcc = (written(read.addresses(name, limit=MOST_ADDRESSES)) for name in ("to", "cc", "bcc"))
    asks = frozenset({Ask.READ}) if read_trace(header).receipt_to else NOTHING_ASKED
    return replace(draft, to=to, cc=cc, bcc=bcc, subject=read.subject, asks=asks)


def kept_references(ids: Iterable[str]) -> tuple[str, ...]:
    """At most 100 well-formed identifiers: the first, which names the thread, and the newest."""
    newest_first = dict.fromkeys(reversed([each for each in ids if _MESSAGE_ID.fullmatch(each)]))
    good = tuple(reversed(newest_first))
    return good if len(good) <= REFERENCES_KEPT else (good[0], *good[1 - REFERENCES_KEPT :])


def _address_fields(identity: Identity, recipients: Addressed, *, bcc: bool) -> Iterator[str]:
    yield _addresses("From", (identity.address,))
    if recipients.to:
        yield _addresses("To", recipients.to)
    elif not bcc and not recipients.cc:
        # A message without any recipient's field looks like junk mail (RFC 5322 appendix A.1.3 for the form).
        yield "To: undisclosed-recipients:;"
    if recipients.cc:
        yield _addresses("Cc", recipients.cc)
    if bcc and recipients.bcc:
        yield _addresses("Bcc", recipients.bcc)


def _addresses(name: str, addresses: tuple[Address, ...]) -> str:
    """One address a line; in a field so long that servers would cut it, the names go and the people stay."""
    field = f"{name}: " + ",\r\n ".join(map(_address, addresses))
    if len(field) <= _LONGEST_FIELD:
        return field
    return f"{name}: " + ",\r\n ".join(to_smtp(address.spec) for address in addresses)


def _address(address: Address) -> str:
    spec = to_smtp(address.spec)
    words = _phrase(one_line(address.name))
    if not words:
        return spec
    *first, last = words
    fits = len(last) + len(spec) + 4 <= _LINE
    return "\r\n ".join([*first, f"{last} <{spec}>"] if fits else [*words, f"<{spec}>"])


def _phrase(name: str) -> list[str]:
    """A display name: atoms, a quoted string, or encoded words (RFC 5322 section 3.2.5, RFC 2047)."""
    if len(name) > _LINE - 10 or not name.isascii() or "=?" in name:
        return _encoded_words(name, room=_LINE - 5)
    if not name or _ATOMS.fullmatch(name):
        return [name] if name else []
    return ['"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"']


def _unstructured(name: str, value: str) -> str:
    clean = _CONTROLS.sub(" ", value).strip()
    words = _WORD.findall(f" {clean}")
    if "=?" in clean or not _PRINTABLE.fullmatch(clean) or max(map(len, words), default=0) > _LINE:
        return f"{name}: " + "\r\n ".join(_encoded_words(clean, room=_LINE - len(name) - 2))
    lines = [f"{name}:"]
    for word in words:
        if len(lines[-1]) + len(word) < _LINE:
            lines[-1] += word
        else:
            lines.append(word)
    return "\r\n".join(lines)


def _encoded_words(text: str, *, room: int) -> list[str]:
    """RFC 2047 words of at most 75 characters, the first of at most `room`, none cut within a character."""
    octets = text.encode("utf-8", "replace")
    if len(octets) <= 60:
        short = "".join(map(_Q.__getitem__, octets))
        if len(short) <= room - 12:
            return [f"=?utf-8?q?{short}?="]
    words: list[str] = []
    start, most = 0, (room - 12) // 4 * 3
    while start < len(octets):
        end = min(start + most, len(octets))
        while end < len(octets) and octets[end] & 0xC0 == 0x80:
            end -= 1
        written_word = binascii.b2a_base64(octets[start:end], newline=False).decode("ascii")
        words.append(f"=?utf-8?b?{written_word}?=")
        start, most = end, 45
    return words


def _threading(references: tuple[str, ...]) -> Iterator[str]:
    """In-Reply-To and References (RFC 5322 section 3.6.4); what is no identifier helps no thread."""
    kept = kept_references(references)
    if kept:
        yield f"In-Reply-To: {kept[-1]}"
        yield "References: " + "\r\n ".join(kept)


def _private_field(sealed: str) -> Iterator[str]:
    if not _SEALED.fullmatch(sealed):
        raise ValueError("not a sealed text")
    room = _LINE - 2
    yield f"{PRIVATE_FIELD}:\r\n " + "\r\n ".join(
        sealed[start : start + room] for start in range(0, len(sealed), room)
    )
