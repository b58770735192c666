"""The embedded submission server: mail goes between the demo people, and nowhere else."""

import smtplib
import threading
from base64 import b64encode
from collections.abc import Callable, Iterator
from email import message_from_bytes
from email.message import Message

import pytest
from imapclient import IMAPClient

from webmail.demo.people import CARLA, MARLENE, PEOPLE, TOBIAS, DemoPerson
from webmail.demo.service import DemoService
from webmail.demo.store import DemoStore
from webmail.demo.submission import SIZE, DemoSubmission
from webmail.mail.address import Address
from webmail.mail.errors import RecipientRefused
from webmail.mail.login import Login
from webmail.mail.writing.submission import Submission, SubmissionAddress

SERVICE = DemoService("webmail", "text-of-these-tests")
OUTSIDE = "mutter@familienpost.example"
RAW = (
    f"From: {MARLENE.address}\r\nTo: {TOBIAS.address}\r\nBcc: {CARLA.address},\r\n dritte@schule.example\r\n"
    "Subject: Wandertag\r\n\r\nBcc: bleibt im Text.\r\n.Punkt\r\n"
).encode()


@pytest.fixture
def store() -> Iterator[DemoStore]:
    with DemoStore({person.address: person.password for person in PEOPLE}) as running:
        yield running


@pytest.fixture
def submission(store: DemoStore) -> Iterator[DemoSubmission]:
    with DemoSubmission(store, PEOPLE, service=SERVICE) as running:
        yield running


@pytest.fixture
def line(submission: DemoSubmission) -> Iterator[smtplib.SMTP]:
    with smtplib.SMTP(submission.host, submission.port, timeout=5) as line:
        yield line


@pytest.fixture
def marlene(line: smtplib.SMTP) -> smtplib.SMTP:
    line.login(MARLENE.address, MARLENE.password)
    return line


@pytest.fixture
def inbox(store: DemoStore) -> Callable[[DemoPerson], list[Message]]:
    def look(person: DemoPerson) -> list[Message]:
        with IMAPClient(store.host, port=store.port, ssl=False) as client:
            client.login(person.address, person.password)
            client.select_folder("INBOX")
            found = client.fetch(client.search(), ["BODY.PEEK[]"])
            return [message_from_bytes(one[b"BODY[]"]) for one in found.values()]

    return look


Inbox = Callable[[DemoPerson], list[Message]]


def test_mail_arrives_in_each_recipients_inbox_once(marlene: smtplib.SMTP, inbox: Inbox) -> None:
    to = [TOBIAS.address, CARLA.address, TOBIAS.address.upper()]
    marlene.sendmail(MARLENE.address, to, RAW)
    assert [message["Subject"] for message in inbox(TOBIAS) + inbox(CARLA)] == ["Wandertag"] * 2
    assert inbox(MARLENE) == []


def test_what_arrives_says_its_way_and_no_hidden_recipient(marlene: smtplib.SMTP, inbox: Inbox) -> None:
    marlene.sendmail(MARLENE.address, [TOBIAS.address], b"return-path: <falsch@x.example>\r\n" + RAW)
    [message] = inbox(TOBIAS)
    assert message.get_all("Return-Path") == [f"<{MARLENE.address}>"]
    assert "with ESMTPA" in message["Received"]
    assert message["Bcc"] is None
    assert b"dritte@" not in message.as_bytes()


def test_the_text_arrives_octet_for_octet(marlene: smtplib.SMTP, inbox: Inbox) -> None:
    marlene.sendmail(MARLENE.address, [TOBIAS.address], RAW)
    [message] = inbox(TOBIAS)
    assert message.get_payload() == "Bcc: bleibt im Text.\r\n.Punkt\r\n"


def test_mail_to_the_outside_is_refused_aloud(marlene: smtplib.SMTP, inbox: Inbox) -> None:
    marlene.mail(MARLENE.address)
    assert marlene.rcpt(TOBIAS.address)[0] == 250
    code, said = marlene.rcpt(OUTSIDE)
    assert code == 550
    assert said.startswith(b"5.1.1 The demo delivers only between its own people")


@pytest.mark.parametrize("sender", [TOBIAS.address, OUTSIDE, f"x{MARLENE.address}"])
def test_a_sender_of_somebody_else_is_refused(marlene: smtplib.SMTP, sender: str) -> None:
    code, said = marlene.mail(sender)
    assert (code, said[:5]) == (550, b"5.7.1")


def test_without_signing_in_nothing_is_sent(line: smtplib.SMTP) -> None:
    line.ehlo()
    assert line.mail(MARLENE.address)[0] == 530


@pytest.mark.parametrize(
    ("address", "password"),
    [(MARLENE.address, TOBIAS.password), (OUTSIDE, MARLENE.password), (MARLENE.address, "")],
)
def test_a_wrong_password_is_refused(line: smtplib.SMTP, address: str, password: str) -> None:
    with pytest.raises(smtplib.SMTPAuthenticationError) as refused:
        line.login(address, password)
    assert refused.value.smtp_code == 535


