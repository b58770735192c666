"""The running demo: sign in through its portal, break what its page offers, and see that all heals."""

import re
import time
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import urljoin, urlsplit

import pytest
import requests
from bs4 import BeautifulSoup, Tag

from tests.demo.portal_browser import words
from tests.servers import ground
from webmail.demo.__main__ import Demo, served
from webmail.demo.people import CARLA, MARLENE, TOBIAS, DemoPerson

START, MAILBOX, BREAKING = "/session/", "/mailbox/", "/demo/"
SUBJECT = "Klassenfahrt Weimar"
HOPS = 12


class Person:
    """Somebody with a browser that goes where it is led, over both sites."""

    def __init__(self, demo: Demo) -> None:
        self.demo = demo
        self.lines = requests.Session()
        self.answer = requests.Response()

    def open(self, address: str) -> "Person":
        """Types an address, a path of the webmail's or a whole one."""
        return self._go("GET", urljoin(self.demo.url, address), {})

    def press(self, name: str, **typed: str) -> "Person":
        """Presses a button of the open page."""
        return self._press(next(each for each in self.page.find_all("button") if words(each) == name), typed)

    def begin(self) -> "Person":
        """Presses the start page's one button."""
        button = self.page.select_one("form[action='/session/begin'] button")
        assert button is not None, f"no way in: {self.said}"
        return self._press(button, {})

    def _press(self, button: Tag, typed: dict[str, str]) -> "Person":
        form = button.find_parent("form")
        assert form is not None
        fields = form.select("input[name]:not([type=checkbox], [type=file])")
        given = {str(each["name"]): str(each.get("value", "")) for each in fields}
        if button.get("name"):
            given[str(button["name"])] = str(button["value"])
        action = button.get("formaction") or form.get("action") or ""
        method = str(form.get("method", "get")).upper()
        return self._go(method, urljoin(self.answer.url, str(action)), {**given, **typed})

    def come_in(self, person: DemoPerson = MARLENE) -> "Person":
        """From the webmail's start page through the portal into the mailbox."""
        return self.open(START).begin().press("Anmelden", login=person.address, typed=person.password)

    def breaks(self, name: str) -> "Person":
        """Presses a button of the page where things can be broken."""
        return self.open(BREAKING).press(name)

    @property
    def page(self) -> BeautifulSoup:
        return BeautifulSoup(self.answer.text, "html.parser")

    @property
    def path(self) -> str:
        return urlsplit(self.answer.url).path

    @property
    def said(self) -> str:
        return words(self.page)

    def _go(self, method: str, to: str, given: dict[str, str]) -> "Person":
        for _ in range(HOPS):
            origin = "{0.scheme}://{0.netloc}".format(urlsplit(to))
            sent = {"data": given} if method == "POST" else {"params": given}
            self.answer = self.lines.request(
                method, to, **sent, headers={"Origin": origin}, allow_redirects=False, timeout=10
            )
            by_itself = re.match(r"0; url=(.*)", self.answer.headers.get("Refresh", ""))
            onward = self.answer.headers.get("Location") or (by_itself[1] if by_itself else "")
            if not onward:
                return self
            method, to, given = "GET", urljoin(to, onward), {}
        raise AssertionError(f"led around in circles, last to {to}")


@pytest.fixture(scope="module")
def demo() -> Iterator[Demo]:
    with served("127.0.0.1", 0) as running:
        yield running


@pytest.fixture
def marlene(demo: Demo) -> Person:
    # The portal tells in whole seconds when a password was typed: who leaves and comes back within the same
    # second would be taken for the session that was left.
    second = int(time.time())
    ground.wait_until(lambda: int(time.time()) > second, what="another second")
    return Person(demo).come_in()


def test_the_portal_is_another_site_and_leads_into_the_mailbox(demo: Demo, marlene: Person) -> None:
    assert demo.portal is not None
    assert (urlsplit(demo.url).hostname, urlsplit(demo.portal).hostname) == ("127.0.0.1", "localhost")
    assert marlene.path == MAILBOX
    assert SUBJECT in marlene.said


def test_the_portals_tile_leads_in_without_a_question(demo: Demo) -> None:
    person = Person(demo).open(str(demo.portal))
    person.press("Als Marlene Krause anmelden")
    tile = person.page.find("a", string="Dienstliche E-Mail")
    assert tile is not None
    assert person.open(str(tile["href"])).path == MAILBOX


def test_the_service_sends_for_marlene_and_tobias_finds_it(demo: Demo, marlene: Person) -> None:
    marlene.open("/compose/new")
    marlene.press("Senden", to=TOBIAS.address, subject="Wandertag am Freitag", text="Bitte Regenjacken.")
    assert marlene.answer.status_code == 200
    marlene.open("/compose/outbox").press("Jetzt senden")
    assert "Wandertag am Freitag" in Person(demo).come_in(TOBIAS).said


