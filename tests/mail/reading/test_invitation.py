"""Calendars: read as an appointment or not at all, whatever stands in them, and never for long."""

import random
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.invitations import EVA, calendar
from webmail.mail.address import Address
from webmail.mail.reading.calendar_text import own_lines
from webmail.mail.reading.invitation import (
    CALENDAR_LIMIT,
    Attendee,
    Every,
    Invitation,
    Method,
    Recurrence,
    read_invitation,
)

BERLIN = ZoneInfo("Europe/Berlin")
NO_ZONE = {"DTSTART;TZID=Europe/Berlin": None, "DTEND;TZID=Europe/Berlin": None}
OWN_ZONE = (
    "BEGIN:VTIMEZONE", "TZID:Nirgends", "BEGIN:STANDARD", "DTSTART:19700101T000000", "RRULE:FREQ=YEARLY",
    "TZOFFSETFROM:+0100", "TZOFFSETTO:+0200", "END:STANDARD", "END:VTIMEZONE",
)  # fmt: skip


def read(fields: Mapping[str, str | None] | None = None, **more: object) -> Invitation:
    found = read_invitation(calendar(fields, **more).encode())  # type: ignore[arg-type]
    assert found is not None
    return found


def test_an_invitation_says_who_what_when_and_where() -> None:
    found = read()
    assert (found.method, found.uid, found.sequence) == (Method.REQUEST, "beratung@verlag.example", 2)
    assert (found.summary, found.location) == ("Dienstberatung", "Raum 112")
    assert found.description == "Bitte Kalender mitbringen.\nGruß"
    assert found.start == datetime(2026, 11, 27, 14, 0, tzinfo=BERLIN)
    assert found.end == datetime(2026, 11, 27, 15, 30, tzinfo=BERLIN)
    assert found.organizer == Address("Eva", EVA)
    assert found.attendees == (Attendee(Address("Anna Arnold", "anna.arnold@schule.example")),)


@pytest.mark.parametrize(
    ("name", "zone"),
    [
        ("Europe/Berlin", BERLIN),
        ("W. Europe Standard Time", BERLIN),
        ("/freeassociation.sourceforge.net/Europe/Berlin", BERLIN),
        ('"/x/y/America/Argentina/Buenos_Aires"', ZoneInfo("America/Argentina/Buenos_Aires")),
    ],
)
def test_a_zone_is_known_by_all_its_names(name: str, zone: ZoneInfo) -> None:
    found = read({**NO_ZONE, f"DTSTART;TZID={name}": "20261127T140000"})
    assert found.start == datetime(2026, 11, 27, 14, 0, tzinfo=zone)


@pytest.mark.parametrize("value", ["20261127T140000", "20261127T140000Z"])
def test_a_time_without_a_zone_is_one_and_utc_is_utc(value: str) -> None:
    found = read({**NO_ZONE, "DTSTART": value})
    assert isinstance(found.start, datetime)
    assert found.start.utcoffset() == (timedelta(0) if value.endswith("Z") else None)


def test_zones_of_the_senders_own_are_not_computed() -> None:
    found = read({**NO_ZONE, "DTSTART;TZID=Nirgends": "20261127T140000"}, around=OWN_ZONE)
    assert found.start == datetime(2026, 11, 27, 14, 0)
    assert found.zone == "Nirgends"


def test_whole_days_end_on_the_last_of_them() -> None:
    days = {"DTSTART;VALUE=DATE": "20261221", "DTEND;VALUE=DATE": "20270105"}
    found = read({**NO_ZONE, **days})
    assert found.whole_days
    assert (found.start, found.end) == (date(2026, 12, 21), date(2027, 1, 4))
    assert read({**NO_ZONE, **days, "DTEND;VALUE=DATE": "20261222"}).end is None


def test_a_duration_says_the_end_too() -> None:
    found = read({"DTEND;TZID=Europe/Berlin": None, "DURATION": "PT45M"})
    assert found.end == datetime(2026, 11, 27, 14, 45, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=WE,MO;COUNT=10", Recurrence(Every.WEEKLY, 2, (0, 2), 10)),
        ("FREQ=DAILY;UNTIL=20261220T220000Z", Recurrence(Every.DAILY, until=date(2026, 12, 20))),
        ("FREQ=MONTHLY;BYMONTHDAY=27", Recurrence(Every.MONTHLY)),
        ("FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=27", Recurrence(Every.YEARLY)),
        ("FREQ=MONTHLY;BYDAY=2MO", Recurrence(Every.OTHER)),
        ("FREQ=MONTHLY;BYMONTHDAY=1,15", Recurrence(Every.OTHER)),
        ("FREQ=SECONDLY", Recurrence(Every.OTHER)),
    ],
)
def test_a_rule_is_told_where_two_words_can_say_it(rule: str, expected: Recurrence) -> None:
    assert read({"RRULE": rule}).recurrence == expected


