"""The browser keeps nothing of the mail."""

from playwright.sync_api import Page, expect

from tests.browser.paper import attached, begin, choose_files, save, send
from tests.browser.site import Site, choose, notice, open_folder, open_message

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
    anna.get_by_label("E-Mails durchsuchen").fill("Noten")
    anna.keyboard.press("Enter")
    anna.get_by_role("link", name="Suche beenden").click()
    open_folder(anna, "Papierkorb")

    assert anna.evaluate(KEPT) == NOTHING


def test_nothing_lies_in_the_browser_after_writing(anna: Page, school: Site) -> None:
    begin(anna, school, subject="Nirgends", text="Bleibt nicht im Browser.")
    choose_files(anna, ("Plan.pdf", "application/pdf", b"%PDF"))
    expect(attached(anna)).to_have_count(1)
    save(anna)
    assert anna.evaluate(KEPT) == NOTHING
    send(anna)
    expect(notice(anna)).to_contain_text("Gesendet.")

    assert anna.evaluate(KEPT) == NOTHING


def test_nothing_lies_in_the_browser_after_signing_out(guest: Page) -> None:
    open_message(guest, "Sportfest")
    guest.get_by_label("Menü von").click()
    guest.get_by_role("button", name="Abmelden").click()
    expect(guest.get_by_role("heading", name="Sie sind abgemeldet")).to_be_visible()

    assert guest.evaluate(KEPT) == NOTHING
