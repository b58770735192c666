"""What a person wants to hear of a message, and what becomes of recipients who are refused."""

from dataclasses import replace
from email import message_from_bytes
from email.policy import default

import pytest

from tests.cast import ANNA, BORIS
from tests.conftest import MakeApp
from tests.servers.dovecot import Dovecot
from tests.servers.smtp import Sink
from tests.visitor import Visitor, both_ways
from tests.web.desk import begin, form_of_page, in_english, lying, press, send_raw, value
from tests.web.test_holding import wait_for_the_threads
from webmail.config import Config

GONE, THIRD = "weg@x.example", "c@x.example"


def ticked(visitor: Visitor) -> list[str]:
    return [str(each["name"]) for each in visitor.page.select(".asks [checked]")]


@both_ways
def test_what_is_asked_for_is_kept_with_the_draft_and_travels_with_the_message(
    writer: Visitor, dovecot: Dovecot, smtp: Sink
) -> None:
    begin(writer)
    assert ticked(writer) == []
    press(writer.check("ask_read").check("ask_arrived"), "save")
    writer.open(writer.path)
    assert ticked(writer) == ["ask_read", "ask_arrived"]

    press(writer, "send").sees("Sent.")
    (received,) = smtp.received
    assert received.recipient_options == ("NOTIFY=SUCCESS,FAILURE,DELAY",)
    message = message_from_bytes(received.content, policy=default)
    assert message["Disposition-Notification-To"] == message["From"]
    assert ANNA.address in message["From"]
    (copy,) = lying(dovecot, "Sent")
    assert copy["Disposition-Notification-To"] == message["From"]


def test_nobody_is_asked_for_anything_by_itself(writer: Visitor, smtp: Sink) -> None:
    press(begin(writer), "send").sees("Sent.")
    assert b"Disposition-Notification-To" not in smtp.received[0].content
    assert smtp.received[0].recipient_options == ("NOTIFY=FAILURE,DELAY",)


def test_a_draft_that_asks_for_it_all_the_same_is_sent_and_it_is_said(writer: Visitor, smtp: Sink) -> None:
    press(begin(writer).check("ask_arrived"), "save")
    smtp.hidden = frozenset({"DSN"})
    press(writer, "send").sees("Sent. The mail server does not offer delivery receipts.")


def test_where_the_server_tells_of_no_arrival_it_is_said_before(writer: Visitor, smtp: Sink) -> None:
    smtp.hidden = frozenset({"DSN"})
    begin(writer)
    assert (smtp.received, smtp.commands) == ([], ["EHLO", "AUTH", "EHLO", "QUIT"])
    box = writer.page.select_one("[name=ask_arrived]")
    assert box is not None
    assert box.has_attr("disabled")
    writer.sees("The mail server does not offer delivery receipts.").misses("as far as they can")
    begin(writer)
    assert smtp.commands.count("EHLO") == 2


def test_a_server_that_does_not_answer_is_not_asked_by_each_page(writer: Visitor, smtp: Sink) -> None:
    stop = smtp.stall("ehlo")
    for _ in range(2):
        begin(writer).sees("as far as they can")
    stop.release()
    assert smtp.commands.count("EHLO") == 1


def test_what_a_guard_asks_takes_the_wishes_along(writer: Visitor, smtp: Sink) -> None:
    press(begin(writer, subject="").check("ask_read"), "send").sees("Please check once more")
    press(writer, "send").sees("Sent.")
    assert b"Disposition-Notification-To" in smtp.received[0].content


@both_ways
def test_the_others_get_it_with_one_click_when_one_is_refused(
    writer: Visitor, dovecot: Dovecot, smtp: Sink
) -> None:
    smtp.refuse(GONE, "550 5.1.1 No such user here")
    press(begin(writer, cc=f"{GONE}, {THIRD}"), "send").sees(
        "The mail server does not accept one recipient. Nobody has received the message yet.",
        "Send to the 2 others",
    )
    assert (writer.status, smtp.received) == (422, [])
    rest(writer).sees(f"Sent. Not to: {GONE}.")

    (received,) = smtp.received
    assert set(received.recipients) == {BORIS.address, THIRD}
    assert GONE.encode() not in received.content
    assert (len(lying(dovecot, "Sent")), lying(dovecot)) == (1, [])


def test_who_is_refused_is_marked_among_the_others_in_words_too(writer: Visitor, smtp: Sink) -> None:
    smtp.refuse(GONE, "550 5.1.1 No such user here")
    press(begin(writer, cc=f"{GONE}, {THIRD}"), "send")
    [marked] = writer.page.find_all(class_="recipient--wrong")
    assert marked.button is not None
    assert (marked["data-spec"], marked.button["title"]) == (GONE, f"{GONE} · refused")


