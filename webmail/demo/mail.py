"""The demo mailboxes: tells the stories for one person and puts their letters into stored form."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime
from random import Random

from webmail.demo import strange
from webmail.demo.days import moment, span
from webmail.demo.enclosures import CREST, enclosures
from webmail.demo.html import document, paragraphs, with_frame, with_picture, with_plan
from webmail.demo.mime import Piece, address, enclosed, header, several, text
from webmail.demo.newsletter import newsletter
from webmail.demo.people import DemoPerson, Program, Writer
from webmail.demo.stories import Cast, Letter, Story, casts, chosen, stories
from webmail.demo.words import Spelling

FLAGS = {"star": b"\\Flagged", "answered": b"\\Answered", "draft": b"\\Draft"}
# How each program spells headers, which charset and encoding it takes, and whether it adds HTML.
_HABITS = {
    Program.OFFICE: (Spelling.Q, "utf-8", "quoted-printable", True),
    Program.FREE: (Spelling.Q, "utf-8", "8bit", False),
    Program.PHONE: (Spelling.B, "utf-8", "quoted-printable", False),
    Program.PORTAL: (Spelling.B, "utf-8", "base64", True),
    Program.GROUPWARE: (Spelling.ISO, "iso-8859-1", "quoted-printable", False),
    Program.OLD: (Spelling.WINDOWS, "windows-1252", "8bit", False),
    Program.MODERN: (Spelling.FOLDED, "utf-8", "8bit", True),
}


@dataclass(frozen=True, slots=True)
class DemoMessage:
    """A message as it goes into the store by APPEND."""

    folder: str
    raw: bytes
    flags: tuple[bytes, ...]
    received: datetime


@dataclass(frozen=True, slots=True)
class Told:
    """A letter with every choice and gap filled, ready to be written down."""

    letter: Letter
    writer: Writer
    to: tuple[Writer, ...]
    cc: tuple[Writer, ...]
    subject: str
    body: str
    received: datetime
    names: tuple[str, ...]  # Message-IDs: those answered, then its own


def messages_for(person: DemoPerson, now: datetime) -> Iterable[DemoMessage]:
    """All messages of a person, oldest first; the same for the same moment."""
    me = Writer(person.name, person.address, Program.FREE)
    found: list[DemoMessage] = []
    for number, story in enumerate(stories()):
        if story.person == person.address:
            rng = Random(f"{person.address} {number}")
            for turn, cast in enumerate(casts(story, rng)):
                tellings = _told(story, cast, me=me, now=now, rng=rng, name=f"{number}.{turn}")
                found += [_stored(told, rng) for told in tellings]
    return sorted(found, key=lambda message: message.received)


def _told(story: Story, cast: Cast, *, me: Writer, now: datetime, rng: Random, name: str) -> Iterator[Told]:
    before: Told | None = None
    for number, source in enumerate(story.letters):
        letter = chosen(source, rng)
        if before is None:
            received = moment(letter.one("Age"), now, rng)
        else:
            received = before.received + span(letter.one("After")) + timedelta(seconds=rng.randint(5, 55))
        writer = cast.writer(letter.one("From", "me"), me) if letter.one("From") != "none" else me
        fallback = "me" if writer != me else "family"
        to = _people(letter.one("To"), cast, me) or (
            (before.writer,) if before and writer == me else _people(fallback, cast, me)
        )
        if before is None:
            subject = cast.filled(letter.one("Subject"), received)
        else:
            subject = "Re: " + before.subject.removeprefix("Re: ")
        body = cast.filled(letter.body, received)
        if letter.one("Quote") and before:
            body += "\n\n" + _quoted(before)
        own = f"<{received:%Y%m%d}.{name}.{number}@{writer.address.partition('@')[2]}>"
        names = ((before.names if before else ()) + (own,))[-12:]
        cc = _people(letter.one("Cc"), cast, me)
        before = Told(letter, writer, to, cc, subject, body, received, names)
        yield before


def _people(words: str, cast: Cast, me: Writer) -> tuple[Writer, ...]:
    return tuple(cast.writer(word.strip(), me) for word in words.split(",") if word.strip())


def _quoted(told: Told) -> str:
    lines = "\n".join(f">{'' if line.startswith('>') else ' '}{line}" for line in told.body.split("\n"))
    return f"Am {told.received:%d.%m.%Y} um {told.received:%H:%M} schrieb {told.writer.name}:\n\n{lines}"


def _stored(told: Told, rng: Random) -> DemoMessage:
    words = told.letter.one("Flags").split()
    flags = [FLAGS[word] for word in words if word in FLAGS]
    if "unread" not in words:
        flags.append(b"\\Seen")
    raw = _raw(told, rng)
    return DemoMessage(told.letter.one("Folder"), raw, tuple(flags), told.received)


def _raw(told: Told, rng: Random) -> bytes:
    form, _, kind = told.letter.one("Form").partition(" ")
    if form == "broken":
        if kind == "headless":
            return strange.headless()
        head = _head(told)
        return strange.cut(head) if kind == "cut" else strange.mislabelled(head, told.body)
    return _head(told) + _content(told, form, kind, rng=rng).raw


def _spelling(told: Told) -> Spelling:
    wanted = told.letter.one("Spelling")
    return Spelling(wanted) if wanted else _HABITS[told.writer.program][0]


def _head(told: Told) -> bytes:
    spelling, domain = _spelling(told), told.writer.address.partition("@")[2]
    sent = told.received - timedelta(seconds=4)
    lines = [
        f"Received: from mx.{domain} by eingang.schule.example with ESMTPS;".encode()
        + f"\r\n {format_datetime(told.received)}".encode(),
        b"Date: " + format_datetime(sent).encode(),
        b"From: " + address(told.writer.name, told.writer.address, spelling),
    ]
    for name, people in (("To", told.to), ("Cc", told.cc)):
        if people:
            written = (address(person.name, person.address, spelling) for person in people)
            lines.append(name.encode() + b": " + b",\r\n ".join(written))
    lines += [header("Subject", told.subject, spelling), b"Message-ID: " + told.names[-1].encode()]
    if answered := told.names[:-1]:
        lines.append(b"In-Reply-To: " + answered[-1].encode())
        lines.append(b"References: " + "\r\n ".join(answered).encode())
    return b"\r\n".join([*lines, b"MIME-Version: 1.0", b""])


def _content(told: Told, form: str, kind: str, *, rng: Random) -> Piece:
    """The body with its alternatives, what stands inside it, and what is attached to it."""
    spelling = _spelling(told)
    plain, html = _texts(told, form, kind, rng=rng)
    _, charset, encoding, _ = _HABITS[told.writer.program]
    flowed = told.writer.program is Program.FREE
    boundary = f"=_{told.names[-1].strip('<>').partition('@')[0]}_{rng.randrange(16**8):08x}"
    body = text(
        _flowed(plain) if flowed else plain, "plain", charset=charset, encoding=encoding, flowed=flowed
    )
    if html is not None:
        coded = "base64" if encoding == "base64" else "quoted-printable"
        rich = text(html, "html", charset="utf-8", encoding=coded)
        if form == "picture":
            rich = several("related", [rich, enclosed(CREST, spelling)], boundary + ".r")
        body = several("alternative", [body, rich], boundary + ".a")
    wanted = told.letter.headers.get("Attach", ())
    files = enclosures(wanted, told.subject, told.received, writer=told.writer)
    attached = [enclosed(file, spelling) for file in files]
    return several("mixed", [body, *attached], boundary + ".m")


def _texts(told: Told, form: str, kind: str, *, rng: Random) -> tuple[str, str | None]:
    """Plain text and, where there is one, HTML."""
    site = told.writer.address.partition("@")[2]
    match form:
        case "newsletter":
            return newsletter(kind, site, rng)
        case "hostile":
            return strange.HOSTILE_TEXT, strange.HOSTILE_HTML
        case "picture":
            return told.body, with_picture(told.body)
        case "plan":
            return told.body, with_plan(told.body)
        case "portal":
            return told.body, with_frame(told.body, told.writer.name, told.writer.address)
    rich = _HABITS[told.writer.program][3]
    return told.body, document(paragraphs(told.body)) if rich else None


def _flowed(plain: str) -> str:
    """Lines of at most 72 letters with soft breaks (RFC 3676); quotes are left as they are."""
    out = []
    for line in plain.split("\n"):
        if line.startswith(">"):
            out.append(line)
            continue
        rest = " " + line if line.startswith((" ", "From ")) else line
        while len(rest) > 72 and " " in rest[1:72]:
            at = rest.rindex(" ", 1, 72) + 1
            out.append(rest[:at])
            rest = rest[at:]
        out.append(rest)
    return "\n".join(out)
