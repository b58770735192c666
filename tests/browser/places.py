"""Every page of the house by name, and how a person gets there."""

from collections.abc import Callable, Mapping

from playwright.sync_api import Page

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
    "help": _at("/help/"),
    "sign out": _at("/session/sign-out"),
    "not found": _at("/nowhere"),
    "gone": _gone,
    "again": _again,
}
