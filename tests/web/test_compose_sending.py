"""Sending: once, to whom it was meant, and whatever happens is said."""

import re
from email import message_from_bytes
from email.policy import default

import pytest
from flask import Flask

from tests.cast import BORIS
from tests.letters import deliver
from tests.servers.dovecot import Dovecot
from tests.servers.smtp import Sink
from tests.visitor import Visitor, both_ways
from tests.web.desk import (
    autosave,
    begin,
    begin_path,
    flags,
    form_of_page,
    lying,
    place,
    press,
    send_raw,
    state_shown,
    text_of,
    value,
    wait_for_the_thread,
)

BEING_HANDED_OVER = "The message is being handed over"
SENT = "The message has been sent"
NOT_CERTAIN = "It is uncertain whether the message was sent"


@both_ways
def test_a_message_is_sent_filed_and_no_draft_is_left(writer: Visitor, dovecot: Dovecot, smtp: Sink) -> None:
    press(begin(writer, cc="c@x.example", bcc="geheim@x.example"), "send").sees("Sent.")
    assert writer.path == "/help/"
    (received,) = smtp.received
    assert set(received.recipients) == {BORIS.address, "c@x.example", "geheim@x.example"}
    assert b"geheim" not in received.content
    assert lying(dovecot) == []
    (copy,) = lying(dovecot, "Sent")
    assert copy["Bcc"] == "geheim@x.example"
    assert text_of(copy) == "Liebe Kolleginnen,\n\nhier ist der Plan.\n\n"


def test_an_answer_marks_what_it_answers(writer: Visitor, app: Flask, dovecot: Dovecot) -> None:
    ref = deliver(dovecot, more={"Message-ID": "<eins@x.example>"})
    press(writer.open(begin_path(app, "reply", ref)), "send").sees("Sent.")
    assert "\\Answered" in flags(dovecot, ref)
    (copy,) = lying(dovecot, "Sent")
    assert copy["In-Reply-To"] == "<eins@x.example>"


def test_a_forwarded_message_takes_its_attachments_along(
    writer: Visitor, app: Flask, dovecot: Dovecot, smtp: Sink
) -> None:
    ref = deliver(dovecot, files={"Plan.pdf": ("application/pdf", b"%PDF-1.4 \x00\xff")})
    press(writer.open(begin_path(app, "forward", ref)).fill(to=BORIS.address), "send").sees("Sent.")
    message = message_from_bytes(smtp.received[0].content, policy=default)
    (attached,) = message.iter_attachments()
    assert (attached.get_filename(), attached.get_content()) == ("Plan.pdf", b"%PDF-1.4 \x00\xff")
    assert "$Forwarded" in flags(dovecot, ref)


@both_ways
def test_nobody_to_send_to_is_said_at_the_field_and_everything_is_kept(
    writer: Visitor, dovecot: Dovecot, smtp: Sink
) -> None:
    press(begin(writer, to="").choose(plan=b"%PDF"), "send")
    assert writer.status == 422
    writer.sees("Please enter at least one recipient.", "plan.bin")
    assert value(writer, "subject") == "Wandertag"
    assert [each.get_filename() for each in lying(dovecot)[0].iter_attachments()] == ["plan.bin"]
    assert smtp.received == []
    press(writer.fill(to=BORIS.address), "send").sees("Sent.")


def test_what_is_no_address_is_said_in_its_own_words(writer: Visitor, smtp: Sink) -> None:
    press(begin(writer, cc="boris, c@x.example"), "send").sees("“boris” is not an email address.")
    assert (writer.status, value(writer, "cc"), smtp.received) == (422, "boris, c@x.example", [])


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ("550 5.1.1 No such user here", "“weg@x.example” does not exist."),
        ("552 5.2.2 Over quota", "The mailbox of “weg@x.example” is full."),
        ("550 5.7.1 Not for you", "You are not allowed to write to “weg@x.example”."),
        ("450 4.7.1 Later", "“weg@x.example” cannot be reached at the moment."),
        ("550 Nope", "The mail server does not accept “weg@x.example”."),
    ],
)
def test_a_refused_recipient_stays_with_the_reason_at_its_field(
    writer: Visitor, dovecot: Dovecot, smtp: Sink, answer: str, sentence: str
) -> None:
    smtp.refuse("weg@x.example", answer)
    press(begin(writer, cc="weg@x.example"), "send").sees(sentence, answer.split(" ")[-1])
    assert writer.status == 422
    field = writer.page.select_one("[name=cc]")
    assert field is not None
    assert field.get("aria-invalid") == "true"
    assert (smtp.received, len(lying(dovecot))) == ([], 1)
    press(writer.fill(cc=""), "send").sees("Sent.")
    assert len(smtp.received) == 1


