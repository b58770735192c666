"""What coming in, the guard and the portal's orders cost: `.venv/bin/python -m bench.door`.

Our own processor time, medians; beside it what the same run needs for one page of the inbox.
"""

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask

from tests.browser.site import Site
from tests.cast import ANNA, CAST, SERVICE
from tests.conftest import HeldClock, close
from tests.door.comer import Comer
from tests.door.settings import furnish, portal_settings
from tests.servers.dovecot import Dovecot
from tests.servers.portal import PortalServer
from webmail import create_app
from webmail.accounts import Account, SignIn
from webmail.config import Config, Server, Service, SignInRules, Store
from webmail.database import db

ROUNDS, ROWS = 15, 100_000
DOOR = ("/session/begin", "/session/returned", "/session/arrived")


class Meter:
    """Adds up our own processor time by the path that was asked for."""

    def __init__(self, app: Any) -> None:
        self._app = app
        self.spent: dict[str, float] = {}

    def __call__(self, environ: Any, start_response: Any) -> list[bytes]:
        began = time.process_time()
        pieces = self._app(environ, start_response)
        answer = [*pieces]
        path = environ["PATH_INFO"]
        self.spent[path] = self.spent.get(path, 0.0) + time.process_time() - began
        return answer


@contextmanager
def application(folder: Path, store: Dovecot, portal: PortalServer, clock: HeldClock) -> Iterator[Site]:
    """The application before store and portal, not on a socket."""
    url = "http://127.0.0.1:8000/"
    furnish(folder, portal)
    config = Config(
        service=Service(domains=("schule.example",)),
        server=Server(url=url),
        store=Store(host=store.host, port=store.port),
        sign_in=SignInRules(credentials="service", form=False),
        portal=replace(portal_settings(portal), connect_seconds=5.0, read_seconds=10.0),
        instance=folder,
    )
    app = create_app(config, clock=clock)
    with app.app_context():
        db.create_all()
    portal.register([f"{url}session/returned"], post_logout_uris=[f"{url}session/signed-out"])
    try:
        yield Site(url, app)
    finally:
        close(app)


def median(measure: Callable[[], float]) -> float:
    return statistics.median(measure() for _ in range(ROUNDS)) * 1000


def coming_in(site: Site, portal: PortalServer, clock: HeldClock, meter: Meter) -> float:
    """One sign-in from the start page to the mailbox, without what the mailbox itself costs."""
    meter.spent.clear()
    Comer(site, portal, clock).come_in(ANNA)
    return sum(meter.spent.get(path, 0.0) for path in DOOR)


def page_of(comer: Comer, path: str, meter: Meter) -> float:
    meter.spent.clear()
    comer.page.client.get(path, base_url=comer.site.url)
    return meter.spent[path]


def guard(app: Flask, key: str) -> float:
    """Finding the sign-in behind a cookie, which each request does once."""
    sign_ins = app.extensions["dienstpost"].sign_ins
    with app.app_context():
        began = time.process_time()
        assert sign_ins.find(key) is not None
        return time.process_time() - began


def order(app: Flask) -> float:
    """Looking for what an order of the portal ends, on the wall."""
    sign_ins = app.extensions["dienstpost"].sign_ins
    with app.app_context():
        began = time.perf_counter()
        assert sign_ins.end_told(sid="nobody", subject="nobody", issued_at=2**40) == 0
        return time.perf_counter() - began


def crowd(app: Flask, clock: HeldClock) -> None:
    """A hundred thousand sign-ins that have ended, of a thousand people."""
    with app.app_context():
        at = clock()
        people = [
            {"address": f"p{number}@schule.example", "name": "P", "created_at": at}
            for number in range(ROWS // 100)
        ]
        db.session.execute(db.insert(Account), people)
        numbers = list(db.session.scalars(db.select(Account.id)))
        row = {
            "opened_at": at,
            "last_seen": at,
            "ended_at": at,
            "end_reason": "idle",
            "sealed": b"",
            "device": "",
            "origin": "",
            "shared": False,
            "roles": "",
        }
        rows = [
            row
            | {
                "key_hash": number.to_bytes(32),
                "sid": f"s{number}",
                "account_id": numbers[number % len(numbers)],
            }
            for number in range(ROWS)
        ]
        db.session.execute(db.insert(SignIn), rows)
        db.session.commit()


def main() -> None:
    clock = HeldClock(datetime.now(UTC).replace(microsecond=0))
    users = {person.address: person.typed for person in CAST}
    with (
        tempfile.TemporaryDirectory() as folder,
        Dovecot(users=users, masters=dict([SERVICE])) as store,
        PortalServer() as portal,
        application(Path(folder), store, portal, clock) as site,
    ):
        site.app.wsgi_app = meter = Meter(site.app.wsgi_app)  # type: ignore[method-assign]
        coming_in(site, portal, clock, meter)
        anna = Comer(site, portal, clock).come_in(ANNA)
        with anna.page.client.session_transaction(base_url=site.url) as cookie:
            key = cookie["key"]
        inbox = median(lambda: page_of(anna, "/mailbox/", meter))
        rows = [
            ("inbox, whole page", inbox),
            (
                "coming in (begin, returned, arrived); aim 20",
                median(lambda: coming_in(site, portal, clock, meter)),
            ),
            ("the guard's one read", median(lambda: guard(site.app, key))),
            ("an order of the portal, few rows", median(lambda: order(site.app))),
        ]
        crowd(site.app, clock)
        rows += [
            (f"the same with {ROWS:,} sign-ins; aim 200", median(lambda: order(site.app))),
            ("the guard's one read with them", median(lambda: guard(site.app, key))),
            ("coming in with them", median(lambda: coming_in(site, portal, clock, meter))),
        ]
    for name, spent in rows:
        print(f"{name:48} {spent:8.2f} ms {spent / inbox:6.2f} x inbox")


if __name__ == "__main__":
    main()
