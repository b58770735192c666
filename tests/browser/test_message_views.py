"""A PDF in its tab, a message on paper, the way to the older message: what only a browser can show."""

import base64
import re

from playwright.sync_api import Page, expect

from tests.browser.site import open_message, row
from tests.letters import deliver
from tests.servers.dovecot import Dovecot
from webmail.demo import files

# How many points of a picture are nearly black; a viewer that shows nothing has none on its paper.
DARK = """async source => {
  const image = new Image();
  image.src = source;
  await image.decode();
  const canvas = new OffscreenCanvas(image.width, image.height);
  const pen = canvas.getContext('2d');
  pen.drawImage(image, 0, 0);
  const points = pen.getImageData(image.width / 3, 60, image.width / 2, image.height - 60).data;
  let white = 0, dark = 0;
  for (let at = 0; at < points.length; at += 4) {
    if (points[at] > 250) white++;
    if (points[at] < 40 && points[at + 1] < 40) dark++;
  }
  return white > 10000 && dark > 200;
}"""
PAGE_OF_PDF = re.compile(rb"/Type\s*/Page\b")


def shows_paper(page: Page) -> bool:
    """Whether black letters stand on white paper there, by looking at it."""
    picture = base64.b64encode(page.screenshot()).decode()
    blank = page.context.new_page()
    try:
        return bool(blank.evaluate(DARK, f"data:image/png;base64,{picture}"))
    finally:
        blank.close()


def test_a_pdf_is_shown_in_a_tab_of_its_own(anna: Page, letters: Dovecot) -> None:
    content = files.pdf("Stundenplan " * 4, ["Klasse 7b: Montag Mathematik, Mittwoch Sport"] * 30)
    deliver(letters, subject="Plan", files={"Plan.pdf": ("application/pdf", content)})
    anna.reload()
    open_message(anna, "Plan")
    with anna.expect_popup() as opened:
        anna.get_by_role("link", name="Plan.pdf ansehen").click()
    tab = opened.value
    tab.wait_for_load_state()
    assert "/pdf/2" in tab.url
    for _ in range(40):
        if shows_paper(tab):
            break
        tab.wait_for_timeout(250)
    else:
        raise AssertionError("the viewer shows no paper")


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
