"""DemoPortal: the portal's server, and its word to the webmail when somebody leaves."""

import http.client
import logging
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from datetime import datetime
from typing import Self
from urllib.parse import urlencode, urlsplit

from flask import Flask
from werkzeug.serving import make_server

from webmail import clock
from webmail.demo.people import DemoPerson
from webmail.demo.portal import pages
from webmail.demo.portal.client import DemoClient
from webmail.demo.portal.keys import SigningKey
from webmail.demo.portal.protocol import Protocol
from webmail.demo.portal.sessions import PortalSession, Sessions
from webmail.demo.serving import QuietRequests, answering

LOOPBACK = "127.0.0.1"
TELL_SECONDS = 3.0

_log = logging.getLogger(__name__)


class DemoPortal:
    """A school portal that lives in this process; `name` is what browsers call this machine there.

    It should be another name than the webmail's, so that the two are two sites with cookies of their own.
    """

    def __init__(
        self,
        people: Iterable[DemoPerson],
        client: DemoClient,
        *,
        name: str = "localhost",
        clock: Callable[[], datetime] = clock.now,
    ) -> None:
        self.people = tuple(people)
        self.client = client
        self.name = name
        self.clock = clock
        self.port = 0
        self.key = SigningKey()
        self.sessions = Sessions(clock)
        self.protocol = Protocol(self)
        self.app = Flask("webmail.demo.portal")
        self.app.extensions[pages.EXTENSION] = self
        self.app.register_blueprint(pages.bp)
        self._running: ExitStack | None = None

    @property
    def issuer(self) -> str:
        return f"http://{self.name}:{self.port}"

    @property
    def url(self) -> str:
        return self.issuer + "/"

    @property
    def away(self) -> bool:
        """Whether nobody can reach it."""
        return self._running is None

    def start(self) -> None:
        """Answers from now on; after a stop on the same port, with the same sessions."""
        if self._running is not None:
            return
        server = make_server(LOOPBACK, self.port, self.app, threaded=True, request_handler=QuietRequests)
        self.port = server.port
        self._running = ExitStack()
        self._running.enter_context(answering(server, "demo-portal"))

    def stop(self) -> None:
        """Nobody reaches it any more; may be called twice."""
        running, self._running = self._running, None
        if running is not None:
            running.close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def person(self, login: str, typed: str) -> DemoPerson | None:
        """Who this is, when the password fits; the part before the @ is enough."""
        login = login.strip().lower()
        for person in self.people:
            if login in (person.address, person.address.partition("@")[0]) and typed == person.password:
                return person
        return None

    def end(self, sid: str) -> None:
        """Ends a session and says so to the webmail, if that knew of it."""
        if session := self.sessions.end(sid):
            self.tell(session)

    def tell(self, session: PortalSession) -> None:
        """Sends the logout order over the back channel; a webmail that is away hears nothing."""
        if not session.known_to_client:
            return
        order = self.key.logout_order(
            issuer=self.issuer,
            client_id=self.client.client_id,
            sid=session.sid,
            subject=session.person.subject,
            at=self.clock(),
        )
        at = urlsplit(self.client.back_channel)
        line = http.client.HTTPConnection(at.hostname or "", at.port, timeout=TELL_SECONDS)
        fields = {"Content-Type": "application/x-www-form-urlencoded"}
        try:
            line.request("POST", at.path, urlencode({"logout_token": order}), fields)
            status = line.getresponse().status
        except (OSError, http.client.HTTPException) as error:
            _log.warning("demo portal not heard reason=%s", type(error).__name__)
        else:
            if status >= 400:
                _log.warning("demo portal not believed status=%d", status)
        finally:
            line.close()
