"""Submission: what the server gets, and what it refuses."""

import random
import re
import ssl
from collections.abc import Iterator

import pytest

from tests.cast import ANNA, BORIS, CARLA
from tests.mail.writing.sending.handing import MESSAGE, TYPED, login_of, people, submit
from tests.servers.smtp import Sink
from webmail.mail.errors import (
    NotSubmitted,
    RecipientRefused,
    UnsafeArgument,
    Unsendable,
)


@pytest.fixture(scope="module")
def running() -> Iterator[Sink]:
    with Sink(users=TYPED) as sink:
        yield sink


@pytest.fixture
def sink(running: Sink) -> Sink:
    running.empty()
    return running


def test_the_server_gets_envelope_and_message_as_given(sink: Sink) -> None:
    submit(sink, recipients=people(BORIS.address, CARLA.address))
    [received] = sink.received
    assert received.sender == received.login == ANNA.address
    assert received.recipients == (BORIS.address, CARLA.address)
    assert received.content == MESSAGE
    assert sink.commands == ["EHLO", "AUTH", "EHLO", "MAIL", "RCPT", "RCPT", "DATA", "QUIT"]


def test_the_server_does_not_learn_the_name_of_this_machine(sink: Sink) -> None:
    submit(sink)
    assert sink.received[0].greeted_as == "schule.example"


def test_what_is_offered_is_used(sink: Sink) -> None:
    submit(sink, size=4711, envelope_id="ä+1=2")
    [received] = sink.received
    assert received.mail_options == "SIZE=4711 BODY=8BITMIME RET=HDRS ENVID=+C3+A4+2B1+3D2"
    assert received.recipient_options == ("NOTIFY=FAILURE,DELAY",)


def test_what_is_not_offered_is_not_used(sink: Sink) -> None:
    sink.hidden = frozenset({"SIZE", "8BITMIME", "SMTPUTF8", "DSN"})
    asked: list[bool] = []
    submit(sink, pieces=lambda eight_bit: iter([asked.append(eight_bit) or MESSAGE]))
    assert sink.received[0].mail_options == ""
    assert sink.received[0].recipient_options == ("",)
    assert asked == [False]


@pytest.mark.parametrize("tls", ["starttls", "tls"])
def test_the_line_is_encrypted_before_the_credentials_go_out(sink: Sink, tls: str) -> None:
    submit(sink, tls=tls, port=sink.tls_port if tls == "tls" else sink.port, ca_file=str(sink.ca_file))
    assert sink.received[0].encrypted
    assert sink.commands.count("EHLO") == (2 if tls == "tls" else 3)


def test_without_starttls_nothing_is_said_in_the_clear(sink: Sink) -> None:
    sink.hidden = frozenset({"STARTTLS"})
    with pytest.raises(NotSubmitted, match="unreachable"):
        submit(sink, tls="starttls", ca_file=str(sink.ca_file))
    assert "AUTH" not in sink.commands


@pytest.mark.parametrize("tls", ["starttls", "tls"])
def test_a_certificate_nobody_vouches_for_ends_it(sink: Sink, tls: str) -> None:
    with pytest.raises(NotSubmitted, match="unreachable") as caught:
        submit(sink, tls=tls, port=sink.tls_port if tls == "tls" else sink.port)
    assert isinstance(caught.value.__cause__, ssl.SSLCertVerificationError)
    assert "AUTH" not in sink.commands


def test_many_recipients_go_in_one_message(sink: Sink) -> None:
    everybody = people(*(f"person{number}@schule.example" for number in range(2000)))
    submit(sink, recipients=everybody)
    assert len(sink.received[0].recipients) == 2000


def in_pieces(raw: bytes, chance: random.Random) -> list[bytes]:
    cuts = sorted(chance.randrange(len(raw) + 1) for _ in range(chance.randrange(30)))
    return [raw[start:end] for start, end in zip([0, *cuts], [*cuts, len(raw)], strict=True)]


@pytest.mark.parametrize("seed", range(20))
def test_dots_arrive_as_written_wherever_the_pieces_end(sink: Sink, seed: int) -> None:
    chance = random.Random(seed)
    body = b"".join(chance.choice([b".", b"\r\n", b"..", b"x", b".\r\n"]) for _ in range(300))
    raw = MESSAGE + body + b"\r\n"
    submit(sink, in_pieces(raw, chance))
    assert sink.received[0].content == raw


