"""The cast, the servers, the app, the visitor."""

import gc
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from flask import Flask
from pymap.backend.dict.mailbox import MailboxData
from pymap.parsing.specials.flag import get_system_flags

from tests import catalogues, needs, routing, statements, templates
from tests.cast import ANNA, BORIS, CARLA, CAST, DARIO, SERVICE
from tests.network import only_loopback
from tests.servers.dovecot import Dovecot
from tests.servers.fault import Fault
from tests.servers.portal.people import ELLA
from tests.servers.postgresql import PostgreSQL
from tests.servers.smtp import Sink
from tests.spread import pytest_xdist_make_scheduler as pytest_xdist_make_scheduler
from tests.visitor import Visitor

if TYPE_CHECKING:
    from webmail.config import Config

# A Monday in the middle of a school term, half past nine in Berlin.
MONDAY = datetime(2026, 11, 16, 8, 30, tzinfo=UTC)


catalogues.share()
routing.share()
statements.share()
templates.share()


class HeldClock:
    """Time stands still until a test moves it."""

    def __init__(self, start: datetime = MONDAY) -> None:
        self.moment = start

    def __call__(self) -> datetime:
        return self.moment

    def move(self, **by: float) -> None:
        """Lets time pass: move(minutes=61)."""
        self.moment += timedelta(**by)


class RunningClock:
    """The time of this machine, and what a test adds to it."""

    def __init__(self, ahead: timedelta = timedelta(0)) -> None:
        self.ahead = ahead

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def move(self, **by: float) -> None:
        """Lets more time pass: move(minutes=61)."""
        self.ahead += timedelta(**by)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        needs.mark(item)


