"""A message on paper, the way to the older message: what only a browser can show."""

import re

from playwright.sync_api import Page, expect

from tests.browser.site import open_message, row
from tests.letters import deliver
from tests.servers.dovecot import Dovecot

PAGE_OF_PDF = re.compile(rb"/Type\s*/Page\b")


def test_a_long_message_is_printed_whole(anna: Page, letters: Dovecot) -> None:
    deliver(letters, subject="Lang", html="<p>Ein Absatz wie jeder andere.</p>" * 300)
    anna.reload()
    open_message(anna, "Lang")
    anna.get_by_text("Mehr", exact=True).last.click()
    href = anna.get_by_role("link", name="Drucken").get_attribute("href") or ""
    paper = anna.context.new_page()
    paper.goto(anna.url.partition("/message/")[0] + href)
    expect(paper.get_by_role("table").first).to_contain_text("Boris Becker")
    assert len(PAGE_OF_PDF.findall(paper.pdf())) > 5


def test_one_click_prints_the_paper_and_not_the_page(anna: Page) -> None:
    open_message(anna, "Wandertag")
    anna.get_by_text("Mehr", exact=True).last.click()
    anna.get_by_role("link", name="Drucken").click()
    expect(anna.frame_locator(".printing").get_by_text("Wir gehen in den Wald.")).to_be_attached()
    expect(anna.get_by_role("heading", name="Wandertag").first).to_be_visible()


def test_the_older_message_takes_the_mark_in_the_list(anna: Page) -> None:
    open_message(anna, "Sportfest")
    anna.get_by_role("link", name="Ältere Nachricht").first.click()
    expect(anna.get_by_role("heading", level=2, name="Noten")).to_be_visible()
    expect(row(anna, "Noten")).to_have_attribute("aria-current", "true")
