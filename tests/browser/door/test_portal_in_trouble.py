"""A portal that is away, fails or is slow blocks nobody who leaves; whoever comes is told (4b 4, 23)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from tests.browser.door.clock import SharedClock
from tests.browser.door.tab import BEGIN, STEP, Tab
from tests.cast import ANNA
from tests.servers.portal import PortalServer

TROUBLE: dict[str, Callable[[PortalServer], None]] = {
    "away": lambda portal: portal.away(),
    "fails": lambda portal: portal.trouble(failing=True),
    "slow": lambda portal: portal.trouble(slow=20.0),
}


@dataclass(slots=True)
class Trouble:
    """What the portal is in, for a while."""

    portal: PortalServer
    clock: SharedClock
    away: bool = False

    def begin(self, kind: str) -> None:
        self.away = kind == "away"
        TROUBLE[kind](self.portal)

    def end(self) -> None:
        """The portal is there again, and the application may look anew."""
        self.portal.calm()
        if self.away:
            self.portal.back()
        self.away = False
        self.clock.move(seconds=40)


@pytest.fixture
def trouble(portal: PortalServer, clock: SharedClock) -> Iterator[Trouble]:
    trouble = Trouble(portal, clock)
    yield trouble
    trouble.end()


@pytest.mark.parametrize("kind", TROUBLE)
def test_the_mailbox_closes_at_once_and_the_step_by_hand_is_named(
    anna: Tab, trouble: Trouble, kind: str
) -> None:
    trouble.begin(kind)
    anna.press_sign_out()
    expect(anna.heading("Ihr Postfach ist geschlossen")).to_be_visible()
    expect(anna.step("Das Schulportal antwortet im Moment nicht")).to_contain_text(
        "„Mein Konto“, dann „Abmelden“"
    )
    anna.shows_no_mail()

    anna.open("/mailbox/").shows_no_mail()
    anna.open("/session/").sees_receipt()
    expect(anna.step("Postfach geschlossen")).to_be_visible()
    expect(anna.step(STEP)).to_be_visible()


def test_when_the_portal_is_back_the_same_page_leads_out_of_it(anna: Tab, trouble: Trouble) -> None:
    trouble.begin("away")
    anna.press_sign_out()
    link = anna.page.get_by_role("link", name="Im Schulportal abmelden")
    expect(link).to_be_visible()
    trouble.end()
    anna.portal.behave(question=False)
    link.click()

    anna.sees_receipt()
    expect(anna.step("Vom Schulportal abgemeldet")).to_be_visible()


def test_a_portal_that_breaks_off_on_the_way_leaves_the_receipt_for_whoever_comes_back(anna: Tab) -> None:
    """4b 23: the server could reach it, the browser could not."""
    gone = "<h1>502 Bad Gateway</h1>"
    anna.page.context.route(
        f"{anna.portal.issuer}/session/end*",
        lambda route: route.fulfill(status=502, body=gone, content_type="text/html"),
    )
    anna.press_sign_out()
    expect(anna.heading("502 Bad Gateway")).to_be_visible()
    anna.open("/mailbox/").sees_receipt()
    expect(anna.step(STEP)).to_be_visible()

    anna.open("/session/begin").sees_portal()


def test_whoever_comes_while_the_portal_is_in_trouble_is_told_so_and_comes_in_later(
    tab: Tab, trouble: Trouble
) -> None:
    # What the application knows of the portal's addresses is too old by now.
    tab.clock.move(hours=2)
    trouble.begin("fails")
    tab.open("/session/")
    tab.button(BEGIN).click()
    expect(tab.heading("Das Schulportal antwortet im Moment nicht")).to_be_visible()

    trouble.end()
    tab.page.locator(".card .button--first").click()
    tab.button(BEGIN).click()
    tab.type_at_portal(ANNA).sees_mail()