def plain(line: smtplib.SMTP, *words: str, at_once: bool = True) -> int:
    """AUTH PLAIN with these words (RFC 4616), with the command or when asked for them."""
    line.ehlo()
    given = b64encode("\0".join(words).encode()).decode()
    if at_once:
        return line.docmd("AUTH", f"PLAIN {given}")[0]
    assert line.docmd("AUTH", "PLAIN") == (334, b"")
    return line.docmd(given)[0]


@pytest.mark.parametrize("at_once", [True, False])
def test_the_service_sends_for_the_person_it_names_and_nobody_else(
    line: smtplib.SMTP, inbox: Inbox, at_once: bool
) -> None:
    assert plain(line, MARLENE.address, SERVICE.name, SERVICE.text, at_once=at_once) == 235
    assert line.mail(TOBIAS.address)[0] == 550
    line.sendmail(MARLENE.address, [TOBIAS.address], RAW)
    assert [message["Subject"] for message in inbox(TOBIAS)] == ["Wandertag"]


def test_a_person_may_name_herself(line: smtplib.SMTP) -> None:
    assert plain(line, MARLENE.address, MARLENE.address, MARLENE.password) == 235


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (535, (TOBIAS.address, MARLENE.address, MARLENE.password)),
        (535, (MARLENE.address, SERVICE.name, "guessed")),
        (535, ("", SERVICE.name, SERVICE.text)),
        (535, (OUTSIDE, SERVICE.name, SERVICE.text)),
        (501, (SERVICE.name, SERVICE.text)),
        (501, ("", MARLENE.address, MARLENE.password, "")),
    ],
)
def test_nobody_speaks_for_somebody_else(line: smtplib.SMTP, code: int, words: tuple[str, ...]) -> None:
    assert plain(line, *words) == code
    assert line.mail(MARLENE.address)[0] == 530


@pytest.mark.parametrize("given", ["*", "no base64!", "/w=="])
def test_whoever_breaks_off_is_not_signed_in(line: smtplib.SMTP, given: str) -> None:
    line.ehlo()
    line.docmd("AUTH", "PLAIN")
    assert line.docmd(given)[0] == 501
    assert line.mail(MARLENE.address)[0] == 530


def test_what_our_own_client_hands_over_arrives_or_is_refused_by_name(
    submission: DemoSubmission, inbox: Inbox
) -> None:
    def send(*to: str) -> None:
        client.submit(
            Login(1, MARLENE.address, "", "key", b"sealed"),
            sender=MARLENE.address,
            recipients=[Address("", spec) for spec in to],
            size=len(RAW),
            utf8=False,
            envelope_id="e1",
            pieces=lambda eight_bit: iter([RAW]),
        )

    at = SubmissionAddress(submission.host, submission.port, tls="none")
    client = Submission(server=at, authenticate=lambda line, _: line.login(MARLENE.address, MARLENE.password))
    with pytest.raises(RecipientRefused) as refused:
        send(TOBIAS.address, OUTSIDE)
    [hindrance] = refused.value.fields[""]
    assert (hindrance.entry, hindrance.code) == (OUTSIDE, "5.1.1")
    assert "between its own people" in hindrance.said
    assert inbox(TOBIAS) == []
    send(TOBIAS.address)
    assert [message["Subject"] for message in inbox(TOBIAS)] == ["Wandertag"]


def test_it_offers_what_a_submission_server_offers(line: smtplib.SMTP) -> None:
    line.ehlo()
    assert line.esmtp_features["size"] == str(SIZE)
    assert line.esmtp_features["auth"].split() == ["PLAIN"]
    assert line.has_extn("8bitmime")
    assert line.has_extn("smtputf8")


def test_a_message_above_the_size_is_refused_before_it_is_sent(marlene: smtplib.SMTP) -> None:
    assert marlene.mail(MARLENE.address, [f"size={SIZE}"])[0] == 250
    marlene.rset()
    assert marlene.mail(MARLENE.address, [f"size={SIZE + 1}"])[0] == 552


def test_a_store_that_is_gone_is_not_called_delivered(marlene: smtplib.SMTP, store: DemoStore) -> None:
    store.stop()
    with pytest.raises(smtplib.SMTPDataError) as refused:
        marlene.sendmail(MARLENE.address, [TOBIAS.address], RAW)
    assert refused.value.smtp_code == 451


def test_nothing_is_written_down(
    marlene: smtplib.SMTP, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    marlene.sendmail(MARLENE.address, [TOBIAS.address], RAW)
    marlene.docmd("GEHEIM", "wort")
    assert caplog.records == []
    assert capfd.readouterr() == ("", "")


def test_the_server_ends_although_somebody_is_connected(submission: DemoSubmission) -> None:
    with smtplib.SMTP(submission.host, submission.port, timeout=5) as line:
        line.login(MARLENE.address, MARLENE.password)
        submission.stop()
        assert "demo-submission" not in {thread.name for thread in threading.enumerate()}
        with pytest.raises((smtplib.SMTPServerDisconnected, OSError)):
            line.noop()
    with pytest.raises(ConnectionRefusedError):
        smtplib.SMTP(submission.host, submission.port, timeout=5)
