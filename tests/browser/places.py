"""Every page of the house by name, and how a person gets there."""

from collections.abc import Callable, Mapping

from playwright.sync_api import Page, expect

from tests.browser.asked import asked
from tests.browser.later import asked_when, snoozed
from tests.browser.paper import attached, begin, choose_files, field, formatted, ready, save, send
from tests.browser.people import PEOPLE_PLACES
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


def _conversation(page: Page, site: Site) -> None:
    """The first of the inbox that has more than one message, one of them folded and opened again."""
    _inbox(page, site)
    page.locator(".row", has=page.locator(".row__count")).first.get_by_role("link").click()
    page.locator(".talk").wait_for()
    page.reload()


def _arrange(page: Page, site: Site) -> None:
    _inbox(page, site)
    page.locator(".bar__views summary").click()


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
    page.get_by_role("toolbar").get_by_role("button", name="Verschieben …").click()
    page.get_by_role("heading", name="Wohin").wait_for()


def _confirm(page: Page, site: Site) -> None:
    page.goto(_address_of(page, site, "Papierkorb"))
    page.locator(".row__pick input").first.check()
    page.get_by_role("toolbar").get_by_role("button", name="Löschen").click()
    page.get_by_role("heading", name="endgültig löschen").wait_for()


def _folder_menu(page: Page, site: Site) -> None:
    _inbox(page, site)
    folder = page.locator("#tree .folder", has_text="Leere Ablage").first
    folder.hover()
    folder.locator(".folder__more").click()
    page.locator("#folder_menu .menu__entry").first.wait_for()


def _of_folder(verb: str) -> Way:
    def go(page: Page, site: Site) -> None:
        page.goto(f"{_address_of(page, site, 'Leere Ablage')}/{verb}")

    return go


def _wrong_name(page: Page, site: Site) -> None:
    page.goto(site.at("/mailbox/folders/new"))
    page.get_by_label("Name des Ordners").fill("Leere Ablage")
    page.get_by_role("button", name="Ordner anlegen").click()
    page.locator(".field__errors").wait_for()


def _folders_open(page: Page, site: Site) -> None:
    page.goto(site.at("/mailbox/folders"))
    page.locator(".folder-list > li", has_text="Leere Ablage").locator("summary").click()


def _address_of(page: Page, site: Site, folder: str) -> str:
    """Works where the folders stand behind a button, too."""
    _inbox(page, site)
    link = page.locator(".folder__link", has_text=folder).first
    return site.at(link.get_attribute("href") or "")


def _found(page: Page, site: Site, words: str) -> None:
    _inbox(page, site)
    page.get_by_label("E-Mails durchsuchen").fill(words)
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Suche beenden").wait_for()


def _hit(page: Page, site: Site) -> None:
    """A message opened from what was found in one folder, and the search saved."""
    _inbox(page, site)
    page.get_by_label("E-Mails durchsuchen").fill("von:schule nach:1.1.2020 text:und")
    page.get_by_label("Wo gesucht wird").first.select_option("folder")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Suche merken").or_(
        page.get_by_role("button", name="Suche entfernen")
    ).wait_for()
    if page.get_by_role("button", name="Suche merken").count():
        page.get_by_role("button", name="Suche merken").click()
        page.get_by_role("button", name="Suche entfernen").wait_for()
    page.locator(".row__link").first.click()
    page.locator(".message").wait_for()


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
    field(page, "text").fill("Liebe Kolleginnen und Kollegen,\n\nhier ist der Plan.\n" * 12)
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
    ready(other)
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


def _keys(page: Page, site: Site) -> None:
    _inbox(page, site)
    page.keyboard.press("?")
    page.locator(".keys-dialog .keys").wait_for()


def _liked(first: Way, **taste: str) -> Way:
    """A page for somebody who likes it so; density and layout are nothing but style."""

    def go(page: Page, site: Site) -> None:
        first(page, site)
        page.evaluate("taste => Object.assign(document.documentElement.dataset, taste)", taste)

    return go


def _behind(page: Page, site: Site) -> None:
    _text(page, site)
    page.locator("#message").get_by_text("Mehr", exact=True).click()
    page.get_by_role("link", name="Quelltext und alle Kopfzeilen").click()
    page.get_by_role("heading", level=1, name="Quelltext").wait_for()


def _message_menu(page: Page, site: Site) -> None:
    _html(page, site)
    page.locator("#message").get_by_text("Mehr", exact=True).click()