def test_the_portal_says_who_is_of_the_helpdesk(demo: Demo, marlene: Person) -> None:
    assert Person(demo).come_in(CARLA).open("/helpdesk/").answer.status_code == 200
    assert marlene.open("/helpdesk/").answer.status_code in (403, 404)


def test_both_pages_lead_to_where_things_are_broken(demo: Demo) -> None:
    person = Person(demo).open(str(demo.portal))
    link = person.page.find("a", string="Etwas kaputt machen")
    assert link is not None
    assert link["href"] == demo.breaking
    assert person.open(demo.breaking).said.count("Zum Postfach") == 1


def test_signing_out_ends_the_portal_session_too_and_the_receipt_knows_it(marlene: Person) -> None:
    marlene.press("Abmelden")
    assert marlene.path == "/session/signed-out"
    assert "abgemeldet" in marlene.said
    assert marlene.open(MAILBOX).path == START
    assert marlene.open(str(marlene.demo.portal)).said.count("Am Schulportal anmelden") == 1


def test_leaving_at_the_portal_alone_ends_the_mailbox(marlene: Person) -> None:
    marlene.open(str(marlene.demo.portal)).press("Abmelden")
    assert marlene.open(MAILBOX).path == START


@pytest.mark.parametrize("name", ["Meine Sitzung löschen", "Cookie veralten lassen", "Cookie verfälschen"])
def test_a_broken_sign_in_is_a_strangers_and_heals_by_signing_in(marlene: Person, name: str) -> None:
    marlene.breaks(name)
    assert marlene.page.select_one("[role=status]") is not None
    marlene.open(MAILBOX)
    assert (marlene.answer.status_code, marlene.path) == (200, START)
    # The portal's session lives, so nobody is asked for a password.
    marlene.begin()
    assert (marlene.path, SUBJECT in marlene.said) == (MAILBOX, True)


def test_a_stranger_has_no_row_to_lose(demo: Demo) -> None:
    assert "Sie sind hier nicht angemeldet" in Person(demo).breaks("Meine Sitzung löschen").said


def test_a_portal_that_forgets_leaves_the_mailbox_open(marlene: Person) -> None:
    marlene.breaks("Portalsitzung ablaufen lassen")
    assert SUBJECT in marlene.open(MAILBOX).said
    assert marlene.open(str(marlene.demo.portal)).said.count("Am Schulportal anmelden") == 1
    assert marlene.open(MAILBOX).press("Abmelden").path == "/session/signed-out"


def test_without_the_store_it_is_said_and_with_it_all_mail_is_there(marlene: Person) -> None:
    marlene.breaks("Postspeicher wegnehmen")
    try:
        assert marlene.open(MAILBOX).answer.status_code == 503
        assert "nicht erreichbar" in marlene.said
    finally:
        marlene.breaks("Postspeicher wiederbringen")
    assert SUBJECT in marlene.open(MAILBOX).said


def test_without_the_portal_the_mailbox_closes_all_the_same(marlene: Person) -> None:
    marlene.breaks("Schulportal wegnehmen")
    try:
        marlene.open(MAILBOX)
        # The webmail may still believe for half a minute that the portal answers.
        with suppress(requests.ConnectionError):
            marlene.press("Abmelden")
        assert marlene.open(START).path == "/session/signed-out"
        assert marlene.open(MAILBOX).path != MAILBOX
    finally:
        marlene.breaks("Schulportal wiederbringen")
    assert marlene.open(str(marlene.demo.portal)).answer.status_code == 200


def test_a_restart_keeps_the_sign_in_and_the_mail(marlene: Person) -> None:
    before = marlene.demo.running.app
    assert "neu gestartet" in marlene.breaks("Neu starten").said
    assert marlene.demo.running.app is not before
    assert (marlene.open(MAILBOX).path, SUBJECT in marlene.said) == (MAILBOX, True)
    assert marlene.breaks("Neu starten").open(MAILBOX).path == MAILBOX


@pytest.mark.parametrize("origin", [None, "http://localhost:1", "null"])
def test_no_other_site_can_break_anything(marlene: Person, origin: str | None) -> None:
    headers = {"Origin": origin} if origin else {}
    address = marlene.demo.breaking + "row"
    assert marlene.lines.post(address, headers=headers, timeout=5).status_code == 403
    assert marlene.open(MAILBOX).path == MAILBOX


def test_looking_breaks_nothing(marlene: Person) -> None:
    for deed in ("row", "garbled-cookie", "store-away", "restart"):
        assert marlene.open(BREAKING + deed).answer.status_code == 405
    assert SUBJECT in marlene.open(MAILBOX).said


@pytest.mark.parametrize("what", ["<b>", "row&done=x", ""])
def test_what_was_done_is_never_somebody_elses_words(demo: Demo, what: str) -> None:
    person = Person(demo).open(BREAKING + "?done=" + what)
    assert person.answer.status_code == 200
    assert "<b>" not in person.answer.text
