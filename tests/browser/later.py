"""The ways to what comes back later: the page that asks when, and the folder where it waits."""

from collections.abc import Callable

from playwright.sync_api import Page

from tests.browser.site import Site

Way = Callable[[Page, Site], None]


def asked_when(to_message: Way) -> Way:
    """From an opened message to the question."""

    def go(page: Page, site: Site) -> None:
        to_message(page, site)
        page.locator(".toolbar__more summary").click()
        page.get_by_role("button", name="Wiedervorlage …").click()
        page.get_by_role("heading", name="Wann soll die Nachricht wiederkommen?").wait_for()

    return go


def snoozed(to_inbox: Way) -> Way:
    """To the folder, with the last message of the page in it, which no other way leads to."""

    def go(page: Page, site: Site) -> None:
        to_inbox(page, site)
        folder = page.locator("[data-use='snoozed']")
        if not folder.count():
            page.locator(".row__pick input").last.check()
            page.locator(".bar--selection summary").click()
            page.get_by_role("toolbar").get_by_role("button", name="Wiedervorlage …").click()
            page.get_by_role("button", name="Morgen").click()
            folder.wait_for(state="attached")
        page.goto(site.at(folder.get_attribute("href") or ""))
        page.locator(".row").first.wait_for()

    return go
