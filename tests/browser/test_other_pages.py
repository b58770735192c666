"""The pages before, after and instead of the mailbox: they fit, and axe finds nothing serious on them."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page

from tests.browser import eyes
from tests.browser.site import Site, open_message, sign_in
from tests.cast import ANNA
from tests.conftest import MakeApp
from tests.servers import ground
from webmail.accounts.models import SignIn
from webmail.config import Store
from webmail.database import db
from webmail.policy import Feature

pytestmark = pytest.mark.axe


def problems(page: Page) -> list[str]:
    """Whatever is wrong with the look of a page."""
    return eyes.too_wide(page) + eyes.too_small(page) + eyes.axe(page)


def test_nothing_is_wrong_at_the_door(page: Page, site: Site) -> None:
    page.goto(site.at("/session/"))
    assert problems(page) == []

    page.get_by_label("E-Mail-Adresse").fill(ANNA.address)
    page.get_by_label("Passwort").fill("falsch")
    page.get_by_role("button", name="Anmelden").click()
    page.get_by_text("Adresse und Passwort passen nicht zusammen.").wait_for()
    assert problems(page) == []


def test_nothing_is_wrong_after_too_many_attempts(page: Page, site: Site) -> None:
    for _ in range(6):
        page.goto(site.at("/session/"))
        page.get_by_label("E-Mail-Adresse").fill(ANNA.address)
        page.get_by_label("Passwort").fill("falsch")
        page.get_by_role("button", name="Anmelden").click()
        page.wait_for_url("**/sign-in")

    page.get_by_role("heading", name="Zu viele Versuche").wait_for()
    assert problems(page) == []


def test_nothing_is_wrong_on_the_receipt(guest: Page) -> None:
    guest.get_by_label("Menü von").click()
    guest.get_by_role("button", name="Abmelden").click()
    guest.get_by_role("heading", name="Sie sind abgemeldet").wait_for()

    assert problems(guest) == []


def test_nothing_is_wrong_with_the_answer_to_a_deed_of_a_stranger(guest: Page) -> None:
    open_message(guest, "Sportfest")
    guest.context.clear_cookies()
    guest.locator(".toolbar").get_by_role("button", name="Archivieren").click()
    guest.get_by_role("heading", name="Sie sind abgemeldet").wait_for()

    assert problems(guest) == []


def test_nothing_is_wrong_on_the_page_that_heals(guest: Page, site: Site) -> None:
    with site.app.app_context():
        db.session.query(SignIn).update({"sealed": b"broken"})
        db.session.commit()
    site.app.extensions["dienstpost"].pool.close_all()
    guest.reload()
    guest.get_by_role("heading", name="Authentifizierungsfehler").wait_for()

    assert problems(guest) == []


def test_nothing_is_wrong_where_the_store_is_away(page: Page, site_with: Callable[..., Site]) -> None:
    away = site_with(store=Store(port=ground.free_port()))
    page.goto(away.at("/session/"))
    page.get_by_label("E-Mail-Adresse").fill(ANNA.address)
    page.get_by_label("Passwort").fill(ANNA.typed)
    page.get_by_role("button", name="Anmelden").click()
    page.get_by_role("heading", name="Das Postfach antwortet gerade nicht").wait_for()

    assert problems(page) == []


@pytest.mark.usefixtures("letters_of_this_test")
def test_nothing_is_wrong_where_a_rule_forbids(page: Page, site_with: Callable[..., Site]) -> None:
    strict = site_with(features={Feature.REMOTE_IMAGES: False})
    sign_in(page, strict, ANNA.address, ANNA.typed)
    open_message(page, "Wandertag")
    page.goto(page.url + "?images=1")
    page.get_by_role("heading", name="Das ist hier nicht vorgesehen").wait_for()

    assert problems(page) == []


def test_nothing_is_wrong_after_our_own_mistake(
    page: Page, make_app: MakeApp, serve: Callable[[Flask], Site]
) -> None:
    app = make_app()

    def mistake() -> None:
        raise RuntimeError("a mistake")

    mistake.public = True  # type: ignore[attr-defined]
    app.view_functions["help.index"] = mistake
    page.goto(serve(app).at("/help/"))
    page.get_by_role("heading", name="Etwas hat nicht funktioniert").wait_for()

    assert problems(page) == []
