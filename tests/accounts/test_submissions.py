"""The ledger of sending, on either database: whatever races, one wins; what was accepted stays."""

import logging
import multiprocessing
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import current_app
from sqlalchemy import event, func, select

from tests.accounts import racing
from tests.accounts.racing import LEASE, opened
from tests.conftest import HeldClock
from tests.servers.postgresql import PostgreSQL
from webmail.accounts import LedgerBusy, Submissions
from webmail.accounts.lookup import account_for
from webmail.accounts.models import Account, Submission
from webmail.accounts.submissions import hash_of_message
from webmail.database import db

MESSAGE, OTHER = "<1@schule.example>", "<2@schule.example>"


@pytest.fixture(scope="module")
def one_database(postgresql: PostgreSQL) -> str:
    """Making one takes PostgreSQL longer than emptying it."""
    return postgresql.new_database("ledger")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'rows.db'}"
    return str(request.getfixturevalue("one_database"))


@pytest.fixture(autouse=True)
def database(address: str) -> Iterator[None]:
    with opened(address):
        db.create_all()
        yield
        db.session.remove()
        db.drop_all()


@pytest.fixture
def account(clock: HeldClock) -> int:
    return account_for("anna.arnold@schule.example", at=clock()).id


@pytest.fixture
def ledger(account: int, clock: HeldClock) -> Submissions:
    return Submissions(account, clock=clock)


@pytest.fixture
def elsewhere(account: int, clock: HeldClock) -> Submissions:
    """The same account's ledger in another tab, or after a restart."""
    return Submissions(account, clock=clock)


def brought_to(ledger: Submissions, *states: str) -> None:
    assert ledger.claim(MESSAGE, page="p1")
    for state in states:
        assert ledger.advance(MESSAGE, to=state, seconds=LEASE if state == "submitting" else 0)


def state_of(ledger: Submissions) -> str | None:
    found = ledger.find(MESSAGE)
    return found.state if found else None


