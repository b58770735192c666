"""Reporting phishing: the report first, then Junk; what could not be done is never told as done."""

from collections.abc import Callable
from email import message_from_bytes
from email.policy import default

import pytest

from tests.cast import ANNA
from tests.mail.conftest import Place, letter
from tests.servers.smtp import Sink
from webmail.mail.errors import MessageGone, TooLarge
from webmail.mail.mailbox import Mailbox
from webmail.mail.ref import MessageRef
from webmail.mail.writing.dispatch import Dispatch, Sent
from webmail.mail.writing.reporting import Reporter, enclosed
from webmail.policy import Forbidden

OFFICE = "melden@schule.example"
MakeReporter = Callable[..., Reporter]


@pytest.fixture
def make_reporter(dispatch: Dispatch) -> MakeReporter:
    def make(mailbox: Mailbox, *, address: str = OFFICE, limit: int = 100_000) -> Reporter:
        return Reporter(
            mailbox=mailbox, dispatch=dispatch, policy=mailbox.policy, address=address, limit=limit
        )

    return make


def test_the_message_goes_along_as_it_is_stored_and_moves_to_junk(
    place: Place, mailbox: Mailbox, make_reporter: MakeReporter, smtp: Sink
) -> None:
    content = letter(subject="Gewinn", text="Größe")
    ref = place.append("INBOX", content)
    reported = make_reporter(mailbox).report(ref, subject="Phishing", text="Siehe Anhang.")
    assert (reported.sent, reported.in_junk) == (Sent.SENT, True)
    (taken,) = smtp.received
    assert (taken.sender, taken.recipients) == (ANNA.address, (OFFICE,))
    enclosed_part = taken.content.partition(b"message/rfc822")[2]
    assert content.strip() in enclosed_part
    assert place.uids("INBOX") == []
    assert place.subjects("Junk") == ["Gewinn"]


def test_what_is_refused_stays_where_it_can_be_tried_again(
    place: Place, mailbox: Mailbox, make_reporter: MakeReporter, smtp: Sink
) -> None:
    smtp.refuse(OFFICE)
    reported = make_reporter(mailbox).report(place.append("INBOX", letter()), subject="P", text="T")
    assert (reported.sent, reported.in_junk, reported.moved) == (Sent.NOT, False, None)
    assert len(place.uids("INBOX")) == 1


def test_what_nobody_confirms_is_unclear(
    place: Place, mailbox: Mailbox, make_reporter: MakeReporter, smtp: Sink
) -> None:
    smtp.close_at("taken")
    reported = make_reporter(mailbox).report(place.append("INBOX", letter()), subject="P", text="T")
    assert reported.sent is Sent.UNCLEAR


def test_what_lies_in_junk_is_reported_from_there(
    place: Place, mailbox: Mailbox, make_reporter: MakeReporter
) -> None:
    mailbox.folders()
    ref = place.append("Junk", letter())
    mailbox.folders()
    reported = make_reporter(mailbox).report(ref, subject="P", text="T")
    assert (reported.sent, reported.in_junk, reported.moved) == (Sent.SENT, True, None)


def test_a_message_that_is_gone_is_not_reported(
    place: Place, mailbox: Mailbox, make_reporter: MakeReporter, smtp: Sink
) -> None:
    ref = place.append("INBOX", letter())
    with pytest.raises(MessageGone):
        make_reporter(mailbox).report(MessageRef(ref.folder, ref.uidvalidity, 4000), subject="P", text="T")
    assert smtp.received == []


def test_a_move_that_fails_does_not_deny_the_report(
    place: Place, mailbox: Mailbox, make_reporter: MakeReporter, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise MessageGone("moved by somebody else meanwhile")

    monkeypatch.setattr(mailbox, "put_away", fails)
    reported = make_reporter(mailbox).report(place.append("INBOX", letter()), subject="P", text="T")
    assert (reported.sent, reported.in_junk) == (Sent.SENT, False)


def test_a_message_above_the_limit_is_not_sent(
    place: Place, mailbox: Mailbox, make_reporter: MakeReporter, smtp: Sink
) -> None:
    ref = place.append("INBOX", letter(text="x" * 2000))
    with pytest.raises(TooLarge):
        make_reporter(mailbox, limit=1000).report(ref, subject="P", text="T")
    assert smtp.received == []


def test_without_an_address_there_is_nobody_to_report_to(
    place: Place, mailbox: Mailbox, make_reporter: MakeReporter
) -> None:
    with pytest.raises(Forbidden):
        make_reporter(mailbox, address="").report(MessageRef("INBOX", 1, 1), subject="P", text="T")


@pytest.mark.parametrize(
    ("content", "eight_bit"),
    [("Größe".encode(), False), (b"a\0b", True), (b"x" * 2000, True)],
    ids=["no 8BITMIME", "NUL", "long line"],
)
def test_what_smtp_cannot_carry_goes_as_a_file(content: bytes, eight_bit: bool) -> None:
    part = message_from_bytes(b"".join(enclosed(content, eight_bit=eight_bit)), policy=default)
    assert part.get_content_type() == "application/octet-stream"
    assert part.get_payload(decode=True) == content