def rest(visitor: Visitor) -> Visitor:
    button = visitor.page.select_one("button[name=rest]")
    assert button is not None
    return visitor.submit(button)


def test_where_nobody_else_is_left_it_is_not_offered(writer: Visitor, smtp: Sink) -> None:
    smtp.refuse(BORIS.address)
    press(begin(writer), "send").misses("Nobody has received the message yet.")
    assert writer.page.select_one("button[name=rest]") is None


def test_who_has_put_it_right_alone_sends_to_everybody(writer: Visitor, smtp: Sink) -> None:
    smtp.refuse(GONE)
    press(begin(writer, cc=GONE), "send")
    smtp.empty()
    press(writer, "send").sees("Sent.").misses("Not to")
    assert set(smtp.received[0].recipients) == {BORIS.address, GONE}


def test_what_was_held_and_then_refused_in_part_offers_the_others_too(
    make_app: MakeApp, config: Config, dovecot: Dovecot, smtp: Sink
) -> None:
    app = make_app(submission=replace(config.submission, hold_seconds=1))
    writer = in_english(Visitor(app, base_url=config.server.url).sign_in(ANNA))
    smtp.refuse(GONE, "550 5.1.1 No such user here")
    begin(writer, cc=GONE)
    here = writer.path
    press(writer, "send").sees("Will be sent in one second.")
    wait_for_the_threads()

    writer.open(here).sees(f"“{GONE}” does not exist.", "Send to the other one")
    rest(writer).sees("Will be sent in one second.", f"Not to: {GONE}.")
    wait_for_the_threads()
    assert smtp.received[0].recipients == (BORIS.address,)


def test_who_was_taken_out_meanwhile_is_not_spoken_of_any_more(
    make_app: MakeApp, config: Config, smtp: Sink
) -> None:
    app = make_app(submission=replace(config.submission, hold_seconds=1))
    writer = in_english(Visitor(app, base_url=config.server.url).sign_in(ANNA))
    smtp.refuse(GONE, "550 5.1.1 No such user here")
    begin(writer, cc=GONE)
    here = writer.path
    press(writer, "send")
    wait_for_the_threads()
    press(writer.open(here).fill(cc=THIRD), "save")
    writer.open(here).misses("does not exist", "Nobody has received the message yet.")
    assert writer.page.select_one("[name=cc][aria-invalid]") is None


def test_what_is_asked_then_still_leaves_them_out(writer: Visitor, smtp: Sink) -> None:
    smtp.refuse(GONE, "550 5.1.1 No such user here")
    press(begin(writer, subject="", cc=GONE), "send").sees("Please check once more")
    press(writer, "send").sees("Send to the other one")
    rest(writer).sees("Please check once more")
    press(writer, "send").sees(f"Sent. Not to: {GONE}.")
    assert smtp.received[0].recipients == (BORIS.address,)


def test_a_crafted_list_of_refused_leaves_people_out_and_adds_none(writer: Visitor, smtp: Sink) -> None:
    begin(writer, cc=THIRD)
    fields = {**form_of_page(writer), "rest": "yes", "refused": "böse@x.example\r\nBcc: d@x.example"}
    assert send_raw(writer, fields).status_code < 400
    assert set(smtp.received[0].recipients) == {BORIS.address, THIRD}


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ("554 5.7.1 Looks like spam", "its text or an attachment looks dangerous or unwanted"),
        ("554 5.6.0 Bad content", "its text or an attachment looks dangerous or unwanted"),
        ("452 4.3.1 Disk full", "is out of space or has a fault at the moment"),
        ("450 4.7.28 Flood", "too much was sent in a short time"),
        ("451 4.7.1 Greylisted", "the mail server does not accept it at the moment"),
        ("554 Nope", "the mail server does not accept it"),
    ],
)
def test_why_a_message_was_refused_is_said_in_words(
    writer: Visitor, smtp: Sink, answer: str, sentence: str
) -> None:
    smtp.answer("dot", answer)
    press(begin(writer), "send").sees(sentence, answer.split(" ")[-1])
    assert value(writer, "subject") == "Wandertag"


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ("550 5.1.8 Bad sender", f"“{GONE}” does not accept your address as a sender."),
        ("452 4.5.3 Too many", f"From “{GONE}” on, there are more recipients than the mail server accepts"),
        ("450 4.7.28 Flood", f"“{GONE}” has received too much in a short time."),
        ("550 5.2.4 List", f"“{GONE}” is a list that cannot be resolved"),
    ],
)
def test_why_a_recipient_was_refused_is_said_in_words(
    writer: Visitor, smtp: Sink, answer: str, sentence: str
) -> None:
    smtp.refuse(GONE, answer)
    press(begin(writer, cc=GONE), "send").sees(sentence)
