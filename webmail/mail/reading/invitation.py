"""Invitations: an appointment as a calendar part tells it, as text alone; what goes back (RFC 5545, 5546)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from typing import Any

from icalendar import Calendar, Event, vCalAddress

from webmail.mail.address import Address
from webmail.mail.part import Part
from webmail.mail.reading.calendar_text import own_lines
from webmail.mail.reading.charset import decode_text, plain_line

CALENDAR_LIMIT = 256 * 1024
MOST_ATTENDEES = 200
_LONGEST = 1000
_DESCRIPTION = 10_000
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_SIMPLE = {"FREQ", "INTERVAL", "BYDAY", "COUNT", "UNTIL", "WKST"}
# Beyond these no calendar of this world goes, and Python's arithmetic ends soon.
_YEARS = range(1900, 2200)
# What the library lets out of values that it cannot read.
_FAILS = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError)

Moment = datetime | date


class Method(Enum):
    """What the sender wants with it (RFC 5546 section 1.4); what we do not know only tells of a date."""

    REQUEST = "request"
    CANCEL = "cancel"
    REPLY = "reply"
    PUBLISH = "publish"


class Every(Enum):
    """How often it comes again; OTHER: by a rule that two words cannot say."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    YEARLY = "yearly"
    OTHER = "other"


class Answer(Enum):
    """What a person says, by the word that stands in the calendar (RFC 5545 section 3.2.12)."""

    ACCEPTED = "ACCEPTED"
    TENTATIVE = "TENTATIVE"
    DECLINED = "DECLINED"


@dataclass(frozen=True, slots=True)
class Attendee:
    """Who is invited, and the answer so far: "accepted", "tentative", "declined" or ""."""

    address: Address
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Recurrence:
    """Every so many days, weeks, months or years; weekdays from 0, Monday; until is a day."""

    every: Every
    interval: int = 1
    weekdays: tuple[int, ...] = ()
    count: int | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Invitation:
    """One appointment; start and end are days when it takes whole ones, then end is the last of them.

    A time without a time zone is one whose zone nobody knows; zone is what the sender calls it. recurrence_id
    says that it is about one occurrence alone.
    """

    method: Method
    uid: str
    sequence: int
    start: Moment
    end: Moment | None
    summary: str = ""
    location: str = ""
    description: str = ""
    zone: str = ""
    organizer: Address | None = None
    attendees: tuple[Attendee, ...] = ()
    recurrence: Recurrence | None = None
    recurrence_id: Moment | None = None
    cancelled: bool = False

    @property
    def whole_days(self) -> bool:
        return not isinstance(self.start, datetime)


def find_calendar(structure: Part | None) -> Part | None:
    """The first part of a message that is a calendar."""
    if structure is None:
        return None
    kinds = ("text/calendar", "application/ics")
    return next((part for part in structure.walk() if part.media_type in kinds), None)


def read_invitation(octets: bytes, *, charset: str | None = None) -> Invitation | None:
    """The appointment in a calendar part, its transfer encoding undone; None where there is none to be read.

    Never raises. Time zones that the sender brings along are not looked at: their rules can cost hours.
    """
    text = decode_text(octets[:CALENDAR_LIMIT], charset or "utf-8")
    try:
        calendar = Calendar.from_ical("\r\n".join([*own_lines(text), ""]))
        events = [each for each in calendar.subcomponents if each.name == "VEVENT"]
        whole = [each for each in events if "RECURRENCE-ID" not in each]
        return _invitation(_line(calendar, "METHOD"), (whole or events)[0])
    except _FAILS:
        return None


def _invitation(method: str, event: Any) -> Invitation:
    start = _first(event, "DTSTART").dt
    uid = _line(event, "UID")
    if not isinstance(start, date) or start.year not in _YEARS or not uid:
        raise ValueError("no appointment")
    known = {each.value: each for each in Method}
    organizer = _first(event, "ORGANIZER")
    return Invitation(
        method=known.get(method.lower(), Method.PUBLISH),
        uid=uid,
        sequence=int(_first(event, "SEQUENCE") or 0),
        start=start,
        end=_end(event, start),
        summary=_line(event, "SUMMARY"),
        location=_line(event, "LOCATION"),
        description=_lines(event, "DESCRIPTION"),
        zone=plain_line(str(_first(event, "DTSTART").params.get("TZID", "")))[:100],
        organizer=_address(organizer) if organizer else None,
        attendees=tuple(_attendees(event)),
        recurrence=_recurrence(_first(event, "RRULE"), start),
        recurrence_id=_moment(_first(event, "RECURRENCE-ID")),
        cancelled=method.lower() == "cancel" or _line(event, "STATUS").lower() == "cancelled",
    )


