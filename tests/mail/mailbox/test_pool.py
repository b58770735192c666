"""Connections are lent, kept, swept and ended."""

import threading
from time import monotonic, sleep

import pytest

from tests.cast import BORIS
from tests.mail.conftest import MakePool, Place, login_of
from tests.servers import ground
from tests.servers.fault import Fault
from webmail.mail import ConnectionLost, CredentialRefused, StoreUnavailable
from webmail.mail.mailbox.deadline import Deadline


def test_entering_keeps_one_connection_for_the_first_page(dovecot_place: Place, make_pool: MakePool) -> None:
    pool = make_pool(dovecot_place)
    pool.enter(login_of())
    assert pool.open_count(1) == 1
    with pool.lend(login_of()):
        assert pool.open_count(1) == 1


def test_the_same_connection_is_lent_again(dovecot_place: Place, make_pool: MakePool) -> None:
    pool = make_pool(dovecot_place)
    with pool.lend(login_of()) as first:
        pass
    with pool.lend(login_of()) as second:
        assert second is first


def test_sign_ins_never_share(dovecot_place: Place, make_pool: MakePool) -> None:
    pool = make_pool(dovecot_place)
    with pool.lend(login_of(sign_in=1)) as annas:
        pass
    with pool.lend(login_of(BORIS, sign_in=2)) as boris:
        assert boris is not annas


def test_more_than_allowed_wait_and_give_up_in_time(dovecot_place: Place, make_pool: MakePool) -> None:
    pool = make_pool(dovecot_place, per_sign_in=1)
    with pool.lend(login_of()):
        began = monotonic()
        with pytest.raises(StoreUnavailable), pool.lend(login_of(), deadline=Deadline.after(0.2)):
            pass
        assert monotonic() - began < 1.0


def test_who_waits_gets_what_is_returned(dovecot_place: Place, make_pool: MakePool) -> None:
    pool = make_pool(dovecot_place, per_sign_in=1)
    waiting = threading.Event()
    got: list[int] = []

    def borrow() -> None:
        waiting.set()
        with pool.lend(login_of()):
            got.append(1)

    with pool.lend(login_of()):
        thread = threading.Thread(target=borrow)
        thread.start()
        waiting.wait()
    thread.join()
    assert got


def test_a_connection_is_never_lent_after_an_error(
    dovecot_place: Place, fault: Fault, make_pool: MakePool
) -> None:
    pool = make_pool(fault)
    with pool.lend(login_of()) as broken:
        fault.drop()
        with pytest.raises(ConnectionLost):
            broken.command("NOOP")
    with pool.lend(login_of()) as fresh:
        assert fresh is not broken
        fresh.command("NOOP")


def interrupt() -> bytes:
    raise KeyboardInterrupt


def test_a_borrower_stopped_in_the_middle_of_an_answer_spoils_the_connection(
    dovecot_place: Place, make_pool: MakePool
) -> None:
    pool = make_pool(dovecot_place)
    with pool.lend(login_of()) as stopped:
        stopped._wire.reader.readline = interrupt  # type: ignore[method-assign, assignment]
        with pytest.raises(KeyboardInterrupt):
            stopped.command("NOOP")
        assert not stopped.usable
    with pool.lend(login_of()) as fresh:
        assert fresh is not stopped


def test_idle_connections_are_closed_without_anybody_asking(
    dovecot_place: Place, make_pool: MakePool
) -> None:
    pool = make_pool(dovecot_place, idle_seconds=0.1)
    pool.enter(login_of())
    ground.wait_until(lambda: pool.open_count(1) == 0, what="the sweeping")


def test_ending_a_sign_in_closes_lent_connections_at_once(dovecot_place: Place, make_pool: MakePool) -> None:
    pool = make_pool(dovecot_place)
    with pool.lend(login_of()) as lent:
        pool.close(1)
        with pytest.raises(ConnectionLost):
            lent.command("NOOP")
    assert pool.open_count(1) == 0


def test_ending_a_sign_in_wakes_who_reads(dovecot_place: Place, fault: Fault, make_pool: MakePool) -> None:
    pool = make_pool(fault, read_seconds=30.0, request_seconds=30.0)
    with pool.lend(login_of()) as lent:
        fault.stall()
        threading.Timer(0.2, pool.close, [1]).start()
        began = monotonic()
        with pytest.raises(ConnectionLost):
            lent.command("NOOP")
        assert monotonic() - began < 2.0


def test_who_waits_for_an_ended_sign_in_gets_nothing(dovecot_place: Place, make_pool: MakePool) -> None:
    pool = make_pool(dovecot_place, per_sign_in=1)
    refused: list[CredentialRefused] = []
    began = threading.Event()

    def wait() -> None:
        began.set()
        try:
            with pool.lend(login_of()):
                pass
        except CredentialRefused as error:
            refused.append(error)

    with pool.lend(login_of()):
        thread = threading.Thread(target=wait)
        thread.start()
        began.wait()
        sleep(0.05)
        pool.close(1)
        thread.join()
    assert refused
    assert pool.open_count(1) == 0


def test_an_ended_sign_in_stays_ended_until_somebody_enters(
    dovecot_place: Place, make_pool: MakePool
) -> None:
    pool = make_pool(dovecot_place)
    pool.enter(login_of())
    pool.close(1)
    with pytest.raises(CredentialRefused), pool.lend(login_of()):
        pass
    pool.enter(login_of())
    assert pool.open_count(1) == 1


def test_a_connection_opened_while_its_sign_in_ended_is_closed(
    dovecot_place: Place, fault: Fault, make_pool: MakePool
) -> None:
    pool = make_pool(fault)
    fault.stall()
    threading.Timer(0.2, lambda: (pool.close(1), fault.let_pass())).start()
    with pytest.raises(CredentialRefused), pool.lend(login_of()):
        pass
    assert pool.open_count(1) == 0


def test_closing_all_ends_the_sweeper(dovecot_place: Place, make_pool: MakePool) -> None:
    others = set(threading.enumerate())
    pool = make_pool(dovecot_place)
    pool.enter(login_of())
    [sweeper] = [each for each in threading.enumerate() if each not in others and each.name == "pool-sweeper"]
    pool.close_all()
    assert pool.open_count(1) == 0
    assert not sweeper.is_alive()
