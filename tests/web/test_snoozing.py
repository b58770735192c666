"""Snoozing, and being reminded of what nobody has answered: chosen, shown, changed, taken back, and come."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from tests.cast import ANNA, BORIS, Person
from tests.conftest import HeldClock, MakeApp
from tests.letters import deliver, letter, subjects
from tests.servers.dovecot import Dovecot
from tests.servers.fault import Fault
from tests.visitor import Visitor, both_ways
from tests.web.deed import list_path, message_path, post
from tests.web.test_mailbox import pick, shown
from webmail.accounts import Reminder
from webmail.database import db
from webmail.policy import Feature

SNOOZED, SENT = "Snoozed", "Sent"
BACK = "2026-11-17T07:30"
OWN = {"own": "yes", "day": "2026-11-20", "time": "10:15"}


def rows(app: Flask) -> int:
    with app.app_context():
        return db.session.query(Reminder).count()


def snooze(anna: Visitor, dovecot: Dovecot, *, subject: str = "Elternabend", when: str = BACK) -> None:
    ref = deliver(dovecot, subject=subject, flags=["\\Seen"])
    answer = post(anna.open("/mailbox/"), f"{message_path(anna.app, ref)}/snooze", {"when": when})
    assert answer.status_code == 303, answer.text
    anna.open(answer.headers["Location"])


def back(visitor: Visitor, clock: HeldClock, person: Person = ANNA, **by: float) -> Visitor:
    """Goes, comes back after a while, and looks at the inbox."""
    visitor.sign_out()
    clock.move(**by)
    return visitor.sign_in(person).open("/mailbox/")


@both_ways
def test_what_is_snoozed_is_away_until_its_time_and_then_unread_in_the_inbox(
    anna: Visitor, dovecot: Dovecot, clock: HeldClock
) -> None:
    deliver(dovecot, subject="Elternabend", flags=["\\Seen"])
    deliver(dovecot, subject="Anderes", flags=["\\Seen"])
    pick(anna.reload(), "Elternabend").press("Wiedervorlage …", within="[role=toolbar]")
    anna.sees("Wann soll die Nachricht wiederkommen?", "Heute 17:00", "Mo., 23. November, 07:30")
    anna.press("Morgen 07:30").sees("Kommt wieder in den Posteingang: morgen, 07:30.")
    assert (subjects(dovecot), subjects(dovecot, SNOOZED)) == (["Anderes"], ["Elternabend"])

    anna.open(list_path(anna.app, SNOOZED)).sees("Wieder da: morgen, 07:30")
    back(anna, clock, hours=21, minutes=59)
    assert len(shown(anna)) == 1
    back(anna, clock, minutes=1)
    assert "Elternabend" in shown(anna)[0]
    assert anna.has(".row--unread")
    anna.sees("Wiedervorlage")
    assert subjects(dovecot, SNOOZED) == []
    assert rows(anna.app) == 0


@both_ways
def test_what_is_back_says_so_when_opened_and_is_snoozed_again(
    anna: Visitor, dovecot: Dovecot, clock: HeldClock
) -> None:
    snooze(anna, dovecot)
    back(anna, clock, hours=23)
    for _ in range(2):
        anna.open("/mailbox/").follow("Elternabend").sees("Aus der Wiedervorlage zurück.")
    anna.press("Erneut wiedervorlegen …").press("Morgen 07:30").sees("Kommt wieder in den Posteingang")
    assert subjects(dovecot, SNOOZED) == ["Elternabend"]


def test_what_is_back_offers_no_snoozing_that_is_switched_off(make_app: MakeApp, dovecot: Dovecot) -> None:
    anna = Visitor(make_app(features={Feature.SNOOZE: False})).sign_in(ANNA)
    anna.open(message_path(anna.app, deliver(dovecot, flags=["$Resurfaced"])))
    anna.sees("Aus der Wiedervorlage zurück.").misses("Erneut wiedervorlegen")


@both_ways
def test_an_opened_message_is_snoozed_to_a_time_of_ones_own(anna: Visitor, dovecot: Dovecot) -> None:
    ref = deliver(dovecot, subject="Elternabend")
    anna.open(message_path(anna.app, ref)).press("Wiedervorlage …", within=".toolbar")
    anna.fill(day="2026-11-20", time="10:15").press("Dann wiedervorlegen")
    anna.sees("Kommt wieder in den Posteingang: Fr., 20. November, 10:15.")
    assert subjects(dovecot, SNOOZED) == ["Elternabend"]


def test_it_can_be_taken_back_and_its_row_goes_when_it_is_due(
    anna: Visitor, dovecot: Dovecot, clock: HeldClock
) -> None:
    snooze(anna, dovecot)
    anna.press("Rückgängig").sees("Zurückgeholt.")
    assert (subjects(dovecot), subjects(dovecot, SNOOZED)) == (["Elternabend"], [])
    back(anna, clock, days=2).misses("Wiedervorlage:")
    assert rows(anna.app) == 0


def test_what_waits_says_until_when_and_gets_another_time(
    anna: Visitor, dovecot: Dovecot, clock: HeldClock
) -> None:
    snooze(anna, dovecot)
    anna.open(list_path(anna.app, SNOOZED)).follow("Elternabend")
    anna.sees("Kommt wieder in den Posteingang: morgen, 07:30.")
    anna.press("Anderer Zeitpunkt …").fill(day="2026-11-20", time="10:15").press("Dann wiedervorlegen")
    anna.sees("Kommt wieder in den Posteingang: Fr., 20. November, 10:15.")
    assert rows(anna.app) == 1
    back(anna, clock, days=2)
    assert subjects(dovecot, SNOOZED) == ["Elternabend"]
    back(anna, clock, days=3)
    assert subjects(dovecot) == ["Elternabend"]


def test_what_waits_unread_is_not_among_all_that_is_unread(anna: Visitor, dovecot: Dovecot) -> None:
    deliver(dovecot, subject="Elternabend")
    ref = deliver(dovecot, subject="Anderes", flags=["\\Flagged"])
    post(anna.open("/mailbox/"), f"{message_path(anna.app, ref)}/snooze", {"when": BACK})
    assert shown(anna.open("/mailbox/everywhere/unread")) == ["Elternabend"]
    assert shown(anna.open("/mailbox/everywhere/starred")) == ["Anderes"]


def test_what_was_put_there_by_hand_has_no_time_and_stays(
    anna: Visitor, dovecot: Dovecot, clock: HeldClock
) -> None:
    snooze(anna, dovecot)
    deliver(dovecot, folder=SNOOZED, subject="Von Hand")
    anna.open(list_path(anna.app, SNOOZED)).sees("Ohne Zeitpunkt")
    back(anna, clock, days=5)
    assert subjects(dovecot, SNOOZED) == ["Von Hand"]


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"when": "2026-11-16T09:29"}, "der noch kommt"),
        ({"when": "2028-11-19T07:30"}, "der noch kommt"),
        ({"when": "bald"}, "Tag und Uhrzeit"),
        ({"own": "yes", "day": "2026-11-20", "time": ""}, "Tag und Uhrzeit"),
        ({"own": "yes"}, "Tag und Uhrzeit"),
    ],
)
def test_a_time_that_cannot_be_is_told_and_nothing_is_moved(
    fields: dict[str, str], told: str, anna: Visitor, dovecot: Dovecot
) -> None:
    ref = deliver(dovecot)
    answer = post(anna.reload(), f"{message_path(anna.app, ref)}/snooze", fields)
    assert answer.status_code == 422
    assert told in answer.text
    assert subjects(dovecot) == ["Elternabend"]


def test_with_the_store_away_it_comes_back_later_and_the_page_says_what_is_wrong(
    app_before_fault: Flask, fault: Fault, dovecot: Dovecot, clock: HeldClock
) -> None:
    anna = Visitor(app_before_fault).sign_in(ANNA)
    snooze(anna, dovecot, when="2026-11-16T09:40")
    clock.move(minutes=10)
    fault.refuse()
    anna.open("/mailbox/")
    assert anna.status == 503
    fault.let_pass()
    anna.open("/mailbox/")
    assert subjects(dovecot, SNOOZED) == ["Elternabend"]
    clock.move(minutes=6)
    anna.open("/mailbox/")
    assert subjects(dovecot) == ["Elternabend"]


def test_nobody_elses_messages_come_back(
    anna: Visitor, boris: Visitor, dovecot: Dovecot, clock: HeldClock
) -> None:
    snooze(anna, dovecot)
    deliver(dovecot, folder="Archive", person=BORIS, subject="Seins")
    back(boris, clock, BORIS, hours=23)
    assert subjects(dovecot, SNOOZED) == ["Elternabend"]
    assert rows(anna.app) == 1


def test_it_comes_back_though_snoozing_was_switched_off_since(
    anna: Visitor, dovecot: Dovecot, clock: HeldClock, make_app: MakeApp
) -> None:
    snooze(anna, dovecot)
    clock.move(hours=23)
    Visitor(make_app(features={Feature.SNOOZE: False})).sign_in(ANNA).open("/mailbox/")
    assert subjects(dovecot) == ["Elternabend"]


def test_it_comes_back_though_this_process_has_not_heard_of_the_folder(
    make_app: MakeApp, dovecot: Dovecot, clock: HeldClock
) -> None:
    """Another process has made it since."""
    here, there = (Visitor(make_app()).sign_in(ANNA) for _ in range(2))
    for each in (here, there):
        each.open("/mailbox/")
    snooze(there, dovecot, when="2026-11-16T09:40")
    clock.move(minutes=10)
    here.open("/mailbox/")
    assert subjects(dovecot) == ["Elternabend"]


def test_of_a_folder_that_was_renumbered_all_comes_back(
    anna: Visitor, dovecot: Dovecot, clock: HeldClock
) -> None:
    snooze(anna, dovecot)
    with dovecot.client(ANNA.address) as client:
        client.delete_folder(SNOOZED)
        client.create_folder(SNOOZED)
    deliver(dovecot, folder=SNOOZED, subject="Umgezogen")
    back(anna, clock, hours=23)
    assert subjects(dovecot) == ["Umgezogen"]
    assert rows(anna.app) == 0


def test_a_draft_is_not_snoozed_and_the_others_are(anna: Visitor, dovecot: Dovecot) -> None:
    refs = [deliver(dovecot, subject="Elternabend"), deliver(dovecot, folder="Drafts", subject="Entwurf")]
    boxes = [message_path(anna.app, ref).removeprefix("/message/") for ref in refs]
    fields = MultiDict([("when", BACK), *(("ref", box) for box in boxes)])
    answer = post(anna.reload(), "/mailbox/selected/snooze", fields)
    anna.open(answer.headers["Location"]).sees("Eine Nachricht blieb")
    assert (subjects(dovecot, "Drafts"), subjects(dovecot, SNOOZED)) == (["Entwurf"], ["Elternabend"])


def test_what_is_gone_among_others_is_told_and_hinders_nothing(anna: Visitor, dovecot: Dovecot) -> None:
    snooze(anna, dovecot)
    refs = [deliver(dovecot, folder=SNOOZED, subject="Gleich weg"), deliver(dovecot, subject="Noch hier")]
    with dovecot.client(ANNA.address) as client:
        client.select_folder(SNOOZED)
        client.delete_messages([refs[0].uid])
        client.expunge()
    boxes = [message_path(anna.app, ref).removeprefix("/message/") for ref in refs]
    fields = MultiDict([("when", BACK), *(("ref", box) for box in boxes)])
    answer = post(anna.reload(), "/mailbox/selected/snooze", fields)
    anna.open(answer.headers["Location"]).sees("Kommt wieder", "Eine Nachricht blieb")
    assert subjects(dovecot, SNOOZED) == ["Elternabend", "Noch hier"]


def sent(dovecot: Dovecot) -> str:
    """A message of Anna's own, in Sent; gives its Message-ID."""
    content = letter(
        subject="Rueckfrage",
        sender=f"{ANNA.name} <{ANNA.address}>",
        to=BORIS.address,
        more={"Message-ID": "<frage@schule.example>"},
    )
    deliver(dovecot, content, folder=SENT, flags=["\\Seen"], received=datetime(2026, 11, 16, 8, tzinfo=UTC))
    return "<frage@schule.example>"


