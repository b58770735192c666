"""Submission over lines that break, stall and lie: what is known then, and how long it took to know it."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import SimpleNamespace

import pytest

from tests.mail.writing.sending.handing import MESSAGE, submission_to, submit
from tests.servers.fault import Fault
from tests.servers.smtp import Sink
from webmail.mail.errors import (
    NotSubmitted,
    OutcomeUnclear,
    StoreUnavailable,
)

BEGUN = (b"220 ready\r\n", b"250 you\r\n", b"235 in\r\n", *[b"250 ok\r\n"] * 3)
BEFORE_THE_DOT = ("connect", "ehlo", "auth", "mail", "rcpt", "data", "content")


@pytest.mark.parametrize("stage", BEFORE_THE_DOT)
def test_a_line_that_breaks_before_the_end_has_sent_nothing(smtp: Sink, stage: str) -> None:
    smtp.close_at(stage)
    reason = "unreachable" if stage in ("connect", "ehlo") else "broke"
    with pytest.raises(NotSubmitted, match=reason):
        submit(smtp, MESSAGE + b"x\r\n" * 1_000_000)
    assert smtp.received == []


@pytest.mark.parametrize("stage", BEFORE_THE_DOT)
def test_a_server_that_stalls_before_the_end_has_got_nothing(smtp: Sink, stage: str) -> None:
    smtp.stall(stage)
    began = time.monotonic()
    content = (MESSAGE + b"x\r\n" * 10_000 for _ in range(1000))
    with pytest.raises(NotSubmitted, match="slow"):
        submit(smtp, content, connect_seconds=0.25, data_seconds=0.25)
    assert time.monotonic() - began < 2.5
    smtp.release()
    assert smtp.received == []


@pytest.mark.parametrize("stage", ["dot", "taken"])
def test_no_answer_behind_the_end_is_an_unclear_outcome(smtp: Sink, stage: str) -> None:
    smtp.close_at(stage)
    with pytest.raises(OutcomeUnclear):
        submit(smtp)


@pytest.mark.parametrize("stage", ["dot", "taken"])
def test_a_late_answer_behind_the_end_is_an_unclear_outcome(smtp: Sink, stage: str) -> None:
    stop = smtp.stall(stage)
    with pytest.raises(OutcomeUnclear):
        submit(smtp, data_seconds=0.25)
    assert stop.reached.is_set()


@pytest.mark.parametrize("answer", ["354 go on", "999 what", "hello", "25", "250", "100 wait"])
def test_only_a_whole_answer_behind_the_end_is_believed(smtp: Sink, answer: str) -> None:
    smtp.answer("taken", answer)
    if answer == "250":
        submit(smtp)
        return
    with pytest.raises(OutcomeUnclear):
        submit(smtp)


def test_a_server_that_stays_silent_at_the_goodbye_has_the_message(smtp: Sink) -> None:
    smtp.close_at("quit")
    submit(smtp)
    smtp.close_at("quit", after=9)
    smtp.stall("quit")
    submit(smtp)
    assert len(smtp.received) == 2


def test_a_store_that_is_lost_in_the_middle_means_nothing_was_sent(smtp: Sink) -> None:
    def broken() -> Iterator[bytes]:
        yield MESSAGE + b"x\r\n" * 100_000
        raise StoreUnavailable("gone")

    with pytest.raises(NotSubmitted, match="broke"):
        submit(smtp, broken())
    assert smtp.received == []


def test_a_fault_of_ours_in_the_middle_means_nothing_was_sent(smtp: Sink) -> None:
    def faulty() -> Iterator[bytes]:
        yield MESSAGE
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        submit(smtp, faulty())
    assert smtp.received == []


def test_bytes_that_drip_do_not_stretch_the_time(smtp: Sink) -> None:
    with Fault((smtp.host, smtp.port)) as proxy:
        proxy.drip(0.1)
        began = time.monotonic()
        with pytest.raises(NotSubmitted, match="slow"):
            submit(proxy, connect_seconds=0.5)
        assert time.monotonic() - began < 1.5


def test_garbled_answers_are_no_answers(smtp: Sink) -> None:
    with Fault((smtp.host, smtp.port)) as proxy:
        proxy.garble()
        with pytest.raises(NotSubmitted):
            submit(proxy, connect_seconds=0.3)


def test_a_server_that_has_had_enough_in_the_middle_is_heard(smtp: Sink) -> None:
    smtp.answer("content", "552 5.2.3 Enough")
    with pytest.raises(NotSubmitted, match="refused_message") as caught:
        submit(smtp, (MESSAGE + b"x\r\n" * 10_000 for _ in range(1000)))
    assert caught.value.said == "Enough"
    assert smtp.received == []


@contextmanager
def scripted(*answers: bytes) -> Iterator[Sink]:
    """A server that says these in turn, whatever it is told; host and port are all it has of a smtp."""

    def serve() -> None:
        line, _ = listener.accept()
        with line, line.makefile("rb") as told, suppress(OSError):
            for answer in answers:
                line.sendall(answer)
                told.readline()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve)
        thread.start()
        yield SimpleNamespace(host="127.0.0.1", port=listener.getsockname()[1])  # type: ignore[misc]
        thread.join(10)


def test_a_server_that_hangs_up_in_the_middle_may_have_said_why() -> None:
    said = (*BEGUN, b"354 go on\r\n", b"552 5.2.3 Enough\r\n")
    with scripted(*said) as server, pytest.raises(NotSubmitted) as caught:
        submit(server, MESSAGE + b"x\r\n" * 10_000_000)
    assert (caught.value.reason, caught.value.said) == ("refused_message", "Enough")


def test_an_answer_too_many_is_not_taken_for_the_one_to_the_message() -> None:
    with scripted(*BEGUN, b"354 go on\r\n250 taken\r\n") as server, pytest.raises(NotSubmitted):
        submit(server)


def test_what_is_said_in_the_clear_after_starttls_is_not_believed(smtp: Sink) -> None:
    said = (b"220 ready\r\n", b"250-you\r\n250 STARTTLS\r\n", b"220 go on\r\n250-you\r\n250 AUTH PLAIN\r\n")
    with scripted(*said) as server, pytest.raises(NotSubmitted) as caught:
        submit(server, tls="starttls", ca_file=str(smtp.ca_file))
    assert "before the handshake" in str(caught.value.__cause__)


def test_endless_answers_end(smtp: Sink) -> None:
    with scripted(b"220-ready\r\n" * 20_000) as server, pytest.raises(NotSubmitted, match="unreachable"):
        submit(server)


def test_submit_ends_before_its_longest_time(smtp: Sink) -> None:
    submission = submission_to(smtp, connect_seconds=0.5, data_seconds=0.3)
    longest = submission.longest(recipients=1, size=1000)
    smtp.stall("taken")
    began = time.monotonic()
    with pytest.raises(OutcomeUnclear):
        submit(smtp, connect_seconds=0.5, data_seconds=0.3)
    assert time.monotonic() - began < longest < 3.0


def test_a_message_is_read_no_faster_than_it_is_taken(smtp: Sink) -> None:
    smtp.stall("content")
    taken: list[int] = []

    def pieces() -> Iterator[bytes]:
        yield MESSAGE
        for number in range(1000):
            taken.append(number)
            yield b"x" * 76 + b"\r\n" + b"y" * 65_536

    with pytest.raises(NotSubmitted, match="slow"):
        submit(smtp, pieces(), data_seconds=0.3)
    assert len(taken) < 200