@pytest.mark.parametrize("end", [b"\n.\n", b"\r.\r", b"\n.\r\n", b"\r\n.\n", b"\r\n.\r", b"\r\n\x2e\r\n"])
@pytest.mark.parametrize("cut", range(6))
def test_no_end_of_message_can_be_smuggled_in(sink: Sink, end: bytes, cut: int) -> None:
    raw = MESSAGE + b"eins" + end + b"MAIL FROM:<x@y.example>"
    place = len(MESSAGE) + 4 + cut
    submit(sink, [raw[:place], raw[place:]])
    sent = bytes(sink.raw).partition(b"Guten Tag")[2]
    body = sent.removesuffix(b"\r\n.\r\nQUIT\r\n")
    assert len(body) < len(sent)
    assert not re.search(rb"(?:\r\n|\r|\n)\.(?:\r|\n)", body)
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", body)
    assert len(sink.received) == 1


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
    sink: Sink, stage: str, answer: str, reason: str
) -> None:
    sink.answer(stage, answer)
    with pytest.raises(NotSubmitted) as caught:
        submit(sink)
    assert (caught.value.reason, caught.value.said) == (reason, "Nobody home")
    assert sink.received == []


def test_a_server_that_is_not_there_is_unreachable(sink: Sink) -> None:
    sink.stop()
    with pytest.raises(NotSubmitted, match="unreachable"):
        submit(sink)


def test_one_refused_recipient_and_nobody_gets_anything(sink: Sink) -> None:
    sink.refuse("weg@schule.example", "550 5.1.1 <weg@schule.example>: Postfach gelöscht")
    sink.refuse("voll@schule.example", "452 4.2.2 Mailbox full")
    with pytest.raises(RecipientRefused) as caught:
        submit(sink, recipients=people(BORIS.address, "weg@schule.example", "voll@schule.example"))
    gone, full = caught.value.fields[""]
    assert (gone.reason, gone.entry, gone.code) == ("refused", "weg@schule.example", "5.1.1")
    assert gone.said == "<weg@schule.example>: Postfach gelöscht"
    assert (full.entry, full.code) == ("voll@schule.example", "4.2.2")
    assert sink.received == []
    assert sink.commands[-2:] == ["RSET", "QUIT"]


def test_a_message_above_the_servers_limit_is_not_begun(sink: Sink) -> None:
    sink.size_limit = 5000
    with pytest.raises(Unsendable) as caught:
        submit(sink, size=5001)
    [hindrance] = caught.value.fields["attachments"]
    assert (hindrance.reason, hindrance.entry) == ("too_large", "5000")
    assert "MAIL" not in sink.commands


@pytest.mark.parametrize("stage", ["mail", "dot"])
def test_a_message_the_server_finds_too_large_is_that(sink: Sink, stage: str) -> None:
    sink.answer(stage, "552 5.3.4 Too much")
    with pytest.raises(Unsendable) as caught:
        submit(sink)
    assert caught.value.fields["attachments"][0].reason == "too_large"


def test_an_address_with_umlauts_goes_where_the_server_knows_them(sink: Sink) -> None:
    submit(sink, "Subject: Grüße\r\n\r\nx\r\n".encode(), recipients=people("jörg@bücher.example"))
    assert sink.received[0].recipients == ("jörg@xn--bcher-kva.example",)
    assert "SMTPUTF8" in sink.received[0].mail_options.split()


def test_an_address_with_umlauts_is_refused_where_the_server_does_not(sink: Sink) -> None:
    sink.hidden = frozenset({"SMTPUTF8"})
    with pytest.raises(RecipientRefused) as caught:
        submit(sink, recipients=people(BORIS.address, "jörg@schule.example"))
    [hindrance] = caught.value.fields[""]
    assert (hindrance.reason, hindrance.entry) == ("needs_smtputf8", "jörg@schule.example")
    assert "MAIL" not in sink.commands


@pytest.mark.parametrize("bad", ["a\r\nRSET", "a\nRSET", "a\rRSET", "a\0", "a> NOTIFY=NEVER", "a b"])
@pytest.mark.parametrize("role", ["sender", "recipient"])
def test_no_address_can_carry_a_command(sink: Sink, bad: str, role: str) -> None:
    spec = f"{bad}@schule.example"
    given = {"sender": spec} if role == "sender" else {"recipients": people(BORIS.address, spec)}
    with pytest.raises(UnsafeArgument):
        submit(sink, **given)
    assert sink.received == []
    assert b"NEVER" not in sink.raw
    assert sink.commands.count("RSET") == 1


def test_no_credential_can_carry_a_command(sink: Sink) -> None:
    def tries(client: object, login: object) -> None:
        client.docmd("AUTH PLAIN", "x\r\nNOOP")  # type: ignore[attr-defined]

    with pytest.raises(UnsafeArgument):
        submit(sink, authenticate=tries)
    assert "NOOP" not in sink.commands


def test_a_refused_sign_in_leaves_no_secret_behind(sink: Sink) -> None:
    def mistyped(client: object, login: object) -> None:
        client.auth("PLAIN", lambda challenge=None: f"\0{ANNA.address}\0Kirschbaum")  # type: ignore[attr-defined]

    with pytest.raises(NotSubmitted, match="refused_credentials") as caught:
        submit(sink, authenticate=mistyped)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_everybody_signs_in_as_themselves(sink: Sink) -> None:
    submit(sink, login=login_of(BORIS), sender=BORIS.address)
    assert sink.received[0].login == BORIS.address
