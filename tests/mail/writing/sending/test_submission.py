"""Submission: what the server gets, and what it refuses."""

import random
import re
import ssl
from time import monotonic

import pytest

from tests.cast import ANNA, BORIS, CARLA
from tests.mail.writing.sending.handing import MESSAGE, login_of, people, submission_to, submit
from tests.servers.smtp import Sink
from webmail.mail.errors import (
    NotSubmitted,
    RecipientRefused,
    UnsafeArgument,
    Unsendable,
)


def test_the_server_gets_envelope_and_message_as_given(smtp: Sink) -> None:
    submit(smtp, recipients=people(BORIS.address, CARLA.address))
    [received] = smtp.received
    assert received.sender == received.login == ANNA.address
    assert received.recipients == (BORIS.address, CARLA.address)
    assert received.content == MESSAGE
    assert smtp.commands == ["EHLO", "AUTH", "EHLO", "MAIL", "RCPT", "RCPT", "DATA", "QUIT"]


def test_the_server_does_not_learn_the_name_of_this_machine(smtp: Sink) -> None:
    submit(smtp)
    assert smtp.received[0].greeted_as == "schule.example"


def test_what_is_offered_is_used(smtp: Sink) -> None:
    submit(smtp, size=4711, envelope_id="ä+1=2")
    [received] = smtp.received
    assert received.mail_options == "SIZE=4711 BODY=8BITMIME RET=HDRS ENVID=+C3+A4+2B1+3D2"
    assert received.recipient_options == ("NOTIFY=FAILURE,DELAY",)


def test_what_is_not_offered_is_not_used(smtp: Sink) -> None:
    smtp.hidden = frozenset({"SIZE", "8BITMIME", "SMTPUTF8", "DSN"})
    asked: list[bool] = []
    submit(smtp, pieces=lambda eight_bit: iter([asked.append(eight_bit) or MESSAGE]))
    assert smtp.received[0].mail_options == ""
    assert smtp.received[0].recipient_options == ("",)
    assert asked == [False]


@pytest.mark.parametrize("hidden", [frozenset(), frozenset({"DSN"})])
def test_what_is_offered_is_asked_for_once_and_nothing_is_sent(smtp: Sink, hidden: frozenset[str]) -> None:
    smtp.hidden = hidden
    submission = submission_to(smtp)
    for _ in range(3):
        submission.learn(login_of(), sender=ANNA.address)
    assert submission.tells_arrival is (not hidden)
    assert (smtp.received, smtp.commands) == ([], ["EHLO", "AUTH", "EHLO", "QUIT"])


def test_nobody_waits_long_for_what_is_offered(smtp: Sink) -> None:
    stop = smtp.stall("ehlo")
    submission, begun = submission_to(smtp), monotonic()
    for _ in range(3):
        submission.learn(login_of(), sender=ANNA.address)
    assert submission.tells_arrival is None
    assert monotonic() - begun < 2.5
    stop.release()


@pytest.mark.parametrize("tls", ["starttls", "tls"])
def test_the_line_is_encrypted_before_the_credentials_go_out(smtp: Sink, tls: str) -> None:
    submit(smtp, tls=tls, port=smtp.tls_port if tls == "tls" else smtp.port, ca_file=str(smtp.ca_file))
    assert smtp.received[0].encrypted
    assert smtp.commands.count("EHLO") == (2 if tls == "tls" else 3)


def test_without_starttls_nothing_is_said_in_the_clear(smtp: Sink) -> None:
    smtp.hidden = frozenset({"STARTTLS"})
    with pytest.raises(NotSubmitted, match="unreachable"):
        submit(smtp, tls="starttls", ca_file=str(smtp.ca_file))
    assert "AUTH" not in smtp.commands


@pytest.mark.parametrize("tls", ["starttls", "tls"])
def test_a_certificate_nobody_vouches_for_ends_it(smtp: Sink, tls: str) -> None:
    with pytest.raises(NotSubmitted, match="unreachable") as caught:
        submit(smtp, tls=tls, port=smtp.tls_port if tls == "tls" else smtp.port)
    assert isinstance(caught.value.__cause__, ssl.SSLCertVerificationError)
    assert "AUTH" not in smtp.commands


