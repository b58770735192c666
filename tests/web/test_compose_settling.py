"""What a person decides about a message of which nobody knows: about what the page told of, and once."""

import pytest

from tests.cast import BORIS
from tests.servers.dovecot import Dovecot
from tests.servers.smtp import Sink
from tests.visitor import Visitor, both_ways
from tests.web.desk import begin, in_english, lying, press, second_tab, state_shown, value

NOT_CERTAIN = "It is uncertain whether the message was sent"


@pytest.fixture
def writer(anna: Visitor, smtp: Sink) -> Visitor:
    """Anna before a message that the server has taken without a word."""
    smtp.close_at("taken")
    press(begin(in_english(anna)), "send")
    assert state_shown(anna) == NOT_CERTAIN
    assert len(smtp.received) == 1
    return anna


@both_ways
def test_a_double_click_sends_again_once_though_that_is_not_certain_either(
    writer: Visitor, smtp: Sink
) -> None:
    second = second_tab(writer)
    smtp.close_at("taken")
    writer.press("Send it again")
    assert (state_shown(writer), len(smtp.received)) == (NOT_CERTAIN, 2)
    second.press("Send it again")
    assert (second.status, state_shown(second), len(smtp.received)) == (200, NOT_CERTAIN, 2)
    smtp.empty()
    second.press("Send it again").sees("Sent.")
    assert len(smtp.received) == 1


@pytest.mark.parametrize("late", ["It has arrived", "Send it again", "Continue writing"])
def test_an_old_page_decides_nothing_about_the_next_attempt(
    writer: Visitor, dovecot: Dovecot, smtp: Sink, late: str
) -> None:
    second = second_tab(writer)
    smtp.close_at("taken")
    writer.press("Send it again")
    second.press(late)
    assert (second.status, state_shown(second)) == (200, NOT_CERTAIN)
    assert (len(smtp.received), len(lying(dovecot)), lying(dovecot, "Sent")) == (2, 1, [])


@both_ways
def test_pressed_twice_it_has_arrived_is_done_once(writer: Visitor, dovecot: Dovecot, smtp: Sink) -> None:
    second = second_tab(writer)
    for each in (writer, second):
        each.press("It has arrived").sees("The copy is now among the sent messages.")
    assert (len(lying(dovecot, "Sent")), lying(dovecot), len(smtp.received)) == (1, [], 1)


@both_ways
def test_pressed_twice_going_on_writing_shows_the_draft(
    writer: Visitor, dovecot: Dovecot, smtp: Sink
) -> None:
    second = second_tab(writer)
    writer.press("Continue writing")
    second.press("Continue writing").misses("sent already")
    assert (second.status, value(second, "to")) == (200, BORIS.address)
    assert len(lying(dovecot)) == 1


def test_going_on_writing_where_nothing_lies_any_more_leads_to_what_is_open(
    writer: Visitor, dovecot: Dovecot, smtp: Sink
) -> None:
    second = second_tab(writer)
    press(writer.press("Continue writing"), "discard")
    assert lying(dovecot) == []
    second.press("Continue writing").sees("Nothing is pending.")
    assert second.status == 200
