"""The ledger of one account, on either database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.accounts.racing import opened
from tests.conftest import HeldClock
from tests.servers.postgresql import PostgreSQL
from webmail.accounts import Submissions
from webmail.accounts.lookup import account_for
from webmail.database import db


@pytest.fixture(scope="module")
def one_database(postgresql: PostgreSQL) -> str:
    """Making one takes PostgreSQL longer than emptying it."""
    return postgresql.new_database("ledger")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'rows.db'}"
    return str(request.getfixturevalue("one_database"))


@pytest.fixture
def rows(address: str) -> Iterator[None]:
    """An empty database of either kind, and a context in which it is asked."""
    with opened(address):
        db.create_all()
        yield
        db.session.remove()
        db.drop_all()


@pytest.fixture
def account(rows: None, clock: HeldClock) -> int:
    return account_for("anna.arnold@schule.example", at=clock()).id


@pytest.fixture
def ledger(account: int, clock: HeldClock) -> Submissions:
    return Submissions(account, clock=clock)


@pytest.fixture
def elsewhere(account: int, clock: HeldClock) -> Submissions:
    """The same account's ledger in another tab, or after a restart."""
    return Submissions(account, clock=clock)