def _first(component: Any, name: str) -> Any:
    """Of a property that may stand there once only."""
    found = component.get(name)
    return found[0] if isinstance(found, list) else found


def _line(component: Any, name: str) -> str:
    return plain_line(str(_first(component, name) or ""))[:_LONGEST]


def _lines(component: Any, name: str) -> str:
    text = str(_first(component, name) or "")[:_DESCRIPTION]
    return "\n".join(map(plain_line, text.splitlines())).strip()


def _moment(value: Any) -> Moment | None:
    found = getattr(value, "dt", None)
    return found if isinstance(found, date) and found.year in _YEARS else None


def _end(event: Any, start: Moment) -> Moment | None:
    end = _moment(_first(event, "DTEND"))
    lasts = getattr(_first(event, "DURATION"), "dt", None)
    if end is None and isinstance(lasts, timedelta):
        end = start + lasts
    if end is None or isinstance(end, datetime) is not isinstance(start, datetime):
        return None
    if not isinstance(end, datetime):
        # The day behind the last one (RFC 5545 section 3.6.1).
        end -= timedelta(days=1)
    elif isinstance(start, datetime) and (end.tzinfo is None) is not (start.tzinfo is None):
        return None
    return end if end > start else None


def _attendees(event: Any) -> Sequence[Attendee]:
    found = event.get("ATTENDEE") or []
    listed = found if isinstance(found, list) else [found]
    answers = ("accepted", "tentative", "declined")
    said = ((each, str(each.params.get("PARTSTAT", "")).lower()) for each in listed[:MOST_ATTENDEES])
    return [Attendee(_address(each), answer if answer in answers else "") for each, answer in said]


def _address(value: Any) -> Address:
    spec = plain_line(str(value))[:_LONGEST]
    name = plain_line(str(value.params.get("CN", "")))[:_LONGEST]
    return Address(name, spec[7:] if spec[:7].lower() == "mailto:" else spec)


def _recurrence(rule: Any, start: Moment) -> Recurrence | None:
    if not rule:
        return None
    often = str((rule.get("FREQ") or [""])[0]).lower()
    known = {each.value: each for each in Every}
    days = [str(each) for each in rule.get("BYDAY") or []]
    # What only repeats the day on which it begins says nothing more.
    first = {"BYMONTHDAY": [start.day], "BYMONTH": [start.month]}
    own = {name for name, value in first.items() if rule.get(name) == value}
    plain = not days or often in ("daily", "weekly")
    if often not in known or set(rule) - _SIMPLE - own or not set(days) <= set(_WEEKDAYS) or not plain:
        return Recurrence(Every.OTHER)
    until = (rule.get("UNTIL") or [None])[0]
    count = (rule.get("COUNT") or [None])[0]
    return Recurrence(
        known[often],
        max(1, int((rule.get("INTERVAL") or [1])[0])),
        tuple(sorted(map(_WEEKDAYS.index, days))),
        None if count is None else int(count),
        until.date() if isinstance(until, datetime) else until,
    )


def reply_to(
    invitation: Invitation, organizer: Address, attendee: Address, answer: Answer, *, now: datetime
) -> bytes:
    """The calendar that goes back (RFC 5546 section 3.2.3): who answers what, and nothing else."""
    own = vCalAddress(f"mailto:{attendee.spec}")
    own.params["CN"], own.params["PARTSTAT"] = attendee.name.replace('"', "'"), answer.value
    event = Event()
    event.add("UID", invitation.uid)
    event.add("SEQUENCE", invitation.sequence)
    event.add("DTSTAMP", now.astimezone(UTC))
    event.add("SUMMARY", invitation.summary)
    event.add("DTSTART", _in_utc(invitation.start))
    if invitation.recurrence_id is not None:
        event.add("RECURRENCE-ID", _in_utc(invitation.recurrence_id))
    event.add("ORGANIZER", vCalAddress(f"mailto:{organizer.spec}"))
    event.add("ATTENDEE", own)
    calendar = Calendar()
    for name, value in (("PRODID", "-//Dienstpost//DE"), ("VERSION", "2.0"), ("METHOD", "REPLY")):
        calendar.add(name, value)
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def _in_utc(moment: Moment) -> Moment:
    """A day stays one, and a time of no known zone as well."""
    return moment.astimezone(UTC) if isinstance(moment, datetime) and moment.tzinfo else moment
