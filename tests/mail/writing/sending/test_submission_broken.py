"""Submission over lines that break, stall and lie: what is known then, and how long it took to know it."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import SimpleNamespace

import pytest

from tests.mail.writing.sending.handing import MESSAGE, TYPED, submission_to, submit
from tests.servers.fault import Fault
from tests.servers.smtp import Sink
from webmail.mail.errors import (
    NotSubmitted,
    OutcomeUnclear,
    StoreUnavailable,
)

BEFORE_THE_DOT = ("connect", "ehlo", "auth", "mail", "rcpt", "data", "content")


@pytest.fixture(scope="module")
def running() -> Iterator[Sink]:
    with Sink(users=TYPED) as sink:
        yield sink


@pytest.fixture
def sink(running: Sink) -> Sink:
    running.empty()
    return running


@pytest.mark.parametrize("stage", BEFORE_THE_DOT)
def test_a_line_that_breaks_before_the_end_has_sent_nothing(sink: Sink, stage: str) -> None:
    sink.close_at(stage)
    reason = "unreachable" if stage in ("connect", "ehlo") else "broke"
    with pytest.raises(NotSubmitted, match=reason):
        submit(sink, MESSAGE + b"x\r\n" * 1_000_000)
    assert sink.received == []


@pytest.mark.parametrize("stage", BEFORE_THE_DOT)
def test_a_server_that_stalls_before_the_end_has_got_nothing(sink: Sink, stage: str) -> None:
    sink.stall(stage)
    began = time.monotonic()
    content = (MESSAGE + b"x\r\n" * 10_000 for _ in range(1000))
    with pytest.raises(NotSubmitted, match="slow"):
        submit(sink, content, connect_seconds=0.25, data_seconds=0.25)
    assert time.monotonic() - began < 2.5
    sink.release()
    assert sink.received == []


@pytest.mark.parametrize("stage", ["dot", "taken"])
def test_no_answer_behind_the_end_is_an_unclear_outcome(sink: Sink, stage: str) -> None:
    sink.close_at(stage)
    with pytest.raises(OutcomeUnclear):
        submit(sink)


@pytest.mark.parametrize("stage", ["dot", "taken"])
def test_a_late_answer_behind_the_end_is_an_unclear_outcome(sink: Sink, stage: str) -> None:
    stop = sink.stall(stage)
    with pytest.raises(OutcomeUnclear):
        submit(sink, data_seconds=0.25)
    assert stop.reached.is_set()


@pytest.mark.parametrize("answer", ["354 go on", "999 what", "hello", "25", "250", "100 wait"])
def test_only_a_whole_answer_behind_the_end_is_believed(sink: Sink, answer: str) -> None:
    sink.answer("taken", answer)
    if answer == "250":
        submit(sink)
        return
    with pytest.raises(OutcomeUnclear):
        submit(sink)


def test_a_server_that_stays_silent_at_the_goodbye_has_the_message(sink: Sink) -> None:
    sink.close_at("quit")
    submit(sink)
    sink.close_at("quit", after=9)
    sink.stall("quit")
    submit(sink)
    assert len(sink.received) == 2


def test_a_store_that_is_lost_in_the_middle_means_nothing_was_sent(sink: Sink) -> None:
    def broken() -> Iterator[bytes]:
        yield MESSAGE + b"x\r\n" * 100_000
        raise StoreUnavailable("gone")

    with pytest.raises(NotSubmitted, match="broke"):
        submit(sink, broken())
    assert sink.received == []


def test_a_fault_of_ours_in_the_middle_means_nothing_was_sent(sink: Sink) -> None:
    def faulty() -> Iterator[bytes]:
        yield MESSAGE
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        submit(sink, faulty())
    assert sink.received == []


def test_bytes_that_drip_do_not_stretch_the_time(sink: Sink) -> None:
    with Fault((sink.host, sink.port)) as proxy:
        proxy.drip(0.1)
        began = time.monotonic()
        with pytest.raises(NotSubmitted, match="slow"):
            submit(proxy, connect_seconds=0.5)
        assert time.monotonic() - began < 1.5


def test_garbled_answers_are_no_answers(sink: Sink) -> None:
    with Fault((sink.host, sink.port)) as proxy:
        proxy.garble()
        with pytest.raises(NotSubmitted):
            submit(proxy, connect_seconds=0.3)


def test_a_server_that_has_had_enough_in_the_middle_is_heard(sink: Sink) -> None:
    sink.answer("content", "552 5.2.3 Enough")
    with pytest.raises(NotSubmitted, match="refused_message") as caught:
        submit(sink, (MESSAGE + b"x\r\n" * 10_000 for _ in range(1000)))
    assert caught.value.said == "Enough"
    assert sink.received == []


@contextmanager
def scripted(*answers: bytes) -> Iterator[Sink]:
    """A server that says these in turn, whatever it is told; host and port are all it has of a sink."""

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


def test_an_answer_too_many_is_not_taken_for_the_one_to_the_message() -> None:
    begun = (b"220 ready\r\n", b"250 you\r\n", b"235 in\r\n", *[b"250 ok\r\n"] * 3)
    with scripted(*begun, b"354 go on\r\n250 taken\r\n") as server, pytest.raises(NotSubmitted):
        submit(server)


def test_what_is_said_in_the_clear_after_starttls_is_not_believed(sink: Sink) -> None:
    said = (b"220 ready\r\n", b"250-you\r\n250 STARTTLS\r\n", b"220 go on\r\n250-you\r\n250 AUTH PLAIN\r\n")
    with scripted(*said) as server, pytest.raises(NotSubmitted) as caught:
        submit(server, tls="starttls", ca_file=str(sink.ca_file))
    assert "before the handshake" in str(caught.value.__cause__)


def test_endless_answers_end(sink: Sink) -> None:
    with scripted(b"220-ready\r\n" * 20_000) as server, pytest.raises(NotSubmitted, match="unreachable"):
        submit(server)


def test_submit_ends_before_its_longest_time(sink: Sink) -> None:
    submission = submission_to(sink, connect_seconds=0.5, data_seconds=0.3)
    longest = submission.longest(recipients=1, size=1000)
    sink.stall("taken")
    began = time.monotonic()
    with pytest.raises(OutcomeUnclear):
        submit(sink, connect_seconds=0.5, data_seconds=0.3)
    assert time.monotonic() - began < longest < 3.0


def test_a_message_is_read_no_faster_than_it_is_taken(sink: Sink) -> None:
    sink.stall("content")
    taken: list[int] = []

    def pieces() -> Iterator[bytes]:
        yield MESSAGE
        for number in range(1000):
            taken.append(number)
            yield b"x" * 76 + b"\r\n" + b"y" * 65_536

    with pytest.raises(NotSubmitted, match="slow"):
        submit(sink, pieces(), data_seconds=0.3)
    assert len(taken) < 200
