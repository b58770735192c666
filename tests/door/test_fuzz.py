"""Random orders of events at the door: nobody is trapped or sees another's mail, who has left is out.

`DIENSTPOST_LONG=1` goes through 600 of them instead of 60; `DIENSTPOST_SEED=…` takes others.
"""

import os
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest

from tests.browser.site import Site
from tests.cast import ANNA, BORIS, Person
from tests.conftest import HeldClock
from tests.door.comer import Comer
from tests.door.conftest import MakeSite
from tests.servers.portal import Jar, PortalServer, leave_by_http
from tests.visitor import BROWSER, LeadsAway, Visitor
from webmail.accounts import SignIn
from webmail.database import db

LONG = os.environ.get("DIENSTPOST_LONG") == "1"
# Each test is a batch, so that a failure names a seed that is quickly repeated.
BATCHES, EACH = (20, 30) if LONG else (2, 30)
FIRST_SEED = int(os.environ.get("DIENSTPOST_SEED", "4"))
ASKS = "the portal asks who it is"


@dataclass(slots=True)
class Life:
    """One browser, whoever sits before it, and what must be true."""

    comer: Comer
    rng: random.Random
    tabs: list[Visitor] = field(default_factory=list)
    typed: Person | None = None
    left: bool = False
    told: list[str] = field(default_factory=list)

    def live(self) -> None:
        """A few things happen in a random order; the truths are looked at after each."""
        deeds: list[Callable[[], None]] = [
            self.come, self.come, self.leave, self.leave_at_portal, self.idle, self.new_tab, self.tile,
            self.lose_ours, self.lose_portals, self.break_off, self.end_row, self.reset, self.use_tab,
        ]  # fmt: skip
        for _ in range(self.rng.randint(2, 6)):
            deed = self.rng.choice(deeds)
            self.told.append(deed.__name__)
            deed()
            self.check()
        self.told.append("at last")
        self.come_in_at_last()

    def check(self) -> None:
        """Whose mail the pages show, and that whoever has left sees none."""
        shown = self.shown(self.comer.page)
        assert shown is None or self.typed is not None
        assert shown in (None, self.typed), self.told
        if self.left:
            assert shown is None, self.told
            assert all(self.shown(tab) is None for tab in self.tabs), self.told

    @staticmethod
    def shown(page: Visitor) -> Person | None:
        """Whose mailbox opens in this tab."""
        # Not parsed: this is asked after everything that happens.
        answer = page.client.get("/mailbox/", base_url=page.base_url, headers={"User-Agent": BROWSER})
        assert answer.status_code in (200, 303), answer.text
        return next((one for one in (ANNA, BORIS) if one.address in answer.text), None)

    def through(self, address: str, person: Person | None) -> bool:
        """Through the portal, as often as it takes; False when it asks somebody who types nothing."""
        for _ in range(4):
            try:
                answer = self.comer.pass_portal(address, person)
            except AssertionError as asked:
                if ASKS not in str(asked):
                    raise
                return False
            self.comer.back(answer)
            if not self.comer.leads_to:
                return True
            address = self.comer.leads_to
        raise AssertionError(f"round and round: {self.told}")

    def come(self) -> None:
        """Signs in as somebody; a portal that still knows somebody else lets only them in."""
        self.comer.tick()
        person = self.rng.choice((ANNA, BORIS))
        signed_in = self.comer.jar.ask("GET", self.comer.portal.account).text
        known = next((one for one in (ANNA, BORIS) if one.name in signed_in), None)
        if self.through(self.begun(), person):
            self.typed = known if known is not None and not self.left else person
            self.left = False

    def tile(self) -> None:
        """A click on the portal's tile by somebody who types nothing."""
        self.comer.tick()
        if self.through(self.begun(), None):
            assert not self.left, f"in again without a word: {self.told}"

    def begun(self) -> str:
        """The way to the portal, which is there whatever happened before."""
        self.comer.page.open("/session/begin")
        if not self.comer.leads_to:
            self.heal()
        return self.comer.leads_to

    def heal(self) -> None:
        """One click on the page that heals."""
        self.comer.page.sees("Authentifizierungsfehler").press("Alles abmelden und neu beginnen")
        self.follow_out()
        assert self.comer.leads_to, f"no way in: {self.told}"

    def follow_out(self) -> None:
        """From the page that closes the mailbox through the portal back to us."""
        self.comer.tick()
        address = self.comer.leads_to
        if address:
            answer = leave_by_http(address, jar=self.comer.jar, answer=self.rng.choice(("Ja", "Nein")))
            if urlsplit(answer).netloc == urlsplit(self.comer.site.url).netloc:
                self.comer.back(answer)

    def leave(self) -> None:
        self.comer.page.open("/mailbox/")
        if self.comer.page.path != "/mailbox/":
            return
        self.comer.press_sign_out()
        self.left = True
        if self.rng.random() < 0.8:
            self.follow_out()

    def reset(self) -> None:
        was_in = self.shown(self.comer.page) is not None
        self.comer.page.open("/session/broken").press("Alles abmelden und neu beginnen")
        self.left = self.left or was_in
        self.follow_out()

    def leave_at_portal(self) -> None:
        if "Abmelden" not in self.comer.jar.ask("GET", self.comer.portal.account).text:
            return
        self.comer.portal.behave(back_channel=self.rng.random() < 0.5)
        self.comer.leave_at_portal()
        self.comer.portal.behave(back_channel=True)

    def idle(self) -> None:
        self.comer.tick(minutes=61)

    def new_tab(self) -> None:
        self.tabs.append(self.comer.page.twin())

    def use_tab(self) -> None:
        """An older tab with the cookies of then: a replay."""
        if self.tabs:
            shown = self.shown(self.rng.choice(self.tabs))
            assert shown is None or not self.left

    def lose_ours(self) -> None:
        self.comer.page.client._cookies.clear()  # type: ignore[union-attr]

    def lose_portals(self) -> None:
        self.comer.jar = Jar()

    def break_off(self) -> None:
        """Half way in: the portal has answered, the line breaks before we hear it, or the cookie is lost."""
        self.comer.tick()
        if "Abmelden" not in self.comer.jar.ask("GET", self.comer.portal.account).text or self.left:
            return
        answer = self.comer.pass_portal(self.begun(), None)
        if self.rng.random() < 0.5:
            self.lose_ours()
            parts = urlsplit(answer)
            try:
                self.comer.page.open(f"{parts.path}?{parts.query}")
            except LeadsAway:
                return

    def end_row(self) -> None:
        """The server forgets: a restart of a site that keeps its rows in memory."""
        with self.comer.site.app.app_context():
            db.session.query(SignIn).filter_by(ended_at=None).update(
                {"ended_at": self.comer.clock(), "end_reason": "restart"}
            )
            db.session.commit()

    def come_in_at_last(self) -> None:
        """Whatever happened: who types is in."""
        self.comer.tick(seconds=61)
        self.comer.jar = Jar()
        assert self.through(self.begun(), ANNA), self.told
        assert self.shown(self.comer.page) is ANNA, self.told


@pytest.mark.parametrize("batch", range(BATCHES))
def test_whatever_happens_at_the_door_the_truths_hold(
    make_site: MakeSite, portal: PortalServer, clock: HeldClock, batch: int
) -> None:
    site: Site = make_site()
    for number in range(EACH):
        seed = FIRST_SEED * 1_000_003 + batch * EACH + number
        life = Life(Comer(site, portal, clock), random.Random(seed))
        try:
            life.live()
        except AssertionError as error:
            raise AssertionError(f"seed {seed}: {' → '.join(life.told)}: {error}") from error
