"""The whole path by keyboard alone; whoever goes by keyboard always sees where they are."""

from playwright.sync_api import Page, expect

from tests.browser.focus import tab_to
from tests.browser.site import Site, notice, open_message, row
from tests.cast import ANNA
from tests.letters import subjects
from tests.servers.dovecot import Dovecot


def test_the_first_stop_leads_past_everything_to_the_content(anna: Page) -> None:
    tab_to(anna, anna.get_by_role("link", name="Zum Inhalt"))
    anna.keyboard.press("Enter")

    expect(anna.locator("#main")).to_be_focused()


def test_anna_comes_in_by_keyboard(page: Page, site: Site) -> None:
    page.goto(site.at("/session/"))
    tab_to(page, page.get_by_label("E-Mail-Adresse"))
    page.keyboard.type(ANNA.address)
    tab_to(page, page.get_by_label("Passwort"))
    page.keyboard.type(ANNA.typed)
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1, name="Posteingang")).to_be_attached()


def test_anna_reads_by_keyboard(anna: Page) -> None:
    tab_to(anna, row(anna, "Sportfest").get_by_role("link"))
    anna.keyboard.press("Enter")

    expect(anna.get_by_role("heading", name="Sportfest")).to_be_visible()
    message = anna.get_by_role("region", name="Nachricht", exact=True)
    tab_to(anna, message.get_by_role("button", name="Archivieren"))


def test_anna_moves_and_takes_it_back_by_keyboard(anna: Page, letters: Dovecot) -> None:
    tab_to(anna, row(anna, "Noten").get_by_role("checkbox"))
    anna.keyboard.press("Space")
    bar = anna.get_by_role("toolbar")
    tab_to(anna, bar.locator("summary"), key="Shift+Tab")
    anna.keyboard.press("Enter")
    tab_to(anna, bar.get_by_role("button", name="Verschieben …"))
    anna.keyboard.press("Enter")
    anna.get_by_role("button", name="7b").wait_for()
    tab_to(anna, anna.get_by_role("button", name="7b"))
    anna.keyboard.press("Enter")
    expect(notice(anna)).to_contain_text("Verschoben.")
    assert subjects(letters, "Klassen/7b") == ["Noten"]

    tab_to(anna, notice(anna).get_by_role("button", name="Rückgängig"), key="Shift+Tab")
    anna.keyboard.press("Space")
    expect(notice(anna)).to_contain_text("Zurückgeholt.")
    expect(row(anna, "Noten")).to_be_visible()


def test_anna_deletes_for_good_by_keyboard(anna: Page, letters: Dovecot) -> None:
    tab_to(anna, anna.get_by_role("navigation", name="Ordner").get_by_role("link", name="Papierkorb"))
    anna.keyboard.press("Enter")
    row(anna, "Altpapier").wait_for()
    tab_to(anna, row(anna, "Altpapier").get_by_role("link"))
    anna.keyboard.press("Enter")
    anna.get_by_role("heading", name="Altpapier").wait_for()
    message = anna.get_by_role("region", name="Nachricht", exact=True)
    tab_to(anna, message.get_by_role("button", name="Löschen"))
    anna.keyboard.press("Enter")
    anna.get_by_role("button", name="Endgültig löschen").wait_for()
    tab_to(anna, anna.get_by_role("button", name="Endgültig löschen"))
    anna.keyboard.press("Space")

    expect(anna.get_by_text("Dieser Ordner ist leer.")).to_be_visible()
    assert subjects(letters, "Trash") == []


def test_the_initials_menu_opens_and_closes_by_escape(anna: Page) -> None:
    summary = anna.locator(".menu--initials > summary")
    tab_to(anna, summary)
    anna.keyboard.press("Enter")
    tab_to(anna, anna.get_by_role("button", name="Abmelden"))
    anna.keyboard.press("Escape")

    expect(anna.get_by_role("button", name="Abmelden")).to_be_hidden()
    expect(summary).to_be_focused()


def test_a_menu_closes_when_the_focus_goes_on(anna: Page) -> None:
    summary = anna.locator(".menu--initials > summary")
    tab_to(anna, summary)
    anna.keyboard.press("Enter")
    tab_to(anna, anna.get_by_role("navigation", name="Ordner").get_by_role("link", name="Posteingang"))

    expect(anna.get_by_role("button", name="Abmelden")).to_be_hidden()


def test_anna_signs_out_by_keyboard(guest: Page) -> None:
    tab_to(guest, guest.locator(".menu--initials > summary"))
    guest.keyboard.press("Enter")
    tab_to(guest, guest.get_by_role("button", name="Abmelden"))
    guest.keyboard.press("Enter")

    expect(guest.get_by_role("heading", name="Sie sind abgemeldet")).to_be_visible()


def test_the_folders_of_a_narrow_screen_open_by_keyboard_and_close_by_escape(anna: Page) -> None:
    anna.set_viewport_size({"width": 390, "height": 844})
    opener = anna.locator(".drawer > summary")
    tab_to(anna, opener)
    anna.keyboard.press("Enter")
    trash = anna.get_by_role("navigation", name="Ordner").get_by_role("link", name="Papierkorb")
    tab_to(anna, trash)
    anna.keyboard.press("Escape")

    expect(trash).to_be_hidden()
    expect(opener).to_be_focused()


def test_every_stop_of_a_message_page_can_be_seen(anna: Page) -> None:
    open_message(anna, "Noten")
    anna.reload()
    tab_to(anna, anna.locator(".toolbar .menu > summary"))
