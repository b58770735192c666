"""Invitations on the page: told in words, answered by a button, and text whatever stands in them."""

from email import message_from_bytes
from email.policy import default

import pytest

from tests.invitations import EVA, calendar, invitation
from tests.letters import deliver
from tests.servers.dovecot import Dovecot
from tests.servers.smtp import Sink
from tests.visitor import Visitor, both_ways
from tests.web.deed import message_path, post

NO_ZONE = {"DTSTART;TZID=Europe/Berlin": None, "DTEND;TZID=Europe/Berlin": None}


@both_ways
def test_who_is_invited_sees_what_it_is_and_answers(anna: Visitor, dovecot: Dovecot, smtp: Sink) -> None:
    deliver(dovecot, invitation())
    anna.reload().follow("Einladung: Dienstberatung")
    anna.sees("Freitag, 27. November 2026, 14:00 bis 15:30", "Raum 112", EVA, "Bitte Kalender mitbringen.")
    anna.press("Zusagen").sees("Ihre Antwort wurde an den Organisator gesendet.")
    message = message_from_bytes(smtp.received[0].content, policy=default)
    assert (message["To"], message["Subject"]) == (EVA, "Zugesagt: Dienstberatung")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({**NO_ZONE, "DTSTART;VALUE=DATE": "20261221"}, "Montag, 21. Dezember 2026, ganztägig"),
        (
            {**NO_ZONE, "DTSTART;VALUE=DATE": "20261221", "DTEND;VALUE=DATE": "20270105"},
            "Montag, 21. Dezember 2026 bis Montag, 4. Januar 2027, ganztägig",
        ),
        ({**NO_ZONE, "DTSTART": "20261127T130000Z"}, "Freitag, 27. November 2026, 14:00"),
        (
            {**NO_ZONE, "DTSTART;TZID=America/New_York": "20261127T080000"},
            "14:00 Beim Absender ist es 08:00 (America/New_York).",
        ),
        (
            {**NO_ZONE, "DTSTART;TZID=America/New_York": "20261130T200000", "RRULE": "FREQ=WEEKLY;BYDAY=MO"},
            "Beim Absender ist es Montag, 30. November 2026, 20:00 (America/New_York). Wiederholung nach",
        ),
        (
            {"ORGANIZER;CN=Eva": None, "ORGANIZER;CN=leitung@schule.example": f"mailto:{EVA}"},
            f"Organisator <{EVA}>",
        ),
        ({**NO_ZONE, "DTSTART": "20261127T080000"}, "08:00 Der Absender nennt keine Zeitzone."),
        ({**NO_ZONE, "DTSTART;TZID=Nirgends": "20261127T080000"}, "keine Zeitzone, die hier bekannt ist"),
        (
            {"RRULE": "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE;COUNT=10"},
            "alle 2 Wochen, am Montag und Mittwoch, 10-mal",
        ),
        ({"RRULE": "FREQ=YEARLY;UNTIL=20301127"}, "jedes Jahr, bis zum 27. November 2030"),
        ({"RRULE": "FREQ=MONTHLY;BYDAY=2MO"}, "nach einer Regel, die in der Kalenderdatei steht"),
        ({"STATUS": "CANCELLED"}, "Abgesagt"),
        ({"ATTENDEE;CN=Boris;PARTSTAT=DECLINED": "mailto:b@x.example"}, "Boris (hat abgesagt)"),
    ],
)
def test_times_and_rules_are_told_in_words(
    anna: Visitor, dovecot: Dovecot, fields: dict[str, str | None], words: str
) -> None:
    anna.open(message_path(anna.app, deliver(dovecot, invitation(calendar(fields))))).sees(words)


