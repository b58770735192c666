"""Invitations: an appointment as a calendar part tells it, as text alone; what goes back (RFC 5545, 5546)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from functools import cache
from typing import Any
from urllib.parse import unquote
from zoneinfo import available_timezones

from icalendar import Calendar, Event, vCalAddress
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from webmail.mail.address import Address
from webmail.mail.part import Part
from webmail.mail.reading.calendar_text import ALSO, UNKNOWN_ZONE, own_lines
from webmail.mail.reading.charset import decode_text, plain_line

CALENDAR_LIMIT = 256 * 1024
_LONGEST = 1000
_DESCRIPTION = 10_000
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_SIMPLE = {"FREQ", "INTERVAL", "BYDAY", "COUNT", "UNTIL", "WKST"}
# What only repeats the day on which it begins, and says nothing more.
_OWN_DAY = {"monthly": ({"BYMONTHDAY"},), "yearly": ({"BYMONTH"}, {"BYMONTH", "BYMONTHDAY"})}
# Beyond these no calendar of this world goes, and Python's arithmetic ends soon.
_YEARS = range(1900, 2200)
# What the library lets out of values that it cannot read.
_FAILS = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError, OSError)

DayOrTime = datetime | date


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


class Participation(Enum):
    """What somebody who is invited says, by the word of RFC 5545 section 3.2.12 (PARTSTAT)."""

    ACCEPTED = "ACCEPTED"
    TENTATIVE = "TENTATIVE"
    DECLINED = "DECLINED"


@dataclass(frozen=True, slots=True)
class Attendee:
    """Who is invited, and what they have said so far."""

    address: Address
    participation: Participation | None = None


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
    says that it is about one occurrence alone. exact: an answer would name just this appointment.
    """

    method: Method
    uid: str
    sequence: int
    start: DayOrTime
    end: DayOrTime | None
    summary: str = ""
    location: str = ""
    description: str = ""
    zone: str = ""
    organizer: Address | None = None
    attendees: tuple[Attendee, ...] = ()
    recurrence: Recurrence | None = None
    recurrence_id: DayOrTime | None = None
    cancelled: bool = False
    exact: bool = True

    def is_told_by(self, senders: Sequence[Address]) -> bool:
        """Whether the message comes from whom it is about: who organizes it, or answers."""
        told = [each.address for each in self.attendees] if self.method is Method.REPLY else [self.organizer]
        own = {each.spec.casefold() for each in told if each is not None}
        return any(each.spec.casefold() in own for each in senders)

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
    Several appointments in one part are a calendar and no invitation (RFC 5546 section 3.2.2).
    """
    text = decode_text(octets[:CALENDAR_LIMIT], charset or "utf-8")
    try:
        calendar = Calendar.from_ical("\r\n".join([*own_lines(text, known_zone=_known_zone), ""]))
        events = [each for each in calendar.subcomponents if each.name == "VEVENT"]
        if len({str(each.get("UID")) for each in events}) != 1:
            return None
        whole = [each for each in events if "RECURRENCE-ID" not in each]
        return _invitation(_line(calendar, "METHOD"), (whole or events)[0])
    except _FAILS:
        return None


def _known_zone(name: str) -> str | None:
    """The IANA name: itself, by its name in Windows, or behind its maker's (RFC 5545 section 3.2.19)."""
    parts = name.strip("/").split("/")
    names = ("/".join(parts[start:]) for start in range(min(len(parts), 10)))
    return next((each for each in names if each in _zones()), WINDOWS_TO_OLSON.get(name))


@cache
def _zones() -> frozenset[str]:
    # Without those that mean whatever the server is set to.
    own = {"UTC", "GMT", "CET", "EET", "WET"}
    return frozenset(name for name in available_timezones() if "/" in name or name in own)


def _invitation(method: str, event: Any) -> Invitation:
    start = event["DTSTART"].dt
    uid = _line(event, "UID")
    if not isinstance(start, date) or start.year not in _YEARS or not uid:
        raise ValueError("no appointment")
    known = {each.value: each for each in Method}
    organizer, one = event.get("ORGANIZER"), event.get("RECURRENCE-ID")
    if one is not None and _moment(one) is None:
        raise ValueError("about one occurrence, but which")
    return Invitation(
        method=known.get(method.lower(), Method.PUBLISH),
        uid=uid,
        sequence=int(event.get("SEQUENCE") or 0),
        start=start,
        end=_end(event, start),
        summary=_line(event, "SUMMARY"),
        location=_line(event, "LOCATION"),
        description=_lines(event, "DESCRIPTION"),
        zone=_zone(event["DTSTART"]),
        organizer=_address(organizer) if organizer else None,
        attendees=tuple(_attendees(event)),
        recurrence=_recurrence(event, start),
        recurrence_id=_moment(one),
        cancelled=method.lower() == "cancel" or _line(event, "STATUS").lower() == "cancelled",
        exact=str(event["UID"]) == uid and (one is None or "RANGE" not in one.params),
    )


