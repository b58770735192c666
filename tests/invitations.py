"""Invitations as calendar programs mail them (RFC 5546, RFC 6047)."""

from collections.abc import Mapping, Sequence

EVA = "eva@verlag.example"
EVENT = {
    "UID": "beratung@verlag.example",
    "SEQUENCE": "2",
    "SUMMARY": "Dienstberatung",
    "DTSTART;TZID=Europe/Berlin": "20261127T140000",
    "DTEND;TZID=Europe/Berlin": "20261127T153000",
    "LOCATION": "Raum 112",
    "ORGANIZER;CN=Eva": f"mailto:{EVA}",
    "ATTENDEE;CN=Anna Arnold;PARTSTAT=NEEDS-ACTION": "mailto:anna.arnold@schule.example",
    "DESCRIPTION": "Bitte Kalender mitbringen.\\nGruß",
}


def calendar(
    fields: Mapping[str, str | None] | None = None, *, method: str = "REQUEST", around: Sequence[str] = ()
) -> str:
    """A calendar of one event; fields stand beside those of EVENT, or take one away; around: other lines."""
    said = {**EVENT, **(fields or {})}
    event = [f"{name}:{value}" for name, value in said.items() if value is not None]
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Verlag//DE", f"METHOD:{method}", *around]
    return "\r\n".join([*lines, "BEGIN:VEVENT", *event, "END:VEVENT", "END:VCALENDAR", ""])


def invitation(text: str | None = None, *, sender: str = f"Eva <{EVA}>", more: str = "") -> bytes:
    """The message; the calendar is the third form of its text, as most programs write it."""
    return (
        f"From: {sender}\r\nTo: anna.arnold@schule.example\r\nSubject: Einladung: Dienstberatung\r\n{more}"
        "Message-ID: <einladung@verlag.example>\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/alternative; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nSie sind eingeladen.\r\n"
        "--b\r\nContent-Type: text/calendar; charset=utf-8; method=REQUEST\r\n"
        f"Content-Transfer-Encoding: 8bit\r\n\r\n{calendar() if text is None else text}\r\n--b--\r\n"
    ).encode()