@both_ways
def test_a_server_that_is_away_keeps_the_text_and_sends_later(
    writer: Visitor, dovecot: Dovecot, smtp: Sink
) -> None:
    smtp.stop()
    press(begin(writer), "send").sees("The message was not sent", "cannot be reached")
    # Without script the page is another one by now, that of the draft; with it, it has stayed.
    assert writer.status == (502 if writer.htmx else 200)
    assert value(writer, "text").replace("\r\n", "\n") == "Liebe Kolleginnen,\n\nhier ist der Plan.\n"
    assert len(lying(dovecot)) == 1
    smtp.start()
    press(writer, "send").sees("Sent.")
    assert len(smtp.received) == 1


def test_a_message_the_server_refuses_is_told_with_its_words(writer: Visitor, smtp: Sink) -> None:
    smtp.answer("dot", "554 5.7.1 Looks like spam")
    press(begin(writer), "send").sees("The message was not sent", "Looks like spam")


def test_pressed_twice_sends_once(writer: Visitor, dovecot: Dovecot, smtp: Sink) -> None:
    begin(writer)
    second = writer.twin()
    second.page, second.url = writer.page, writer.url
    press(writer, "send").sees("Sent.")
    press(second, "send").sees(SENT).misses("new draft")
    assert (len(smtp.received), len(lying(dovecot, "Sent")), lying(dovecot)) == (1, 1, [])


def test_reload_and_back_show_that_it_was_sent(writer: Visitor, smtp: Sink) -> None:
    begin(writer)
    path = writer.url
    press(writer, "send")
    assert state_shown(writer.open(path)) == SENT
    assert len(smtp.received) == 1


@both_ways
def test_back_and_sent_with_other_words_is_not_sent_and_not_lost(
    writer: Visitor, dovecot: Dovecot, smtp: Sink
) -> None:
    begin(writer)
    second = writer.twin()
    second.page, second.url = writer.page, writer.url
    press(writer, "send").sees("Sent.")
    press(second.fill(text="Ganz anders"), "send").sees("The text in this one was not sent")
    second.press("Keep it as a new draft")
    assert value(second, "text") == "Ganz anders"
    assert [text_of(each).strip() for each in lying(dovecot)] == ["Ganz anders"]
    assert len(smtp.received) == 1


def test_two_windows_send_the_same_draft_once(writer: Visitor, smtp: Sink) -> None:
    press(begin(writer), "save")
    other = writer.twin().open(writer.url)
    press(other, "send").sees("Sent.")
    press(writer, "send").sees(SENT)
    assert len(smtp.received) == 1


def test_a_script_that_saves_what_was_sent_is_told_and_stores_nothing(
    writer: Visitor, dovecot: Dovecot, smtp: Sink
) -> None:
    press(begin(writer), "save")
    other = writer.twin().open(writer.url)
    press(other, "send").sees("Sent.")
    answer = autosave(writer, text="Zu spät")
    assert answer.status_code == 409
    assert "notice_text" in answer.text
    assert lying(dovecot) == []


def test_while_it_is_handed_over_the_page_says_so_and_then_that_it_is_sent(
    writer: Visitor, dovecot: Dovecot, smtp: Sink, hasty: None
) -> None:
    stop = smtp.stall("dot")
    press(begin(writer), "send")
    assert state_shown(writer) == BEING_HANDED_OVER
    assert stop.reached.wait(5)
    assert state_shown(writer.open(f"{place(writer)}/state")) == BEING_HANDED_OVER
    smtp.release()
    wait_for_the_thread()
    assert state_shown(writer.reload()) == SENT
    assert len(lying(dovecot, "Sent")) == 1


