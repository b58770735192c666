"""A browser before the demo's portal and a webmail that only listens: both by plain HTTP."""

import base64
import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import requests
from bs4 import BeautifulSoup, Tag
from joserfc import jwt
from joserfc.jwk import KeySet

from webmail.demo.people import DemoPerson
from webmail.demo.portal import DemoPortal

# The same in every process of a run: it stands in the names of tests.
VERIFIER = "a-verifier-of-the-tests-that-is-long-enough-for-rfc-7636-0123456789"
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
SECONDS = 5


class PortalBrowser:
    """One browser: keeps the portal's cookie and the page that is open, goes nowhere by itself."""

    def __init__(self, portal: DemoPortal) -> None:
        self.portal = portal
        self.lines = requests.Session()
        self.answer = requests.Response()

    def open(self, path: str, **asked: str) -> "PortalBrowser":
        """Types an address of the portal's."""
        address = self.portal.issuer + path
        self.answer = self.lines.get(address, params=asked, allow_redirects=False, timeout=SECONDS)
        return self

    def press(self, words: str, **typed: str) -> "PortalBrowser":
        """Presses a button of the open page, with what was typed into its form."""
        button = self.page.find("button", string=words)
        assert button is not None, f"no button {words!r}"
        form = button.find_parent("form")
        assert form is not None
        given = {str(each["name"]): str(each.get("value", "")) for each in form.find_all("input")}
        if button.get("name"):
            given[str(button["name"])] = str(button["value"])
        action = form.get("action")
        to = self.portal.issuer + str(action) if action else str(self.answer.url)
        sent = {**given, **typed}
        self.answer = self.lines.post(to, data=sent, allow_redirects=False, timeout=SECONDS)
        return self

    def authorize(self, **changed: str | None) -> "PortalBrowser":
        """Comes from the webmail, which asks who this is; None leaves a parameter out."""
        asked: dict[str, str | None] = {
            "response_type": "code",
            "client_id": self.portal.client.client_id,
            "redirect_uri": self.portal.client.url + "session/returned",
            "scope": "openid profile email",
            "state": "the-state",
            "nonce": "the-nonce",
            "code_challenge": CHALLENGE,
            "code_challenge_method": "S256",
            **changed,
        }
        return self.open("/authorize", **{name: value for name, value in asked.items() if value is not None})

    def prove(self, person: DemoPerson) -> "PortalBrowser":
        """Types name and password."""
        return self.press("Anmelden", login=person.address, typed=person.password)

    @property
    def page(self) -> BeautifulSoup:
        return BeautifulSoup(self.answer.text, "html.parser")

    @property
    def heading(self) -> str:
        found = self.page.find("h1")
        return found.get_text() if found else ""

    @property
    def place(self) -> str:
        """Where the browser is led to, without what is carried there."""
        return self.answer.headers.get("Location", "").partition("?")[0]

    @property
    def carried(self) -> dict[str, str]:
        """What is carried there."""
        return dict(parse_qsl(urlsplit(self.answer.headers.get("Location", "")).query))

    def redeem(self, **changed: str) -> requests.Response:
        """What the webmail does with the code that the browser has brought."""
        given = {
            "grant_type": "authorization_code",
            "code": self.carried.get("code", ""),
            "redirect_uri": self.portal.client.url + "session/returned",
            "code_verifier": VERIFIER,
            **changed,
        }
        service = self.portal.client.service
        asked = (service.name, given.pop("text", service.text))
        return requests.post(self.portal.issuer + "/token", given, auth=asked, timeout=SECONDS)

    def come_in(self, person: DemoPerson) -> tuple[str, dict[str, Any]]:
        """The whole way of a stranger to an ID token: as it came, and its claims."""
        token = self.authorize().prove(person).redeem().json()["id_token"]
        return token, read(self.portal, token).claims


def words(of: Tag) -> str:
    """All words of a part of a page, with single blanks."""
    return " ".join(of.get_text(" ").split())


def read(portal: DemoPortal, token: str) -> jwt.Token:
    """What a token says, its signature checked against the keys that the portal publishes."""
    published = requests.get(portal.issuer + "/keys", timeout=SECONDS).json()
    assert all("d" not in key for key in published["keys"])
    return jwt.decode(token, KeySet.import_key_set(published), algorithms=["RS256"])


@dataclass
class Listener:
    """A webmail that only hears what the portal says on the back channel."""

    url: str = ""
    orders: list[str] = field(default_factory=list)


@contextmanager
def listening() -> Iterator[Listener]:
    heard = Listener()

    class Ear(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            if self.path == "/session/back-channel":
                heard.orders += parse_qs(body)["logout_token"]
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Ear)
    heard.url = f"http://127.0.0.1:{server.server_port}/"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield heard
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
