"""Read receipts: asked for, answered once, and nothing is sent that nobody wanted."""

from collections.abc import Callable
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest

from tests.cast import ANNA
from tests.letters import raw
from tests.mail.conftest import Place
from tests.servers.smtp import Sink
from webmail.mail.address import Address
from webmail.mail.errors import AlreadySent, PartMissing
from webmail.mail.mailbox import Mailbox
from webmail.mail.reading.safety import Official
from webmail.mail.ref import MessageRef
from webmail.mail.writing.dispatch import Dispatch, Sent
from webmail.mail.writing.receipt import Answered, Asked, ReadReceipts
from webmail.policy import Policy

BORIS = "boris.becker@schule.example"
Put = Callable[..., MessageRef]


@pytest.fixture
def receipts(mailbox: Mailbox, dispatch: Dispatch) -> ReadReceipts:
    return ReadReceipts(
        mailbox=mailbox,
        dispatch=dispatch,
        official=Official(("schule.example",), "mx.schule.example"),
        policy=Policy({}),
        answered=Answered(),
    )


@pytest.fixture
def put(place: Place) -> Put:
    def put(folder: str = "INBOX", **more: str) -> MessageRef:
        head = {
            "From": f"Boris <{BORIS}>",
            "Subject": "Plan",
            "Message-ID": "<plan@schule.example>",
            "Disposition-Notification-To": BORIS,
        }
        head |= {name.replace("_", "-"): value for name, value in more.items()}
        return place.append(folder, raw({name: value for name, value in head.items() if value}))

    return put


def asked(receipts: ReadReceipts, ref: MessageRef) -> Asked | None:
    return receipts.asked(receipts.mailbox.read(ref, seen=False))


def send(receipts: ReadReceipts, ref: MessageRef) -> Sent:
    return receipts.send(ref, subject="Gelesen: Plan", text="Angezeigt.")


def test_who_asks_is_known(receipts: ReadReceipts, put: Put) -> None:
    assert asked(receipts, put()) == Asked(Address("", BORIS), elsewhere=False)


@pytest.mark.parametrize(
    "more",
    [
        {"Return_Path": "<other@verlag.example>"},
        {"Disposition_Notification_To": "spy@evil.example"},
        {"Return_Path": "<bounce@lists.example>", "Disposition_Notification_To": BORIS},
    ],
)
def test_another_place_is_said(receipts: ReadReceipts, put: Put, more: dict[str, str]) -> None:
    found = asked(receipts, put(**more))
    assert found is not None
    assert found.elsewhere


@pytest.mark.parametrize(
    "more",
    [
        {"Disposition_Notification_To": ""},
        {"Disposition_Notification_To": "nonsense"},
        {"Disposition_Notification_To": "boris@schule..example"},
        {"Disposition_Notification_To": f"{BORIS}, spy@evil.example"},
        {"List_Id": "<kollegium.schule.example>"},
        {"List_Unsubscribe": "<mailto:ab@x.example>"},
        {"Precedence": "bulk"},
        {"Return_Path": "<>"},
        {"From": f"Anna <{ANNA.address}>"},
        {"Authentication_Results": "mx.schule.example; dmarc=fail header.from=schule.example"},
        {
            "From": f"Boris <{BORIS}>, Amt <amt@amt.example>",
            "Authentication_Results": "mx.schule.example; dmarc=fail header.from=amt.example",
        },
    ],
)
def test_nobody_is_told_who_should_not_be(
    receipts: ReadReceipts, put: Put, smtp: Sink, more: dict[str, str]
) -> None:
    ref = put(**more)
    assert asked(receipts, ref) is None
    with pytest.raises(PartMissing):
        send(receipts, ref)
    assert smtp.received == []


def test_reading_sends_nothing(receipts: ReadReceipts, put: Put, smtp: Sink) -> None:
    ref = put()
    receipts.mailbox.read(ref)
    asked(receipts, ref)
    assert smtp.received == []


