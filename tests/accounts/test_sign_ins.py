"""Sign-ins, failed attempts and the account that the first sign-in makes; on a real database."""

import sqlite3
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import current_app
from sqlalchemy import event, func, select

from tests.accounts import racing
from tests.conftest import HeldClock
from tests.tables import make_tables
from webmail.accounts import (
    Account,
    Arrival,
    Attempts,
    Door,
    FailedSignIn,
    Limits,
    SignIn,
    SignInRefused,
    SignIns,
    TooManyAttempts,
)
from webmail.accounts.lookup import account_for, find_by_address, name_from
from webmail.accounts.sign_ins import hash_of
from webmail.database import db
from webmail.mail import StoreUnavailable

ADDRESS = "anna.arnold@schule.example"
SCHOOL, HOME = "192.0.2.1", "198.51.100.7"


@pytest.fixture(autouse=True)
def database(tmp_path: Path) -> Iterator[None]:
    with racing.opened(f"sqlite:///{tmp_path / 'rows.db'}"):
        make_tables()
        yield


@pytest.fixture
def closed() -> list[int]:
    return []


@pytest.fixture
def sign_ins(clock: HeldClock, closed: list[int]) -> SignIns:
    limits = Limits(idle=timedelta(minutes=60), absolute=timedelta(hours=12))
    return SignIns(limits=limits, clock=clock, close=closed.append)


@pytest.fixture
def attempts(clock: HeldClock) -> Attempts:
    return Attempts(allowed=3, window=timedelta(minutes=15), clock=clock)


def opened(sign_ins: SignIns, clock: HeldClock, *, key: str = "key") -> SignIn:
    account = account_for(ADDRESS, at=clock())
    return sign_ins.open(account, key=key, sealed=b"sealed", device="Firefox", origin=SCHOOL)


def test_a_sign_in_is_found_by_its_key_and_by_no_other(sign_ins: SignIns, clock: HeldClock) -> None:
    made = opened(sign_ins, clock)
    assert sign_ins.find("key") is made
    assert sign_ins.find("another") is None


def test_the_database_knows_only_a_hash_of_the_key(
    sign_ins: SignIns, clock: HeldClock, tmp_path: Path
) -> None:
    opened(sign_ins, clock, key="very-random-key")
    connection = sqlite3.connect(tmp_path / "rows.db")
    dump = "\n".join(connection.iterdump())
    connection.close()
    assert "very-random-key" not in dump
    assert hash_of("very-random-key").hex() in dump.lower()


def test_quiet_time_ends_a_sign_in_and_empties_what_was_kept(
    sign_ins: SignIns, clock: HeldClock, closed: list[int]
) -> None:
    made = opened(sign_ins, clock)
    clock.move(minutes=60)
    assert sign_ins.find("key") is None
    assert (made.end_reason, made.sealed) == ("idle", b"")
    assert closed == [made.id]


def test_a_deed_just_before_the_limit_keeps_it_open(sign_ins: SignIns, clock: HeldClock) -> None:
    made = opened(sign_ins, clock)
    clock.move(minutes=59)
    sign_ins.seen(made)
    clock.move(minutes=59)
    assert sign_ins.find("key") is made


def test_the_fixed_limit_ends_even_a_busy_sign_in(sign_ins: SignIns, clock: HeldClock) -> None:
    made = opened(sign_ins, clock)
    for _quarter in range(12 * 4):
        assert sign_ins.find("key") is made
        sign_ins.seen(made)
        clock.move(minutes=15)
    assert sign_ins.find("key") is None
    assert made.end_reason == "absolute"


def test_ending_leaves_a_receipt_whose_key_opens_nothing(
    sign_ins: SignIns, clock: HeldClock, closed: list[int]
) -> None:
    made = opened(sign_ins, clock)
    key = sign_ins.end(made)
    assert sign_ins.find("key") is None
    assert sign_ins.find(key) is None
    receipt = sign_ins.find_receipt(key)
    assert receipt is not None
    assert receipt.mailbox_ended_at == clock()
    assert made.sealed == b""
    assert closed == [made.id]


def test_a_new_sign_in_sweeps_those_nobody_ended(
    sign_ins: SignIns, clock: HeldClock, closed: list[int]
) -> None:
    left = opened(sign_ins, clock)
    clock.move(hours=13)
    opened(sign_ins, clock, key="second")
    db.session.refresh(left)
    assert (left.end_reason, left.sealed) == ("absolute", b"")
    assert closed == [left.id]


def test_no_step_of_a_sign_in_reads_all_that_have_ended(sign_ins: SignIns, clock: HeldClock) -> None:
    said: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, statement: str, values: Any, *_more: object) -> None:
        said.append((statement, values))

    event.listen(db.engine, "before_cursor_execute", note)
    first = opened(sign_ins, clock)
    sign_ins.end(first)
    clock.move(hours=25)
    second = opened(sign_ins, clock, key="second")
    sign_ins.find("second")
    sign_ins.not_ended_before(second)
    event.remove(db.engine, "before_cursor_execute", note)

    asked = [each for each in said if "sign_in" in each[0] and not each[0].startswith("INSERT")]
    assert len(asked) > 8
    with db.engine.connect() as connection:
        for statement, values in asked:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
            assert not [step for *_rest, step in plan if step == "SCAN sign_in"], statement


