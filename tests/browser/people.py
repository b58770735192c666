"""The pages about people, as Marlene comes to them; her book is filled once."""

from collections.abc import Callable, Mapping

from playwright.sync_api import Page

from tests.browser.site import Site
from tests.conftest import MONDAY
from tests.contacts.conftest import enrol
from tests.house.walk import PIXEL
from webmail.accounts import note_former_address
from webmail.accounts.lookup import find_by_address
from webmail.contacts import Card, Photo
from webmail.database import db
from webmail.demo.people import MARLENE

FILE = "Name;E-Mail\nAda Lovelace;ada@x.example\nOtto;kein ort\nJana;jana.alt@schule.example\n"
OLD = "jana.alt@schule.example"
LONG = "Donaudampfschifffahrtsgesellschaftskapitänswitwen" * 3


def fill(site: Site) -> None:
    """Contacts with every oddity, and colleagues of one name."""
    with site.app.app_context():
        account = find_by_address(MARLENE.address)
        assert account is not None
        mine = site.app.extensions["dienstpost"].contacts(account)
        if mine.book.count():
            return
        photo = Photo(PIXEL, "image/png")
        mine.book.add_all(
            [
                Card(
                    name="Jana Vogel", addresses=("jana.alt@schule.example",), photo=photo, groups=("Chor",)
                ),
                Card(name="Vogel, Jana", addresses=("jana@gmx.example",), organisation=LONG),
                Card(name=LONG, addresses=(f"{LONG[:60].lower()}@x.example",), groups=(LONG[:90],)),
            ]
        )
        mine.collected.note_sent([("Familie Özdemir", "oezdemir@gmx.example")])
        for number, school in enumerate(("Goethe-Gymnasium Weimar", LONG)):
            jana = enrol("Jana Vogel", f"jana.vogel{number}@schule.example", school)
        note_former_address(jana, OLD, at=MONDAY)
        db.session.commit()


def _at(path: str) -> Callable[[Page, Site], None]:
    def go(page: Page, site: Site) -> None:
        fill(site)
        page.goto(site.at(path))

    return go


def _contact(page: Page, site: Site) -> None:
    _at("/contacts/")(page, site)
    page.get_by_role("link", name="Jana Vogel", exact=True).first.click()
    page.get_by_role("heading", level=1, name="Jana Vogel").wait_for()


def _group(page: Page, site: Site) -> None:
    _at("/contacts/")(page, site)
    page.get_by_role("link", name="Chor").click()
    page.get_by_role("heading", level=1, name="Chor").wait_for()


def _staff(page: Page, site: Site) -> None:
    _at("/contacts/staff")(page, site)
    page.get_by_role("searchbox").last.fill("vogel")
    page.keyboard.press("Enter")
    page.get_by_text("jana.vogel0@schule.example").wait_for()


def _preview(page: Page, site: Site) -> None:
    _at("/contacts/import")(page, site)
    content = {"name": "k.csv", "mimeType": "text/csv", "buffer": FILE.encode()}
    page.locator("#files").set_input_files([content])  # type: ignore[list-item]
    page.get_by_role("button", name="Zeigen, was hereinkommt").click()
    page.get_by_role("heading", name="Was hereinkommt").wait_for()


PEOPLE_PLACES: Mapping[str, Callable[[Page, Site], None]] = {
    "address book": _at("/contacts/"),
    "contact": _contact,
    "group": _group,
    "staff directory": _staff,
    "contacts preview": _preview,
    "duplicates": _at("/contacts/duplicates"),
    "collected": _at("/contacts/collected"),
}