def test_what_does_not_come_from_the_organizer_is_said_to(anna: Visitor, dovecot: Dovecot) -> None:
    warning = "Diese Nachricht kommt nicht von der Person, um die es geht."
    anna.open(message_path(anna.app, deliver(dovecot, invitation()))).misses(warning)
    strange = invitation(sender="Leitung <leitung@verlag.example>")
    anna.open(message_path(anna.app, deliver(dovecot, strange))).sees(warning, "Zusagen")


def test_in_english_it_is_told_in_english(anna: Visitor, dovecot: Dovecot) -> None:
    ref = deliver(dovecot, invitation(calendar({"RRULE": "FREQ=DAILY;COUNT=3"})))
    anna.press("English").open(message_path(anna.app, ref))
    anna.sees("Friday, November 27, 2026, 14:00 to 15:30", "every day, 3 times", "Accept", "Decline")


def test_an_answer_that_is_none_is_refused(anna: Visitor, dovecot: Dovecot, smtp: Sink) -> None:
    path = message_path(anna.app, deliver(dovecot, invitation()))
    assert post(anna, f"{path}/invitation", {"answer": "MAYBE"}).status_code == 400
    assert post(anna, f"{path}/invitation").status_code == 400
    assert smtp.received == []


def test_boris_cannot_answer_what_anna_is_invited_to(
    anna: Visitor, boris: Visitor, dovecot: Dovecot, smtp: Sink
) -> None:
    path = message_path(anna.app, deliver(dovecot, invitation()))
    assert post(boris, f"{path}/invitation", {"answer": "ACCEPTED"}).status_code == 404
    assert smtp.received == []


def test_what_is_cancelled_waits_for_no_answer(anna: Visitor, dovecot: Dovecot) -> None:
    ref = deliver(dovecot, invitation(calendar(method="CANCEL")))
    anna.open(message_path(anna.app, ref)).sees("Abgesagt").misses("Zusagen")


def test_no_field_becomes_html(anna: Visitor, dovecot: Dovecot) -> None:
    evil = "<img src=x onerror=alert(1)><svg onload=alert(1)>"
    fields = {"SUMMARY": evil, "LOCATION": evil, "DESCRIPTION": evil, 'ATTENDEE;CN="<b id=evil>"': "mailto:x"}
    text = calendar({**fields, "ORGANIZER;CN=Eva": None, 'ORGANIZER;CN="<b id=evil>"': f"mailto:{EVA}"})
    anna.open(message_path(anna.app, deliver(dovecot, invitation(text)))).sees(evil)
    assert not anna.page.select(".invitation img, .invitation svg, #evil")


def test_a_broken_calendar_hides_nothing_of_the_message(anna: Visitor, dovecot: Dovecot) -> None:
    ref = deliver(dovecot, invitation("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n"))
    anna.open(message_path(anna.app, ref)).sees("Sie sind eingeladen.")
    assert not anna.has(".invitation")
    assert anna.has(".attachment")


def test_it_is_printed_without_buttons(anna: Visitor, dovecot: Dovecot) -> None:
    anna.open(message_path(anna.app, deliver(dovecot, invitation())) + "/print")
    anna.sees(
        "Freitag, 27. November 2026, 14:00 bis 15:30", "Raum 112", f"Eva <{EVA}>", "Eingeladen Anna Arnold"
    ).misses("Zusagen")


def test_in_a_conversation_it_is_told_and_answered_too(anna: Visitor, dovecot: Dovecot, smtp: Sink) -> None:
    deliver(dovecot, subject="Beratung", more={"Message-ID": "<frage@schule.example>"})
    deliver(dovecot, invitation(more="References: <frage@schule.example>\r\n"))
    anna.reload().follow("Einladung: Dienstberatung").sees("14:00 bis 15:30").press("Absagen")
    anna.sees("Ihre Antwort wurde an den Organisator gesendet.")
    assert len(smtp.received) == 1


def test_the_file_itself_can_be_downloaded(anna: Visitor, dovecot: Dovecot) -> None:
    anna.open(message_path(anna.app, deliver(dovecot, invitation())))
    assert anna.has(".attachment")
