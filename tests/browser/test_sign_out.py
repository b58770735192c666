"""After signing out nothing in the browser shows mail, however one tries."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, BrowserType, Page, Response, expect

from tests.browser.site import Site, open_message, sign_in
from tests.cast import ANNA

MAIL = ("Sportfest", "Noten", "Wandertag")


def leave(page: Page) -> Response:
    """Signs out by the menu and returns the answer to that deed."""
    page.get_by_label("Menü von").click()
    with page.expect_response(lambda response: response.request.method == "POST") as answer:
        page.get_by_role("button", name="Abmelden").click()
    expect(page.get_by_role("heading", name="Sie sind abgemeldet")).to_be_visible()
    return answer.value


def shows_the_door(page: Page) -> None:
    """Asks for the password and shows nothing else."""
    expect(page.get_by_role("heading", name="Anmelden")).to_be_visible()
    assert not [word for word in MAIL if word in page.content()]


def test_signing_out_shows_the_receipt(guest: Page) -> None:
    leave(guest)

    expect(guest.get_by_role("listitem").filter(has_text="Postfach geschlossen")).to_contain_text("9:30")
    expect(guest.get_by_text("Jetzt bitte den Browser schließen")).to_be_visible()


def test_signing_out_clears_what_the_site_left_but_not_the_portals_cookie(guest: Page) -> None:
    header = leave(guest).header_value("clear-site-data")

    assert header == '"cache", "storage"'


def test_back_and_forward_show_no_mail(guest: Page) -> None:
    open_message(guest, "Sportfest")
    open_message(guest, "Noten")
    leave(guest)

    for _ in range(3):
        guest.go_back()
        shows_the_door(guest)
    guest.go_forward()
    shows_the_door(guest)


@pytest.fixture(scope="module")
def remembering(browser_type: BrowserType, browser_type_launch_args: dict[str, Any]) -> Iterator[Browser]:
    """A browser that keeps whole pages to go back to, as people's browsers do."""
    off = ["--disable-back-forward-cache"]
    with browser_type.launch(**browser_type_launch_args, ignore_default_args=off) as running:
        yield running


def test_a_browser_that_keeps_pages_to_go_back_to_shows_no_mail(remembering: Browser, site: Site) -> None:
    page = remembering.new_context(locale="de-DE").new_page()
    sign_in(page, site, ANNA.address, ANNA.typed)
    page.goto(site.at("/help/"))
    page.goto(site.at("/mailbox/"))
    leave(page)

    page.evaluate("history.go(-1)")
    shows_the_door(page)
    page.evaluate("history.go(-1)")
    expect(page.get_by_role("heading", name="Hilfe und Kontakt")).to_be_visible()
    assert "Anna Arnold" not in page.content()


def test_a_second_tab_shows_no_mail_as_soon_as_the_first_has_left(guest: Page, site: Site) -> None:
    second = guest.context.new_page()
    second.goto(site.at("/mailbox/"))
    open_message(second, "Noten")
    leave(guest)

    shows_the_door(second)


# A tab that neither the word of the first reaches nor that of the server: asleep, or without such channels.
UNREACHED = """
window.BroadcastChannel = class { addEventListener() {} postMessage() {} close() {} };
Object.defineProperty(navigator, "locks", { value: { request() {} } });
"""


def test_a_second_tab_shows_no_mail_when_it_is_used(guest: Page, site: Site) -> None:
    second = guest.context.new_page()
    second.add_init_script(UNREACHED)
    second.goto(site.at("/mailbox/"))
    leave(guest)

    second.get_by_role("link", name="Sportfest").click()
    shows_the_door(second)


def test_a_deed_in_a_second_tab_is_not_done_and_says_so(guest: Page, site: Site) -> None:
    second = guest.context.new_page()
    second.add_init_script(UNREACHED)
    second.goto(site.at("/mailbox/"))
    leave(guest)

    second.get_by_role("checkbox", name="Sportfest").check()
    second.get_by_role("toolbar").get_by_role("button", name="Löschen").click()
    expect(second.get_by_text("Sie sind abgemeldet.").first).to_be_visible()


def test_a_new_tab_shows_no_mail(guest: Page, site: Site) -> None:
    open_message(guest, "Sportfest")
    message = guest.url
    leave(guest)
    third = guest.context.new_page()

    for address in (message, site.at("/mailbox/")):
        third.goto(address)
        shows_the_door(third)


def test_a_replayed_cookie_shows_no_mail(
    guest: Page, site: Site, new_context: Callable[..., BrowserContext]
) -> None:
    open_message(guest, "Sportfest")
    message, cookies = guest.url, guest.context.cookies()
    leave(guest)
    thief = new_context()
    thief.add_cookies(cookies)
    page = thief.new_page()

    for address in (message, site.at("/mailbox/")):
        page.goto(address)
        shows_the_door(page)


def test_the_cookie_that_remains_opens_nothing_but_the_receipt(
    guest: Page, site: Site, new_context: Callable[..., BrowserContext]
) -> None:
    before = {cookie["value"] for cookie in guest.context.cookies()}
    leave(guest)
    left = guest.context.cookies()
    assert before.isdisjoint(cookie["value"] for cookie in left)

    thief = new_context()
    thief.add_cookies(left)
    page = thief.new_page()
    page.goto(site.at("/mailbox/"))
    shows_the_door(page)
