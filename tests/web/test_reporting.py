"""Reporting phishing as a person does it: asks, sends, moves, and says what became of either half."""

import pytest
from flask import Flask

from tests.cast import ANNA
from tests.conftest import MakeApp
from tests.letters import deliver, subjects
from tests.servers.dovecot import Dovecot
from tests.servers.smtp import Sink
from tests.visitor import Visitor, both_ways
from tests.web.deed import message_path, post
from webmail.config import Mail

OFFICE = "melden@schule.example"


@pytest.fixture
def app(make_app: MakeApp) -> Flask:
    return make_app(mail=Mail(phishing_address=OFFICE))


@both_ways
def test_a_message_is_reported_after_a_question(anna: Visitor, dovecot: Dovecot, smtp: Sink) -> None:
    deliver(dovecot, subject="Gewinn")
    anna.reload().follow("Gewinn").press("Phishing melden …").sees(OFFICE)
    assert smtp.received == []
    anna.press("Phishing melden").sees("Gemeldet und in den Spam-Ordner verschoben.")
    assert smtp.received[0].recipients == (OFFICE,)
    assert subjects(dovecot, "Junk") == ["Gewinn"]
    anna.press("Rückgängig")
    assert subjects(dovecot) == ["Gewinn"]


def test_one_message_of_a_conversation_is_reported_and_the_rest_stays_open(
    anna: Visitor, dovecot: Dovecot, smtp: Sink
) -> None:
    for own in ("a", "b"):
        deliver(dovecot, subject=f"Gewinn {own}", more={"References": "<root@x.example>"})
    anna.reload().follow("Gewinn b").press("Phishing melden …", within=".member:last-child")
    anna.press("Phishing melden").sees("Gemeldet und in den Spam-Ordner verschoben.")
    assert subjects(dovecot, "Junk") == ["Gewinn b"]
    assert anna.path.endswith("/conversation")


def test_a_refused_report_is_told_and_nothing_moves(anna: Visitor, dovecot: Dovecot, smtp: Sink) -> None:
    deliver(dovecot, subject="Gewinn")
    smtp.refuse(OFFICE)
    anna.reload().follow("Gewinn").press("Phishing melden …").press("Phishing melden").sees("Nicht gemeldet")
    assert subjects(dovecot) == ["Gewinn"]


def test_without_an_address_there_is_no_button(make_app: MakeApp, dovecot: Dovecot, smtp: Sink) -> None:
    visitor = Visitor(make_app()).sign_in(ANNA)
    ref = deliver(dovecot)
    visitor.open(message_path(visitor.app, ref)).misses("Phishing melden")
    assert post(visitor, f"{message_path(visitor.app, ref)}/report", {"sure": "yes"}).status_code == 403


def test_boris_cannot_report_annas_message(
    anna: Visitor, boris: Visitor, dovecot: Dovecot, smtp: Sink
) -> None:
    ref = deliver(dovecot)
    assert post(boris, f"{message_path(anna.app, ref)}/report", {"sure": "yes"}).status_code == 404
    assert smtp.received == []
