"""Answering invitations: to the organizer alone, as the RFC says, and nothing that nobody pressed."""

from collections.abc import Callable
from email import message_from_bytes
from email.policy import default

import pytest
from icalendar import Calendar

from tests.cast import ANNA, BORIS
from tests.invitations import EVA, calendar, invitation
from tests.mail.conftest import Place
from tests.servers.smtp import Sink
from webmail.mail.address import Address
from webmail.mail.errors import PartMissing
from webmail.mail.mailbox import Mailbox
from webmail.mail.reading.invitation import Participation
from webmail.mail.reading.safety import Official
from webmail.mail.ref import MessageRef
from webmail.mail.writing.dispatch import Dispatch, Sent
from webmail.mail.writing.invitations import Invitations
from webmail.policy import Policy

Put = Callable[..., MessageRef]
DENIED = "Authentication-Results: mx.schule.example; dmarc=fail header.from=verlag.example\r\n"


@pytest.fixture
def invitations(mailbox: Mailbox, dispatch: Dispatch) -> Invitations:
    official = Official(("schule.example",), "mx.schule.example")
    return Invitations(mailbox=mailbox, dispatch=dispatch, official=official, policy=Policy({}))


def answer(invitations: Invitations, ref: MessageRef, said: Participation = Participation.ACCEPTED) -> Sent:
    return invitations.answer(ref, said, subject=lambda title: f"Zugesagt: {title}", text="Anna kommt.")


def organizer(invitations: Invitations, ref: MessageRef) -> Address | None:
    message = invitations.mailbox.read(ref, seen=False)
    found = invitations.invitation(message)
    assert found is not None
    return invitations.organizer(message, found)


@pytest.mark.parametrize("said", list(Participation))
def test_an_answer_is_a_proper_reply_to_the_organizer(
    invitations: Invitations, place: Place, smtp: Sink, said: Participation
) -> None:
    ref = place.append("INBOX", invitation())
    assert answer(invitations, ref, said) is Sent.SENT
    (taken,) = smtp.received
    assert taken.recipients == (EVA,)
    message = message_from_bytes(taken.content, policy=default)
    assert message.get_content_type() == "multipart/alternative"
    assert message["Subject"] == "Zugesagt: Dienstberatung"
    assert message["In-Reply-To"] == "<einladung@verlag.example>"
    words, reply = message.iter_parts()
    assert words.get_content().strip() == "Anna kommt."
    assert reply["Content-Type"].params["method"] == "REPLY"
    told = Calendar.from_ical(reply.get_payload(decode=True))
    (event,) = told.walk("VEVENT")
    assert (told["METHOD"], event["UID"], event["SEQUENCE"]) == ("REPLY", "beratung@verlag.example", 2)
    assert event["ATTENDEE"] == f"mailto:{ANNA.address}"
    assert event["ATTENDEE"].params["PARTSTAT"] == said.value
    assert event["ORGANIZER"] == f"mailto:{EVA}"
    assert "\\Answered" in place.flags(ref)


def test_one_occurrence_is_answered_as_that_one(invitations: Invitations, place: Place, smtp: Sink) -> None:
    text = calendar({"RECURRENCE-ID;TZID=Europe/Berlin": "20261204T140000"})
    answer(invitations, place.append("INBOX", invitation(text)))
    message = message_from_bytes(smtp.received[0].content, policy=default)
    (_, reply) = message.iter_parts()
    assert b"RECURRENCE-ID:20261204T130000Z" in reply.get_payload(decode=True)


def test_of_a_strangers_title_no_more_than_a_title_goes_on(
    invitations: Invitations, place: Place, smtp: Sink
) -> None:
    answer(invitations, place.append("INBOX", invitation(calendar({"SUMMARY": "Kaufen " * 100}))))
    message = message_from_bytes(smtp.received[0].content, policy=default)
    assert len(message["Subject"]) <= len("Zugesagt: ") + 200


def test_what_the_sender_wrote_becomes_no_line_of_its_own(
    invitations: Invitations, place: Place, smtp: Sink
) -> None:
    text = calendar({"SUMMARY": "Plan\\nATTENDEE:mailto:x@evil.example", "UID": 'a";b:c^nX-EVIL:1'})
    answer(invitations, place.append("INBOX", invitation(text)))
    message = message_from_bytes(smtp.received[0].content, policy=default)
    (_, reply) = message.iter_parts()
    (event,) = Calendar.from_ical(reply.get_payload(decode=True)).walk("VEVENT")
    assert event["ATTENDEE"] == f"mailto:{ANNA.address}"
    assert "X-EVIL" not in event


@pytest.mark.parametrize(
    ("text", "more"),
    [
        (calendar(method="CANCEL"), ""),
        (calendar(method="REPLY"), ""),
        (calendar(method="PUBLISH"), ""),
        (calendar({"ORGANIZER;CN=Eva": None}), ""),
        (calendar({"ORGANIZER;CN=Eva": "mailto:nobody"}), ""),
        (calendar({"ORGANIZER;CN=Eva": f"mailto:{ANNA.address}"}), ""),
        (calendar({"ORGANIZER;CN=Eva": f"mailto:{EVA},{BORIS.address}"}), ""),
        (calendar({"ORGANIZER;CN=Eva": f"mailto:{EVA}?cc={BORIS.address}"}), ""),
        (calendar({"STATUS": "CANCELLED"}), ""),
        (calendar({"UID": "x" * 1500}), ""),
        (calendar({"RECURRENCE-ID;RANGE=THISANDFUTURE": "20261204T130000Z"}), ""),
        (calendar(), DENIED),
    ],
)
def test_nobody_is_told_who_did_not_ask_or_should_not_know(
    invitations: Invitations, place: Place, smtp: Sink, text: str, more: str
) -> None:
    ref = place.append("INBOX", invitation(text, more=more))
    assert organizer(invitations, ref) is None
    with pytest.raises(PartMissing):
        answer(invitations, ref)
    assert smtp.received == []


def test_what_is_no_calendar_is_no_invitation(invitations: Invitations, place: Place, smtp: Sink) -> None:
    ref = place.append("INBOX", invitation("BEGIN:VCALENDAR\r\n"))
    assert invitations.invitation(invitations.mailbox.read(ref, seen=False)) is None
    with pytest.raises(PartMissing):
        answer(invitations, ref)


def test_what_was_not_taken_can_be_tried_again(invitations: Invitations, place: Place, smtp: Sink) -> None:
    smtp.refuse(EVA)
    ref = place.append("INBOX", invitation())
    assert answer(invitations, ref) is Sent.NOT
    assert "\\Answered" not in place.flags(ref)
    assert organizer(invitations, ref) is not None


def test_reading_sends_nothing(invitations: Invitations, place: Place, smtp: Sink) -> None:
    organizer(invitations, place.append("INBOX", invitation()))
    assert smtp.received == []