def _paper(page: Page, site: Site) -> None:
    _html(page, site)
    page.goto(page.url.partition("?")[0] + "/print")


def _picture(page: Page, site: Site) -> None:
    _inbox(page, site)
    page.locator(".row", has=page.get_by_role("img", name="Anhang")).first.get_by_role("link").click()
    page.locator(".attachment__look").first.wait_for()


def _export(page: Page, site: Site) -> None:
    _inbox(page, site)
    page.goto(_address_of(page, site, "Papierkorb") + "/export")


def _import(page: Page, site: Site) -> None:
    page.goto(_address_of(page, site, "Papierkorb") + "/import")


def _imported(page: Page, site: Site) -> None:
    _import(page, site)
    content = b"nichts"
    page.locator("#files").set_input_files(
        [{"name": f"Foto {each}.png", "mimeType": "image/png", "buffer": content} for each in range(12)]
    )
    page.get_by_role("button", name="Importieren").click()
    page.get_by_role("heading", name="Es wurde nichts importiert.").wait_for()


def _wary(subject: str) -> Way:
    def go(page: Page, site: Site) -> None:
        page.goto(_address_of(page, site, "Vorsicht"))
        page.locator(".row", has_text=subject).first.get_by_role("link").click()
        page.locator(".message__subject").wait_for()
        page.reload()

    return go


def _unpacked(page: Page, site: Site) -> None:
    _wary("Ferienplan")(page, site)
    page.get_by_role("link", name="Inhalt zeigen", exact=True).click()
    page.get_by_role("heading", level=1, name="Inhalt von").wait_for()


def _unsubscribe(page: Page, site: Site) -> None:
    _wary("Neue Arbeitshefte")(page, site)
    page.get_by_role("link", name="Abbestellen …").click()
    page.get_by_role("heading", name="Abbestellen?").wait_for()


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
    "conversation": _conversation,
    "ways to look menu": _arrange,
    "behind a message": _behind,
    "message menu": _message_menu,
    "paper": _paper,
    "attachments": _picture,
    "export": _export,
    "import": _import,
    "imported": _imported,
    "selection": _selection,
    "selection menu": _selection_menu,
    "initials menu": _initials_menu,
    "choose folder": _choose_folder,
    "folder menu": _folder_menu,
    "folder menu alone": _of_folder("menu"),
    "folder rename": _of_folder("rename"),
    "folder place": _of_folder("place"),
    "new folder": _at("/mailbox/folders/new"),
    "wrong folder name": _wrong_name,
    "manage folders": _at("/mailbox/folders"),
    "manage folders menu": _folders_open,
    "confirm": _confirm,
    "found": lambda page, site: _found(page, site, "Sportfest"),
    "nothing found": lambda page, site: _found(page, site, "Xylophonkonzert"),
    "found in a folder": _hit,
    "empty": _empty,
    "unread": _at("/mailbox/?only=unread"),
    "second page": _at("/mailbox/?page=2"),
    "compact": _liked(_inbox, density="compact"),
    "compact message": _liked(_text, density="compact"),
    "below": _liked(_text, layout="below"),
    "below compact": _liked(_text, layout="below", density="compact"),
    "alone": _liked(_inbox, layout="none"),
    "alone compact": _liked(_selection, layout="none", density="compact"),
    "alone message": _liked(_text, layout="none"),
    "settings": _at("/settings/"),
    "keys": _keys,
    "shortcuts": _at("/help/shortcuts"),
    "older": _older,
    "older counted": _older_counted,
    "later": asked_when(_text),
    "snoozed": snoozed(_inbox),
    "strip": _strip,
    "space": _at("/mailbox/space"),
    "help": _at("/help/"),
    "sign out": _at("/session/sign-out"),
    "not found": _at("/nowhere"),
    "gone": _gone,
    "again": _again,
    "new message": _at("/compose/new"),
    "formatted message": formatted,
    "message filled": _filled,
    "reply": _reply,
    "forward": _forward,
    "asked before sending": asked,
    "errors at fields": _errors,
    "draft changed elsewhere": _conflict,
    "text kept": _kept,
    "suspicious message": _wary("Rückfrage"),
    "mailing": _wary("Neue Arbeitshefte"),
    "unsubscribe": _unsubscribe,
    "bounce": _wary("Undelivered"),
    "invitation": _wary("Einladung"),
    "packed text": _wary("Ferienplan"),
    "unpacked": _unpacked,
    "trusted senders": _at("/message/trusted"),
    "outbox empty": _at("/compose/outbox"),
    **PEOPLE_PLACES,
}