def test_of_a_series_the_whole_is_told_and_of_one_occurrence_that_one() -> None:
    one = ("BEGIN:VEVENT", "UID:beratung@verlag.example", "RECURRENCE-ID:20261204T130000Z",
           "DTSTART:20261204T140000Z", "SUMMARY:Verlegt", "END:VEVENT")  # fmt: skip
    assert read(around=one).summary == "Dienstberatung"
    alone = read({"RECURRENCE-ID": "20261204T130000Z"})
    assert alone.recurrence_id == datetime(2026, 12, 4, 13, 0, tzinfo=UTC)


@pytest.mark.parametrize(("method", "fields"), [("CANCEL", {}), ("REQUEST", {"STATUS": "CANCELLED"})])
def test_what_is_cancelled_is_said_to_be(method: str, fields: dict[str, str]) -> None:
    assert read(fields, method=method).cancelled
    assert not read().cancelled


def test_names_and_titles_are_one_line_without_signs_that_turn_them() -> None:
    found = read({"SUMMARY": "Plan\u202efdp\\nBcc: x", "ORGANIZER;CN=Eva": None,
                  'ORGANIZER;CN="Eva\u2066"': "MAILTO:eva@verlag.example"})  # fmt: skip
    assert not set("\u202e\u2066\n") & set(found.summary + str(found.organizer))
    assert found.organizer is not None
    assert found.organizer.spec == EVA


@pytest.mark.parametrize(
    "text",
    [
        "",
        "BEGIN:VCALENDAR",
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR\nEND:VEVENT",
        "BEGIN:VCALENDAR\nEND:VCALENDAR",
        calendar({"UID": None}),
        calendar(NO_ZONE),
        calendar({**NO_ZONE, "DTSTART": "99999999T999999"}),
        calendar({**NO_ZONE, "DTSTART": "00010101T000000Z"}),
        "BEGIN:VEVENT\n" * 100_000,
        "\x00" * 1000,
    ],
)  # fmt: skip
def test_what_is_no_appointment_is_none(text: str) -> None:
    assert read_invitation(text.encode()) is None


@pytest.mark.parametrize(
    "text",
    [
        calendar(around=["X-A:" + "x" * 5 * CALENDAR_LIMIT]),
        calendar(around=["X-A:b"] * 100_000),
        calendar({f"ATTENDEE;CN=N{number}": "mailto:x@y.example" for number in range(3000)}),
        calendar({"DESCRIPTION": "\\n" * 200_000}),
        "BEGIN:VCALENDAR\n" + "BEGIN:VEVENT\nUID:a\nDTSTART:20261127T140000Z\nEND:VEVENT\n" * 3000,
    ],
    ids=["a long line", "many lines", "many people", "many breaks", "many events"],
)
def test_of_what_is_too_large_a_part_is_read(text: str) -> None:
    found = read_invitation(text.encode())
    assert found is None or len(found.attendees) <= 200


@pytest.mark.parametrize("seed", range(40))
def test_no_calendar_makes_reading_fail(seed: int) -> None:
    chance = random.Random(seed)
    octets = bytearray(calendar({"RRULE": "FREQ=WEEKLY;COUNT=3", "DURATION": "PT1H"}).encode())
    for _ in range(chance.randrange(1, 30)):
        at = chance.randrange(len(octets))
        octets[at : at + chance.randrange(3)] = chance.choice(
            [b":", b";", b"=", b"\xff", b"\r\n ", b"-", b"9" * 30, b'"']
        )
    found = read_invitation(bytes(octets))
    assert found is None or found.uid


def test_lines_of_alarms_and_zones_are_left_out() -> None:
    alarm = ("BEGIN:VALARM", "TRIGGER:-PT15M", "END:VALARM")
    lines = list(own_lines(calendar(around=[*OWN_ZONE, *alarm])))
    assert not any("YEARLY" in line or "TRIGGER" in line for line in lines)
    assert lines[-1] == "END:VCALENDAR"
