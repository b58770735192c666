"""The whole path with JavaScript switched off."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.site import Site, Watch, choose, notice, open_folder, open_message, row, sign_in
from tests.cast import ANNA
from tests.conftest import MONDAY
from tests.letters import deliver, subjects
from tests.servers.dovecot import Dovecot


@pytest.fixture
def page_without_script(site: Site, new_context: Callable[..., BrowserContext]) -> Iterator[Page]:
    """A browser that runs no script, before an application of this test alone; nobody is signed in."""
    context = new_context(java_script_enabled=False)
    watching = Watch(context, site)
    yield context.new_page()
    assert watching.complaints == []


@pytest.fixture
def plain(page_without_script: Page, site: Site) -> Page:
    """Anna's browser without script, signed in, the inbox open."""
    sign_in(page_without_script, site, ANNA.address, ANNA.typed)
    return page_without_script


def test_anna_pages_filters_and_searches_without_script(plain: Page, dovecot: Dovecot) -> None:
    for number in range(49):
        deliver(dovecot, subject=f"Rundbrief {number}", flags=["\\Seen"], received=MONDAY)
    plain.reload()
    expect(plain.locator(".row")).to_have_count(50)
    plain.get_by_role("link", name="Ältere").click()
    expect(plain.locator(".row")).to_have_count(2)
    expect(row(plain, "Noten")).to_be_visible()

    plain.get_by_role("navigation", name="Filter").get_by_role("link", name="Ungelesen").click()
    expect(plain.locator(".row")).to_have_count(2)
    plain.get_by_label("E-Mails durchsuchen").fill("Rundbrief 48")
    plain.keyboard.press("Enter")
    expect(plain.get_by_text("1 Nachricht gefunden.")).to_be_visible()
    assert "Rundbrief" not in plain.url
    plain.get_by_role("link", name="Suche beenden").click()
    expect(plain.locator(".row")).to_have_count(50)


def test_anna_reads_and_stars_without_script(plain: Page, dovecot: Dovecot) -> None:
    open_message(plain, "Sportfest")
    expect(plain.locator(".message__text")).to_have_text("Das Sportfest findet statt.")
    message = plain.get_by_role("region", name="Nachricht", exact=True)
    message.get_by_text("Mehr", exact=True).click()
    message.get_by_role("button", name="Mit Stern markieren").click()

    expect(notice(plain)).to_contain_text("Mit Stern markiert.")
    assert dovecot.flags(ANNA.address, "INBOX", 2) == {"\\Seen", "\\Flagged"}


def test_an_html_message_is_read_in_its_frame_without_script(plain: Page) -> None:
    open_message(plain, "Wandertag")

    expect(plain.frame_locator(".message__frame").get_by_text("Wald")).to_be_visible()


def test_anna_moves_and_takes_it_back_without_script(plain: Page, dovecot: Dovecot) -> None:
    choose(plain, "Noten")
    choose(plain, "Sportfest")
    bar = plain.get_by_role("toolbar", name="Mit den ausgewählten Nachrichten")
    bar.get_by_text("Mehr").click()
    bar.get_by_role("button", name="Verschieben …").click()
    plain.get_by_role("button", name="7b").click()
    expect(notice(plain)).to_contain_text("2 Nachrichten verschoben.")
    assert subjects(dovecot, "Klassen/7b") == ["Noten", "Sportfest"]

    notice(plain).get_by_role("button", name="Rückgängig").click()
    expect(notice(plain)).to_contain_text("2 Nachrichten zurückgeholt.")
    expect(plain.locator(".row")).to_have_count(3)


def test_anna_deletes_for_good_without_script(plain: Page, dovecot: Dovecot) -> None:
    open_folder(plain, "Papierkorb")
    choose(plain, "Altpapier")
    plain.get_by_role("toolbar").get_by_role("button", name="Löschen").click()
    expect(plain.get_by_role("heading", name="Diese Nachricht endgültig löschen?")).to_be_visible()
    assert subjects(dovecot, "Trash") == ["Altpapier"]

    plain.get_by_role("button", name="Endgültig löschen").click()
    expect(notice(plain)).to_contain_text("Endgültig gelöscht.")
    assert subjects(dovecot, "Trash") == []


def test_anna_changes_the_language_and_signs_out_without_script(plain: Page, site: Site) -> None:
    plain.get_by_label("Menü von").click()
    plain.get_by_role("button", name="English").click()
    expect(plain.get_by_role("heading", level=1, name="Inbox")).to_be_attached()

    plain.get_by_label("Menu of").click()
    plain.get_by_role("button", name="Sign out").click()
    expect(plain.get_by_role("heading", name="You are signed out")).to_be_visible()
    plain.goto(site.at("/mailbox/"))
    expect(plain.get_by_role("heading", name="Sign in")).to_be_visible()


def test_the_folders_open_on_a_narrow_screen_without_script(plain: Page) -> None:
    plain.set_viewport_size({"width": 390, "height": 844})
    folders = plain.get_by_role("navigation", name="Ordner")
    expect(folders).to_be_hidden()
    plain.locator(".drawer > summary").click()

    folders.get_by_role("link", name="Papierkorb").click()
    expect(row(plain, "Altpapier")).to_be_visible()


def test_the_menus_of_writing_open_in_sight_on_a_narrow_screen_without_script(
    plain: Page, site: Site
) -> None:
    plain.set_viewport_size({"width": 390, "height": 844})
    plain.goto(site.at("/compose/new"))
    plain.locator(".asks > summary").click()
    plain.get_by_label("Lesebestätigung anfordern").check()
    plain.locator(".asks > summary").click()
    plain.locator(".pieces > summary").click()
    plain.get_by_role("button", name="Meine Visitenkarte anhängen").click()
    expect(plain.locator("[name=ask_read]")).to_be_checked()


def test_where_no_script_counts_seconds_an_opened_message_is_read(plain: Page, site: Site) -> None:
    plain.goto(site.at("/settings/"))
    plain.get_by_text("nach 5 Sekunden").click()
    plain.get_by_role("button", name="Einstellungen speichern").click()
    plain.goto(site.at("/mailbox/"))
    with plain.expect_response("**/opened") as answer:
        open_message(plain, "Sportfest")
    assert answer.value.status == 204

    plain.goto(site.at("/mailbox/"))
    expect(row(plain, "Sportfest")).not_to_contain_text("Ungelesen:")
