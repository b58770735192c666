"""A browser restarted with half of its cookies, or that keeps none: nobody is trapped (4b 1, 7, 11)."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserType, expect

from tests.browser.conftest import WHOLE
from tests.browser.door.clock import SharedClock
from tests.browser.door.tab import BEGIN, Tab
from tests.browser.site import Site
from tests.cast import ANNA
from tests.servers import ground
from tests.servers.portal import PortalServer


def test_with_the_portals_cookie_alone_one_click_opens_the_mailbox(anna: Tab) -> None:
    anna.forget("127.0.0.1").open("/mailbox/").sees_start()
    anna.clock.move(seconds=2)
    anna.button(BEGIN).click()
    anna.sees_mail()

    expect(anna.page.get_by_text("Ihre letzte Sitzung wurde nicht beendet")).to_be_visible()


def test_with_our_cookie_alone_the_mailbox_stays_open_and_the_tile_asks_and_leads_there(anna: Tab) -> None:
    anna.forget("localhost").open("/mailbox/").sees_mail()
    anna.open("/session/begin").sees_portal()

    anna.type_at_portal(ANNA).sees_mail()


def test_tabs_that_begin_with_different_keys_all_end_in_the_mailbox(tab: Tab) -> None:
    tabs = [tab, tab.another()]
    for each in tabs:
        each.forget("127.0.0.1").open("/session/begin").sees_portal()
    for each in tabs:
        each.clock.move(seconds=2)
        each.type_at_portal(ANNA).sees_mail()


def test_tabs_restored_at_once_all_end_in_the_mailbox_without_a_word(anna: Tab) -> None:
    tabs = [anna, anna.another(), anna.another()]
    for each in tabs:
        each.open("/help/")
    anna.forget("127.0.0.1")
    anna.clock.move(seconds=2)
    for each in tabs:
        each.page.evaluate("setTimeout(() => location.assign('/session/begin'))")
    for each in tabs:
        each.sees_mail()


# What "Cookies blockieren" for one site writes into the profile.
BLOCKED = {
    "profile": {"content_settings": {"exceptions": {"cookies": {"http://127.0.0.1:*,*": {"setting": 2}}}}}
}


@pytest.fixture
def refusing(
    browser_type: BrowserType,
    browser_type_launch_args: dict[str, Any],
    tmp_path: Path,
    site: Site,
    portal: PortalServer,
    clock: SharedClock,
) -> Iterator[Tab]:
    """A browser whose owner has switched off cookies for our site, and not for the portal's."""
    (tmp_path / "Default").mkdir()
    (tmp_path / "Default" / "Preferences").write_text(json.dumps(BLOCKED))
    # Only the whole program reads what its owner has chosen.
    whole = {**browser_type_launch_args, "executable_path": ground.find_program(WHOLE)}
    context = browser_type.launch_persistent_context(tmp_path, **whole, locale="de-DE")
    yield Tab(context.pages[0], site, portal, clock)
    context.close()


def test_a_browser_without_cookies_ends_at_the_page_that_says_so(refusing: Tab) -> None:
    with refusing.counting() as asked:
        refusing.begin().type_at_portal(ANNA)
        refusing.sees_broken()
    expect(refusing.page.get_by_text("Ihr Browser speichert keine Cookies")).to_be_visible()
    assert len([url for url in asked if "/session/begin" in url or "/session/returned" in url]) <= 3
    assert refusing.page.context.cookies(refusing.site.url) == []

    with refusing.counting() as asked:
        refusing.button("Alles abmelden und neu beginnen").click()
        refusing.answer("Ja")
        refusing.page.wait_for_load_state("networkidle")
    assert len(asked) < 15
