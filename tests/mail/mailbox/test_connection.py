"""Failures of the line and of the store, and what is made of them."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from time import monotonic, sleep
from typing import Any

import pytest

from tests.cast import ANNA
from tests.mail.conftest import MakeMailbox, Place, letter, login_of
from tests.servers.dovecot import Dovecot
from tests.servers.fault import Fault
from tests.servers.recorder import SELECTED, Recorder
from webmail.mail import (
    ConnectionLost,
    CredentialRefused,
    Flag,
    MailError,
    MessageRef,
    Query,
    Scope,
    StoreUnavailable,
)

PATIENCE = 5.5
WAYS_IN = {
    "LOGIN": lambda client, login: client.login(login.name, "falsch"),
    "AUTHENTICATE": lambda client, login: client.plain_login(login.name, "falsch"),
}


@contextmanager
def within(seconds: float) -> Iterator[None]:
    began = monotonic()
    yield
    assert monotonic() - began < seconds


def test_a_line_cut_in_the_middle_of_a_literal_is_healed_by_one_retry(
    dovecot_place: Place, fault: Fault, make_mailbox: MakeMailbox
) -> None:
    dovecot_place.append("INBOX", letter(text="Wort " * 5000))
    mailbox = make_mailbox(fault)
    ref = ref_of_only_message(mailbox)
    fault.cut_at(b"Wort Wort", times=1)
    assert "Wort" in mailbox.read(ref).body.html


def test_a_line_always_cut_in_a_literal_is_an_error_in_time_and_the_next_request_is_fine(
    dovecot_place: Place, fault: Fault, make_mailbox: MakeMailbox
) -> None:
    dovecot_place.append("INBOX", letter(text="Wort " * 5000))
    mailbox = make_mailbox(fault)
    ref = ref_of_only_message(mailbox)
    fault.cut_at(b"Wort Wort")
    with within(PATIENCE), pytest.raises(ConnectionLost):
        mailbox.read(ref)
    fault.let_pass()
    assert "Wort" in mailbox.read(ref).body.html


def test_a_dripping_store_is_given_up_in_time(
    dovecot: Dovecot, fault: Fault, make_mailbox: MakeMailbox
) -> None:
    mailbox = make_mailbox(fault, request_seconds=1.0)
    mailbox.folders()
    fault.drip(0.05)
    with within(1.5), pytest.raises(StoreUnavailable):
        mailbox.folders()


def test_a_stalled_store_is_given_up_in_time_and_heals(
    dovecot: Dovecot, fault: Fault, make_mailbox: MakeMailbox
) -> None:
    mailbox = make_mailbox(fault, read_seconds=0.3, connect_seconds=0.3, request_seconds=1.0)
    mailbox.folders()
    fault.stall()
    with within(1.5), pytest.raises(StoreUnavailable):
        mailbox.folders()
    fault.let_pass()
    assert mailbox.folders()


def test_a_store_that_greets_nobody_is_given_up_after_the_connecting_time(make_mailbox: MakeMailbox) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        mailbox = make_mailbox(
            Place("127.0.0.1", silent.getsockname()[1], kind="silent"), connect_seconds=0.3
        )
        with within(1.0), pytest.raises(StoreUnavailable):
            mailbox.folders()


def test_a_garbling_store_is_an_error_and_the_next_request_is_fine(
    dovecot: Dovecot, fault: Fault, make_mailbox: MakeMailbox
) -> None:
    mailbox = make_mailbox(fault, read_seconds=0.4, request_seconds=1.5)
    mailbox.folders()
    fault.garble()
    with within(2.0), pytest.raises(StoreUnavailable):
        mailbox.folders()
    fault.let_pass()
    assert mailbox.folders()


def test_a_store_that_is_down_is_an_error_and_its_return_needs_nothing(
    dovecot: Dovecot, fault: Fault, make_mailbox: MakeMailbox
) -> None:
    mailbox = make_mailbox(fault)
    mailbox.folders()
    fault.refuse()
    with within(PATIENCE), pytest.raises(StoreUnavailable):
        mailbox.folders()
    fault.let_pass()
    assert mailbox.folders()


def test_a_restarted_store_is_not_noticed_by_a_read_nor_by_a_deed(
    dovecot: Dovecot, fault: Fault, dovecot_place: Place, make_mailbox: MakeMailbox
) -> None:
    ref = dovecot_place.append("INBOX", letter())
    mailbox = make_mailbox(fault)
    for deed in (lambda: mailbox.list("INBOX"), lambda: mailbox.flag([ref], Flag.FLAGGED, on=True)):
        mailbox.folders()
        fault.drop()
        deed()
    assert "\\Flagged" in dovecot_place.flags(ref)


def test_a_change_whose_answer_is_lost_is_never_sent_again(
    dovecot_place: Place, fault: Fault, make_mailbox: MakeMailbox
) -> None:
    ref = dovecot_place.append("INBOX", letter())
    mailbox = make_mailbox(fault)
    mailbox.special  # noqa: B018 - the bound verb alone asks nothing
    fault.cut_at(b"COPYUID")
    with pytest.raises(ConnectionLost):
        mailbox.move([ref], to="Archive")
    assert sum(b" UID MOVE " in command for command in fault.commands) == 1


@pytest.mark.parametrize(
    "nonsense",
    [
        b"* BYE going down\r\n@TAG@ OK bye\r\n",
        b"* 1 FETCH (UID 1 FLAGS () BODY[] {99999999999}\r\n",
        b"ZZ99 OK not yours\r\n@TAG@ OK done\r\n",
        b"@TAG@ MAYBE\r\n",
    ],
)
def test_nonsense_throws_the_connection_away(make_mailbox: MakeMailbox, nonsense: bytes) -> None:
    with Recorder(answers={"EXAMINE": SELECTED + nonsense}) as recorder:
        mailbox = make_mailbox(recorder)
        with within(1.0), pytest.raises(ConnectionLost):
            mailbox.list("INBOX")
        assert mailbox.pool.open_count(1) == 0


def test_an_endless_line_is_not_swallowed(make_mailbox: MakeMailbox) -> None:
    with Recorder(
        answers={"EXAMINE": b"* OK " + b"a" * (9 * 1024 * 1024) + b"\r\n@TAG@ OK done\r\n"}
    ) as recorder:
        mailbox = make_mailbox(recorder)
        with within(PATIENCE), pytest.raises(ConnectionLost):
            mailbox.list("INBOX")


@pytest.mark.parametrize("verb", ["LOGIN", "AUTHENTICATE"])
def test_a_wrong_password_is_refused_as_such(dovecot: Dovecot, make_mailbox: MakeMailbox, verb: str) -> None:
    mailbox = make_mailbox(dovecot, authenticate=WAYS_IN[verb])
    with pytest.raises(CredentialRefused):
        mailbox.pool.enter(login_of())
    assert mailbox.pool.open_count(1) == 0


@pytest.mark.parametrize(
    "answer", [b"@TAG@ NO [UNAVAILABLE] later\r\n", b"* BYE full\r\n", b"@TAG@ NO [LIMIT] full\r\n"]
)
@pytest.mark.parametrize("verb", ["LOGIN", "AUTHENTICATE"])
def test_a_store_that_takes_nobody_in_is_not_a_wrong_password(
    make_mailbox: MakeMailbox, answer: bytes, verb: str
) -> None:
    with Recorder(answers={verb: answer + b"@TAG@ NO\r\n"}) as recorder:
        mailbox = make_mailbox(recorder, request_seconds=1.0, read_seconds=0.5, authenticate=WAYS_IN[verb])
        with pytest.raises(StoreUnavailable):
            mailbox.folders()


def test_a_password_with_umlauts_and_quotes_opens_the_store(make_mailbox: MakeMailbox) -> None:
    typed = 'Grün"\\ß 7'
    with Dovecot(users={ANNA.address: typed}) as store:
        mailbox = make_mailbox(store, authenticate=lambda client, login: client.login(login.name, typed))
        assert mailbox.folders()


def test_the_store_learns_the_persons_own_address_before_the_login(
    dovecot: Dovecot, make_mailbox: MakeMailbox
) -> None:
    make_mailbox(dovecot, login=login_of(origin="192.0.2.77")).folders()
    assert "rip=192.0.2.77" in dovecot.log


def test_without_an_origin_no_id_is_sent(dovecot: Dovecot, fault: Fault, make_mailbox: MakeMailbox) -> None:
    make_mailbox(fault).folders()
    assert not any(b" ID " in command for command in fault.commands)


@pytest.mark.parametrize("tls", ["tls", "starttls"])
def test_an_encrypted_line_is_verified(dovecot: Dovecot, make_mailbox: MakeMailbox, tls: Any) -> None:
    port = dovecot.tls_port if tls == "tls" else dovecot.port
    trusting = make_mailbox(dovecot, tls=tls, port=port, ca_file=str(dovecot.ca_file))
    assert trusting.folders()
    with pytest.raises(StoreUnavailable):
        make_mailbox(dovecot, tls=tls, port=port).folders()


@contextmanager
def attacker_before(dovecot: Dovecot) -> Iterator[Place]:
    """Passes everything on, and adds words of its own to the answer that begins the encryption."""
    ends = [socket.create_server((dovecot.host, 0))]

    def serve() -> None:
        ends.extend((ends[0].accept()[0], socket.create_connection((dovecot.host, dovecot.port))))
        up = threading.Thread(target=pass_on, args=(ends[1], ends[2], b""))
        up.start()
        pass_on(ends[2], ends[1], b"* CAPABILITY IMAP4rev1 INJECTED\r\n")
        up.join()

    def pass_on(source: socket.socket, target: socket.socket, injected: bytes) -> None:
        with suppress(OSError):
            while said := source.recv(65536):
                target.sendall(said + injected if b"Begin TLS" in said else said)
            target.shutdown(socket.SHUT_RDWR)

    serving = threading.Thread(target=serve)
    serving.start()
    try:
        yield Place(dovecot.host, ends[0].getsockname()[1], kind="attacker")
    finally:
        for end in ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        serving.join()
        for end in ends:
            end.close()


def test_words_in_the_clear_after_starttls_end_the_connection(
    dovecot: Dovecot, make_mailbox: MakeMailbox
) -> None:
    """An attacker on the line must not be heard inside the encrypted session (RFC 9051 section 11.1)."""
    with attacker_before(dovecot) as attacker:
        mailbox = make_mailbox(attacker, tls="starttls", ca_file=str(dovecot.ca_file))
        with pytest.raises(StoreUnavailable):
            mailbox.folders()


def test_nothing_is_kept_of_what_the_server_said_unasked(make_mailbox: MakeMailbox, make_pool: Any) -> None:
    with Recorder(answers={"STATUS": b"* 7 EXISTS\r\n* STATUS INBOX (UNSEEN 1)\r\n"}) as recorder:
        mailbox = make_mailbox(recorder)
        for _ in range(20):
            mailbox.folders()
        with mailbox.pool.lend(login_of()) as connection:
            assert not connection._wire.untagged_responses


def test_a_message_the_store_chokes_on_does_not_hide_the_folder(make_mailbox: MakeMailbox) -> None:
    """The line dies whenever the structure is asked for."""

    def fetch(command: bytes) -> bytes:
        if b"BODYSTRUCTURE" in command:
            return b"* BYE internal error\r\n@TAG@ OK\r\n"
        return b'* 1 FETCH (UID 1 FLAGS () INTERNALDATE "02-Nov-2026 08:00:00 +0100" RFC822.SIZE 99)\r\n'

    with Recorder(answers={"FETCH": fetch, "UID FETCH": fetch}) as recorder:
        (row,) = make_mailbox(recorder).list("INBOX").rows
        assert (row.uid, row.envelope.size, row.envelope.structure) == (1, 99, None)


def test_two_threads_never_share_a_connection(dovecot_place: Place, make_mailbox: MakeMailbox) -> None:
    dovecot_place.fill("INBOX", 3)
    mailbox = make_mailbox(dovecot_place, per_sign_in=3)
    failures: list[MailError] = []

    def look() -> None:
        for _ in range(20):
            try:
                assert len(mailbox.list("INBOX").rows) == 3
            except MailError as error:
                failures.append(error)

    threads = [threading.Thread(target=look) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert mailbox.pool.open_count(1) <= 3


def ref_of_only_message(mailbox: Any) -> MessageRef:
    listing = mailbox.list("INBOX")
    return MessageRef("INBOX", listing.uidvalidity, listing.rows[0].uid)


SLOW = {
    "search": lambda mailbox: mailbox.search(Query.typed("Probe", today=date(2026, 11, 16)), Scope("INBOX")),
    "move": lambda mailbox: mailbox.move([MessageRef("INBOX", 7, 1)], to="Archive"),
    "delete": lambda mailbox: mailbox.delete([MessageRef("INBOX", 7, 1)]),
    "remove": lambda mailbox: mailbox.remove([MessageRef("Trash", 7, 1)]),
}


@pytest.mark.parametrize("deed", SLOW.values(), ids=SLOW)
def test_what_may_take_long_does_not_wait_long_for_a_store_that_is_away(
    dovecot: Dovecot, fault: Fault, make_mailbox: MakeMailbox, deed: Any
) -> None:
    mailbox = make_mailbox(fault, read_seconds=0.3, connect_seconds=0.3, request_seconds=1.0)
    mailbox.folders()
    fault.stall()
    with within(1.5), pytest.raises(StoreUnavailable):
        deed(mailbox)


@pytest.mark.parametrize("deed", SLOW.values(), ids=SLOW)
def test_a_store_that_has_much_to_do_is_given_the_time(make_mailbox: MakeMailbox, deed: Any) -> None:
    def slowly(command: bytes) -> bytes:
        sleep(0.8)
        if b"SEARCH" in command:
            return b"* SEARCH 1\r\n"
        return b"* OK [COPYUID 8 1 1] moved\r\n* 1 EXPUNGE\r\n"

    answers = dict.fromkeys(("UID SEARCH", "UID MOVE", "UID EXPUNGE"), slowly)
    with Recorder(answers=answers) as recorder:
        deed(make_mailbox(recorder, read_seconds=0.3, request_seconds=0.5))
