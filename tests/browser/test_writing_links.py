"""The address of a link, as somebody types it: what leads nowhere is said, and stays to be put right."""

import re

from playwright.sync_api import Page, expect

from tests.browser.paper import begin, stored
from tests.browser.site import Site
from tests.mail.writing.test_links import LEADS, REFUSED
from tests.servers import ground
from tests.servers.dovecot import Dovecot


def test_what_is_no_address_of_a_link_is_refused_in_words_and_stays(
    anna: Page, school: Site, letters: Dovecot
) -> None:
    begin(anna, school, subject="Wohin", text="Plan")
    paper, address = anna.locator("#editor"), anna.get_by_label("Adresse", exact=True)
    problem, link = anna.locator("#link-problem"), paper.locator("a")
    for typed, leads in LEADS.items():
        paper.press("Control+a")
        anna.keyboard.press("Control+k")
        address.fill(typed)
        address.press("Enter")
        expect(link).to_have_attribute("href", leads)
    last = list(LEADS.values())[-1]
    anna.keyboard.press("Control+k")
    for typed in REFUSED:
        address.fill(typed)
        expect(problem).to_be_empty()
        anna.get_by_role("button", name="Link setzen").click()
        expect(problem).to_contain_text("Dahin kann kein Link führen.")
        expect(address).to_have_value(typed)
        expect(address).to_be_focused()
        expect(address).to_have_attribute("aria-invalid", "true")
    # Put right, it is none any more; left, everything is as it was.
    address.press("Escape")
    expect(link).to_have_attribute("href", last)
    anna.keyboard.press("Control+k")
    expect(problem).to_be_empty()
    address.fill("schule.example/x")
    address.press("Enter")
    expect(link).to_have_attribute("href", "https://schule.example/x")
    ground.wait_until(lambda: linked(letters), what="the link in the drafts")


def linked(store: Dovecot) -> bool:
    bodies = [draft.get_body(("html",)) for draft in stored(store, "Wohin")]
    found = "".join(str(body.get_content()) for body in bodies if body is not None)
    return re.findall(r'href="([^"]*)"', found) == ["https://schule.example/x"]
