"""What is broken heals with one click, and who is out reads why (B5, C4, D1)."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.door.tab import BEGIN, HEAL, Tab
from tests.browser.focus import tab_to
from tests.browser.site import Site, row
from tests.cast import ANNA
from webmail.accounts import Account
from webmail.database import db


def press_the_button_by_keyboard(page: Page) -> None:
    tab_to(page, page.get_by_role("button", name=HEAL))
    page.keyboard.press("Enter")


def choose_from_the_round_button(page: Page) -> None:
    page.locator("header summary").click()
    page.get_by_role("button", name="Abmelden", exact=True).click()


def begins_anew(tab: Tab) -> None:
    """The portal session is over, and the portal asks who it is."""
    tab.answer("Ja")
    tab.sees_portal()
    assert tab.portal.signed_in() == []
    tab.clock.move(seconds=2)
    tab.type_at_portal(ANNA).sees_mail()


@pytest.mark.parametrize("deed", [press_the_button_by_keyboard, choose_from_the_round_button])
def test_one_click_ends_both_and_leads_to_the_portals_form(anna: Tab, deed: Callable[[Page], None]) -> None:
    anna.open("/session/broken").sees_broken()
    deed(anna.page)

    begins_anew(anna)


def test_the_page_heals_without_script(tab_in: Callable[..., Tab]) -> None:
    plain = tab_in(java_script_enabled=False).enter(ANNA, "/session/broken")
    plain.button(HEAL).click()

    begins_anew(plain)


def move_mailbox(site: Site, address: str) -> None:
    """The store does not know the person by this address, and refuses."""
    with site.app.app_context():
        db.session.query(Account).filter_by(subject="p-anna").update({"address": address})
        db.session.commit()
    site.app.extensions["dienstpost"].pool.close_all()


def test_a_store_that_refuses_shows_the_page_and_after_the_repair_one_click_mends_it(anna: Tab) -> None:
    move_mailbox(anna.site, "nobody@schule.example")
    try:
        anna.open("/mailbox/").sees_broken()
        expect(anna.page.get_by_text("Der Mailserver nimmt diese Sitzung nicht mehr an")).to_be_visible()
        expect(anna.page.locator("code")).to_have_text(re.compile(r"^\w{3}-\w{3}$"))
    finally:
        move_mailbox(anna.site, ANNA.address)
    anna.button(HEAL).click()

    begins_anew(anna)


def test_whoever_was_signed_out_by_the_portal_reads_so_at_the_next_click(anna: Tab) -> None:
    anna.another().leave_at_portal()
    row(anna.page, "Sportfest").get_by_role("link").click()

    anna.sees_start()
    expect(anna.reason()).to_contain_text(anna.why("portal"))


def test_whoever_was_quiet_for_too_long_reads_so_and_comes_in_again_without_typing(anna: Tab) -> None:
    anna.clock.move(minutes=61)
    row(anna.page, "Sportfest").get_by_role("link").click()
    anna.sees_start()
    expect(anna.reason()).to_contain_text(anna.why("idle"))

    anna.button(BEGIN).click()
    anna.sees_mail()
