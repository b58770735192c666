"""How soon new mail is on the screen, and what listening costs: `.venv/bin/python -m bench.live`.

From the moment another client has handed a message to the store until Chromium has its row.
"""

import socket
import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from imapclient import IMAPClient
from playwright.sync_api import Page, sync_playwright

from bench.browser import Browser
from bench.crowd import CROWD
from bench.memory import resident
from bench.product import application
from tests.browser.conftest import CHROMIUM, FLAGS
from tests.browser.site import Site, serving, sign_in
from tests.cast import ANNA, CAST
from tests.servers import ground
from tests.servers.dovecot import Dovecot
from webmail.demo.store import DemoStore

ROUNDS = 20
STREAMS_EACH = 4
QUIET_SECONDS = 10
LETTER = b"From: Boris Becker <boris.becker@schule.example>\r\nSubject: %s\r\n\r\nGuten Tag.\r\n"
ARRIVED = """(subject) => new Promise((found) => {
  const rows = () => [...document.querySelectorAll("li.row")];
  const look = () => rows().some((row) => row.textContent.includes(subject));
  const wait = () => (look() ? found() : requestAnimationFrame(wait));
  wait();
})"""


def latency(page: Page, store: Any) -> list[float]:
    """Seconds from the store's word that it has a message to the row on the screen."""
    spent = []
    with IMAPClient(store.host, store.port, ssl=False) as client:
        client.socket().setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        client.login(ANNA.address, ANNA.typed)
        for number in range(ROUNDS + 1):
            subject = f"Eilmeldung {number:03}"
            client.append("INBOX", LETTER % subject.encode())
            began = time.perf_counter()
            page.evaluate(ARRIVED, subject)
            spent.append(time.perf_counter() - began)
            # Nobody sends to one person without a pause.
            time.sleep(0.3)
    return spent[1:]


@contextmanager
def seen_in_chromium(app: Flask) -> Iterator[tuple[Page, Site]]:
    """Anna before her inbox."""
    program = ground.find_program(CHROMIUM)
    with serving(app) as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        page = browser.new_context(locale="de-DE").new_page()
        sign_in(page, site, ANNA.address, ANNA.typed)
        yield page, site
        browser.close()


def measure_latency(name: str, store: Any) -> None:
    with application(store.host, store.port) as app, seen_in_chromium(app) as (page, _site):
        time.sleep(2)
        spent = latency(page, store)
    median, most = statistics.median(spent) * 1000, max(spent) * 1000
    print(f"live update latency, {name}: median {median:.0f} ms, longest {most:.0f} ms (aim 1000)")


def listen(site: Site, cookie: str) -> socket.socket:
    """A stream that is held open."""
    at = urlsplit(site.url)
    line = socket.create_connection((at.hostname or "", at.port or 0))
    asked = f"GET /live/events?age=0 HTTP/1.1\r\nHost: {at.netloc}\r\nCookie: {cookie}\r\n\r\n"
    line.sendall(asked.encode())
    return line


def measure_listening(store: Dovecot) -> None:
    with application(store.host, store.port) as app, serving(app) as site:
        people = [Browser(app.wsgi_app).sign_in(person) for person in CROWD]
        before, lines = resident(), []
        for person in people:
            lines += [listen(site, person._cookie) for _ in range(STREAMS_EACH)]
        watchers = app.extensions["dienstpost"].watchers
        ground.wait_until(
            lambda: watchers.counts == (len(people), len(lines)), what="all streams", seconds=60
        )
        time.sleep(3)
        began, spent = time.monotonic(), time.process_time()
        time.sleep(QUIET_SECONDS)
        share = (time.process_time() - spent) / (time.monotonic() - began) * 100
        grown = resident() - before
        print(
            f"listening: {len(lines)} streams of {len(people)} people, {threading.active_count()} threads: "
            f"{grown:.0f} MB more, {share:.1f} % of one core while nothing happens"
        )
        app.extensions["dienstpost_live"].close()
        for line in lines:
            line.close()


def main() -> None:
    """Both stores for the way to the screen, Dovecot for the cost."""
    users = {person.address: person.typed for person in CAST}
    with DemoStore(users) as store:
        measure_latency("demo store", store)
    with Dovecot(users={**users, **{person.address: person.typed for person in CROWD}}) as dovecot:
        measure_latency("Dovecot", dovecot)
        measure_listening(dovecot)


if __name__ == "__main__":
    main()
