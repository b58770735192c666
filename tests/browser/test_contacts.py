"""The address book by keyboard alone: someone is found, kept, put into a group and written to."""

from playwright.sync_api import Page, expect

from tests.browser.people import fill
from tests.browser.site import Site


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
