"""Leaving in a real browser: "Abmelden", the portal's question, the receipt, and what is left (C2)."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.door.tab import STEP, Tab
from tests.browser.site import open_message
from tests.browser.test_storage import KEPT, NOTHING
from webmail.accounts import SignIn
from webmail.database import db

# Left by an older release, or by somebody with the browser's own tools.
LEAVE_SOMETHING = """async () => {
  const opened = indexedDB.open("left");
  await new Promise((done) => { opened.onsuccess = done; });
  opened.result.close();
  const cache = await caches.open("left");
  await cache.put("/left", new Response("Anna"));
}"""


def shows_a_confirmed_receipt(tab: Tab) -> None:
    tab.sees_receipt()
    for words in ("Postfach geschlossen", "Vom Schulportal abgemeldet", "Jetzt bitte den Browser schließen"):
        expect(tab.step(words)).to_be_visible()
    expect(tab.page.get_by_text(STEP)).to_have_count(0)
    assert tab.portal.signed_in() == []


@pytest.mark.parametrize(
    "portal_does",
    [{}, {"detour": True}, {"question": False}],
    ids=["asks", "spreads over two hosts", "does not ask"],
)
def test_abmelden_leads_through_the_portal_to_a_receipt_that_says_both_have_ended(
    anna: Tab, portal_does: dict[str, bool]
) -> None:
    anna.portal.behave(**portal_does)
    anna.press_sign_out()
    if portal_does.get("question", True):
        anna.answer("Ja")

    shows_a_confirmed_receipt(anna)


def test_after_no_one_step_remains_and_the_receipt_says_when_it_is_done(anna: Tab) -> None:
    anna.leave(answer="Nein")
    expect(anna.step(STEP)).to_be_visible()
    expect(anna.step("Vom Schulportal abgemeldet")).to_have_count(0)
    assert anna.portal.signed_in() == ["p-anna"]
    look = anna.page.get_by_role("link", name="Noch einmal nachsehen")
    look.click()
    expect(anna.step(STEP)).to_be_visible()

    there = anna.another()
    there.page.goto(anna.page.get_by_role("link", name="Schulportal öffnen").get_attribute("href") or "")
    there.page.get_by_role("link", name="Abmelden").click()
    there.answer("Ja")
    expect(there.heading("Sie sind vom Schulportal abgemeldet")).to_be_visible()
    look.click()
    shows_a_confirmed_receipt(anna)


def test_the_portals_word_that_comes_after_the_person_is_shown_without_a_click(anna: Tab) -> None:
    anna.page.clock.install()
    anna.leave(answer="Nein")
    look = anna.page.get_by_role("link", name="Noch einmal nachsehen")
    look.focus()
    with anna.page.expect_response("**/session/signed-out"):
        anna.page.clock.fast_forward(4_000)
    expect(look).to_be_focused()

    sign_in = anna.latest()
    receipts = anna.site.app.extensions["dienstpost"].receipts
    with anna.site.app.app_context():
        receipts.confirm(sid=sign_in.sid, subject=None)
    anna.page.clock.fast_forward(4_000)

    expect(anna.step("Vom Schulportal abgemeldet")).to_be_visible()


def end_row(tab: Tab) -> None:
    """The server has ended it meanwhile, and the page does not know."""
    with tab.site.app.app_context():
        db.session.query(SignIn).filter_by(ended_at=None).update(
            {"ended_at": tab.clock(), "end_reason": "idle"}
        )
        db.session.commit()


def lose_cookie(tab: Tab) -> None:
    tab.forget("127.0.0.1")


@pytest.mark.parametrize("dies", [end_row, lose_cookie])
def test_leaving_with_a_dead_session_succeeds_and_still_ends_the_portals(
    anna: Tab, dies: Callable[[Tab], None]
) -> None:
    """4b 4, 6."""
    dies(anna)
    anna.press_sign_out().answer("Ja")

    anna.sees_receipt()
    assert anna.portal.signed_in() == []


def test_leaving_when_the_portal_has_forgotten_the_browser_ends_at_a_confirmed_receipt(anna: Tab) -> None:
    """4b 7: ours is kept, the portal's is lost."""
    anna.forget("localhost").open("/mailbox/").sees_mail()
    anna.press_sign_out()
    expect(anna.step("Vom Schulportal abgemeldet").or_(anna.button("Ja"))).to_be_visible()
    if anna.button("Ja").is_visible():
        anna.answer("Ja")

    anna.sees_receipt()
    expect(anna.step("Vom Schulportal abgemeldet")).to_be_visible()


def test_nothing_is_left_in_the_browser_and_its_cookies_open_nothing(
    anna: Tab, tab_in: Callable[..., Tab]
) -> None:
    open_message(anna.page, "Noten")
    message, before = anna.page.url, anna.page.context.cookies(anna.site.url)
    anna.page.evaluate(LEAVE_SOMETHING)
    anna.leave()
    left = anna.page.context.cookies(anna.site.url)
    assert anna.page.evaluate(KEPT) == NOTHING

    thief = tab_in()
    for cookies, address in ((before, message), (left, thief.site.at("/mailbox/"))):
        thief.page.context.add_cookies(cookies)  # type: ignore[arg-type]
        thief.page.goto(address)
        thief.sees_start()
