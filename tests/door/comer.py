"""Comer: a browser without script that goes through the application and the portal."""

from dataclasses import dataclass, field
from typing import Self
from urllib.parse import urlsplit

from tests.browser.site import Site
from tests.cast import Person
from tests.conftest import HeldClock, RunningClock
from tests.servers.portal import Jar, Known, PortalServer, leave_by_http, sign_in_by_http, sign_out_at_portal
from tests.visitor import LeadsAway, Visitor


@dataclass(slots=True)
class Comer:
    """One browser: its cookies here (page) and at the portal (jar)."""

    site: Site
    portal: PortalServer
    clock: HeldClock | RunningClock
    page: Visitor = field(init=False)
    jar: Jar = field(default_factory=Jar)

    def __post_init__(self) -> None:
        self.page = Visitor(self.site.app, base_url=self.site.url)

    @property
    def leads_to(self) -> str:
        """Where the page leads on by itself (the header field Refresh); "" for nowhere."""
        return self.page.headers.get("Refresh", "").partition("url=")[2]

    def begin(self, path: str = "/session/begin") -> str:
        """Opens a page that leads to the portal; the address there."""
        self.page.open(path)
        assert self.leads_to, f"no way to the portal: {self.page.status} {self.page.text[:300]}"
        return self.leads_to

    def pass_portal(self, address: str, person: Person | Known | None) -> str:
        """Goes through the portal's pages; the application's address it leads back to."""
        return sign_in_by_http(address, person, jar=self.jar)

    def back(self, address: str) -> Self:
        """Follows the portal back to the application, and once more where that asks the portal something."""
        parts = urlsplit(address)
        try:
            self.page.open(f"{parts.path}?{parts.query}", Sec_Fetch_Site="cross-site")
        except LeadsAway as away:
            return self.back(self.pass_portal(away.url, None))
        return self

    def come_in(self, person: Person | Known, *, shared: bool = False) -> Self:
        """From the start page into the mailbox, typing what the portal asks."""
        self.tick()
        return self.back(
            self.pass_portal(self.begin("/session/begin" + ("?shared=y" if shared else "")), person)
        )

    def come_again(self) -> Self:
        """The same while the portal still knows the browser: nothing is typed."""
        self.tick()
        return self.back(self.pass_portal(self.begin(), None))

    def press_sign_out(self) -> Self:
        """ "Abmelden" in the menu; the page that leads on to the portal."""
        self.tick()
        self.page.press("Abmelden")
        return self

    def leave(self, *, answer: str = "Ja") -> Self:
        """ "Abmelden", through the portal, to the receipt."""
        self.press_sign_out()
        return self.back(leave_by_http(self.leads_to, jar=self.jar, answer=answer))

    def leave_at_portal(self) -> Self:
        """ "Mein Konto" → "Abmelden" there, and not here."""
        self.tick()
        sign_out_at_portal(self.portal.account, jar=self.jar)
        return self

    def tick(self, **by: float) -> None:
        """Time goes on, here and at the portal."""
        self.clock.move(**(by or {"seconds": 2}))
        self.portal.set_clock(self.clock())

    @property
    def sees_mail(self) -> bool:
        """Whether the inbox opens."""
        self.page.open("/mailbox/")
        return self.page.path.startswith("/mailbox/") and self.page.status == 200
