"""The worker: what is due comes back while nobody looks, once, and only where the service may enter."""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from threading import Event, Thread

import pytest
from flask import Flask

from tests.cast import ANNA, BORIS, SERVICE, Person
from tests.conftest import MONDAY, HeldClock, MakeApp
from tests.letters import deliver, folders, subjects
from tests.servers.dovecot import Dovecot
from tests.servers.fault import Fault
from webmail import cli
from webmail.accounts import Reason, Reminders, accounts_due
from webmail.accounts.lookup import account_for
from webmail.config import Config
from webmail.worker import Worker, work

SNOOZED = "Snoozed"
Serve = Callable[..., Flask]


@pytest.fixture
def serve(make_app: MakeApp, config: Config) -> Serve:
    """An application where the service enters for everybody."""
    config.secrets.mkdir(mode=0o700, exist_ok=True)
    key = config.secrets / "service"
    key.write_text(":".join(SERVICE), encoding="utf-8")
    key.chmod(0o600)

    def make(**store: object) -> Flask:
        return make_app(
            sign_in=replace(config.sign_in, credentials="service", form=False),
            store=replace(config.store, **store),  # type: ignore[arg-type]
        )

    return make


def snooze(app: Flask, dovecot: Dovecot, *, clock: HeldClock, person: Person = ANNA) -> None:
    folders(dovecot, SNOOZED, person=person)
    ref = deliver(dovecot, folder=SNOOZED, subject="Elternabend", person=person, flags=["\\Seen"])
    with app.app_context():
        account = account_for(person.address, at=clock())
        Reminders(account.id, clock=clock).put(Reason.SNOOZED, ref.uidvalidity, [ref.uid], due=MONDAY)


def look(app: Flask) -> int:
    with app.app_context():
        return Worker(app.extensions["dienstpost"]).look()


def test_what_is_due_comes_back_for_everybody_and_once(
    serve: Serve, dovecot: Dovecot, clock: HeldClock
) -> None:
    app = serve()
    for person in (ANNA, BORIS):
        snooze(app, dovecot, clock=clock, person=person)
    assert (look(app), look(app)) == (2, 0)
    for person in (ANNA, BORIS):
        assert subjects(dovecot, person=person) == ["Elternabend"]
        assert dovecot.flags(person.address, "INBOX", 1) >= {"$Resurfaced"}


def test_a_store_that_is_away_is_asked_again(
    serve: Serve, dovecot: Dovecot, fault: Fault, clock: HeldClock, caplog: pytest.LogCaptureFixture
) -> None:
    app = serve(host=fault.host, port=fault.port)
    snooze(app, dovecot, clock=clock)
    fault.refuse()
    with caplog.at_level(logging.WARNING):
        assert look(app) == 0
    assert "StoreUnavailable" not in caplog.text
    assert ANNA.address not in caplog.text
    fault.let_pass()
    clock.move(seconds=timedelta(minutes=5).total_seconds())
    assert look(app) == 1


def test_a_folder_that_is_gone_is_looked_for_for_a_month(
    serve: Serve, dovecot: Dovecot, clock: HeldClock
) -> None:
    app = serve()
    snooze(app, dovecot, clock=clock)
    with dovecot.client(ANNA.address) as client:
        client.delete_folder(SNOOZED)
    assert look(app) == 0
    clock.move(minutes=6)
    with app.app_context():
        assert len(accounts_due(clock=clock)) == 1
    clock.move(days=30)
    with app.app_context():
        assert len(accounts_due(clock=clock)) == 0


def test_it_stops_between_two_people(serve: Serve, dovecot: Dovecot, clock: HeldClock) -> None:
    app, ended = serve(), Event()
    snooze(app, dovecot, clock=clock)
    ended.set()
    with app.app_context():
        assert Worker(app.extensions["dienstpost"]).look(ended) == 0
        assert len(accounts_due(clock=clock)) == 1


def test_with_passwords_it_says_why_it_does_not_begin(app: Flask) -> None:
    cli.install(app)
    result = app.test_cli_runner().invoke(args=["worker"])
    assert result.exit_code == 1
    assert "only with credentials = 'service'" in result.output


def test_it_goes_on_after_something_unforeseen_and_ends_when_it_is_told() -> None:
    ended, looks = Event(), []

    def fail() -> None:
        looks.append(1)
        if len(looks) == 2:
            ended.set()
        raise LookupError("unforeseen")

    thread = Thread(target=work, args=(fail, ended), kwargs={"pause": 0.0})
    thread.start()
    thread.join(timeout=30)
    assert not thread.is_alive()
    assert len(looks) == 2
