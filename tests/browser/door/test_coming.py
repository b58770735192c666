"""Coming in through the portal in a real browser: with and without script, by keyboard, on a phone (C1)."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser import eyes
from tests.browser.door.tab import BEGIN, Tab
from tests.browser.focus import tab_to
from tests.browser.site import NARROW, row
from tests.cast import ANNA, BORIS


def test_anna_comes_in_through_the_portal(tab: Tab) -> None:
    tab.open("/mailbox/").sees_start()
    with tab.counting() as asked:
        tab.begin().sees_portal()
    assert asked[-1].startswith(tab.portal.issuer)
    tab.type_at_portal(ANNA).sees_mail()

    expect(row(tab.page, "Sportfest")).to_be_visible()
    assert tab.page.url == tab.site.at("/mailbox/")
    assert {cookie["domain"] for cookie in tab.page.context.cookies()} == {"127.0.0.1", "localhost"}


def test_the_page_asked_for_opens_after_signing_in(tab: Tab) -> None:
    tab.open("/compose/outbox")
    tab.button(BEGIN).click()
    tab.type_at_portal(ANNA)

    expect(tab.heading("Postausgang")).to_be_attached()


def test_anna_comes_in_and_leaves_without_script(tab_in: Callable[..., Tab]) -> None:
    plain = tab_in(java_script_enabled=False)
    plain.come_in(ANNA).leave()

    expect(plain.step("Vom Schulportal abgemeldet")).to_be_visible()


def test_anna_comes_in_and_leaves_by_keyboard(tab: Tab) -> None:
    press = tab.page.keyboard.press
    tab.open("/")
    tab_to(tab.page, tab.button(BEGIN))
    press("Enter")
    tab.sees_portal()
    known = tab.portal.person(ANNA)
    for typed in (known.login, known.typed):
        press("Tab")
        tab.page.keyboard.type(typed)
    press("Enter")
    tab.sees_mail()
    tab.clock.move(seconds=2)

    tab_to(tab.page, tab.page.get_by_label("Menü von"))
    press("Enter")
    tab_to(tab.page, tab.button("Abmelden"))
    press("Enter")
    expect(tab.button("Ja")).to_be_visible()
    press("Tab")
    press("Enter")
    tab.sees_receipt()
    expect(tab.step("Vom Schulportal abgemeldet")).to_be_visible()
    tab_to(tab.page, tab.page.get_by_role("link", name="Erneut anmelden"))


def test_on_a_phone_that_others_use_too_the_way_out_is_large_and_always_there(
    tab_in: Callable[..., Tab],
) -> None:
    """4b 24."""
    phone = tab_in(viewport=NARROW, has_touch=True, is_mobile=True)
    phone.come_in(ANNA, shared=True)
    # A page is measured once its styles are there.
    phone.page.wait_for_load_state("load")
    out = phone.page.locator(".header__out")
    box = out.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    assert phone.page.evaluate(eyes.TOO_WIDE) == []

    phone.clock.move(seconds=2)
    out.tap()
    phone.answer("Ja").sees_receipt()
    expect(phone.step("Vom Schulportal abgemeldet")).to_be_visible()
    assert phone.page.evaluate(eyes.TOO_WIDE) == []


def test_on_a_shared_device_ten_quiet_minutes_close_the_mailbox_and_the_start_page_says_so(tab: Tab) -> None:
    tab.come_in(BORIS, shared=True)
    tab.clock.move(minutes=11)
    tab.open("/mailbox/").sees_start()

    expect(tab.reason()).to_contain_text(tab.why("idle"))
