"""Visitor: open("/"), follow("Reply"), fill(To=…), press("Send"), sees("Sent")."""

import io
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import SplitResult, urldefrag, urlencode, urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup, Tag
from flask import Flask
from werkzeug.datastructures import Headers, MultiDict
from werkzeug.test import TestResponse

from tests import htmx
from tests.cast import Person
from tests.form import FIELDS, find, form_of, hidden, put, values_of, words

MODES = ("plain", "htmx")
# Takes a story twice, once without script and once with htmx.
both_ways = pytest.mark.parametrize("mode", MODES, indirect=True)
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
REDIRECTS = (301, 302, 303, 307, 308)
MANY = 6
IN_FRAME = {"Sec-Fetch-Dest": "iframe"}


class LeadsAway(AssertionError):
    """The application sends the browser to somebody else; url says to whom."""

    def __init__(self, url: str) -> None:
        super().__init__(f"this leads away from us: {url}")
        self.url = url


class Visitor:
    """One browser without script, or with htmx and nothing else; keeps the page that is open."""

    def __init__(self, app: Flask, *, mode: str = "plain", base_url: str = "http://127.0.0.1:8000/") -> None:
        self.app = app
        self.htmx = mode == "htmx"
        self.base_url = base_url
        self.url = base_url
        self.client = app.test_client()
        self._html = ""
        self._page: BeautifulSoup | None = None
        self.response: TestResponse | None = None
        self.chosen: list[tuple[str, tuple[str, str, bytes]]] = []

    @property
    def page(self) -> BeautifulSoup:
        """The page that is open, read when it is first looked at: many are only passed through."""
        if self._page is None:
            self._page = BeautifulSoup(self._html, "html.parser")
        return self._page

    @page.setter
    def page(self, page: BeautifulSoup) -> None:
        self._page = page

    @property
    def status(self) -> int:
        """Status of the last answer."""
        return self._last.status_code

    @property
    def headers(self) -> Headers:
        """Header fields of the last answer."""
        return self._last.headers

    @property
    def body(self) -> bytes:
        """The last answer's content as it came."""
        return self._last.data

    @property
    def path(self) -> str:
        """Where the address bar is."""
        return urlsplit(self.url).path

    @property
    def text(self) -> str:
        """All words on the page that can be seen."""
        seen = [
            piece
            for piece in (self.page.body or self.page).find_all(string=True)
            if self._visible(piece.parent)
        ]
        return words(" ".join(seen))

    @property
    def heading(self) -> str:
        """The page's one <h1>."""
        found = self.page.find_all("h1")
        assert len(found) == 1, f"{len(found)} main headings"
        return words(found[0].get_text(" "))

    def open(self, path: str, **headers: str) -> "Visitor":
        """Types an address."""
        self._go("get", path, headers={"Sec-Fetch-Site": "none", **_header_names(headers)})
        return self

    def reload(self) -> "Visitor":
        """Asks for the open page again."""
        return self.open(self.url)

    def follow(self, name: str) -> "Visitor":
        """Clicks the link with this text or accessible name."""
        link = find(self.page.find_all("a", href=True), name, self.page, what="link")
        request = htmx.request_of(link, self.page) if self.htmx else None
        if request is not None:
            self._ask(request, [])
        else:
            self._go("get", str(link["href"]), headers=self._navigated("get"))
        return self

    def fill(self, fields: Mapping[str, str] | None = None, /, **more: str) -> "Visitor":
        """Types into fields, called by their labels or by their names in the form."""
        for name, value in {**(fields or {}), **more}.items():
            put(self._field(name), value)
        return self

    def choose(self, **files: bytes | tuple[str, str, bytes]) -> "Visitor":
        """Chooses files for the page's one field of that kind: name, type, octets."""
        field = self.page.select_one("input[type=file][name]")
        assert field is not None, "no field for files on this page"
        for name, given in files.items():
            chosen = given if isinstance(given, tuple) else (f"{name}.bin", "application/octet-stream", given)
            self.chosen.append((str(field["name"]), chosen))
        return self

    def check(self, name: str) -> "Visitor":
        """Ticks a box; with several of one group, the one of this label, and of circles that one alone."""
        field = self._field(name)
        if field.get("type") == "radio":
            for other in self.page.select(f'input[type=radio][name="{field["name"]}"][checked]'):
                del other["checked"]
        field["checked"] = ""
        return self

    def uncheck(self, name: str) -> "Visitor":
        """Takes the tick away."""
        del self._field(name)["checked"]
        return self

    def press(self, name: str, *, within: str | None = None) -> "Visitor":
        """Presses the button with this text or accessible name; within narrows to one part of the page."""
        part = self.page.select_one(within) if within else self.page
        assert part is not None, f"no {within!r} on this page"
        buttons = part.select("button:not([disabled]), input[type=submit]:not([disabled])")
        return self.submit(find(buttons, name, self.page, what="button"))

    def submit(self, button: Tag) -> "Visitor":
        """Submits the button's form by this button, as the browser or htmx would."""
        form = form_of(button, self.page)
        assert form is not None, "a button without a form does nothing without script"
        values: list[tuple[str, Any]] = [*values_of(form, self.page, button=button)]
        if form.select_one("input[type=file][name]"):
            values += [
                (field, (io.BytesIO(octets), name, kind)) for field, (name, kind, octets) in self.chosen
            ]
            self.chosen = []
        if self.htmx and not button.has_attr("data-leaves"):
            # htmx hears the click on a button of its own before the form hears anything.
            source = button if button.has_attr("hx-post") or button.has_attr("hx-get") else form
            request = htmx.request_of(source, self.page)
            if request is not None:
                self._ask(request, values, path=str(button.get("formaction", request.url)))
                return self
        method = str(button.get("formmethod", form.get("method", "get"))).lower()
        path = str(button.get("formaction", form.get("action", "")))
        self._go(method, path, values=values, headers=self._navigated(method))
        return self

    def sign_in(self, person: Person, *, typed: str | None = None) -> "Visitor":
        """Goes to the start page and comes in by the form."""
        self.open("/session/")
        field = self.page.find("input", attrs={"name": "typed"})
        assert isinstance(field, Tag), f"no sign-in form: {self.text[:300]}"
        form = field.find_parent("form")
        assert form is not None
        self.fill(address=person.address, typed=typed if typed is not None else person.typed)
        button = form.find(["button", "input"], type=lambda kind: kind in (None, "submit"))
        assert isinstance(button, Tag)
        return self.submit(button)

    def sign_out(self) -> "Visitor":
        """Goes to the page for leaving and presses its one button."""
        button = self.open("/session/sign-out").page.select_one("main form button")
        assert button is not None, f"no way out: {self.text[:300]}"
        return self.submit(button)

    def sees(self, *texts: str) -> "Visitor":
        """Fails unless all these words can be read on the page."""
        for text in texts:
            assert words(text) in self.text, (
                f"{text!r} is not on the page, answer {self.status}: {self.text[:2000]}"
            )
        return self

    def misses(self, *texts: str) -> "Visitor":
        """Fails if any of these words can be read on the page."""
        for text in texts:
            assert words(text) not in self.text, f"{text!r} is on the page: {self.text[:2000]}"
        return self

    def has(self, selector: str) -> bool:
        """Whether the page has an element, visible or not."""
        return self.page.select_one(selector) is not None

    def frame(self, selector: str = "iframe") -> "Visitor":
        """A visitor with the same cookies who has opened the frame's document."""
        frame = self.page.select_one(selector)
        assert frame is not None, f"no {selector!r} on this page"
        inside = Visitor(self.app, base_url=self.base_url)
        inside.client = self.client
        inside._go(
            "get", urljoin(self.url, str(frame["src"])), headers={**self._navigated("get"), **IN_FRAME}
        )
        return inside

    def twin(self) -> "Visitor":
        """Another browser into which all cookies were copied: a replay, or a second tab."""
        twin = Visitor(self.app, mode="htmx" if self.htmx else "plain", base_url=self.base_url)
        for cookie in self.client._cookies.values():  # type: ignore[union-attr]
            twin.client._cookies[cookie._storage_key] = cookie  # type: ignore[index]
        return twin

    @property
    def _last(self) -> TestResponse:
        assert self.response is not None, "nothing was opened yet"
        return self.response

    def _visible(self, element: Tag | None) -> bool:
        if element is None or element.name in ("script", "style", "title", "[document]"):
            return False
        return not hidden(element)

    def _field(self, name: str) -> Tag:
        fields = [field for field in self.page.find_all(FIELDS) if field.get("type") != "hidden"]
        by_name = [field for field in fields if field.get("name") == name and not hidden(field)]
        return by_name[0] if len(by_name) == 1 else find(fields, name, self.page, what="field")

    def _navigated(self, method: str) -> dict[str, str]:
        headers = {"Sec-Fetch-Site": "same-origin", "Referer": urldefrag(self.url)[0]}
        return {**headers, "Origin": self._origin} if method == "post" else headers

    @property
    def _origin(self) -> str:
        return "{0.scheme}://{0.netloc}".format(urlsplit(self.base_url))

    def _send(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        values: Sequence[tuple[str, Any]] | None = None,
    ) -> tuple[TestResponse, str]:
        """One request and the redirects it leads to; returns the answer and where it was found."""
        for _ in range(MANY):
            url = urldefrag(url)[0]
            parts = urlsplit(url)
            if f"{parts.scheme}://{parts.netloc}" != self._origin:
                raise LeadsAway(url)
            if method == "get" and values is not None:
                url, parts = _with_query(url, values)
            response = self.client.open(
                parts.path or "/",
                query_string=parts.query,
                base_url=self.base_url,
                method=method.upper(),
                data=MultiDict(values) if method == "post" and values is not None else None,
                headers={"User-Agent": BROWSER, "Accept-Language": "de", **headers},
            )
            # A large form was written to a file, which the test client forgets to close.
            response.request.environ["wsgi.input"].close()
            if response.status_code not in REDIRECTS:
                return response, url
            url = urljoin(url, response.headers["Location"])
            if response.status_code not in (307, 308):
                method, values = "get", None
        raise AssertionError(f"redirected {MANY} times, last to {url}")

    def _go(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str],
        values: Sequence[tuple[str, Any]] | None = None,
    ) -> None:
        """A navigation: the answer becomes the page, unless it is a download."""
        navigation = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document", "Sec-Fetch-User": "?1"}
        self.response, url = self._send(method, urljoin(self.url, path), {**navigation, **headers}, values)
        if self.response.mimetype == "text/html" and not _is_download(self.response):
            self.url = url
            self._html, self._page = self.response.text, None

    def _ask(
        self, request: htmx.Request, values: Sequence[tuple[str, Any]], *, path: str | None = None
    ) -> None:
        """A request by htmx: the answer is swapped into the page."""
        headers = {
            **self._navigated(request.method),
            "Sec-Fetch-Mode": "cors",
            "Sec-Fetch-Dest": "empty",
            **request.headers(self.url),
        }
        self.response, url = self._send(
            request.method, urljoin(self.url, path or request.url), headers, values if values else None
        )
        if "HX-Redirect" in self.response.headers:
            self._go("get", self.response.headers["HX-Redirect"], headers=self._navigated("get"))
            return
        htmx.apply(
            self.page,
            request,
            status=self.response.status_code,
            headers=self.response.headers,
            text=self.response.text,
        )
        pushed = self.response.headers.get("HX-Push-Url", "false" if not request.push else url)
        if pushed != "false":
            self.url = urljoin(self.url, pushed)


def _header_names(named: Mapping[str, str]) -> dict[str, str]:
    """Sec_Purpose="prefetch" as Python writes it → the header field's name."""
    return {name.replace("_", "-"): value for name, value in named.items()}


def _with_query(url: str, values: Sequence[tuple[str, Any]]) -> tuple[str, SplitResult]:
    url = urlsplit(url)._replace(query=urlencode(values)).geturl()
    return url, urlsplit(url)


def _is_download(response: TestResponse) -> bool:
    return response.headers.get("Content-Disposition", "").startswith("attachment")
