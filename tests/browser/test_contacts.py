"""The address book by keyboard alone: someone is found, kept, put into a group and written to."""

from playwright.sync_api import Page, expect

from tests.browser.people import fill
from tests.browser.site import Site
from tests.cast import ANNA
from webmail.accounts.lookup import find_by_address


def test_somebody_is_found_kept_and_written_to_by_keyboard(anna: Page, school: Site) -> None:
    fill(school)
    anna.goto(school.at("/contacts/staff"))
    anna.get_by_role("searchbox").last.focus()
    anna.keyboard.type("vógel")
    anna.keyboard.press("Enter")
    first = anna.locator(".entry-row", has_text="Goethe-Gymnasium Weimar")
    expect(first).to_contain_text("jana.vogel0@schule.example")
    first.get_by_role("button", name="In Adressbuch aufnehmen").focus()
    anna.keyboard.press("Enter")
    anna.get_by_text("Jana Vogel steht jetzt in Ihrem Adressbuch.").wait_for()
    anna.locator(".entry-row", has_text="jana.vogel0@").get_by_role("button").focus()
    anna.keyboard.press("Enter")
    expect(anna.locator("[name=to]")).to_have_value("Jana Vogel <jana.vogel0@schule.example>")


def test_people_are_taken_into_a_group_as_recipients_are_chosen(anna: Page, school: Site) -> None:
    fill(school)
    with school.app.app_context():
        account = find_by_address(ANNA.address)
        assert account is not None
        school.app.extensions["dienstpost"].contacts(account).groups.make("Fachschaft")
    anna.goto(school.at("/contacts/"))
    anna.get_by_role("link", name="Fachschaft").click()
    line = anna.get_by_role("combobox", name="Kolleginnen und Kollegen mit Namen aufnehmen")
    line.focus()
    anna.keyboard.type("vogel jana")
    expect(anna.locator(".suggestion", has_text="jana.vogel0@")).to_contain_text("Goethe-Gymnasium Weimar")
    while "jana.vogel0@" not in anna.locator(".suggestion[aria-selected=true]").inner_text():
        anna.keyboard.press("ArrowDown")
    anna.keyboard.press("Enter")
    anna.keyboard.type("amt@x.example,")
    expect(anna.locator(".members .recipient")).to_have_text(
        ["Jana Vogel jana.vogel0@schule.example, dienstlich", "amt@x.example · extern"]
    )
    anna.locator(".members .recipient__button").last.click()
    expect(anna.get_by_role("menuitem")).to_have_text(["Bearbeiten", "Entfernen"])
    anna.keyboard.press("Escape")
    anna.get_by_role("button", name="Aufnehmen", exact=True).click()
    anna.get_by_text("2 Personen wurden aufgenommen.").wait_for()
    expect(anna.locator(".entry-row")).to_have_count(2)


def test_on_a_phone_the_places_of_the_address_book_stand_in_one_row(anna: Page, school: Site) -> None:
    anna.set_viewport_size({"width": 390, "height": 844})
    for path in ("/contacts/", "/contacts/staff", "/contacts/collected"):
        anna.goto(school.at(path))
        places = anna.locator(".places > a")
        expect(places).to_have_count(3)
        rows = places.evaluate_all("all => new Set(all.map(each => each.offsetTop)).size")
        wide = anna.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert (rows, wide) == (1, 0), path
