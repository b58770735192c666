"""After "Abmelden" nobody is in again without typing, though the portal knows the browser (C3, 4b 2)."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserType, expect

from tests.browser.door.clock import SharedClock
from tests.browser.door.tab import BEGIN, Tab
from tests.browser.site import Site, open_message, row
from tests.cast import ANNA
from tests.servers.portal import PortalServer


@pytest.fixture(scope="module")
def left(lasting: Tab) -> Tab:
    """Anna, who has read a message and left here; at the portal she has said "Nein"."""
    lasting.enter(ANNA)
    open_message(lasting.page, "Noten")
    lasting.leave(answer="Nein")
    assert lasting.portal.signed_in() == ["p-anna"]
    return lasting


def test_the_portals_tile_asks_who_it_is(left: Tab) -> None:
    left.another().open("/session/begin").sees_portal()


def test_a_new_tab_shows_the_start_page_and_its_button_asks_who_it_is(left: Tab) -> None:
    new = left.another()
    new.open("/mailbox/").sees_start()
    new.button(BEGIN).click()
    new.sees_portal()


def test_back_and_forward_show_no_mail(left: Tab) -> None:
    """4b 13."""
    for _ in range(5):
        left.page.go_back()
        left.shows_no_mail()
    for _ in range(5):
        left.page.go_forward()
        left.shows_no_mail()
    left.open("/mailbox/").sees_start()


def test_without_our_cookies_the_portal_answers_by_itself_and_that_opens_nothing(left: Tab) -> None:
    new = left.forget("127.0.0.1").another()
    with new.counting() as asked:
        new.open("/session/begin").sees_portal()
    assert [url for url in asked if "/session/returned" in url], "the portal did not answer by itself"

    new.open("/mailbox/").sees_start()


@pytest.fixture(scope="module")
def remembering(browser_type: BrowserType, browser_type_launch_args: dict[str, Any]) -> Iterator[Browser]:
    """A browser that keeps whole pages to go back to, as people's browsers do."""
    off = ["--disable-back-forward-cache"]
    with browser_type.launch(**browser_type_launch_args, ignore_default_args=off) as running:
        yield running


def test_a_browser_that_keeps_pages_to_go_back_to_shows_no_mail(
    remembering: Browser, site: Site, school_portal: PortalServer, clock: SharedClock
) -> None:
    """4b 13: a page out of the browser's memory asks the server first."""
    tab = Tab(remembering.new_context(locale="de-DE").new_page(), site, school_portal, clock)
    tab.enter(ANNA, "/help/").open("/mailbox/")
    expect(row(tab.page, "Sportfest")).to_be_visible()
    tab.leave(answer="Nein")
    tab.page.evaluate("history.back()")
    expect(tab.button("Ja")).to_be_visible()
    tab.page.evaluate("history.back()")
    tab.sees_start()
    tab.page.evaluate("history.back()")
    expect(tab.heading("Hilfe und Kontakt")).to_be_visible()
    tab.shows_no_mail()


def test_a_page_out_of_the_browsers_memory_asks_the_server(anna: Tab) -> None:
    """4b 13, where a browser keeps even what was not to be kept."""
    with anna.page.expect_request(anna.site.at("/mailbox/")):
        anna.page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
