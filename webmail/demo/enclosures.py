"""What the stories attach: "pdf Name.pdf 84" becomes a file of that kind, name and weight in KB."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from webmail.demo import files
from webmail.demo.days import ZONE, school_day
from webmail.demo.mime import Enclosed
from webmail.demo.people import Writer
from webmail.demo.winmail import winmail

CREST = Enclosed("wappen.png", "image/png", files.crest(), "wappen@schule.example")
_LINES = (
    "Regelschule Am Park",
    "",
    "1.  Begrüßung und Protokoll",
    "2.  Bericht der Klassenleitung",
    "3.  Klassenfahrt Weimar: Kosten, Zimmer, Verpflegung",
    "4.  Verschiedenes",
    "",
    "Bitte geben Sie den unteren Abschnitt unterschrieben zurück.",
)
_ROWS = ("Name;Klasse;Punkte", "Hanna Müller;7b;38", "Jonas Köhler;7b;36", "Elias Nasser;7b;33")


def enclosures(
    wanted: Iterable[str], title: str, received: datetime, *, writer: Writer
) -> Iterator[Enclosed]:
    """The files named, in their order."""
    for line in wanted:
        kind, _, rest = line.partition(" ")
        name, _, weight = rest.partition(" ")
        yield _enclosure(kind, name, weight=weight, title=title, received=received, writer=writer)


def _enclosure(
    kind: str, name: str, *, weight: str, title: str, received: datetime, writer: Writer
) -> Enclosed:
    match kind:
        case "pdf":
            padding = int(weight or 12) * 1024
            return Enclosed(name, "application/pdf", files.pdf(title, _LINES, padding=padding))
        case "png":
            # Uncompressed 1180 × 860 pixels are the 3 MB that people send from their telephones.
            picture = (
                files.landscape(1180, 860, level=0) if weight == "big" else files.landscape(640, 420, level=1)
            )
            return Enclosed(name, "image/png", picture)
        case "odt":
            return Enclosed(name, files.ODT, files.odt(title, _LINES))
        case "ods":
            return Enclosed(name, files.ODS, files.ods(title, _ROWS))
        case "docx":
            return Enclosed(name, files.DOCX, files.docx(title, _LINES))
        case "winmail":
            return Enclosed("winmail.dat", "application/ms-tnef", winmail(name, files.pdf(title, _LINES)))
        case "calendar":
            return Enclosed(name, "text/calendar", _entry(title, received))
        case "invitation":
            return Enclosed(name, "text/calendar", _invitation(received, writer))
    raise ValueError(f"no kind of file: {kind}")


def _entry(title: str, received: datetime) -> bytes:
    """A calendar entry two weeks ahead (RFC 5545)."""
    start = _school_day(received, ahead=16).strftime("%Y%m%dT140000")
    return _calendar(
        "PUBLISH", "UID:27-104-311@lehrerbildung.example", f"DTSTAMP:{start}", f"DTSTART:{start}",
        "DURATION:PT3H", f"SUMMARY:{title}",
    )  # fmt: skip


def _invitation(received: datetime, writer: Writer) -> bytes:
    """To a meeting in five days, as groupware sends it (RFC 5546): it waits for an answer."""
    day = _school_day(received, ahead=5).strftime("%Y%m%d")
    return _calendar(
        "REQUEST", f"UID:{day}.dienstberatung@{writer.address.partition('@')[2]}", f"DTSTAMP:{day}T080000Z",
        f"DTSTART;TZID=W. Europe Standard Time:{day}T143000",
        f"DTEND;TZID=W. Europe Standard Time:{day}T160000",
        "SUMMARY:Dienstberatung", "LOCATION:Lehrerzimmer", "RRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=6",
        f"ORGANIZER;CN={writer.name}:mailto:{writer.address}",
        f"ATTENDEE;CN={writer.name};PARTSTAT=ACCEPTED:mailto:{writer.address}",
        "ATTENDEE;CN=Kollegium;PARTSTAT=NEEDS-ACTION:mailto:kollegium.am-park@schule.example",
        "DESCRIPTION:Die Tagesordnung liegt bei.",
    )  # fmt: skip


def _school_day(received: datetime, *, ahead: int) -> date:
    """As the text of the message counts it."""
    return school_day(received.astimezone(ZONE).date() + timedelta(days=ahead), back=False)


def _calendar(method: str, *event: str) -> bytes:
    lines = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Schule//Kalender//DE", f"METHOD:{method}")
    return "\r\n".join([*lines, "BEGIN:VEVENT", *event, "END:VEVENT", "END:VCALENDAR", ""]).encode()
