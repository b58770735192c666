"""The browser keeps nothing of the mail."""

from playwright.sync_api import Page, expect

from tests.browser.site import choose, notice, open_folder, open_message

KEPT = """async () => ({
  local: localStorage.length,
  session: sessionStorage.length,
  databases: (await indexedDB.databases()).length,
  caches: (await caches.keys()).length,
  workers: (await navigator.serviceWorker.getRegistrations()).length,
  cookies: document.cookie.length,
})"""
NOTHING = dict.fromkeys(("local", "session", "databases", "caches", "workers", "cookies"), 0)


def test_nothing_lies_in_the_browser_after_a_story(anna: Page) -> None:
    open_message(anna, "Sportfest")
    open_message(anna, "Wandertag")
    anna.go_back()
    choose(anna, "Noten")
    anna.get_by_role("toolbar").get_by_role("button", name="Löschen").click()
    notice(anna).get_by_role("button", name="Rückgängig").click()
    expect(notice(anna)).to_contain_text("Zurückgeholt.")
    anna.get_by_label("Diesen Ordner durchsuchen").fill("Noten")
    anna.keyboard.press("Enter")
    anna.get_by_role("link", name="Suche beenden").click()
    open_folder(anna, "Papierkorb")

    assert anna.evaluate(KEPT) == NOTHING


def test_nothing_lies_in_the_browser_after_signing_out(guest: Page) -> None:
    open_message(guest, "Sportfest")
    guest.get_by_label("Menü von").click()
    guest.get_by_role("button", name="Abmelden").click()
    expect(guest.get_by_role("heading", name="Sie sind abgemeldet")).to_be_visible()

    assert guest.evaluate(KEPT) == NOTHING
