"""The menu of a folder, rows drawn onto folders, and type-ahead: what needs script."""

from playwright.sync_api import Page, expect

from tests.letters import deliver, subjects
from tests.servers.dovecot import Dovecot


def test_selected_rows_are_drawn_onto_a_folder_together_and_come_back(anna: Page, letters: Dovecot) -> None:
    for subject in ("Noten", "Sportfest"):
        anna.locator(".row", has_text=subject).locator(".row__pick input").check()
    target = anna.locator("#tree a.folder__link", has_text="Klassen")
    anna.locator(".row", has_text="Noten").locator(".row__link").drag_to(target)
    expect(anna.locator(".notice")).to_contain_text("2 Nachrichten verschoben.")
    assert subjects(letters, "Klassen") == ["Noten", "Sportfest"]
    anna.get_by_role("button", name="Rückgängig").click()
    expect(anna.locator(".row")).to_have_count(3)


def test_a_row_that_is_not_selected_is_drawn_alone(anna: Page, letters: Dovecot) -> None:
    anna.locator(".row", has_text="Noten").locator(".row__pick input").check()
    target = anna.locator("#tree a.folder__link", has_text="Klassen")
    anna.locator(".row", has_text="Wandertag").locator(".row__link").drag_to(target)
    expect(anna.locator(".notice")).to_contain_text("Verschoben.")
    assert subjects(letters, "Klassen") == ["Wandertag"]


def test_the_menu_of_a_folder_opens_beside_it_and_closes_by_escape(anna: Page) -> None:
    entry = anna.locator("#tree .folder", has_text="Klassen").first
    entry.hover()
    entry.locator(".folder__more").click()
    menu = anna.locator("#folder_menu")
    expect(menu.get_by_role("link", name="Umbenennen")).to_be_visible()
    expect(menu.get_by_role("button").first).to_be_focused()
    anna.keyboard.press("Escape")
    expect(menu.get_by_role("link")).to_have_count(0)
    expect(entry.locator(".folder__more")).to_be_focused()


def test_the_menu_stays_when_mail_arrives(anna: Page, letters: Dovecot) -> None:
    entry = anna.locator("#tree .folder", has_text="Klassen").first
    entry.hover()
    entry.locator(".folder__more").click()
    rename = anna.locator("#folder_menu").get_by_role("link", name="Umbenennen")
    expect(rename).to_be_visible()
    deliver(letters, subject="Gerade eben")
    expect(anna.locator(".row", has_text="Gerade eben")).to_be_visible()
    expect(rename).to_be_visible()
    anna.keyboard.press("Escape")
    expect(rename).to_have_count(0)
    expect(entry.locator(".folder__more")).to_be_focused()


def test_a_favourite_appears_at_once_and_the_menu_is_gone(anna: Page) -> None:
    entry = anna.locator("#tree .folder", has_text="Klassen").first
    entry.hover()
    entry.locator(".folder__more").click()
    anna.get_by_role("button", name="Zu den Favoriten").click()
    expect(anna.get_by_role("heading", name="Favoriten")).to_be_visible()
    expect(anna.locator("#folder_menu .menu__entry")).to_have_count(0)
    anna.locator("#tree .folder").first.hover()
    anna.locator("#tree .folder__more").first.click()
    anna.get_by_role("button", name="Aus den Favoriten").click()
    expect(anna.get_by_role("heading", name="Favoriten")).to_have_count(0)


def test_typing_shortens_the_choice_and_enter_takes_it(anna: Page, letters: Dovecot) -> None:
    anna.locator(".row", has_text="Noten").locator(".row__pick input").check()
    anna.locator(".bar--selection summary").click()
    anna.get_by_role("toolbar").get_by_role("button", name="Verschieben …").click()
    words = anna.get_by_role("searchbox", name="Ordner suchen")
    words.fill("7B")
    expect(anna.locator(".choices button:visible")).to_have_count(1)
    words.press("Enter")
    expect(anna.locator(".notice")).to_contain_text("Verschoben.")
    assert subjects(letters, "Klassen/7b") == ["Noten"]
