"""The application behind a real socket, and somebody in front of a real browser."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from flask import Flask
from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Request, Response, WebError
from werkzeug.serving import WSGIRequestHandler, make_server

WIDE = {"width": 1440, "height": 900}
NARROW = {"width": 390, "height": 844}
# The browser and htmx write each answer of 400 and above there too; it is the page that shows it.
ANSWERS = ("Failed to load resource: the server responded with a status", "Response Status Error Code")


@dataclass(frozen=True, slots=True)
class Site:
    """The running application and where it answers."""

    url: str
    app: Flask

    def at(self, path: str) -> str:
        """The whole address of a path."""
        return self.url + path.lstrip("/")


class _Quiet(WSGIRequestHandler):
    # Keeps connections: a page and its twenty files need few of them.
    protocol_version = "HTTP/1.1"

    def log(self, type: str, message: str, *args: object) -> None:
        pass


def _closing(app: Flask) -> Callable[[Any, Any], list[bytes]]:
    """Closes each answer itself: Werkzeug's server forgets to when the browser hangs up too early."""

    def answer(environ: Any, start_response: Any) -> list[bytes]:
        pieces = app(environ, start_response)
        if environ["PATH_INFO"] == "/live/events":
            return pieces  # type: ignore[return-value]
        try:
            return [*pieces]
        finally:
            pieces.close()  # type: ignore[attr-defined]

    return answer


@contextmanager
def serving(app: Flask, *, certificate: tuple[str, str] | None = None, port: int = 0) -> Iterator[Site]:
    """Lets the application answer on a port of this machine, a free one; with a certificate by https."""
    answering = _closing(app)
    server = make_server(
        "127.0.0.1", port, answering, threaded=True, request_handler=_Quiet, ssl_context=certificate
    )
    if certificate:
        # Whoever is slow to shake hands keeps nobody else waiting at the door.
        server.socket.do_handshake_on_connect = False  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, name="site", daemon=True)
    thread.start()
    try:
        yield Site(f"{'https' if certificate else 'http'}://127.0.0.1:{server.server_port}/", app)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class Watch:
    """Everything a browser asked for, and everything it complained about."""

    def __init__(self, context: BrowserContext, site: Site) -> None:
        self.site = site
        self.asked: list[str] = []
        self.refused: list[str] = []
        self.complaints: list[str] = []
        context.on("request", self._request)
        context.on("requestfailed", self._failed)
        context.on("response", self._response)
        context.on("console", self._console)
        context.on("weberror", self._error)

    @property
    def foreign(self) -> list[str]:
        """Addresses of others that were asked for, and not refused by the policy before they left."""
        own = (self.site.url, "data:", "blob:", "about:")
        return [url for url in self.asked if not url.startswith(own) and url not in self.refused]

    def _request(self, request: Request) -> None:
        self.asked.append(request.url)

    def _failed(self, request: Request) -> None:
        if request.failure in ("csp", "origin"):
            self.refused.append(request.url)

    def _response(self, response: Response) -> None:
        if response.status >= 400 and "/static/" in response.url:
            self.complaints.append(f"{response.status} {response.url}")

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(ANSWERS):
            self.complaints.append(message.text)

    def _error(self, error: WebError) -> None:
        self.complaints.append(str(error.error))


def sign_in(page: Page, site: Site, address: str, typed: str) -> None:
    """Comes in by the form, as people do."""
    page.goto(site.at("/session/"))
    page.get_by_label("E-Mail-Adresse").fill(address)
    page.get_by_label("Passwort").fill(typed)
    page.get_by_role("button", name="Anmelden").click()
    page.get_by_role("heading", level=1, name="Posteingang").wait_for(state="attached")
    # Behind it the scripts have begun to listen.
    page.wait_for_load_state()


def row(page: Page, subject: str) -> Locator:
    """The line of the list with this subject."""
    return page.locator("li.row", has=page.get_by_text(subject, exact=True))


def choose(page: Page, subject: str) -> None:
    """Ticks the box of a line."""
    row(page, subject).get_by_role("checkbox").check()


def open_folder(page: Page, name: str) -> None:
    """Goes to a folder by its link."""
    page.get_by_role("navigation", name="Ordner").get_by_role("link", name=name).click()
    page.get_by_role("heading", level=1, name=name).wait_for(state="attached")


def open_message(page: Page, subject: str) -> None:
    """Clicks a line and waits for its message."""
    row(page, subject).get_by_role("link").click()
    page.get_by_role("heading", level=2, name=subject).wait_for()


def notice(page: Page) -> Locator:
    """Where the page says what has been done."""
    return page.locator("#notice")
