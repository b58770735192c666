"""Tab: somebody in front of one tab of a browser, on the way through application and portal."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Self

from playwright.sync_api import Locator, Page, Request, expect

from tests.browser.door.clock import SharedClock
from tests.browser.site import Site
from tests.cast import Person
from tests.servers.portal import Known, PortalServer
from webmail.accounts import SignIn
from webmail.database import db
from webmail.web.reasons import SENTENCES

MAIL = ("Sportfest", "Noten", "Wandertag")
# A tab that neither the others' word nor the server's reaches: asleep, or in a browser without such channels.
DEAF = "class { addEventListener() {} postMessage() {} close() {} }"
UNREACHED = f"window.BroadcastChannel = {DEAF}; window.EventSource = {DEAF};"
BEGIN = "Mit dem Schulportal anmelden"
HEAL = "Alles abmelden und neu beginnen"
STEP = "Im Schulportal oben rechts: „Mein Konto“, dann „Abmelden“."


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab; time passes before each deed, as it does for people."""

    page: Page
    site: Site
    portal: PortalServer
    clock: SharedClock

    def another(self) -> Self:
        """A second tab of the same browser, still empty."""
        return type(self)(self.page.context.new_page(), self.site, self.portal, self.clock)

    def open(self, path: str) -> Self:
        """Types an address of ours."""
        self.page.goto(self.site.at(path))
        return self

    def heading(self, name: str) -> Locator:
        return self.page.get_by_role("heading", level=1, name=name)

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def begin(self, *, shared: bool = False) -> Self:
        """From the start page to the portal's."""
        self.clock.move(seconds=2)
        self.open("/session/")
        if shared:
            self.page.get_by_label("Gemeinsam genutztes Gerät").check()
        self.button(BEGIN).click()
        return self

    def type_at_portal(self, person: Person | Known) -> Self:
        """Fills the portal's form, which must be there."""
        known = self.portal.person(person)
        self.page.get_by_label("Benutzername").fill(known.login)
        self.page.get_by_label("Kennwort").fill(known.typed)
        self.button("Anmelden").click()
        return self

    def come_in(self, person: Person | Known, *, shared: bool = False) -> Self:
        """From the start page through the portal into the mailbox."""
        self.begin(shared=shared).type_at_portal(person)
        self.sees_mail()
        return self

    def enter(self, person: Person | Known, path: str = "/mailbox/") -> Self:
        """The same without its pages, for whatever begins behind the door: the browser gets the cookies."""
        self.clock.move(seconds=2)
        known, asks = self.portal.person(person), self.page.context.request
        begun = asks.get(self.site.at("/session/begin"))
        form = asks.get(begun.headers["refresh"].partition("url=")[2])
        action = re.search('action="([^"]+)"', form.text())
        assert action is not None
        asks.post(self.portal.issuer + action[1], form={"login": known.login, "text": known.typed})
        return self.open(path)

    def press_sign_out(self) -> Self:
        """The last entry of the menu."""
        self.clock.move(seconds=2)
        self.page.get_by_label("Menü von").click()
        self.button("Abmelden").click()
        return self

    def answer(self, word: str) -> Self:
        """ "Ja" or "Nein" to the portal's own question."""
        expect(self.heading("Möchten Sie sich vom Schulportal abmelden?")).to_be_visible()
        self.button(word).click()
        return self

    def leave(self, *, answer: str = "Ja") -> Self:
        """ "Abmelden", through the portal, to the receipt."""
        self.press_sign_out().answer(answer).sees_receipt()
        self.clock.move(seconds=2)
        return self

    def leave_at_portal(self) -> Self:
        """ "Mein Konto" → "Abmelden" there, and not here."""
        self.clock.move(seconds=2)
        self.page.goto(self.portal.account)
        self.page.get_by_role("link", name="Abmelden").click()
        self.answer("Ja")
        expect(self.heading("Sie sind vom Schulportal abgemeldet")).to_be_visible()
        self.clock.move(seconds=2)
        return self

    def forget(self, host: str) -> Self:
        """The browser loses the cookies of this host: "127.0.0.1" is ours, "localhost" the portal's."""
        self.page.context.clear_cookies(domain=host)
        return self

    def sees_mail(self) -> None:
        expect(self.heading("Posteingang")).to_be_attached()

    def sees_start(self) -> None:
        """The start page, and nothing of anybody's mail."""
        expect(self.button(BEGIN)).to_be_visible()
        self.shows_no_mail()

    def sees_portal(self) -> None:
        """The portal asks who it is."""
        expect(self.page.get_by_label("Benutzername")).to_be_visible()

    def sees_receipt(self) -> None:
        """The receipt, and nothing of anybody's mail."""
        expect(self.heading("Sie sind abgemeldet")).to_be_visible()
        self.shows_no_mail()

    def sees_broken(self) -> None:
        expect(self.heading("Authentifizierungsfehler")).to_be_visible()

    def shows_no_mail(self) -> None:
        shown = self.page.content()
        assert not [word for word in (*MAIL, "Anna Arnold", "Boris Becker") if word in shown]

    def reason(self) -> Locator:
        """Why somebody stands before the start page."""
        return self.page.locator(".remark")

    def why(self, reason: str) -> str:
        """The sentence for this reason, which the helpdesk reads too."""
        with self.site.app.test_request_context(headers={"Accept-Language": "de"}):
            return SENTENCES[reason]()

    def step(self, words: str) -> Locator:
        """A line of the receipt."""
        return self.page.get_by_role("listitem").filter(has_text=words)

    def latest(self) -> SignIn:
        """The sign-in that was opened last, as its row says."""
        with self.site.app.app_context():
            row = db.session.query(SignIn).order_by(SignIn.id.desc()).first()
            assert row is not None
            db.session.expunge(row)
            return row

    @contextmanager
    def counting(self) -> Iterator[list[str]]:
        """The pages that this tab asks for within the block."""
        asked: list[str] = []

        def note(request: Request) -> None:
            if request.is_navigation_request():
                asked.append(request.url)

        self.page.on("request", note)
        yield asked
        self.page.remove_listener("request", note)