def test_many_recipients_go_in_one_message(smtp: Sink) -> None:
    everybody = people(*(f"person{number}@schule.example" for number in range(2000)))
    submit(smtp, recipients=everybody)
    assert len(smtp.received[0].recipients) == 2000


def in_pieces(raw: bytes, chance: random.Random) -> list[bytes]:
    cuts = sorted(chance.randrange(len(raw) + 1) for _ in range(chance.randrange(30)))
    return [raw[start:end] for start, end in zip([0, *cuts], [*cuts, len(raw)], strict=True)]


@pytest.mark.parametrize("seed", range(20))
def test_dots_arrive_as_written_wherever_the_pieces_end(smtp: Sink, seed: int) -> None:
    chance = random.Random(seed)
    body = b"".join(chance.choice([b".", b"\r\n", b"..", b"x", b".\r\n"]) for _ in range(300))
    raw = MESSAGE + body + b"\r\n"
    submit(smtp, in_pieces(raw, chance))
    assert smtp.received[0].content == raw


@pytest.mark.parametrize("end", [b"\n.\n", b"\r.\r", b"\n.\r\n", b"\r\n.\n", b"\r\n.\r", b"\r\n\x2e\r\n"])
@pytest.mark.parametrize("cut", range(6))
def test_no_end_of_message_can_be_smuggled_in(smtp: Sink, end: bytes, cut: int) -> None:
    raw = MESSAGE + b"eins" + end + b"MAIL FROM:<x@y.example>"
    place = len(MESSAGE) + 4 + cut
    submit(smtp, [raw[:place], raw[place:]])
    sent = bytes(smtp.raw).partition(b"Guten Tag")[2]
    body = sent.removesuffix(b"\r\n.\r\nQUIT\r\n")
    assert len(body) < len(sent)
    assert not re.search(rb"(?:\r\n|\r|\n)\.(?:\r|\n)", body)
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", body)
    assert len(smtp.received) == 1


@pytest.mark.parametrize(
    ("stage", "answer", "reason"),
    [
        ("connect", "554 5.3.2 Nobody home", "unreachable"),
        ("ehlo", "554 5.3.2 Nobody home", "unreachable"),
        ("auth", "535 5.7.8 Nobody home", "refused_credentials"),
        ("auth", "454 4.7.0 Nobody home", "unreachable"),
        ("mail", "550 5.7.1 Nobody home", "refused_sender"),
        ("mail", "530 5.7.0 Nobody home", "refused_credentials"),
        ("mail", "452 4.3.1 Nobody home", "refused_message"),
        ("mail", "421 4.3.2 Nobody home", "unreachable"),
        ("rcpt", "421 4.3.2 Nobody home", "unreachable"),
        ("data", "451 4.3.0 Nobody home", "refused_message"),
        ("dot", "451 4.3.0 Nobody home", "refused_message"),
        ("dot", "554-5.7.1 Nobody\r\n554 5.7.1 home", "refused_message"),
        ("dot", "421 4.3.2 Nobody home", "unreachable"),
    ],
)
def test_what_the_server_refuses_is_told_in_its_words(
    smtp: Sink, stage: str, answer: str, reason: str
) -> None:
    smtp.answer(stage, answer)
    with pytest.raises(NotSubmitted) as caught:
        submit(smtp)
    assert (caught.value.reason, caught.value.said) == (reason, "Nobody home")
    assert smtp.received == []


def test_a_server_that_is_not_there_is_unreachable(smtp: Sink) -> None:
    smtp.stop()
    with pytest.raises(NotSubmitted, match="unreachable"):
        submit(smtp)


def test_one_refused_recipient_and_nobody_gets_anything(smtp: Sink) -> None:
    smtp.refuse("weg@schule.example", "550 5.1.1 <weg@schule.example>: Postfach gelöscht")
    smtp.refuse("voll@schule.example", "452 4.2.2 Mailbox full")
    with pytest.raises(RecipientRefused) as caught:
        submit(smtp, recipients=people(BORIS.address, "weg@schule.example", "voll@schule.example"))
    gone, full = caught.value.fields[""]
    assert (gone.reason, gone.entry, gone.code) == ("refused", "weg@schule.example", "5.1.1")
    assert gone.said == "<weg@schule.example>: Postfach gelöscht"
    assert (full.entry, full.code) == ("voll@schule.example", "4.2.2")
    assert smtp.received == []
    assert smtp.commands[-2:] == ["RSET", "QUIT"]


