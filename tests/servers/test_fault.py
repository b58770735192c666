"""The proxy itself: a fault that does not happen would make every test of faults worthless."""

import socket
import time
from collections.abc import Iterator

import pytest
from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError

from tests.cast import ANNA
from tests.servers.dovecot import Dovecot
from tests.servers.fault import Fault

RAW = b"Subject: Probe\r\n\r\n" + b"Zeile\r\n" * 2000


@pytest.fixture
def client(dovecot: Dovecot, fault: Fault) -> Iterator[IMAPClient]:
    dovecot.append(ANNA.address, "INBOX", RAW)
    client = IMAPClient(fault.host, fault.port, ssl=False, timeout=0.4)
    client.login(ANNA.address, ANNA.typed)
    client.select_folder("INBOX")
    yield client
    client.shutdown()


def body(client: IMAPClient) -> bytes:
    return bytes(client.fetch([1], ["BODY.PEEK[]"])[1][b"BODY[]"])


def test_everything_passes_unchanged(client: IMAPClient) -> None:
    assert body(client) == RAW


def test_refusing_cuts_open_lines_and_refuses_new_ones(client: IMAPClient, fault: Fault) -> None:
    fault.refuse()
    with pytest.raises((IMAPClientAbortError, OSError)):
        client.noop()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((fault.host, fault.port), timeout=1)


def test_after_refusing_the_same_port_accepts_again(fault: Fault) -> None:
    fault.refuse()
    fault.let_pass()
    with socket.create_connection((fault.host, fault.port), timeout=1) as line:
        assert line.recv(4) == b"* OK"


def test_a_stalled_line_stays_open_and_says_nothing(client: IMAPClient, fault: Fault) -> None:
    fault.stall()
    with pytest.raises(TimeoutError):
        client.noop()


def test_a_stalled_greeting_comes_when_the_stall_ends(fault: Fault) -> None:
    fault.stall()
    with socket.create_connection((fault.host, fault.port), timeout=0.2) as line:
        with pytest.raises(TimeoutError):
            line.recv(4)
        fault.let_pass()
        line.settimeout(5)
        assert line.recv(4) == b"* OK"


def test_the_line_is_cut_in_the_middle_of_a_literal(client: IMAPClient, fault: Fault) -> None:
    fault.cut_after(1000)
    before = fault.bytes_down
    with pytest.raises((IMAPClientError, OSError)):
        body(client)
    assert fault.bytes_down - before == 1000


def test_the_line_is_cut_just_before_the_chosen_bytes(client: IMAPClient, fault: Fault) -> None:
    fault.cut_at(b"Subject")
    with pytest.raises((IMAPClientError, OSError)):
        body(client)


def test_after_the_counted_cuts_everything_passes_again(dovecot: Dovecot, fault: Fault) -> None:
    fault.cut_after(1, times=1)
    for expected in (b"*", b"* OK"):
        with socket.create_connection((fault.host, fault.port), timeout=5) as line:
            assert line.recv(4) == expected
            if expected == b"*":
                assert line.recv(4) == b""


def test_dripping_sends_one_byte_each_interval(fault: Fault) -> None:
    fault.drip(0.05)
    with socket.create_connection((fault.host, fault.port), timeout=5) as line:
        began = time.monotonic()
        arrived = b"".join(line.recv(100) for _ in range(5))
    assert arrived == b"* OK "
    assert time.monotonic() - began > 0.15


def test_garbled_answers_keep_their_length_only(client: IMAPClient, fault: Fault) -> None:
    fault.garble()
    with pytest.raises((IMAPClientError, OSError)):
        client.noop()


def test_commands_are_written_down_without_literals(client: IMAPClient, fault: Fault) -> None:
    fault.forget()
    client.append("INBOX", b"A1 NOOP\r\n\r\nA2 NOOP\r\n")
    assert [command.split()[1] for command in fault.commands] == [b"APPEND"]


def test_a_turn_is_one_question_and_its_answer(client: IMAPClient, fault: Fault) -> None:
    fault.forget()
    body(client)
    client.noop()
    assert fault.turns == 2
