"""A copy that could not be filed: said, filed again, and nothing is sent a second time."""

import pytest
from flask import Flask

from tests.cast import ANNA
from tests.servers.dovecot import Dovecot
from tests.servers.fault import Fault
from tests.servers.smtp import Sink
from tests.visitor import Visitor
from tests.web.desk import begin, in_english, lying, place, press, state_shown, wait_for_the_thread
from webmail.web import handing_over


@pytest.fixture
def writer(app_before_fault: Flask, fault: Fault, smtp: Sink, monkeypatch: pytest.MonkeyPatch) -> Visitor:
    """Anna, whose message was taken just before the store went away."""
    monkeypatch.setattr(handing_over, "PATIENCE", 0.0)
    stop = smtp.stall("dot")
    writer = press(begin(in_english(Visitor(app_before_fault).sign_in(ANNA))), "send")
    assert stop.reached.wait(10)
    fault.refuse()
    smtp.release()
    wait_for_the_thread()
    return writer


def test_that_it_was_sent_is_said_even_with_the_store_away(writer: Visitor, smtp: Sink) -> None:
    writer.open(place(writer)).sees(
        "The message has been sent", "your own copy is not among the sent messages"
    )
    assert len(smtp.received) == 1


def test_the_copy_is_filed_when_the_person_says_so_and_nothing_is_sent_again(
    writer: Visitor, dovecot: Dovecot, smtp: Sink, fault: Fault
) -> None:
    fault.let_pass()
    assert lying(dovecot, "Sent") == []
    assert state_shown(writer.open(place(writer))) == "The message has been sent"
    writer.press("Store the copy now").sees("The copy is now among the sent messages.")
    assert (len(lying(dovecot, "Sent")), lying(dovecot), len(smtp.received)) == (1, [], 1)


def test_while_the_store_is_away_filing_it_again_changes_nothing(
    writer: Visitor, dovecot: Dovecot, smtp: Sink, fault: Fault
) -> None:
    fault.let_pass()
    writer.open(place(writer))
    fault.refuse()
    writer.press("Store the copy now")
    assert state_shown(writer) == "The message has been sent"
    fault.let_pass()
    assert (lying(dovecot, "Sent"), len(lying(dovecot)), len(smtp.received)) == ([], 1, 1)