def remind(anna: Visitor) -> Visitor:
    anna.open(list_path(anna.app, SENT)).follow("Rueckfrage")
    anna.press("Erinnern, wenn niemand antwortet …", within=".toolbar")
    anna.sees("Wann möchten Sie erinnert werden")
    return anna.press("Morgen 07:30").sees("Sie werden erinnert: morgen, 07:30.")


@both_ways
def test_what_nobody_answers_is_shown_in_the_inbox(anna: Visitor, dovecot: Dovecot, clock: HeldClock) -> None:
    sent(dovecot)
    remind(anna).sees("Sie werden erinnert, wenn bis dahin niemand geantwortet hat: morgen, 07:30.")
    anna.open(list_path(anna.app, SENT)).sees("Erinnerung: morgen, 07:30")
    back(anna, clock, hours=23).sees("Keine Antwort gefunden")
    assert not anna.has(".row__count")
    assert (subjects(dovecot), subjects(dovecot, SENT)) == (["Rueckfrage"], ["Rueckfrage"])
    assert "\\Seen" not in dovecot.flags(ANNA.address, "INBOX", 1)
    assert rows(anna.app) == 0


@both_ways
def test_an_opened_reminder_says_so_and_comes_once_more(
    anna: Visitor, dovecot: Dovecot, clock: HeldClock
) -> None:
    sent(dovecot)
    remind(anna)
    for _ in range(2):
        back(anna, clock, hours=23).follow("Rueckfrage")
        anna.sees("Bis zu dieser Erinnerung wurde keine Antwort gefunden.")
    anna.press("Erneut erinnern …").press("Morgen 07:30").sees("Kommt wieder in den Posteingang")
    anna.open(list_path(anna.app, SNOOZED)).follow("Rueckfrage").misses("Bis zu dieser Erinnerung")
    back(anna, clock, days=2).sees("Wiedervorlage").misses("Keine Antwort gefunden")
    anna.follow("Rueckfrage").sees("Aus der Wiedervorlage zurück.")