def test_a_message_above_the_servers_limit_is_not_begun(smtp: Sink) -> None:
    smtp.size_limit = 5000
    with pytest.raises(Unsendable) as caught:
        submit(smtp, size=5001)
    [hindrance] = caught.value.fields["attachments"]
    assert (hindrance.reason, hindrance.entry) == ("too_large", "5000")
    assert "MAIL" not in smtp.commands


def test_a_limit_of_thousands_of_digits_is_none(smtp: Sink) -> None:
    smtp.answer("ehlo", "250-sink\r\n250-AUTH PLAIN\r\n250 SIZE " + "9" * 5000)
    # The sink itself has seen no EHLO with that and refuses what follows.
    with pytest.raises(NotSubmitted):
        submit(smtp, size=5001)
    assert "MAIL" in smtp.commands


@pytest.mark.parametrize("stage", ["mail", "dot"])
def test_a_message_the_server_finds_too_large_is_that(smtp: Sink, stage: str) -> None:
    smtp.answer(stage, "552 5.3.4 Too much")
    with pytest.raises(Unsendable) as caught:
        submit(smtp)
    assert caught.value.fields["attachments"][0].reason == "too_large"


def test_an_address_with_umlauts_goes_where_the_server_knows_them(smtp: Sink) -> None:
    submit(smtp, "Subject: Grüße\r\n\r\nx\r\n".encode(), recipients=people("jörg@bücher.example"))
    assert smtp.received[0].recipients == ("jörg@xn--bcher-kva.example",)
    assert "SMTPUTF8" in smtp.received[0].mail_options.split()


def test_an_address_with_umlauts_is_refused_where_the_server_does_not(smtp: Sink) -> None:
    smtp.hidden = frozenset({"SMTPUTF8"})
    with pytest.raises(RecipientRefused) as caught:
        submit(smtp, recipients=people(BORIS.address, "jörg@schule.example"))
    [hindrance] = caught.value.fields[""]
    assert (hindrance.reason, hindrance.entry) == ("needs_smtputf8", "jörg@schule.example")
    assert "MAIL" not in smtp.commands


@pytest.mark.parametrize("bad", ["a\r\nRSET", "a\nRSET", "a\rRSET", "a\0", "a> NOTIFY=NEVER", "a b"])
@pytest.mark.parametrize("role", ["sender", "recipient"])
def test_no_address_can_carry_a_command(smtp: Sink, bad: str, role: str) -> None:
    spec = f"{bad}@schule.example"
    given = {"sender": spec} if role == "sender" else {"recipients": people(BORIS.address, spec)}
    with pytest.raises(UnsafeArgument):
        submit(smtp, **given)
    assert smtp.received == []
    assert b"NEVER" not in smtp.raw
    assert smtp.commands.count("RSET") == 1


def test_no_credential_can_carry_a_command(smtp: Sink) -> None:
    def tries(client: object, login: object) -> None:
        client.docmd("AUTH PLAIN", "x\r\nNOOP")  # type: ignore[attr-defined]

    with pytest.raises(UnsafeArgument):
        submit(smtp, authenticate=tries)
    assert "NOOP" not in smtp.commands


def test_a_refused_sign_in_leaves_no_secret_behind(smtp: Sink) -> None:
    def mistyped(client: object, login: object) -> None:
        client.auth("PLAIN", lambda challenge=None: f"\0{ANNA.address}\0Kirschbaum")  # type: ignore[attr-defined]

    with pytest.raises(NotSubmitted, match="refused_credentials") as caught:
        submit(smtp, authenticate=mistyped)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_everybody_signs_in_as_themselves(smtp: Sink) -> None:
    submit(smtp, login=login_of(BORIS), sender=BORIS.address)
    assert smtp.received[0].login == BORIS.address
