"""The submission server of the tests: what the other tests take for granted about it."""

import smtplib
import ssl
from collections.abc import Iterator

import pytest

from tests.cast import ANNA, BORIS, CAST
from tests.servers.smtp import Sink

RAW = b"Message-ID: <1@schule.example>\r\nSubject: Probe\r\n\r\n.Guten Tag\r\n"


@pytest.fixture(scope="module")
def running() -> Iterator[Sink]:
    with Sink(
        users={person.address: person.typed for person in CAST}, masters={"webmail": "Kirsche-1"}
    ) as sink:
        yield sink


@pytest.fixture
def sink(running: Sink) -> Sink:
    running.empty()
    return running


@pytest.fixture
def client(sink: Sink) -> Iterator[smtplib.SMTP]:
    with smtplib.SMTP(sink.host, sink.port, "anna.test", timeout=5) as line:
        line.login(ANNA.address, ANNA.typed)
        yield line


def send(client: smtplib.SMTP, raw: bytes = RAW) -> None:
    client.sendmail(ANNA.address, [BORIS.address, "eltern@elsewhere.example"], raw)


def test_a_message_is_kept_with_its_envelope(sink: Sink, client: smtplib.SMTP) -> None:
    send(client)
    [received] = sink.received_as("<1@schule.example>")
    assert received.sender == received.login == ANNA.address
    assert received.recipients == (BORIS.address, "eltern@elsewhere.example")
    assert received.content == RAW
    assert received.greeted_as == "anna.test"
    assert sink.commands == ["EHLO", "AUTH", "MAIL", "RCPT", "RCPT", "DATA"]
    assert b"\r\n..Guten Tag\r\n.\r\n" in sink.raw


def test_a_wrong_password_does_not_come_in(sink: Sink) -> None:
    with smtplib.SMTP(sink.host, sink.port, timeout=5) as line:
        with pytest.raises(smtplib.SMTPAuthenticationError):
            line.login(ANNA.address, "x")
        with pytest.raises(smtplib.SMTPSenderRefused, match="530"):
            send(line)


def test_a_service_credential_comes_in_for_anybody(sink: Sink) -> None:
    with smtplib.SMTP(sink.host, sink.port, timeout=5) as line:
        line.ehlo()
        line.auth("PLAIN", lambda challenge=None: f"{BORIS.address}\0webmail\0Kirsche-1")
        send(line)
    assert sink.received[0].login == BORIS.address


def test_tls_is_offered_at_once_and_after_starttls(sink: Sink) -> None:
    trust = ssl.create_default_context(cafile=str(sink.ca_file))
    with smtplib.SMTP_SSL(sink.host, sink.tls_port, timeout=5, context=trust) as line:
        line.login(ANNA.address, ANNA.typed)
        send(line)
    with smtplib.SMTP(sink.host, sink.port, timeout=5) as line:
        line.starttls(context=trust)
        line.login(ANNA.address, ANNA.typed)
        send(line)
    assert [each.encrypted for each in sink.received] == [True, True]


def test_what_is_hidden_is_not_offered_and_not_taken(sink: Sink) -> None:
    sink.hidden = frozenset({"SIZE", "8BITMIME", "SMTPUTF8", "DSN", "STARTTLS"})
    with smtplib.SMTP(sink.host, sink.port, timeout=5) as line:
        line.login(ANNA.address, ANNA.typed)
        assert set(line.esmtp_features) == {"auth", "help"}
        assert line.mail(ANNA.address, ["BODY=8BITMIME"])[0] == 555


def test_octets_that_were_not_announced_are_refused(client: smtplib.SMTP) -> None:
    with pytest.raises(smtplib.SMTPDataError, match=r"5\.6\.1"):
        send(client, RAW + "Grüße\r\n".encode())


def test_a_refused_recipient_gets_the_reason(sink: Sink, client: smtplib.SMTP) -> None:
    sink.refuse(BORIS.address, "550 5.1.1 Unbekannt")
    assert client.mail(ANNA.address)[0] == 250
    assert client.rcpt(BORIS.address) == (550, b"5.1.1 Unbekannt")


@pytest.mark.parametrize("stage", ["mail", "rcpt", "data", "dot", "taken"])
def test_each_stage_can_be_answered_otherwise(sink: Sink, client: smtplib.SMTP, stage: str) -> None:
    sink.answer(stage, "451 4.3.0 Later")
    with pytest.raises((smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused), match="Later"):
        send(client)
    assert len(sink.received) == (1 if stage == "taken" else 0)


@pytest.mark.parametrize("stage", ["mail", "rcpt", "data", "content", "dot", "taken"])
def test_each_stage_can_be_the_last(sink: Sink, client: smtplib.SMTP, stage: str) -> None:
    sink.close_at(stage)
    with pytest.raises((smtplib.SMTPServerDisconnected, OSError)):
        send(client, RAW + b"x\r\n" * 100_000)
    assert len(sink.received) == (1 if stage == "taken" else 0)


def begin(sink: Sink) -> None:
    with smtplib.SMTP(sink.host, sink.port, timeout=5) as line:
        line.starttls(context=ssl.create_default_context(cafile=str(sink.ca_file)))
        line.login(ANNA.address, ANNA.typed)


@pytest.mark.parametrize("stage", ["connect", "ehlo", "starttls", "auth"])
def test_the_beginning_can_be_the_end(sink: Sink, stage: str) -> None:
    sink.close_at(stage)
    with pytest.raises((smtplib.SMTPServerDisconnected, OSError)):
        begin(sink)


def test_a_stalled_stage_goes_on_when_released(sink: Sink, client: smtplib.SMTP) -> None:
    stop = sink.stall("taken")
    client.sock.settimeout(0.2)
    with pytest.raises((smtplib.SMTPServerDisconnected, TimeoutError)):
        send(client)
    assert stop.reached.is_set()
    assert len(sink.received) == 1


def test_stopped_it_refuses_and_started_again_it_takes(sink: Sink) -> None:
    sink.stop()
    with pytest.raises(ConnectionRefusedError):
        smtplib.SMTP(sink.host, sink.port, timeout=1)
    sink.start()
    with smtplib.SMTP(sink.host, sink.port, timeout=5) as line:
        line.login(ANNA.address, ANNA.typed)
        send(line)
    assert len(sink.received) == 1