@pytest.mark.parametrize(
    ("folder", "sender", "more", "reminded"),
    [
        ("INBOX", BORIS.address, {}, False),
        ("Archive", BORIS.address, {}, False),
        ("Trash", BORIS.address, {}, False),
        ("INBOX", BORIS.address, {"Auto-Submitted": "no"}, False),
        ("INBOX", BORIS.address, {"Auto-Submitted": "auto-replied"}, True),
        ("INBOX", ANNA.address, {}, True),
        ("Junk", BORIS.address, {}, True),
    ],
)
def test_an_answer_that_somebody_else_has_written_ends_it(
    folder: str,
    sender: str,
    more: dict[str, str],
    *,
    reminded: bool,
    anna: Visitor,
    dovecot: Dovecot,
    clock: HeldClock,
) -> None:
    name = sent(dovecot)
    remind(anna)
    answer = letter(subject="Antwort", sender=sender, more={"In-Reply-To": name, **more})
    deliver(dovecot, answer, folder=folder, received=datetime(2026, 11, 16, 20, tzinfo=UTC))
    back(anna, clock, hours=23)
    assert ("Rueckfrage" in subjects(dovecot)) == reminded
    assert rows(anna.app) == 0


def test_the_reminder_is_taken_back(anna: Visitor, dovecot: Dovecot, clock: HeldClock) -> None:
    sent(dovecot)
    remind(anna).press("Nicht erinnern").sees("Sie werden an diese Nachricht nicht erinnert.")
    anna.misses("Sie werden erinnert, wenn")
    back(anna, clock, hours=23)
    assert subjects(dovecot) == []


def test_a_sent_message_that_was_deleted_is_not_shown(
    anna: Visitor, dovecot: Dovecot, clock: HeldClock
) -> None:
    sent(dovecot)
    remind(anna)
    with dovecot.client(ANNA.address) as client:
        client.select_folder(SENT)
        client.delete_messages(client.search())
        client.expunge()
    back(anna, clock, hours=23)
    assert subjects(dovecot) == []
    assert rows(anna.app) == 0


def test_only_what_was_sent_is_waited_for(anna: Visitor, dovecot: Dovecot) -> None:
    ref = deliver(dovecot)
    answer = post(anna.reload(), f"{message_path(anna.app, ref)}/follow-up", {"when": BACK})
    assert answer.status_code >= 400
    assert rows(anna.app) == 0