def test_a_refusal_that_comes_late_is_found_on_the_page(writer: Visitor, smtp: Sink, hasty: None) -> None:
    smtp.refuse(BORIS.address)
    press(begin(writer), "send")
    wait_for_the_thread()
    writer.reload().sees(f"“{BORIS.address}” does not exist.")
    assert value(writer, "subject") == "Wandertag"


def test_a_failure_that_comes_late_is_found_on_the_page(writer: Visitor, smtp: Sink, hasty: None) -> None:
    smtp.answer("mail", "550 5.7.1 Not you")
    press(begin(writer), "send")
    wait_for_the_thread()
    writer.reload().sees("The message was not sent", "Not you")


@both_ways
def test_an_unclear_outcome_is_shown_and_never_sent_again_by_itself(
    writer: Visitor, dovecot: Dovecot, smtp: Sink
) -> None:
    smtp.close_at("taken")
    press(begin(writer), "send")
    assert state_shown(writer) == NOT_CERTAIN
    writer.open(place(writer)).sees(NOT_CERTAIN)
    writer.open("/compose/outbox").sees("Wandertag")
    before = len(smtp.received)
    writer.follow("Wandertag").press("It has arrived")
    assert (len(smtp.received), len(lying(dovecot, "Sent"))) == (before, 1)
    assert state_shown(writer.open("/compose/outbox")) == "Outbox"
    writer.misses("Wandertag")


def test_what_is_unclear_is_sent_again_when_the_person_says_so(
    writer: Visitor, dovecot: Dovecot, smtp: Sink
) -> None:
    smtp.close_at("dot")
    press(begin(writer), "send")
    assert state_shown(writer) == NOT_CERTAIN
    smtp.empty()
    writer.press("Send it again").sees("Sent.")
    assert (len(smtp.received), len(lying(dovecot, "Sent"))) == (1, 1)


def test_what_is_unclear_can_be_written_on_under_another_name(
    writer: Visitor, dovecot: Dovecot, smtp: Sink
) -> None:
    smtp.close_at("dot")
    press(begin(writer), "send")
    old = place(writer)
    writer.press("Continue writing")
    assert place(writer) != old
    assert value(writer, "to") == BORIS.address
    smtp.empty()
    press(writer, "send").sees("Sent.")
    assert len(smtp.received) == 1


def test_the_folders_say_what_is_not_settled(writer: Visitor, smtp: Sink) -> None:
    smtp.close_at("dot")
    press(begin(writer), "send")
    assert writer.open("/mailbox/").has('a[href="/compose/outbox"]')


@pytest.mark.parametrize("field", ["to", "cc", "bcc", "subject", "text", "references", "page", "back"])
@pytest.mark.parametrize("piece", ["\r\nX-Evil: ja", "\nBcc: x@evil.example\n", "\r\n\r\nEvil", "\0"])
def test_no_field_brings_a_header_of_its_own(
    writer: Visitor, smtp: Sink, dovecot: Dovecot, field: str, piece: str
) -> None:
    begin(writer)
    fields = form_of_page(writer)
    assert send_raw(writer, {**fields, field: fields[field] + piece}).status_code in (303, 422)
    for content in [each.content for each in smtp.received] + [bytes(each) for each in lying(dovecot)]:
        header = re.split(rb"\r?\n\r?\n", content)[0]
        assert not re.search(rb"^(X-Evil|Bcc: x@evil|Evil)", header, re.MULTILINE)


def test_a_line_end_in_the_subject_is_said_at_its_field(writer: Visitor, smtp: Sink) -> None:
    begin(writer)
    answer = send_raw(writer, {**form_of_page(writer), "subject": "Eins\r\nX-Evil: ja"})
    assert (answer.status_code, smtp.received) == (422, [])


def test_two_thousand_pasted_recipients_are_taken_and_one_more_is_too_many(
    writer: Visitor, smtp: Sink
) -> None:
    column = "\r\n".join(f"person{number}@x.example" for number in range(2000))
    press(begin(writer, to=column + "\r\nnoch@x.example"), "send").sees("2001")
    assert writer.status == 422
    press(writer.fill(to=column), "send").sees("2000 addresses outside the service").press("Send anyway")
    wait_for_the_thread()
    assert len(smtp.received[0].recipients) == 2000
