"""Filters and orders of a list, by links and remembered while reading."""

import pytest

from tests.letters import deliver, letter
from tests.servers.dovecot import Dovecot
from tests.visitor import Visitor, both_ways
from tests.web.test_mailbox import shown


@pytest.fixture
def filled(anna: Visitor, dovecot: Dovecot) -> Visitor:
    deliver(dovecot, subject="Zeugnisse", flags=["\\Seen"])
    deliver(dovecot, subject="Aufsicht", text="x" * 3000, flags=["\\Flagged"])
    deliver(dovecot, subject="Mensa", text="x" * 500)
    return anna.reload()


@both_ways
@pytest.mark.parametrize(
    ("order", "subjects"),
    [
        ("Älteste", ["Zeugnisse", "Aufsicht", "Mensa"]),
        ("Nach Betreff", ["Aufsicht", "Mensa", "Zeugnisse"]),
        ("Größte", ["Aufsicht", "Mensa", "Zeugnisse"]),
    ],
)
def test_the_order_is_chosen_and_stays_while_reading(
    filled: Visitor, order: str, subjects: list[str]
) -> None:
    filled.follow(order)
    assert shown(filled) == subjects
    filled.follow(subjects[0])
    filled.reload()
    assert shown(filled) == subjects
    filled.follow("Zurück zur Liste")
    assert shown(filled) == subjects


@both_ways
def test_starred_messages_alone_and_all_again(filled: Visitor) -> None:
    filled.follow("Mit Stern").sees("1 Nachricht mit Stern.")
    assert shown(filled) == ["Aufsicht"]
    assert sorted(shown(filled.follow("Alle Nachrichten anzeigen"))) == ["Aufsicht", "Mensa", "Zeugnisse"]


def test_a_filter_keeps_the_order(filled: Visitor) -> None:
    assert shown(filled.follow("Nach Betreff").follow("Ungelesen")) == ["Aufsicht", "Mensa"]


def test_no_star_at_all_says_so_and_leads_back(anna: Visitor, dovecot: Dovecot) -> None:
    deliver(dovecot, subject="Mensa")
    anna.reload().follow("Mit Stern").sees("Hier trägt keine Nachricht einen Stern.")
    assert shown(anna.follow("Alle Nachrichten anzeigen")) == ["Mensa"]


def test_attachments_are_a_filter_where_the_store_knows_them(filled: Visitor, dovecot: Dovecot) -> None:
    filled.misses("Mit Anhang")
    deliver(dovecot, letter(subject="Mit Datei"), flags=["$HasAttachment"])
    assert shown(filled.reload().follow("Mit Anhang")) == ["Mit Datei"]


@pytest.mark.parametrize(
    "query", ["only=quatsch", "order=quatsch", "only=", "order=1%0d%0a", "only=tag&order=NEWEST"]
)
def test_a_view_nobody_knows_is_the_usual_one(filled: Visitor, query: str) -> None:
    assert shown(filled.open(f"/mailbox/?{query}")) == ["Mensa", "Aufsicht", "Zeugnisse"]


def test_sent_mail_is_sorted_by_recipient(anna: Visitor, dovecot: Dovecot) -> None:
    for to in ("Zoe <a@schule.example>", "Ada <z@schule.example>"):
        deliver(dovecot, folder="Sent", to=to, subject=f"An {to[:3]}")
    anna.reload().follow("Gesendet").follow("Nach Empfänger")
    assert shown(anna) == ["An Ada", "An Zoe"]
