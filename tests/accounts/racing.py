"""One of several processes that want to hand over the same messages; imports little, to start quickly."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from flask import Flask

from webmail.accounts import Submissions
from webmail.database import db

MESSAGE, OTHER = "<1@schule.example>", "<2@schule.example>"
MESSAGES = 20
LEASE = 75.0


def noon() -> datetime:
    """A clock that another process can be given."""
    return datetime(2026, 11, 16, 12, tzinfo=UTC)


@contextmanager
def opened(address: str) -> Iterator[None]:
    """An application that is a database and nothing else."""
    app = Flask("rows")
    app.config["SQLALCHEMY_DATABASE_URI"] = address
    db.init_app(app)
    with app.app_context():
        try:
            yield
        finally:
            db.session.remove()
            db.engine.dispose()


def brought_to(ledger: Submissions, *states: str) -> None:
    """Claims the message and takes these steps with it."""
    assert ledger.claim(MESSAGE, page="p1")
    for state in states:
        assert ledger.advance(MESSAGE, to=state, seconds=LEASE if state == "submitting" else 0)


def state_of(ledger: Submissions) -> str | None:
    """Where the message stands."""
    found = ledger.find(MESSAGE)
    return found.state if found else None


def race(account: int, together: Any) -> list[int]:
    """Claims all messages, begins to submit what it got, and tells which those were."""
    ledger = Submissions(account, clock=noon)
    together.wait(60)
    return [
        number
        for number in range(MESSAGES)
        if ledger.claim(f"<{number}@x>", page="p")
        and ledger.advance(f"<{number}@x>", to="submitting", seconds=LEASE)
    ]


def race_alone(address: str, account: int, together: Any, answers: Any) -> None:
    """The whole life of such a process."""
    with opened(address):
        answers.put(race(account, together))
