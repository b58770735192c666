"""Before a sign-in ends by itself the page says so, and lets it be put off; at the end no word is lost."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.eyes import axe, too_small, too_wide
from tests.browser.paper import begin, field, save, written
from tests.browser.site import NARROW, WIDE, Site, notice, sign_in
from tests.cast import ANNA, BORIS
from tests.conftest import MONDAY, HeldClock

BAR = "Sie werden bald abgemeldet"


def bar(page: Page) -> Locator:
    return page.get_by_role("region", name=BAR)


def spoken(page: Page) -> Locator:
    """What is read out when it changes."""
    return page.locator("[data-behavior='countdown'] [role='status']")


def pass_time(page: Page, clock: HeldClock, **by: float) -> None:
    """It passes for the server and for every page of this browser."""
    clock.move(**by)
    page.clock.fast_forward(int(1000 * (by.get("minutes", 0) * 60 + by.get("seconds", 0))))


def hold_time(page: Page) -> None:
    """From now on it passes in this browser when the test says so, and only then."""
    page.clock.install(time=MONDAY)
    page.clock.pause_at(MONDAY + timedelta(seconds=1))


def second_tab(page: Page, site: Site, path: str = "/mailbox/") -> Page:
    second = page.context.new_page()
    second.goto(site.at(path))
    return second


def test_two_minutes_before_the_end_it_is_said_and_one_press_in_one_tab_puts_it_off_in_all(
    guest: Page, site: Site, clock: HeldClock
) -> None:
    hold_time(guest)
    begin(guest, site)
    save(guest)
    second = second_tab(guest, site)
    pass_time(guest, clock, minutes=57)
    expect(bar(guest)).to_be_hidden()
    pass_time(guest, clock, minutes=1)
    for page in (guest, second):
        expect(bar(page)).to_contain_text("In 2:00 werden Sie abgemeldet")
        expect(spoken(page)).to_have_text("In 120 Sekunden werden Sie abgemeldet.")
    expect(bar(guest)).to_contain_text("Entwurf gespeichert 09:30")

    pass_time(guest, clock, seconds=20)
    expect(bar(guest)).to_contain_text("In 1:40")
    expect(spoken(guest)).to_have_text("In 120 Sekunden werden Sie abgemeldet.")
    pass_time(guest, clock, seconds=42)
    expect(spoken(guest)).to_have_text("In 58 Sekunden werden Sie abgemeldet.")
    guest.keyboard.press("Escape")
    button = bar(guest).get_by_role("button", name="Angemeldet bleiben")
    field(guest, "text").focus()
    button.focus()
    guest.keyboard.press("Enter")
    for page in (guest, second):
        expect(bar(page)).to_be_hidden()
    expect(field(guest, "text")).to_be_focused()
    pass_time(guest, clock, minutes=57)
    expect(bar(guest)).to_be_hidden()
    assert second.url == site.at("/mailbox/")


def test_at_the_end_mail_goes_and_words_stay(guest: Page, site: Site, clock: HeldClock) -> None:
    hold_time(guest)
    second = second_tab(guest, site, "/help/")
    begin(guest, site, text="Noch nicht fertig.")
    save(guest)
    pass_time(guest, clock, minutes=58)
    expect(bar(guest)).to_be_visible()
    pass_time(guest, clock, minutes=2)
    expect(second.get_by_role("heading", name="Anmelden")).to_be_visible()
    expect(second.get_by_text("(10:30)")).to_be_visible()
    assert second.url == site.at("/session/?next=%2Fhelp%2F")

    expect(notice(guest)).to_contain_text("Sie sind abgemeldet. Ihr Text steht noch hier.")
    expect(written(guest)).to_have_value("Noch nicht fertig.")
    expect(bar(guest)).to_be_hidden()
    expect(guest.get_by_role("navigation", name="Ordner").get_by_role("link")).to_have_count(0)
    with guest.expect_popup() as opened:
        notice(guest).get_by_role("link").click()
    sign_in(opened.value, site, ANNA.address, ANNA.typed)
    expect(notice(guest)).not_to_contain_text("abgemeldet")


def test_the_longest_time_is_not_offered_to_be_put_off(guest: Page, site: Site, clock: HeldClock) -> None:
    for _ in range(13):
        clock.move(minutes=54)
        guest.request.get(site.at("/help/"))
    clock.move(minutes=16, seconds=30)
    guest.goto(site.at("/mailbox/"))
    expect(bar(guest)).to_contain_text("In 1:30 werden Sie abgemeldet")
    expect(bar(guest)).to_contain_text("Länger kann eine Anmeldung nicht dauern")
    expect(bar(guest).get_by_role("button")).to_be_hidden()


def test_who_comes_back_to_a_page_that_slept_sees_the_truth(guest: Page, clock: HeldClock) -> None:
    clock.move(minutes=61)
    guest.evaluate("document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))")
    expect(guest.get_by_role("heading", name="Posteingang")).to_be_attached()
    guest.evaluate("Date.now = (now => () => now() + 61_000)(Date.now)")
    guest.evaluate("document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))")
    expect(guest.get_by_role("heading", name="Anmelden")).to_be_visible()


def test_a_page_on_its_way_to_another_neither_asks_nor_leads_anywhere(guest: Page, clock: HeldClock) -> None:
    asked: list[str] = []
    guest.on("request", lambda request: asked.append(request.url))
    hold_time(guest)
    guest.reload()
    guest.evaluate("window.dispatchEvent(new Event('beforeunload'))")
    asked.clear()
    pass_time(guest, clock, minutes=61)
    guest.evaluate("document.title")
    assert [url for url in asked if "/session/" in url] == []
    # It was only a download; whoever is still here goes on.
    guest.keyboard.press("Shift")
    expect(guest.get_by_role("heading", name="Anmelden")).to_be_visible()


def test_when_another_person_comes_in_mail_goes_and_words_stay_with_the_first(
    guest: Page, site: Site, new_context: Callable[..., BrowserContext]
) -> None:
    boris = new_context()
    sign_in(boris.new_page(), site, BORIS.address, BORIS.typed)
    hold_time(guest)
    begin(guest, site, subject="Vertraulich", text="Nur für Anna.")
    save(guest)
    second, third = second_tab(guest, site), second_tab(guest, site, "/help/")
    annas = guest.context.cookies()
    guest.context.add_cookies(boris.cookies())  # type: ignore[arg-type]
    third.reload()
    expect(second.get_by_text("Sportfest")).to_have_count(0)
    expect(notice(guest)).to_contain_text("In diesem Browser ist jetzt eine andere Person angemeldet.")
    for name in ("Senden", "Verwerfen", "Abmelden"):
        expect(guest.get_by_role("button", name=name, exact=True, include_hidden=True)).to_be_disabled()
    asked: list[str] = []
    guest.on("request", lambda request: asked.append(request.url))
    field(guest, "text").fill("Immer noch nur für Anna.")
    guest.clock.fast_forward(10_000)
    guest.evaluate("document.title")
    assert asked == []

    guest.context.add_cookies(annas)  # type: ignore[arg-type]
    third.reload()
    expect(guest.get_by_role("button", name="Senden", exact=True)).to_be_enabled()
    expect(notice(guest)).not_to_contain_text("andere Person")
    save(guest)
    expect(written(guest)).to_have_value("Immer noch nur für Anna.")


def test_after_leaving_in_one_tab_the_words_in_another_stay(guest: Page, site: Site) -> None:
    begin(guest, site, text="Noch nicht fertig.")
    save(guest)
    second = second_tab(guest, site)
    second.get_by_label("Menü von").click()
    second.get_by_role("button", name="Abmelden").click()
    expect(notice(guest)).to_contain_text("Sie sind abgemeldet. Ihr Text steht noch hier.")
    expect(written(guest)).to_have_value("Noch nicht fertig.")


@pytest.mark.axe
def test_the_bar_fits_everywhere_and_covers_no_deed(guest: Page, site: Site, clock: HeldClock) -> None:
    hold_time(guest)
    begin(guest, site)
    save(guest)
    pass_time(guest, clock, minutes=58, seconds=10)
    expect(bar(guest)).to_be_visible()
    guest.clock.resume()
    assert (too_wide(guest), too_small(guest), axe(guest)) == ([], [], [])
    for size in (WIDE, NARROW):
        guest.set_viewport_size(size)  # type: ignore[arg-type]
        for name in ("Senden", "Angemeldet bleiben"):
            guest.get_by_role("button", name=name, exact=True).click(trial=True)
