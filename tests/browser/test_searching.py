"""A search goes on by itself and disturbs nobody who is already at its first hits."""

import re

import pytest
from playwright.sync_api import Locator, Page, Request, Route, expect

from tests.browser.site import NARROW, choose, notice, row
from tests.conftest import MONDAY
from tests.letters import deliver
from tests.servers.dovecot import Dovecot


def fill_plans(store: Dovecot) -> None:
    deliver(store, folder="Klassen", subject="Etwas", text="Der Plan.", received=MONDAY)
    for number in range(3):
        deliver(store, subject=f"Plan {number}", received=MONDAY)


def rows(page: Page) -> Locator:
    return page.locator(".row")


def goes_on(request: Request) -> bool:
    return "/mailbox/search/" in request.url and bool(request.headers.get("hx-request"))


def search(page: Page, words: str) -> None:
    page.get_by_label("E-Mails durchsuchen").fill(words)
    page.keyboard.press("Enter")


@pytest.mark.usefixtures("sliced_search")
def test_a_search_goes_on_by_itself_and_disturbs_nobody(anna: Page, letters: Dovecot) -> None:
    fill_plans(letters)
    held: list[Route] = []
    holding = True

    def hold(route: Route) -> None:
        if holding and route.request.headers.get("hx-request"):
            held.append(route)
        else:
            route.continue_()

    anna.route("**/mailbox/search/*", hold)
    with anna.expect_request(goes_on):
        search(anna, "Plan")
    expect(rows(anna)).to_have_count(1)
    anna.evaluate("window.same = 'page'")
    choose(anna, "Plan 2")
    link = row(anna, "Plan 2").get_by_role("link")
    link.focus()

    holding = False
    for route in held:
        route.continue_()
    expect(anna.locator("#more")).to_contain_text("4 Nachrichten gefunden.")
    expect(rows(anna)).to_have_count(4)
    expect(row(anna, "Plan 2").get_by_role("checkbox")).to_be_checked()
    expect(link).to_be_focused()

    choose(anna, "Etwas")
    anna.get_by_role("toolbar").get_by_role("button", name="Archivieren").click()
    expect(notice(anna)).to_contain_text("2 Nachrichten archiviert")
    expect(rows(anna)).to_have_count(2)
    assert anna.evaluate("window.same") == "page"


@pytest.mark.usefixtures("sliced_search")
def test_a_deed_is_done_though_the_search_is_under_way(anna: Page, letters: Dovecot) -> None:
    fill_plans(letters)
    searching: list[Route] = []

    def hold(route: Route) -> None:
        if route.request.headers.get("hx-request") and not searching:
            searching.append(route)
        else:
            route.continue_()

    anna.route("**/mailbox/search/*", hold)
    with anna.expect_request(goes_on):
        search(anna, "Plan")
    choose(anna, "Plan 2")
    anna.get_by_role("toolbar").get_by_role("button", name="Archivieren").click()
    searching[0].continue_()
    expect(notice(anna)).to_contain_text("Archiviert.")
    expect(anna.locator("#more")).to_contain_text(re.compile(r"\d Nachrichten gefunden\."))


def test_on_a_phone_where_is_searched_is_asked_below_the_words(anna: Page, letters: Dovecot) -> None:
    deliver(letters, folder="Klassen", subject="Sportfest woanders", received=MONDAY)
    anna.set_viewport_size(NARROW)  # type: ignore[arg-type]
    where = anna.get_by_label("Wo gesucht wird")
    expect(where).to_be_hidden()
    anna.get_by_label("E-Mails durchsuchen").fill("Sportfest")
    where.select_option("folder")
    anna.get_by_label("E-Mails durchsuchen").press("Enter")
    expect(rows(anna)).to_have_count(1)
    expect(anna.get_by_label("E-Mails durchsuchen")).to_have_value("Sportfest")