def pytest_collection_finish() -> None:
    """What is there when the tests begin stays, so it is not looked through again: a fifth of their time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    needs.check(item)


@pytest.fixture(scope="session", autouse=True)
def _loopback_only() -> Iterator[None]:
    with only_loopback():
        yield


@pytest.fixture
def unhurried_search(monkeypatch: pytest.MonkeyPatch) -> None:
    """A search of a few messages is done in one slice, however busy the machine is."""
    for name in ("SLICE_SECONDS", "FOUND_SECONDS"):
        monkeypatch.setattr(f"webmail.mail.mailbox.finder.{name}", 10.0)


@pytest.fixture
def sliced_search(monkeypatch: pytest.MonkeyPatch) -> None:
    """A search looks at one message at a time, and waits to be told to go on."""
    monkeypatch.setattr("webmail.mail.mailbox.finder.FIRST_STRETCH", 1)
    monkeypatch.setattr("webmail.mail.mailbox.finder.SLICE_SECONDS", 0.0)


@pytest.fixture
def no_keywords(monkeypatch: pytest.MonkeyPatch) -> None:
    """The embedded store keeps no keywords, as there are stores that do not."""
    monkeypatch.setattr("webmail.demo.store.keep_keywords", lambda: None)
    monkeypatch.setattr(MailboxData, "permanent_flags", property(lambda _mailbox: get_system_flags()))


@pytest.fixture(scope="session")
def store() -> Iterator[Dovecot]:
    """The one Dovecot of the session with the cast in it; tests take `dovecot`."""
    users = {person.address: person.typed for person in CAST}
    with Dovecot(users={**users, ELLA.address: ELLA.typed}, masters=dict([SERVICE])) as running:
        yield running


@pytest.fixture
def dovecot(store: Dovecot) -> Dovecot:
    """The store, running, with a fresh mailbox for everybody."""
    if not store.running:
        store.start()
    for user in store.users:
        store.empty(user)
    return store


@pytest.fixture
def fault(dovecot: Dovecot) -> Iterator[Fault]:
    """A proxy before the store that can fail in every way."""
    with Fault((dovecot.host, dovecot.port)) as proxy:
        yield proxy


@pytest.fixture(scope="session")
def sink() -> Iterator[Sink]:
    """The one submission server of the session, where the cast may send; tests take `smtp`."""
    users = {person.address: person.typed for person in CAST}
    with Sink(users=users, masters=dict([SERVICE])) as running:
        yield running


@pytest.fixture
def smtp(sink: Sink) -> Sink:
    """The submission server, running, empty, in its best behaviour."""
    sink.empty()
    return sink


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """One PostgreSQL of the session; tests ask it for a new database."""
    with PostgreSQL() as running:
        yield running


@pytest.fixture
def clock() -> HeldClock:
    """The clock of the app; clock.move(hours=2) lets time pass."""
    return HeldClock()


@pytest.fixture
def config(dovecot: Dovecot, smtp: Sink, tmp_path: Path) -> "Config":
    """The settings of the tests: Dovecot stores, the sink takes what is sent, the instance folder is new."""
    return settings(dovecot, smtp, tmp_path / "instance")


def settings(store: Dovecot, sink: Sink, instance: Path) -> "Config":
    """What an application of the tests is told, with an instance folder that is made for it."""
    from webmail.config import Config, Roles, Server, Service, Store, Submission

    instance.mkdir(mode=0o700)
    return Config(
        service=Service(
            name="Dienstpost",
            operator="Landesschulamt",
            contact="hilfe@schule.example",
            telephone="+49 30 123456",
            domains=("schule.example",),
        ),
        server=Server(url="http://127.0.0.1:8000/"),
        store=Store(host=store.host, port=store.port),
        # What is held has tests of its own; everywhere else a message goes out at once.
        submission=Submission(host=sink.host, port=sink.port, hold_seconds=0),
        roles=Roles(helpdesk=(CARLA.address,), admin=(DARIO.address,)),
        instance=instance,
    )


MakeApp = Callable[..., Flask]


@pytest.fixture
def make_app(config: "Config", clock: HeldClock) -> Iterator[MakeApp]:
    """Builds an app with other settings: make_app(features={Feature.UNDO: False})."""
    from tests.tables import make_tables
    from webmail import create_app

    built: list[Flask] = []

    def make(**changed: Any) -> Flask:
        app = create_app(replace(config, **changed), clock=clock)
        built.append(app)
        with app.app_context():
            make_tables()
        return app

    yield make
    for app in built:
        close(app)


def close(app: Flask) -> None:
    """Gives back what an app holds: connections to the store and to the database."""
    from webmail.database import db

    if "dienstpost_live" in app.extensions:
        app.extensions["dienstpost_live"].close()
    if "dienstpost_holding" in app.extensions:
        app.extensions["dienstpost_holding"].close()
    for held in app.extensions.values():
        pool = getattr(held, "pool", None)
        if hasattr(pool, "close_all"):
            pool.close_all()
    with app.app_context():
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()


@pytest.fixture
def app(make_app: MakeApp) -> Flask:
    """The application, as in production but for the clock and the store."""
    return make_app()


@pytest.fixture
def app_before_fault(make_app: MakeApp, config: "Config", fault: Fault) -> Flask:
    """The application with the faulty proxy between it and the store."""
    return make_app(store=replace(config.store, host=fault.host, port=fault.port))


@pytest.fixture
def mode(request: pytest.FixtureRequest) -> str:
    """How visitors go: plain, or with htmx; stories marked @both_ways go twice."""
    return str(getattr(request, "param", "plain"))


@pytest.fixture
def visitor(app: Flask, mode: str, config: "Config") -> Visitor:
    """Somebody who is not signed in."""
    return Visitor(app, mode=mode, base_url=config.server.url)


@pytest.fixture
def anna(app: Flask, mode: str, config: "Config") -> Visitor:
    """Anna, a teacher, signed in."""
    return Visitor(app, mode=mode, base_url=config.server.url).sign_in(ANNA)


@pytest.fixture
def boris(app: Flask, mode: str, config: "Config") -> Visitor:
    """Boris, another teacher, signed in."""
    return Visitor(app, mode=mode, base_url=config.server.url).sign_in(BORIS)


@pytest.fixture
def carla(app: Flask, mode: str, config: "Config") -> Visitor:
    """Carla of the helpdesk, signed in."""
    return Visitor(app, mode=mode, base_url=config.server.url).sign_in(CARLA)


@pytest.fixture
def dario(app: Flask, mode: str, config: "Config") -> Visitor:
    """Dario, an administrator, signed in."""
    return Visitor(app, mode=mode, base_url=config.server.url).sign_in(DARIO)
