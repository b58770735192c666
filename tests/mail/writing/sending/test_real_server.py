"""A submission server that we did not write takes our messages, and refuses them in ways we understand."""

import os
from collections.abc import Iterator
from typing import Any

import pytest

from tests.cast import ANNA, BORIS
from tests.mail.writing.sending.handing import MESSAGE, TYPED, people, submit
from tests.servers import submissiond
from tests.servers.smtp import Sink
from tests.servers.submissiond import Submissiond
from webmail.mail.errors import NotSubmitted, RecipientRefused, Unsendable

pytestmark = pytest.mark.dovecot


@pytest.fixture(scope="module")
def real(sink: Sink) -> Iterator[Submissiond]:
    if not submissiond.is_there() and os.environ.get("DIENSTPOST_ALLOW_MISSING") == "1":
        pytest.skip("missing: dovecot-submissiond")
    with Submissiond(users=TYPED, masters={"webmail": "Kirsche-1"}, to=sink, size=1_000_000) as running:
        yield running


@pytest.fixture
def server(real: Submissiond, smtp: Sink) -> Submissiond:
    """The real server; behind it the sink, which knows nobody and takes from everybody."""
    smtp.hidden = frozenset({"AUTH", "STARTTLS"})
    return real


def submit_encrypted(server: Submissiond, content: bytes = MESSAGE, **settings: Any) -> None:
    submit(server, content, **{"tls": "starttls", "ca_file": str(server.ca_file), **settings})


@pytest.mark.parametrize("tls", ["starttls", "tls"])
def test_a_real_server_takes_what_we_submit(server: Submissiond, smtp: Sink, tls: str) -> None:
    raw = MESSAGE + "Grüße\r\n.\r\n..zwei\r\n".encode()
    port = server.port if tls == "starttls" else server.tls_port
    submit_encrypted(server, raw, tls=tls, port=port, recipients=people(BORIS.address, "x@elsewhere.example"))
    [received] = smtp.received
    assert received.sender == ANNA.address
    assert received.recipients == (BORIS.address, "x@elsewhere.example")
    assert received.content.endswith(raw)


def test_a_real_server_hands_on_what_we_asked_for(server: Submissiond, smtp: Sink) -> None:
    submit_encrypted(server, envelope_id="ENV+1")
    [received] = smtp.received
    assert "ENVID=ENV+2B1" in received.mail_options
    assert "RET=HDRS" in received.mail_options
    assert "BODY=8BITMIME" in received.mail_options
    assert received.recipient_options[0].startswith("NOTIFY=FAILURE,DELAY")


def test_a_real_server_lets_the_service_credential_in_for_anybody(server: Submissiond, smtp: Sink) -> None:
    def as_service(client: Any, login: Any) -> None:
        client.auth("PLAIN", lambda challenge=None: f"{login.name}\0webmail\0Kirsche-1")

    submit_encrypted(server, authenticate=as_service)
    assert len(smtp.received) == 1


def test_a_real_server_refuses_a_wrong_credential(server: Submissiond, smtp: Sink) -> None:
    def mistyped(client: Any, login: Any) -> None:
        client.auth("PLAIN", lambda challenge=None: f"\0{login.name}\0Kirschbaum")

    with pytest.raises(NotSubmitted, match="refused_credentials"):
        submit_encrypted(server, authenticate=mistyped)
    assert smtp.received == []


def test_a_real_server_says_how_much_it_takes(server: Submissiond, smtp: Sink) -> None:
    with pytest.raises(Unsendable) as caught:
        submit_encrypted(server, size=1_000_001)
    # It keeps a little for the line it adds itself.
    assert 990_000 < int(caught.value.fields["attachments"][0].entry) <= 1_000_000


def test_a_real_server_that_finds_out_late_is_understood(server: Submissiond, smtp: Sink) -> None:
    with pytest.raises((Unsendable, NotSubmitted)):
        submit_encrypted(server, MESSAGE + b"x" * 70 + b"\r\n" + (b"x" * 70 + b"\r\n") * 20_000)
    assert smtp.received == []


def test_a_real_server_tells_whom_the_next_one_refuses(server: Submissiond, smtp: Sink) -> None:
    smtp.refuse("weg@schule.example", "550 5.1.1 No such user")
    with pytest.raises(RecipientRefused) as caught:
        submit_encrypted(server, recipients=people(BORIS.address, "weg@schule.example"))
    [hindrance] = caught.value.fields[""]
    assert hindrance.entry == "weg@schule.example"
    assert "No such user" in hindrance.said
    assert smtp.received == []
