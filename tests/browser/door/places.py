"""Every page of the door by name, and how a person gets there."""

from collections.abc import Callable, Mapping

from playwright.sync_api import expect

from tests.browser.door.tab import BEGIN, Tab
from tests.cast import ANNA
from tests.servers.portal import ELLA
from webmail.accounts.lookup import account_for
from webmail.database import db

Way = Callable[[Tab], None]


def _start(tab: Tab) -> None:
    tab.open("/mailbox/").sees_start()


def _start_with_reason(tab: Tab) -> None:
    tab.enter(ANNA)
    tab.another().leave_at_portal()
    tab.open("/compose/outbox").sees_start()


def _to_portal(tab: Tab) -> None:
    """The way on breaks off, so the page stays."""
    tab.page.context.route(f"{tab.portal.issuer}/auth?*", lambda route: route.abort("aborted"))
    tab.open("/session/begin")
    expect(tab.heading("Weiter zum Schulportal")).to_be_visible()


def _mailbox_on_a_shared_device(tab: Tab) -> None:
    tab.come_in(ANNA, shared=True)


def _leave(tab: Tab) -> None:
    tab.enter(ANNA, "/session/sign-out")


def _leaving(tab: Tab) -> None:
    """On the way to the portal, while that answers."""
    tab.page.context.route(f"{tab.portal.issuer}/session/end?*", lambda route: route.abort("aborted"))
    tab.enter(ANNA).press_sign_out()
    expect(tab.step("Jetzt folgt das Schulportal")).to_be_visible()


def _leaving_without_portal(tab: Tab) -> None:
    tab.enter(ANNA)
    tab.portal.trouble(failing=True)
    tab.press_sign_out()
    expect(tab.step("antwortet im Moment nicht")).to_be_visible()


def _receipt(tab: Tab) -> None:
    tab.enter(ANNA).leave()
    expect(tab.step("Vom Schulportal abgemeldet")).to_be_visible()


def _receipt_unconfirmed(tab: Tab) -> None:
    tab.enter(ANNA).leave(answer="Nein")
    expect(tab.step("„Mein Konto“")).to_be_visible()


def _receipt_of_nobody(tab: Tab) -> None:
    tab.open("/session/signed-out").sees_receipt()


def _broken(tab: Tab) -> None:
    tab.open("/session/broken").sees_broken()


def _broken_menu(tab: Tab) -> None:
    _broken(tab)
    tab.page.locator("header summary").click()
    expect(tab.button("Abmelden")).to_be_visible()


def _refused(tab: Tab) -> None:
    with tab.site.app.app_context():
        account_for(ELLA.address, at=tab.clock()).subject = "somebody-else"
        db.session.commit()
    tab.begin().type_at_portal(ELLA)
    expect(tab.heading("Kein Postfach gefunden")).to_be_visible()


def _portal_away(tab: Tab) -> None:
    tab.clock.move(hours=2)
    tab.portal.trouble(failing=True)
    tab.open("/session/")
    tab.button(BEGIN).click()
    expect(tab.heading("Das Schulportal antwortet im Moment nicht")).to_be_visible()


PLACES: Mapping[str, Way] = {
    "start": _start,
    "start with reason": _start_with_reason,
    "to portal": _to_portal,
    "shared device": _mailbox_on_a_shared_device,
    "sign out": _leave,
    "leaving": _leaving,
    "leaving, portal away": _leaving_without_portal,
    "receipt": _receipt,
    "receipt, not confirmed": _receipt_unconfirmed,
    "receipt of nobody": _receipt_of_nobody,
    "broken": _broken,
    "broken, menu": _broken_menu,
    "refused": _refused,
    "portal away": _portal_away,
}