def test_the_first_sign_in_makes_the_account_and_the_second_finds_it(clock: HeldClock) -> None:
    first = account_for(ADDRESS, at=clock())
    assert account_for(ADDRESS, at=clock()) is first
    assert find_by_address(ADDRESS) is first
    assert db.session.scalar(select(func.count(Account.id))) == 1


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("anna.arnold@schule.example", "Anna Arnold"),
        ("anna-lena.mueller-weiss@schule.example", "Anna-Lena Mueller-Weiss"),
        ("sekretariat@schule.example", "Sekretariat"),
        ("@", "@"),
    ],
)
def test_a_name_is_read_from_the_address(address: str, name: str) -> None:
    assert name_from(address) == name


def test_refusals_stop_further_tries_for_a_while(attempts: Attempts, clock: HeldClock) -> None:
    for _try in range(3):
        attempts.begin(ADDRESS, origin=SCHOOL)
        clock.move(minutes=1)
    with pytest.raises(TooManyAttempts) as caught:
        attempts.begin(ADDRESS, origin=SCHOOL)
    clock.moment = caught.value.until
    assert attempts.begin(ADDRESS, origin=SCHOOL)


def test_many_tries_at_once_get_no_further_than_one_by_one(attempts: Attempts) -> None:
    outcomes: list[bool] = []
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    together = threading.Barrier(12)

    def attempt() -> None:
        with app.app_context():
            together.wait()
            try:
                attempts.begin(ADDRESS, origin=SCHOOL)
                outcomes.append(True)
            except TooManyAttempts:
                outcomes.append(False)

    threads = [threading.Thread(target=attempt) for _each in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (outcomes.count(True), outcomes.count(False)) == (3, 9)


def test_nobody_locks_a_colleague_out(attempts: Attempts) -> None:
    for _try in range(3):
        attempts.begin(ADDRESS, origin=SCHOOL)
    assert attempts.begin("boris.becker@schule.example", origin=SCHOOL)
    assert attempts.begin(ADDRESS, origin=HOME)


def test_a_success_forgets_the_refusals_before_it(attempts: Attempts) -> None:
    for _try in range(3):
        attempts.begin(ADDRESS, origin=SCHOOL)
    attempts.succeeded(ADDRESS, origin=SCHOOL)
    assert attempts.begin(ADDRESS, origin=SCHOOL)


def test_old_refusals_are_not_kept(attempts: Attempts, clock: HeldClock) -> None:
    attempts.begin(ADDRESS, origin=SCHOOL)
    clock.move(minutes=16)
    attempts.begin("boris.becker@schule.example", origin=SCHOOL)
    assert db.session.scalar(select(func.count(FailedSignIn.id))) == 1


class Answering:
    """What the store answers at the door."""

    def __init__(self, answer: bool | Exception) -> None:
        self.answer = answer
        self.asked = 0

    def __call__(self, name: str, key: str, sealed: bytes, origin: str) -> bool:
        self.asked += 1
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def door(sign_ins: SignIns, attempts: Attempts, clock: HeldClock, *, accepts: Answering) -> Door:
    return Door(
        sign_ins=sign_ins,
        attempts=attempts,
        lock=lambda typed, *, key, name: b"sealed",
        accepts=accepts,
        store_name=lambda address: address,
        domains=("schule.example",),
        clock=clock,
    )


ARRIVAL = Arrival(address=ADDRESS, origin=SCHOOL, device="Firefox")


def test_who_the_store_accepts_gets_a_sign_in(
    sign_ins: SignIns, attempts: Attempts, clock: HeldClock
) -> None:
    entered = door(sign_ins, attempts, clock, accepts=Answering(True)).enter(ARRIVAL, "typed")
    assert sign_ins.find(entered.key) is entered.sign_in
    assert entered.sign_in.account.address == ADDRESS


def test_who_is_refused_has_no_account_and_is_counted(
    sign_ins: SignIns, attempts: Attempts, clock: HeldClock
) -> None:
    refusing = Answering(False)
    at_door = door(sign_ins, attempts, clock, accepts=refusing)
    for _try in range(3):
        with pytest.raises(SignInRefused):
            at_door.enter(ARRIVAL, "wrong")
    with pytest.raises(TooManyAttempts):
        at_door.enter(ARRIVAL, "right")
    assert refusing.asked == 3
    assert find_by_address(ADDRESS) is None


def test_a_store_that_is_down_counts_against_nobody(
    sign_ins: SignIns, attempts: Attempts, clock: HeldClock
) -> None:
    at_door = door(sign_ins, attempts, clock, accepts=Answering(StoreUnavailable("down")))
    for _try in range(4):
        with pytest.raises(StoreUnavailable):
            at_door.enter(ARRIVAL, "typed")


def test_a_service_with_one_domain_completes_the_address(
    sign_ins: SignIns, attempts: Attempts, clock: HeldClock
) -> None:
    at_door = door(sign_ins, attempts, clock, accepts=Answering(True))
    assert at_door.whole_address(" Anna.Arnold ") == ADDRESS
    assert at_door.whole_address("anna@elsewhere.example") == "anna@elsewhere.example"
    assert at_door.serves(ADDRESS)
    assert not at_door.serves("anna@elsewhere.example")


@pytest.mark.parametrize(
    "address", ["anna.arnold@0@schule.example", "@schule.example", "anna arnold@schule.example", "anna"]
)
def test_what_does_not_name_one_account_is_not_served(
    sign_ins: SignIns, attempts: Attempts, clock: HeldClock, address: str
) -> None:
    assert not door(sign_ins, attempts, clock, accepts=Answering(True)).serves(address)