def _zone(start: Any) -> str:
    return plain_line(str(start.params.get("TZID") or start.params.get(UNKNOWN_ZONE) or ""))


def _line(component: Any, name: str) -> str:
    return plain_line(str(component.get(name) or ""))[:_LONGEST]


def _lines(component: Any, name: str) -> str:
    text = str(component.get(name) or "")[:_DESCRIPTION]
    return "\n".join(map(plain_line, text.splitlines())).strip()


def _moment(value: Any) -> DayOrTime | None:
    found = getattr(value, "dt", None)
    return found if isinstance(found, date) and found.year in _YEARS else None


def _end(event: Any, start: DayOrTime) -> DayOrTime | None:
    end = _moment(event.get("DTEND"))
    lasts = getattr(event.get("DURATION"), "dt", None)
    if end is None and isinstance(lasts, timedelta):
        end = _after(start, lasts)
    if end is None or isinstance(end, datetime) is not isinstance(start, datetime):
        return None
    if not isinstance(end, datetime):
        # The day behind the last one (RFC 5545 section 3.6.1).
        end -= timedelta(days=1)
    elif isinstance(start, datetime) and (end.tzinfo is None) is not (start.tzinfo is None):
        return None
    return end if end > start and end.year in _YEARS else None


def _after(start: DayOrTime, lasts: timedelta) -> DayOrTime:
    """Days are those of the calendar, hours exact, also when clocks are changed (RFC 5545 section 3.3.6)."""
    day = start + timedelta(days=lasts.days)
    if not isinstance(day, datetime) or day.tzinfo is None:
        return start + lasts
    return (day.astimezone(UTC) + timedelta(seconds=lasts.seconds)).astimezone(day.tzinfo)


def _attendees(event: Any) -> Sequence[Attendee]:
    found = event.get("ATTENDEE") or []
    listed = found if isinstance(found, list) else [found]
    said = ((each, str(each.params.get("PARTSTAT", "")).upper()) for each in listed)
    known = Participation.__members__
    return [Attendee(_address(each), known.get(word)) for each, word in said]


def _address(value: Any) -> Address:
    spec, called = str(value), value.params.get("CN", "")
    if spec[:7].lower() == "mailto:":
        # An address of the web (RFC 6068).
        spec = unquote(spec[7:])
    # A name with a comma that nobody has quoted.
    name = ", ".join(map(str.strip, called)) if isinstance(called, list) else str(called)
    return Address(plain_line(name)[:_LONGEST], plain_line(spec)[:_LONGEST])


def _recurrence(event: Any, start: DayOrTime) -> Recurrence | None:
    rule = event.get("RRULE")
    if ALSO in event:
        return Recurrence(Every.OTHER)
    try:
        return _rule_from(rule, start) if rule else None
    except _FAILS:
        # A rule that is none must not hide when the appointment begins.
        return Recurrence(Every.OTHER)


def _rule_from(rule: Any, start: DayOrTime) -> Recurrence:
    often = str((rule.get("FREQ") or [""])[0]).lower()
    days = {str(each) for each in rule.get("BYDAY") or []}
    count, until = ((rule.get(name) or [None])[0] for name in ("COUNT", "UNTIL"))
    first = {"BYMONTHDAY": [start.day], "BYMONTH": [start.month]}
    more = set(rule) - _SIMPLE
    own = not more or (more in _OWN_DAY.get(often, ()) and all(rule[name] == first[name] for name in more))
    sayable = own and days <= set(_WEEKDAYS) and (not days or often in ("daily", "weekly"))
    if not sayable or often not in {each.value for each in Every} or (count is not None and int(count) < 1):
        return Recurrence(Every.OTHER)
    if isinstance(until, datetime) and until.tzinfo and isinstance(start, datetime) and start.tzinfo:
        until = until.astimezone(start.tzinfo)
    if until is not None and (not isinstance(until, date) or until.year not in _YEARS):
        return Recurrence(Every.OTHER)
    return Recurrence(
        Every(often),
        max(1, int((rule.get("INTERVAL") or [1])[0])),
        tuple(sorted(map(_WEEKDAYS.index, days))),
        None if count is None else int(count),
        until.date() if isinstance(until, datetime) else until,
    )


def reply_to(
    invitation: Invitation,
    organizer: Address,
    attendee: Address,
    participation: Participation,
    *,
    now: datetime,
) -> bytes:
    """The calendar that goes back (RFC 5546 section 3.2.3): who answers what, and nothing else."""
    own = vCalAddress(f"mailto:{attendee.spec}")
    own.params["CN"], own.params["PARTSTAT"] = attendee.name.replace('"', "'"), participation.value
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


def _in_utc(moment: DayOrTime) -> DayOrTime:
    """A day stays one, and a time of no known zone as well."""
    return moment.astimezone(UTC) if isinstance(moment, datetime) and moment.tzinfo else moment
