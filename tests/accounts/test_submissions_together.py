"""The ledger when many come at once, in threads and in processes, and when its database is busy."""

import logging
import multiprocessing
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from tests.accounts import racing
from tests.accounts.racing import LEASE, MESSAGE, OTHER, brought_to, state_of
from tests.accounts.together import at_once
from tests.conftest import HeldClock
from webmail.accounts import LedgerBusy, Submissions
from webmail.database import db


def test_a_change_made_in_another_thread_is_seen(ledger: Submissions) -> None:
    brought_to(ledger)
    ledger.find(MESSAGE)
    at_once(lambda _number: ledger.advance(MESSAGE, to="submitting", seconds=LEASE), threads=1)
    assert state_of(ledger) == "submitting"


def test_of_many_claims_at_once_one_succeeds(account: int, clock: HeldClock) -> None:
    won = at_once(lambda number: Submissions(account, clock=clock).claim(MESSAGE, page=f"p{number}"))
    assert won.count(True) == 1
    found = Submissions(account, clock=clock).find(MESSAGE)
    assert found is not None
    assert found.page == f"p{won.index(True)}"


def test_of_many_who_find_a_claim_left_behind_one_takes_it(
    ledger: Submissions, account: int, clock: HeldClock
) -> None:
    brought_to(ledger)
    clock.move(minutes=2)
    won = at_once(lambda number: Submissions(account, clock=clock).claim(MESSAGE, page=f"p{number}"))
    assert won.count(True) == 1


def test_of_many_who_hand_over_at_once_one_may(ledger: Submissions, account: int, clock: HeldClock) -> None:
    brought_to(ledger)
    won = at_once(
        lambda _n: Submissions(account, clock=clock).advance(MESSAGE, to="submitting", seconds=LEASE)
    )
    assert won.count(True) == 1


def test_of_many_who_want_an_unclear_one_again_one_gets_it(
    ledger: Submissions, account: int, clock: HeldClock
) -> None:
    brought_to(ledger, "submitting", "unclear")
    seen = ledger.find(MESSAGE)
    assert seen is not None

    def again(number: int) -> bool:
        return Submissions(account, clock=clock).claim(MESSAGE, page=f"p{number}", over=seen.attempt)

    assert at_once(again).count(True) == 1


def test_of_several_processes_each_message_is_handed_over_by_one(address: str, account: int) -> None:
    spawning = multiprocessing.get_context("spawn")
    together, answers = spawning.Barrier(3), spawning.Queue()
    wanted = (address, account, together, answers)
    processes = [spawning.Process(target=racing.race_alone, args=wanted) for _each in range(2)]
    for process in processes:
        process.start()
    won = [racing.race(account, together), *(answers.get(timeout=60) for _each in processes)]
    for process in processes:
        process.join(60)
    answers.close()
    assert sorted(number for each in won for number in each) == list(range(racing.MESSAGES))


@contextmanager
def locked(tmp_path: Path) -> Iterator[None]:
    """Somebody else writes and does not end; nobody here waits for long."""
    for connection in (db.session.connection().connection.dbapi_connection,):
        connection.execute("PRAGMA busy_timeout=10")  # type: ignore[union-attr]
    event.listen(db.engine, "connect", _impatient)
    blocking = sqlite3.connect(tmp_path / "rows.db", isolation_level=None)
    blocking.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        event.remove(db.engine, "connect", _impatient)
        blocking.execute("ROLLBACK")
        blocking.close()


def _impatient(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA busy_timeout=10")


on_sqlite = pytest.mark.parametrize("address", ["sqlite"], indirect=True)


@on_sqlite
def test_a_database_that_takes_no_writes_says_so_and_changes_nothing(
    ledger: Submissions, tmp_path: Path
) -> None:
    brought_to(ledger, "submitting")
    for deed in (
        lambda: ledger.claim(OTHER, page="p1"),
        lambda: ledger.advance(MESSAGE, to="accepted"),
        lambda: ledger.release(MESSAGE),
    ):
        with locked(tmp_path), pytest.raises(LedgerBusy):
            deed()
    assert state_of(ledger) == "submitting"
    assert ledger.find(OTHER) is None
    assert ledger.advance(MESSAGE, to="accepted")


@on_sqlite
def test_a_database_that_is_busy_for_a_while_does_not_forget_what_was_accepted(
    ledger: Submissions, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    brought_to(ledger, "submitting")
    lock = locked(tmp_path)
    lock.__enter__()
    warned: list[str] = []

    class FreesTheDatabase(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if not warned:
                lock.__exit__(None, None, None)
            warned.append(record.getMessage())

    handler = FreesTheDatabase()
    logger = logging.getLogger("webmail.accounts.submissions")
    logger.addHandler(handler)
    try:
        assert ledger.advance(MESSAGE, to="accepted")
    finally:
        logger.removeHandler(handler)
    assert warned
    assert state_of(ledger) == "accepted"
