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
        ("FREQ=WEEKLY;BYMONTH=11;BYDAY=FR", Recurrence(Every.OTHER)),
        ("FREQ=DAILY;BYMONTHDAY=27", Recurrence(Every.OTHER)),
        ("FREQ=MONTHLY;BYMONTH=11", Recurrence(Every.OTHER)),
        ("FREQ=YEARLY;BYMONTHDAY=27", Recurrence(Every.OTHER)),
        ("FREQ=DAILY;COUNT=-5", Recurrence(Every.OTHER)),
        ("FREQ=DAILY;COUNT=1e3", Recurrence(Every.OTHER)),
        ("FREQ=DAILY;UNTIL=PT1H", Recurrence(Every.OTHER)),
        ("FREQ=DAILY;UNTIL=20261220T000000/PT1H", Recurrence(Every.OTHER)),
        ("FREQ=DAILY;UNTIL=120000", Recurrence(Every.OTHER)),
        ("FREQ=DAILY;UNTIL=00010101", Recurrence(Every.OTHER)),
        ("FREQ=WEEKLY;BYDAY=MO,MO", Recurrence(Every.WEEKLY, weekdays=(0,))),
        ("FREQ=DAILY;UNTIL=20261220T233000Z", Recurrence(Every.DAILY, until=date(2026, 12, 21))),
        ("FREQ=SECONDLY", Recurrence(Every.OTHER)),
    ],
)
def test_a_rule_is_told_where_two_words_can_say_it(rule: str, expected: Recurrence) -> None:
    assert read({"RRULE": rule}).recurrence == expected


@pytest.mark.parametrize("more", ["RDATE", "EXDATE", "EXRULE"])
def test_what_has_other_dates_too_is_told_by_no_rule(more: str) -> None:
    expected = Recurrence(Every.OTHER)
    assert read({"RRULE": "FREQ=WEEKLY;COUNT=3", more: "20261204T130000Z"}).recurrence == expected
    assert read({more: "20261204T130000Z"}).recurrence == expected


BYPASSES = [
    ("BEGIN :VTIMEZONE", "END :VTIMEZONE"),
    ("BEGIN;X=1:VTIMEZONE", "END:VTIMEZONE"),
    ("BEG\x0b IN:VTIMEZONE", "END:VTIMEZONE"),
    ("X-A:\u2028BEGIN:VTIMEZONE", "END:VTIMEZONE"),
    ("SUMMARY:\rBEGIN:VTIMEZONE", "END:VTIMEZONE"),
]


@pytest.mark.parametrize(("begin", "end"), BYPASSES)
def test_no_way_of_writing_it_brings_a_zone_into_the_process(begin: str, end: str) -> None:
    around = (begin, *(line.replace("TZID:", "TZID:Eigene ") for line in OWN_ZONE[1:-1]), end)
    read_invitation(calendar(around=around).encode())
    inside = calendar({"X-B": "1\r\n" + "\r\n".join(around)})
    read_invitation(inside.encode())
    later = read({**NO_ZONE, "DTSTART;TZID=Eigene Nirgends": "20261127T140000"})
    assert isinstance(later.start, datetime)
    assert (later.start.tzinfo, later.zone) == (None, "Eigene Nirgends")


