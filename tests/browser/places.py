"""Every page of the house by name, and how a person gets there."""

from collections.abc import Callable, Mapping

from playwright.sync_api import Page, expect

from tests.browser.paper import attached, begin, choose_files, field, save, send
from tests.browser.site import Site, open_message

Way = Callable[[Page, Site], None]


def _inbox(page: Page, site: Site) -> None:
    page.goto(site.at("/mailbox/"))


def _text(page: Page, site: Site) -> None:
    _inbox(page, site)
    open_message(page, "Heizung Raum 112")
    page.reload()


def _html(page: Page, site: Site) -> None:
    _inbox(page, site)
    page.locator(".row", has_text="Elternabend am").first.get_by_role("link").click()
    page.locator(".message__frame").wait_for()
    page.reload()


def _newsletter(page: Page, site: Site) -> None:
    _inbox(page, site)
    page.locator(".row", has_text="Ihre Prüfstücke").get_by_role("link").click()
    page.get_by_role("link", name="Bilder laden").wait_for()


def _selection(page: Page, site: Site) -> None:
    _inbox(page, site)
    for number in (1, 2):
        page.locator(".row__pick input").nth(number).check()


def _selection_menu(page: Page, site: Site) -> None:
    _selection(page, site)
    page.locator(".bar--selection summary").click()


def _initials_menu(page: Page, site: Site) -> None:
    _inbox(page, site)
    page.get_by_label("Menü von").click()


def _choose_folder(page: Page, site: Site) -> None:
    _selection_menu(page, site)
    page.get_by_role("toolbar").get_by_role("button", name="Verschieben").click()
    page.get_by_role("heading", name="Wohin").wait_for()


def _confirm(page: Page, site: Site) -> None:
    page.goto(_address_of(page, site, "Papierkorb"))
    page.locator(".row__pick input").first.check()
    page.get_by_role("toolbar").get_by_role("button", name="Löschen").click()
    page.get_by_role("heading", name="endgültig löschen").wait_for()


def _address_of(page: Page, site: Site, folder: str) -> str:
    """Works where the folders stand behind a button, too."""
    _inbox(page, site)
    link = page.locator(".folder__link", has_text=folder).first
    return site.at(link.get_attribute("href") or "")


def _found(page: Page, site: Site, words: str) -> None:
    _inbox(page, site)
    page.get_by_label("Diesen Ordner durchsuchen").fill(words)
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Suche beenden").wait_for()


def _empty(page: Page, site: Site) -> None:
    page.goto(_address_of(page, site, "Leere Ablage"))


def _gone(page: Page, site: Site) -> None:
    _inbox(page, site)
    link = page.locator(".row__link").first.get_attribute("href") or ""
    page.goto(site.at(link.rpartition(".")[0] + ".4000000000"))
    page.get_by_role("heading", name="Das ist nicht mehr hier").wait_for()


def _again(page: Page, site: Site) -> None:
    """A form whose token has died."""
    page.goto(site.at("/session/sign-out"))
    page.evaluate("document.querySelector('main [name=csrf_token]').value = 'dead'")
    page.locator("main").get_by_role("button", name="Abmelden").click()
    page.get_by_role("heading", name="Bitte noch einmal senden").wait_for()


def _filled(page: Page, site: Site) -> None:
    """Every field open, long names, attachments, a text longer than the page, all of it stored."""
    begin(
        page, site, to=", ".join(f"Lehrkraft {each} <kollegium.{each}@schule.example>" for each in range(9))
    )
    page.get_by_text("Cc Bcc").click()
    field(page, "bcc").fill("schulleitung@schule.example")
    field(page, "subject").fill("Wandertag der Klassenstufe 7 " * 4)
    field(page, "text").fill("Liebe Kolleginnen und Kollegen,\n\nanbei der Plan.\n" * 12)
    choose_files(page, ("Plan.pdf", "application/pdf", b"%PDF"), (f"{'Langname' * 20}.pdf", "", b"%PDF"))
    expect(attached(page)).to_have_count(2)
    save(page)


