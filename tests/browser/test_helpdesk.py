"""The pages of helpdesk and administration fit every width, can be hit, and axe finds nothing serious."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page

from tests.browser import eyes
from tests.browser.site import Site, Watch, sign_in
from tests.cast import ANNA, CARLA, DARIO, Person
from tests.conftest import MakeApp
from tests.web.audit import number_of, sign_ins_of
from webmail.accounts import SupportCode
from webmail.accounts.people import find_account
from webmail.database import db

PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1"
LONG = "Anna-Lena-Marie Freifrau von Schmidt-Großmann-Hohenstein"


@pytest.fixture
def app(make_app: MakeApp) -> Flask:
    return make_app(networks={"Schulnetz": ("127.0.0.0/8",)})


def furnish(app: Flask) -> str:
    """A second sign-in of Anna's, an ended one, a long name and things that happened; her support code."""
    parts = app.extensions["dienstpost"]
    with app.app_context():
        anna = find_account(number_of(app))
        assert anna is not None
        anna.name = LONG
        row = db.session.get(SupportCode, sign_ins_of(app)[0].code_id)
        assert row is not None
        for key, shared in (("phone", True), ("tablet", False)):
            parts.sign_ins.open(anna, key=key, sealed=b"", device=PHONE, origin="198.51.100.7", shared=shared)
        parts.sign_ins.end_for(parts.sign_ins.find("tablet"), "helpdesk")
        for kind, detail in (("broken_shown", "no_cookies"), ("portal_lied", "nonce"), ("said_4", "")):
            parts.timeline.note(row.id, kind, detail, request="ab12cd34")
        return row.code


def come_as(page: Page, site: Site, person: Person) -> None:
    page.context.clear_cookies()
    sign_in(page, site, person.address, person.typed)


def complaints(page: Page) -> list[str]:
    found = [] if page.locator("h1").count() == 1 else ["not one heading"]
    return found + eyes.too_wide(page) + eyes.too_small(page) + eyes.axe(page)


@pytest.mark.axe
def test_every_page_fits_and_can_be_read_and_hit(
    app: Flask, page: Page, serve: Callable[[Flask], Site]
) -> None:
    site = serve(app)
    watching = Watch(page.context, site)
    come_as(page, site, ANNA)
    code = furnish(app)
    found = {}

    def look(path: str) -> None:
        page.goto(site.at(path))
        found[path] = complaints(page)

    look("/session/mine")
    come_as(page, site, CARLA)
    for path in ("", f"account/{number_of(app)}", f"code/{code}", f"code/{code}/guide"):
        look(f"/helpdesk/{path}")
    assert page.locator("img").evaluate("picture => picture.naturalWidth") > 0
    page.goto(site.at("/helpdesk/"))
    page.locator("[name=person]").fill("schmidt")
    page.locator("[name=person]").press("Enter")
    page.wait_for_url("**/found/**")
    found["found"] = complaints(page)
    come_as(page, site, DARIO)
    look("/admin/")
    look("/admin/audit")
    assert {path: said for path, said in found.items() if said} == {}
    assert watching.complaints == []


def test_enter_in_the_reason_ends_nothing(app: Flask, page: Page, serve: Callable[[Flask], Site]) -> None:
    site = serve(app)
    come_as(page, site, ANNA)
    furnish(app)
    come_as(page, site, CARLA)
    page.goto(site.at(f"/helpdesk/account/{number_of(app)}"))
    page.locator("#reason").fill("Anruf")
    page.locator("#reason").press("Enter")
    page.locator("#reason").press_sequentially("aus der Schule")
    page.locator("button[formaction]").first.click()
    page.get_by_role("status").get_by_text("beendet").wait_for()
    reasons = [each.end_reason for each in sign_ins_of(app)]
    assert reasons.count("helpdesk") == 2
    assert reasons.count(None) == 1
