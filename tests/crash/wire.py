"""Wire: one browser's cookies and requests over real sockets, without the browser."""

import http.client
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from http.cookies import SimpleCookie
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag

from tests.form import FIELDS
from tests.visitor import BROWSER

REDIRECTS = (301, 302, 303, 307, 308)
SECONDS = 30.0
File = tuple[str, bytes]


class NoAnswer(Exception):
    """The application is gone, or went while it was asked."""


@dataclass
class Answer:
    """What came back, after redirects; done: the deed itself was answered by leading on."""

    status: int
    path: str
    text: str
    done: bool = False

    @cached_property
    def page(self) -> BeautifulSoup:
        """The answer, read."""
        return BeautifulSoup(self.text, "html.parser")

    def value(self, name: str) -> str | None:
        """What stands in the field of this name; None without such a field."""
        field = self.page.find(FIELDS, attrs={"name": name})
        return _typed(field) if isinstance(field, Tag) else None

    def shows(self, text: str) -> bool:
        """Whether this text stands in a field, where it can be posted again."""
        fields = self.page.find_all(["textarea", "input"], attrs={"name": "text"})
        return any(_typed(each) == text for each in fields)

    @property
    def passes(self) -> bool:
        """Whether the page is replaced by another one in a moment, by itself."""
        return self.page.select_one("#state [hx-trigger], meta[http-equiv=refresh]") is not None

    def offers(self, name: str, value: str) -> Tag | None:
        """The button, or the form with a hidden field, that says this."""
        found = self.page.find(["button", "input"], attrs={"name": name, "value": value})
        return found if isinstance(found, Tag) else None


class Wire:
    """One browser, asking one address."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}

    @property
    def origin(self) -> str:
        """The address without a path."""
        return f"http://127.0.0.1:{self.port}"

    def get(self, path: str, *, tries: int = 1) -> Answer:
        """Opens a page; with several tries it is patient with a store that is slow."""
        for _ in range(tries):
            headers = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
            answer = self._ask("GET", path, headers, None)
            if answer.status != 503:
                break
        return answer

    def post(
        self,
        path: str,
        fields: Sequence[tuple[str, str]],
        *,
        files: Sequence[File] = (),
        target: str | None = None,
    ) -> Answer:
        """Posts a form, plainly or as htmx does for a target."""
        kind, body = _multipart(fields, files)
        headers = {
            "Content-Type": kind,
            "Origin": self.origin,
            "Referer": self.origin + path.rpartition("/")[0],
        }
        if target is None:
            headers |= {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
        else:
            headers |= {
                "HX-Request": "true",
                "HX-Target": target,
                "HX-Current-URL": self.origin + path,
                "Sec-Fetch-Mode": "cors",
                "Sec-Fetch-Dest": "empty",
            }
        return self._ask("POST", path, headers, body)

    def _ask(self, method: str, path: str, headers: Mapping[str, str], body: bytes | None) -> Answer:
        done = False
        for _ in range(8):
            answer, leads_to = self._once(method, path, headers, body)
            if leads_to is None:
                answer.done = done
                return answer
            done = True
            path = _path(urljoin(self.origin + path, leads_to))
            method, body = "GET", None
            headers = {name: value for name, value in headers.items() if name != "Content-Type"}
        raise AssertionError(f"redirected for ever, last to {path}")

    def _once(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes | None
    ) -> tuple[Answer, str | None]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)
        try:
            cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            more = {
                "User-Agent": BROWSER,
                "Accept-Language": "de",
                "Sec-Fetch-Site": "same-origin",
                "Cookie": cookie,
                "Connection": "close",
            }
            connection.request(method, path, body=body, headers={**more, **headers})
            response = connection.getresponse()
            text = response.read().decode(errors="replace")
        except TimeoutError as error:
            raise AssertionError(f"no answer to {method} {path[:20]} within {SECONDS:g} s") from error
        except (OSError, http.client.HTTPException) as error:
            raise NoAnswer(f"{method} {type(error).__name__}") from error
        finally:
            connection.close()
        self._keep(response.headers.get_all("Set-Cookie") or [])
        leads_to = response.headers.get("Location") if response.status in REDIRECTS else None
        return Answer(response.status, path, text), leads_to or response.headers.get("HX-Redirect")

    def _keep(self, cookies: Sequence[str]) -> None:
        for line in cookies:
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value


def _typed(field: Tag) -> str:
    if field.name == "textarea":
        return re.sub(r"\r\n?", "\n", field.get_text().removeprefix("\n"))
    return re.sub(r"\r\n?", "\n", str(field.get("value", "")))


def _path(url: str) -> str:
    parts = urlsplit(url)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _multipart(fields: Sequence[tuple[str, str]], files: Sequence[File]) -> tuple[str, bytes]:
    mark = secrets.token_hex(16)
    pieces = [
        f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'.encode()
        + value.replace("\n", "\r\n").encode()
        for name, value in fields
    ]
    pieces += [
        f'--{mark}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n".encode()
        + content
        for name, content in files
    ]
    return f"multipart/form-data; boundary={mark}", b"\r\n".join((*pieces, f"--{mark}--\r\n".encode()))