def _reply(page: Page, site: Site) -> None:
    _text(page, site)
    page.locator("#message").get_by_role("link", name="Allen antworten", exact=True).last.click()
    field(page, "text").wait_for()


def _forward(page: Page, site: Site) -> None:
    _inbox(page, site)
    with_files = page.locator(".row", has=page.get_by_role("img", name="Anhang")).first
    with_files.get_by_role("link").click()
    page.locator("#message").get_by_role("link", name="Weiterleiten", exact=True).last.click()
    attached(page).first.wait_for()


def _errors(page: Page, site: Site) -> None:
    begin(page, site, to="Kollegium, halb@", subject="Adressen")
    send(page)
    page.get_by_text("„Kollegium“ ist keine E-Mail-Adresse.").wait_for()


def _conflict(page: Page, site: Site) -> None:
    begin(page, site, subject="Zwei Fenster")
    save(page)
    other = page.context.new_page()
    other.goto(page.url)
    field(other, "text").fill("Vom anderen Fenster.")
    with other.expect_response("**/save"):
        other.locator(".compose__save").click()
    other.close()
    field(page, "text").fill("Von diesem Fenster.")
    page.locator(".compose__save").click()
    page.get_by_role("button", name="Diesen Text an seiner Stelle speichern").wait_for()


def _kept(page: Page, site: Site) -> None:
    """As it is without script: the token has died, and the page comes back with every word."""
    begin(page, site, subject="Lange offen")
    page.evaluate("document.querySelector('#compose [name=csrf_token]').value = 'dead'")
    page.evaluate("document.querySelector('#compose').submit()")
    page.get_by_role("heading", name="Bitte noch einmal senden").wait_for()


def _older(page: Page, site: Site) -> None:
    _inbox(page, site)
    page.locator(".bar__views summary").click()
    page.get_by_role("link", name="Alte Nachrichten löschen").click()
    page.get_by_role("button", name="Zählen").wait_for()


def _older_counted(page: Page, site: Site) -> None:
    _older(page, site)
    page.get_by_label("oder vor diesem Tag").check()
    page.locator("#day").fill(page.locator("#day").get_attribute("max") or "")
    page.get_by_role("button", name="Zählen").click()
    page.get_by_role("heading", name="angekommen").wait_for()


def _strip(page: Page, site: Site) -> None:
    _inbox(page, site)
    with_files = page.locator(".row", has=page.get_by_role("img", name="Anhang")).first
    with_files.get_by_role("link").click()
    page.locator(".toolbar__more summary").click()
    page.get_by_role("link", name="Anhänge entfernen").click()
    page.get_by_role("button", name="Anhänge entfernen").wait_for()


def _at(path: str) -> Way:
    def go(page: Page, site: Site) -> None:
        page.goto(site.at(path))

    return go


PLACES: Mapping[str, Way] = {
    "inbox": _inbox,
    "text": _text,
    "html": _html,
    "newsletter": _newsletter,
    "selection": _selection,
    "selection menu": _selection_menu,
    "initials menu": _initials_menu,
    "choose folder": _choose_folder,
    "confirm": _confirm,
    "found": lambda page, site: _found(page, site, "Sportfest"),
    "nothing found": lambda page, site: _found(page, site, "Xylophonkonzert"),
    "empty": _empty,
    "unread": _at("/mailbox/?only=unread"),
    "second page": _at("/mailbox/?page=2"),
    "older": _older,
    "older counted": _older_counted,
    "strip": _strip,
    "space": _at("/mailbox/space"),
    "help": _at("/help/"),
    "sign out": _at("/session/sign-out"),
    "not found": _at("/nowhere"),
    "gone": _gone,
    "again": _again,
    "new message": _at("/compose/new"),
    "message filled": _filled,
    "reply": _reply,
    "forward": _forward,
    "errors at fields": _errors,
    "draft changed elsewhere": _conflict,
    "text kept": _kept,
    "outbox empty": _at("/compose/outbox"),
}
