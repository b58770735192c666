"""A browser that costs next to nothing: it calls the WSGI application itself and keeps one cookie."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

from tests.cast import Person

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
MESSAGE_AT = re.compile(r'href="(/message/[^"/]+/\d+\.)\d+"')
FOLDER_AT = re.compile(r'action="(/mailbox/[^"/]+)/flag"')
ORIGIN = "http://127.0.0.1:8000"
Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; every octet of it was read."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def location(self) -> str:
        return next(value for name, value in self.headers if name == "Location")


class Browser:
    """One person's, signed in by the form like everybody's."""

    def __init__(self, app: Wsgi) -> None:
        self._app = app
        self._cookie = ""
        self.token = ""

    def sign_in(self, person: Person) -> "Browser":
        """Comes in by the start page and looks at the list once."""
        start = self.get("/session/")
        fields = {"csrf_token": _token(start), "address": person.address, "typed": person.typed}
        entered = self.post("/session/sign-in", fields)
        if entered.status != 303:
            raise RuntimeError(f"{person.address} is not let in: {entered.status}")
        self.token = _token(self.get(entered.location))
        return self

    def get(self, path: str, *, target: str | None = None, keep: bool = True) -> Answer:
        """A page, or the block of it that htmx would put in the place of #target."""
        return self._open("GET", path, target, b"", keep)

    def post(
        self, path: str, fields: Mapping[str, str], *, target: str | None = None, keep: bool = True
    ) -> Answer:
        """A form; keep=False forgets the new cookie, as if the notice in it had been read."""
        return self._open("POST", path, target, urlencode(fields).encode(), keep)

    def _open(self, method: str, path: str, target: str | None, body: bytes, keep: bool) -> Answer:
        path, _, query = path.partition("?")
        environ: dict[str, Any] = {
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": "",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "8000",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": "127.0.0.1:8000",
            "HTTP_ORIGIN": ORIGIN,
            "HTTP_SEC_FETCH_SITE": "same-origin",
            "HTTP_USER_AGENT": "bench",
            "HTTP_COOKIE": self._cookie,
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(body),
            "wsgi.errors": BytesIO(),
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        if target:
            environ.update(HTTP_HX_REQUEST="true", HTTP_HX_TARGET=target)
        if method == "POST":
            environ.update(CONTENT_TYPE="application/x-www-form-urlencoded", CONTENT_LENGTH=str(len(body)))
        return self._call(environ, keep)

    def _call(self, environ: dict[str, Any], keep: bool) -> Answer:
        begun: list[Any] = []
        answered = self._app(environ, lambda *said: begun.extend(said))
        try:
            body = b"".join(answered)
        finally:
            answered.close()
        if keep:
            for name, value in begun[1]:
                if name == "Set-Cookie":
                    self._cookie = value.partition(";")[0]
        return Answer(int(begun[0].split(" ")[0]), begun[1], body)


def _token(answer: Answer) -> str:
    found = TOKEN.search(answer.text)
    if answer.status != 200 or found is None:
        raise RuntimeError(f"no form on this page ({answer.status})")
    return found[1]