def at_once(deed: Callable[[int], Any], *, threads: int = 12) -> list[Any]:
    """What each thread got, having begun together, each in a context of its own."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    together, outcomes = threading.Barrier(threads), [None] * threads

    def run(number: int) -> None:
        with app.app_context():
            together.wait()
            outcomes[number] = deed(number)

    running = [threading.Thread(target=run, args=(number,)) for number in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    return outcomes


def test_a_claimed_message_is_found_with_its_page(ledger: Submissions, clock: HeldClock) -> None:
    assert ledger.find(MESSAGE) is None
    assert ledger.claim(MESSAGE, page="p1")
    found = ledger.find(MESSAGE)
    assert found is not None
    assert (found.state, found.page, found.changed_at) == ("held", "p1", clock())
    assert found.message_hash == hash_of_message(MESSAGE)


def test_the_same_page_does_not_claim_twice(ledger: Submissions) -> None:
    assert ledger.claim(MESSAGE, page="p1")
    assert not ledger.claim(MESSAGE, page="p1")
    assert ledger.claim(OTHER, page="p1")


def test_another_accounts_message_is_none_of_ours(ledger: Submissions, clock: HeldClock) -> None:
    boris = Submissions(account_for("boris@schule.example", at=clock()).id, clock=clock)
    brought_to(ledger, "submitting")
    assert boris.find(MESSAGE) is None
    assert not boris.advance(MESSAGE, to="accepted")
    boris.release(MESSAGE)
    assert boris.claim(MESSAGE, page="p2")
    assert (state_of(ledger), len(boris.unsettled())) == ("submitting", 0)


@pytest.mark.parametrize("state", ["held", "submitting", "accepted", "filed", "unclear"])
@pytest.mark.parametrize("to", ["submitting", "accepted", "filed", "unclear"])
def test_only_the_steps_of_a_message_on_its_way_are_taken(ledger: Submissions, state: str, to: str) -> None:
    ways = {
        "held": (),
        "submitting": ("submitting",),
        "accepted": ("submitting", "accepted"),
        "filed": ("submitting", "accepted", "filed"),
        "unclear": ("submitting", "unclear"),
    }
    allowed = {
        ("held", "submitting"),
        ("submitting", "accepted"),
        ("accepted", "filed"),
        ("submitting", "unclear"),
        ("unclear", "accepted"),
    }
    brought_to(ledger, *ways[state])
    assert ledger.advance(MESSAGE, to=to) is ((state, to) in allowed)
    assert state_of(ledger) == (to if (state, to) in allowed else state)


def test_what_nobody_claimed_goes_nowhere(ledger: Submissions) -> None:
    assert not ledger.advance(MESSAGE, to="submitting", seconds=LEASE)
    assert ledger.find(MESSAGE) is None


def test_a_claim_left_behind_is_gone_and_may_be_taken(
    ledger: Submissions, elsewhere: Submissions, clock: HeldClock
) -> None:
    brought_to(ledger)
    clock.move(minutes=2)
    assert elsewhere.find(MESSAGE) is None
    assert elsewhere.claim(MESSAGE, page="p2")
    assert not ledger.claim(MESSAGE, page="p1")


def test_who_comes_back_too_late_changes_nothing_of_the_others(
    ledger: Submissions, elsewhere: Submissions, clock: HeldClock
) -> None:
    brought_to(ledger)
    clock.move(minutes=2)
    assert elsewhere.claim(MESSAGE, page="p2")
    assert not ledger.advance(MESSAGE, to="submitting", seconds=LEASE)
    ledger.release(MESSAGE)
    assert elsewhere.advance(MESSAGE, to="submitting", seconds=LEASE)
    assert not ledger.advance(MESSAGE, to="accepted")
    assert state_of(elsewhere) == "submitting"


def test_a_late_claim_that_nobody_took_over_still_goes_on(ledger: Submissions, clock: HeldClock) -> None:
    brought_to(ledger)
    clock.move(minutes=2)
    assert ledger.advance(MESSAGE, to="submitting", seconds=LEASE)


def test_a_submission_that_never_ended_has_become_unclear_and_is_not_claimed(
    ledger: Submissions, elsewhere: Submissions, clock: HeldClock
) -> None:
    brought_to(ledger, "submitting")
    clock.move(seconds=LEASE)
    found = elsewhere.find(MESSAGE)
    assert found is not None
    assert (found.state, found.changed_at) == ("unclear", clock())
    assert [entry.state for entry in elsewhere.unsettled()] == ["unclear"]
    assert not elsewhere.claim(MESSAGE, page="p2")


@pytest.mark.parametrize("stored", ["submitting", "unclear"])
def test_the_persons_word_settles_what_is_unclear(
    ledger: Submissions, elsewhere: Submissions, clock: HeldClock, stored: str
) -> None:
    brought_to(ledger, *dict.fromkeys(("submitting", stored)))
    clock.move(seconds=LEASE)
    assert elsewhere.advance(MESSAGE, to="accepted")
    assert elsewhere.advance(MESSAGE, to="filed")
    assert elsewhere.unsettled() == ()


@pytest.mark.parametrize("stored", ["submitting", "unclear"])
def test_what_is_unclear_is_sent_again_only_after_it_was_released(
    ledger: Submissions, elsewhere: Submissions, clock: HeldClock, stored: str
) -> None:
    brought_to(ledger, *dict.fromkeys(("submitting", stored)))
    clock.move(seconds=LEASE)
    elsewhere.release(MESSAGE)
    assert elsewhere.claim(MESSAGE, page="p2")
    assert not ledger.advance(MESSAGE, to="accepted")


@pytest.mark.parametrize("state", ["accepted", "filed"])
def test_what_was_accepted_is_never_released(ledger: Submissions, elsewhere: Submissions, state: str) -> None:
    brought_to(ledger, *("submitting", "accepted", "filed")[: 2 if state == "accepted" else 3])
    ledger.release(MESSAGE)
    elsewhere.release(MESSAGE)
    assert state_of(ledger) == state


@pytest.mark.parametrize("steps", [(), ("submitting",)])
def test_what_somebody_is_at_work_on_is_released_by_nobody_else(
    ledger: Submissions, elsewhere: Submissions, steps: tuple[str, ...]
) -> None:
    brought_to(ledger, *steps)
    elsewhere.release(MESSAGE)
    assert ledger.find(MESSAGE) is not None
    ledger.release(MESSAGE)
    assert ledger.find(MESSAGE) is None
    assert elsewhere.claim(MESSAGE, page="p2")


def test_who_submits_takes_the_claim_over_from_who_prepared(
    ledger: Submissions, elsewhere: Submissions
) -> None:
    brought_to(ledger)
    assert elsewhere.advance(MESSAGE, to="submitting", seconds=LEASE)
    ledger.release(MESSAGE)
    assert state_of(ledger) == "submitting"
    elsewhere.release(MESSAGE)
    assert state_of(ledger) is None


def test_unsettled_are_the_newest_first_and_neither_held_nor_filed(
    ledger: Submissions, clock: HeldClock
) -> None:
    ways = {
        "<a@x>": ("submitting",),
        "<b@x>": ("submitting", "unclear"),
        "<c@x>": ("submitting", "accepted"),
        "<d@x>": ("submitting", "accepted", "filed"),
        "<e@x>": (),
    }
    for message_id, steps in ways.items():
        ledger.claim(message_id, page="p1")
        for step in steps:
            ledger.advance(message_id, to=step, seconds=LEASE)
        clock.move(seconds=1)
    assert [entry.state for entry in ledger.unsettled()] == ["accepted", "unclear", "submitting"]


def test_what_was_filed_long_ago_is_forgotten(ledger: Submissions, clock: HeldClock) -> None:
    brought_to(ledger, "submitting", "accepted", "filed")
    clock.move(days=89)
    ledger.claim(OTHER, page="p1")
    assert state_of(ledger) == "filed"
    clock.move(days=1)
    ledger.claim("<3@schule.example>", page="p1")
    assert ledger.find(MESSAGE) is None


@pytest.mark.parametrize("steps", [("submitting",), ("submitting", "unclear"), ("submitting", "accepted")])
def test_what_is_not_settled_is_never_forgotten(
    ledger: Submissions, clock: HeldClock, steps: tuple[str, ...]
) -> None:
    brought_to(ledger, *steps)
    clock.move(days=900)
    ledger.claim(OTHER, page="p1")
    assert ledger.find(MESSAGE) is not None


def test_the_ledger_goes_with_its_account(ledger: Submissions, account: int) -> None:
    brought_to(ledger)
    db.session.delete(db.session.get(Account, account))
    db.session.commit()
    assert db.session.scalar(select(func.count(Submission.id))) == 0


def test_a_change_made_in_another_thread_is_seen(ledger: Submissions) -> None:
    brought_to(ledger)
    ledger.find(MESSAGE)
    at_once(lambda _number: ledger.advance(MESSAGE, to="submitting", seconds=LEASE), threads=1)
    assert state_of(ledger) == "submitting"


def test_no_transaction_is_left_open(ledger: Submissions) -> None:
    for deed in (
        lambda: ledger.claim(MESSAGE, page="p1"),
        lambda: ledger.claim(MESSAGE, page="p1"),
        lambda: ledger.find(MESSAGE),
        lambda: ledger.advance(MESSAGE, to="filed"),
        ledger.unsettled,
        lambda: ledger.release(MESSAGE),
    ):
        deed()
        assert not db.session().in_transaction()


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

    def again(number: int) -> bool:
        mine = Submissions(account, clock=clock)
        mine.release(MESSAGE)
        return mine.claim(MESSAGE, page=f"p{number}")

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


def test_nothing_of_the_message_is_in_the_row(ledger: Submissions) -> None:
    brought_to(ledger, "submitting")
    row = db.session.execute(select(Submission.__table__)).one()
    assert MESSAGE not in map(str, row)
    assert row.lease_until == ledger._clock() + timedelta(seconds=LEASE)