@pytest.mark.parametrize("sign", ["\r", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029"], ids=ascii)
def test_no_sign_in_a_text_begins_a_line_of_its_own(sign: str) -> None:
    zone = sign.join(line.replace("TZID:", "TZID:Andere ") for line in OWN_ZONE)
    found = read({"LOCATION": f"Raum{sign}{zone}{sign}STATUS:CANCELLED"})
    assert not found.cancelled
    later = read({**NO_ZONE, "DTSTART;TZID=Andere Nirgends": "20261127T140000"})
    assert isinstance(later.start, datetime)
    assert later.start.tzinfo is None


@pytest.mark.parametrize(
    "name", ["Europe", "America", "localtime", "posixrules", "x" * 300, "../etc/passwd", "/"]
)
def test_what_is_no_zone_is_none(name: str) -> None:
    found = read({**NO_ZONE, f"DTSTART;TZID={name}": "20261127T140000"})
    assert isinstance(found.start, datetime)
    assert found.start.tzinfo is None


def test_utc_is_utc_whatever_zone_stands_beside_it() -> None:
    found = read({**NO_ZONE, "DTSTART;TZID=America/New_York": "20261130T200000Z"})
    assert found.start == datetime(2026, 11, 30, 20, 0, tzinfo=UTC)


def test_hours_are_exact_when_the_clock_is_changed() -> None:
    found = read({**NO_ZONE, "DTSTART;TZID=Europe/Berlin": "20261025T010000", "DURATION": "PT3H"})
    assert found.end == datetime(2026, 10, 25, 3, 0, tzinfo=BERLIN)
    endless = {**NO_ZONE, "DTSTART": "20260101T000000Z", "DURATION": "P2912442DT23H30M"}
    assert read(endless).end is None


@pytest.mark.parametrize("value", ["x", "-1", "1e300", "99999999999"])
def test_a_number_that_is_none_is_nought(value: str) -> None:
    assert read({"SEQUENCE": value}).sequence == 0
    assert read({"SEQUENCE": None, "SEQUENCE;VALUE=FLOAT": value}).sequence == 0


def test_several_appointments_are_no_invitation_and_of_two_calendars_the_first_is_read() -> None:
    other = ("BEGIN:VEVENT", "UID:other", "DTSTART:20261204T140000Z", "END:VEVENT")
    assert read_invitation(calendar(around=other).encode()) is None
    both = calendar() + calendar({"SUMMARY": "Anderes"})
    found = read_invitation(both.encode())
    assert found is not None
    assert found.summary == "Dienstberatung"


@pytest.mark.parametrize(
    "fields",
    [
        {"RECURRENCE-ID;RANGE=THISANDFUTURE": "20261204T130000Z"},
        {"UID": "x" * 1500},
        {"UID": "a\x01b  c"},
    ],
)
def test_what_an_answer_could_not_name_is_not_exact(fields: dict[str, str]) -> None:
    assert not read(fields).exact
    assert read().exact


@pytest.mark.parametrize("value", ["garbage", "20261204T130000/PT1H", "120000"])
def test_one_occurrence_that_nobody_can_find_is_no_invitation(value: str) -> None:
    assert read_invitation(calendar({"RECURRENCE-ID": value}).encode()) is None


def test_no_kind_of_value_makes_other_words_of_a_text() -> None:
    fields = {"SUMMARY": None, "SUMMARY;VALUE=DATE": "20261127", "UID": None, "UID;VALUE=PERIOD": "a/b"}
    found = read(fields)
    assert (found.summary, found.uid, found.exact) == ("20261127", "a/b", True)


def test_a_name_with_an_unquoted_comma_and_an_address_of_the_web_are_understood() -> None:
    found = read({"ORGANIZER;CN=Eva": None, "ORGANIZER;CN=Arnold, Anna": "mailto:a%2Bb@c.example"})
    assert found.organizer == Address("Arnold, Anna", "a+b@c.example")


def test_it_is_known_whether_the_one_who_writes_is_the_one_it_speaks_of() -> None:
    assert read().is_told_by([Address("", "EVA@verlag.example")])
    assert not read().is_told_by([Address("Eva", "x@evil.example")])
    assert read(method="REPLY").is_told_by([Address("", "anna.arnold@schule.example")])
    assert not read(method="REPLY").is_told_by([Address("", EVA)])


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
        calendar(around=["CATEGORIES:" + "," * 19_980] * 13),
        calendar({f"RRULE{';X=1' * n}": "FREQ=DAILY;BYMONTHDAY=" + "1," * 9_900 + "1" for n in range(13)}),
        calendar({"X-A" + "".join(f";A{n}=1" for n in range(4000)): "x"}),
        "BEGIN:VCALENDAR\n" + "BEGIN:VEVENT\nUID:a\nDTSTART:20261127T140000Z\nEND:VEVENT\n" * 3000,
    ],
    ids=[
        "a long line",
        "many lines",
        "many people",
        "many breaks",
        "many kinds",
        "many rules",
        "many parameters",
        "many events",
    ],
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
    lines = list(own_lines(calendar(around=[*OWN_ZONE, *alarm]), known_zone=lambda name: name))
    assert not any("YEARLY" in line or "TRIGGER" in line for line in lines)
    assert lines[-1] == "END:VCALENDAR"