def test_a_receipt_is_a_proper_report_from_nobody(receipts: ReadReceipts, put: Put, smtp: Sink) -> None:
    assert send(receipts, put()) is Sent.SENT
    (taken,) = smtp.received
    assert (taken.sender, taken.recipients) == ("<>", (BORIS,))
    message = message_from_bytes(taken.content, policy=default)
    assert message.get_content_type() == "multipart/report"
    assert message["Content-Type"].params["report-type"] == "disposition-notification"
    assert message["In-Reply-To"] == "<plan@schule.example>"
    words, notification = message.iter_parts()
    assert words.get_content().strip() == "Angezeigt."
    assert notification.get_content_type() == "message/disposition-notification"
    assert b"Original-Message-ID: <plan@schule.example>" in taken.content
    assert f"Final-Recipient: rfc822;{ANNA.address}".encode() in taken.content
    assert b"Disposition: manual-action/MDN-sent-manually; displayed" in taken.content


def test_where_nobody_may_send_it_goes_in_ones_own_name(receipts: ReadReceipts, put: Put, smtp: Sink) -> None:
    smtp.answer("mail", "553 5.7.1 Sender address rejected")
    assert send(receipts, put()) is Sent.NOT
    assert smtp.commands.count("MAIL") == 2


def test_it_is_remembered_before_it_goes_out(receipts: ReadReceipts, put: Put, place: Place) -> None:
    ref = put()
    flags: list[set[str]] = []
    hand_over = receipts.dispatch.send

    def look(*given: Any, **named: Any) -> Sent:
        flags.append(place.flags(ref))
        return hand_over(*given, **named)

    receipts.dispatch.send = look  # type: ignore[method-assign]
    assert send(receipts, ref) is Sent.SENT
    assert flags == [{"$MDNSent"}]


@pytest.mark.parametrize("message_id", ["<plan x@schule.example>", "<>", "plan"])
def test_no_message_id_that_is_none_is_repeated(
    receipts: ReadReceipts, put: Put, smtp: Sink, message_id: str
) -> None:
    assert send(receipts, put(Message_ID=message_id)) is Sent.SENT
    assert b"Original-Message-ID" not in smtp.received[0].content


def test_the_store_remembers_for_other_processes(receipts: ReadReceipts, put: Put) -> None:
    ref = put()
    receipts.decline(ref)
    receipts.answered = Answered()
    assert asked(receipts, ref) is None


@pytest.mark.parametrize("place", ["demo"], indirect=True)
@pytest.mark.usefixtures("no_keywords")
def test_where_the_store_keeps_no_marks_this_process_remembers(
    receipts: ReadReceipts, put: Put, smtp: Sink
) -> None:
    ref = put()
    assert send(receipts, ref) is Sent.SENT
    assert asked(receipts, ref) is None
    receipts.answered = Answered()
    assert asked(receipts, ref) is not None


def test_once_answered_it_is_never_asked_again(
    receipts: ReadReceipts, put: Put, place: Place, smtp: Sink
) -> None:
    ref = put()
    send(receipts, ref)
    assert "$MDNSent" in place.flags(ref)
    assert asked(receipts, ref) is None
    with pytest.raises(AlreadySent):
        send(receipts, ref)
    assert len(smtp.received) == 1


def test_a_refusal_is_remembered_and_tells_nobody(receipts: ReadReceipts, put: Put, smtp: Sink) -> None:
    ref = put()
    receipts.decline(ref)
    assert asked(receipts, ref) is None
    assert smtp.received == []


def test_what_was_not_taken_can_be_tried_again(
    receipts: ReadReceipts, put: Put, place: Place, smtp: Sink
) -> None:
    smtp.refuse(BORIS)
    ref = put()
    assert send(receipts, ref) is Sent.NOT
    assert "$MDNSent" not in place.flags(ref)
    assert asked(receipts, ref) is not None


def test_what_nobody_confirmed_is_not_sent_again(receipts: ReadReceipts, put: Put, smtp: Sink) -> None:
    smtp.close_at("taken")
    ref = put()
    assert send(receipts, ref) is Sent.UNCLEAR
    assert asked(receipts, ref) is None
