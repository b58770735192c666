"""Before a message goes out, in a browser: one page, the focus on it, and the way back and on."""

from playwright.sync_api import Page, expect

from tests.browser.asked import LOOK, asked
from tests.browser.paper import begin, field, send
from tests.browser.site import Site
from tests.servers.smtp import Sink


def test_the_questions_have_the_focus_and_one_click_puts_them_right(
    anna: Page, school: Site, smtp: Sink
) -> None:
    asked(anna, school)
    expect(anna.get_by_role("heading", name=LOOK)).to_be_focused()
    anna.get_by_role("button", name="Alle in „Blindkopie“ setzen").click()
    anna.get_by_text("Alle Empfänger stehen jetzt in „Blindkopie“").wait_for()
    send(anna)
    expect(anna.locator(".asked__what")).to_have_count(4)
    anna.get_by_role("button", name="Trotzdem senden").click()
    anna.wait_for_url("**/mailbox/**")


def test_the_line_about_addresses_outside_comes_and_goes_by_itself(anna: Page, school: Site) -> None:
    begin(anna, school, to="familie@gmx.de")
    line = anna.get_by_text("Eine Adresse liegt außerhalb der Schulverwaltung.")
    line.wait_for()
    to = field(anna, "to")
    # The first selects the chip before the cursor, the second removes it.
    to.press("Backspace")
    anna.keyboard.press("Backspace")
    to.fill("boris.becker@schule.example")
    line.wait_for(state="detached")
