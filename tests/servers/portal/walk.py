"""Going through the portal's pages without a browser: a jar of cookies, links, forms."""

from contextlib import nullcontext
from types import TracebackType
from typing import Self
from urllib.parse import urljoin, urlsplit

import requests
from bs4 import BeautifulSoup, Tag
from requests.cookies import RequestsCookieJar

from tests.cast import Person
from tests.servers.portal.people import Known, known

MOST_STEPS = 20
LOCAL = ("localhost", "127.0.0.1")


class Jar:
    """One browser's cookies; kept, its session at the portal lives on and a second pass is silent."""

    def __init__(self) -> None:
        self._session = requests.Session()
        self._session.trust_env = False
        self.pages: list[str] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._session.close()

    @property
    def cookies(self) -> RequestsCookieJar:
        """What lies in it."""
        return self._session.cookies

    def ask(self, method: str, address: str, **form: str) -> requests.Response:
        """One request, redirects left to the caller."""
        return self._session.request(method, address, data=form or None, allow_redirects=False, timeout=10)


class _Walk:
    """One way through the portal, until it sends the browser somewhere else or shows its last page."""

    def __init__(self, jar: Jar, address: str, *, person: Known | None, answer: str) -> None:
        self.jar = jar
        self.port = urlsplit(address).port
        self.person = person
        self.answer = answer
        self.address = address
        self.response = jar.ask("GET", address)

    def to_its_end(self) -> str:
        """Where it sends the browser at last, or the address of its last page."""
        for _ in range(MOST_STEPS):
            if self.response.is_redirect:
                target = urljoin(self.address, self.response.headers["Location"])
                if not self._is_portals(target):
                    return target
                self._go("GET", target)
            elif not self._press():
                self.jar.pages.append(self.response.text)
                return self.address
        raise AssertionError(f"the portal goes round and round: {self.address}")

    def _is_portals(self, address: str) -> bool:
        parts = urlsplit(address)
        return parts.port == self.port and parts.hostname in LOCAL

    def _go(self, method: str, address: str, **form: str) -> None:
        self.address = address
        self.response = self.jar.ask(method, address, **form)

    def _press(self) -> bool:
        page = BeautifulSoup(self.response.text, "html.parser")
        form = page.find("form")
        if not isinstance(form, Tag):
            return False
        self.jar.pages.append(self.response.text)
        fields = {str(each["name"]): str(each.get("value", "")) for each in form.find_all("input")}
        if "text" in fields:
            if self.person is None:
                raise AssertionError("the portal asks who it is")
            fields |= {"login": self.person.login, "text": self.person.typed}
        fields |= self._button(page)
        self._go("POST", urljoin(self.address, str(form["action"])), **fields)
        return True

    def _button(self, page: BeautifulSoup) -> dict[str, str]:
        found = [each for each in page.find_all("button") if each.get_text() == self.answer]
        return {str(each["name"]): str(each["value"]) for each in found if each.get("name")}


def sign_in_by_http(address: str, person: Person | Known | None, *, jar: Jar | None = None) -> str:
    """From the address that Portal.begin() gave to the application's own, which is not followed.

    Without a person the portal must know the jar already. Raises AssertionError when it never leads away.
    """
    with Jar() if jar is None else nullcontext(jar) as own:
        who = known(person) if isinstance(person, Person) else person
        walk = _Walk(own, address, person=who, answer="Anmelden")
        target = walk.to_its_end()
        if walk._is_portals(target):
            raise AssertionError(f"the portal keeps the person: {own.pages[-1]}")
        return target


def leave_by_http(address: str, *, jar: Jar, answer: str = "Ja") -> str:
    """From the address that Portal.leave() gave to where the portal leads; its question gets the answer."""
    return _Walk(jar, address, person=None, answer=answer).to_its_end()


def sign_out_at_portal(account: str, *, jar: Jar, answer: str = "Ja") -> None:
    """ "Mein Konto" → "Abmelden" → the answer: somebody leaves at the portal, and not at ours."""
    page = BeautifulSoup(jar.ask("GET", account).text, "html.parser")
    link = page.find("a", string="Abmelden")
    if not isinstance(link, Tag):
        raise AssertionError("nobody is signed in at the portal")
    leave_by_http(urljoin(account, str(link["href"])), jar=jar, answer=answer)
