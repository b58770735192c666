"""Formatting in a browser: by toolbar and keys, by paste and with pictures; nothing of it is lost."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.paper import attached, begin, field, plain, stored, switch, wait_until_stored, written
from tests.browser.site import Site
from tests.servers import ground
from tests.servers.dovecot import Dovecot
from tests.web.test_compose_formatted import PNG

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>
p.MsoNormal {color: red}</style></head><body><!--StartFragment--><h1 style="color:blue">Wandertag</h1>
<p class=MsoNormal style="margin:0cm"><b>Wir</b> gehen
<span style="font-family:Calibri; color:#1F497D">in den Wald<o:p></o:p></span></p><table>
<tr><td>7b</td><td>24</td></tr></table>
<script>alert(1)</script><img src="file:///C:/bild.png" onerror="alert(1)"><!--EndFragment--></body></html>"""
PASTE = """([html, text]) => {
  const data = new DataTransfer();
  data.setData('text/html', html);
  data.setData('text/plain', text);
  const paste = new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true});
  document.querySelector('#editor').dispatchEvent(paste);
}"""


@pytest.fixture
def writer(anna: Page, school: Site) -> Page:
    """A message with a line of text, formatted as all are that begin."""
    begin(anna, school, subject="Form", text="Guten Tag")
    expect(paper(anna)).to_be_visible()
    paper(anna).press("Control+End")
    return anna


def paper(page: Page) -> Locator:
    return page.locator("#editor")


def tool(page: Page, name: str) -> Locator:
    return page.get_by_role("toolbar", name="Formatierung").get_by_role("button", name=name)


def html(store: Dovecot) -> str:
    """What lies in the drafts, without what stands around it."""
    found = [each.get_body(("html",)) for each in stored(store, "Form")]
    whole = "".join(str(each.get_content()) for each in found if each is not None)
    return whole.replace("\r\n", "\n").partition("<body>\n")[2].partition("\n</body>")[0]


def wait_for(store: Dovecot, words: str) -> None:
    ground.wait_until(lambda: words in html(store), what=f"{words} in the drafts")


def test_who_switches_the_form_goes_on_in_the_text(anna: Page, school: Site, letters: Dovecot) -> None:
    plain(anna, school)
    expect(field(anna, "text")).to_be_focused()
    anna.keyboard.type("Guten Tag")
    switch(anna)
    expect(paper(anna)).to_be_focused()
    expect(paper(anna)).to_have_text("Guten Tag")
    switch(anna)
    expect(field(anna, "text")).to_be_focused()
    expect(written(anna)).to_have_value("Guten Tag")


def test_keys_and_buttons_format_and_say_so(writer: Page, letters: Dovecot) -> None:
    writer.keyboard.press("Enter")
    writer.keyboard.press("Control+b")
    writer.keyboard.type("fett")
    expect(tool(writer, "Fett")).to_have_attribute("aria-pressed", "true")
    writer.keyboard.press("Control+b")
    writer.keyboard.type(" normal")
    writer.keyboard.press("Enter")
    tool(writer, "Liste").first.click()
    writer.keyboard.type("eins")
    wait_for(letters, "eins")
    assert "<b>fett</b>" in html(letters), html(letters)
    assert "<ul><li>eins" in html(letters), html(letters)
    wait_until_stored(letters, "Form", "Guten Tag\nfett normal\n- eins")
    writer.reload()
    expect(paper(writer).locator("li")).to_have_text("eins")


def test_colour_size_and_link(writer: Page, letters: Dovecot) -> None:
    writer.keyboard.press("Shift+Home")
    writer.get_by_role("button", name="Mehr Formatierung").click()
    writer.get_by_label("Farbe").select_option("Rot")
    wait_for(letters, '<span style="color: #a3262a">Guten Tag</span>')
    writer.get_by_label("Farbe").select_option("Ohne Farbe")
    writer.keyboard.press("Control+k")
    writer.get_by_label("Adresse", exact=True).fill("www.schule.example")
    writer.keyboard.press("Enter")
    wait_for(letters, '<a href="https://www.schule.example">Guten Tag</a>')
    assert "color" not in html(letters)


def test_the_toolbar_is_one_stop_and_arrows_move_in_it(writer: Page) -> None:
    writer.keyboard.press("Alt+F10")
    expect(tool(writer, "Fett")).to_be_focused()
    writer.keyboard.press("ArrowRight")
    expect(tool(writer, "Kursiv")).to_be_focused()
    writer.keyboard.press("End")
    expect(tool(writer, "Formatierung entfernen")).to_be_focused()
    # What is behind its button is no stop.
    writer.locator(".formats__open").click()
    expect(tool(writer, "Formatierung entfernen")).to_be_hidden()
    tool(writer, "Kursiv").focus()
    writer.keyboard.press("End")
    expect(tool(writer, "Bild im Text")).to_be_focused()
    writer.keyboard.press("ArrowRight")
    expect(tool(writer, "Fett")).to_be_focused()
    writer.keyboard.press("Escape")
    expect(paper(writer)).to_be_focused()


def test_paste_from_an_office_program_comes_out_clean(writer: Page, letters: Dovecot) -> None:
    writer.evaluate(PASTE, [WORD, "Wandertag"])
    wait_for(letters, "in den Wald")
    found = html(letters)
    assert "<b>Wandertag</b>" in found
    assert "<b>Wir</b>" in found
    assert "7b 24" in found
    assert not [
        each for each in ("Mso", "Calibri", "script", "onerror", "file:", "<h1", "o:p") if each in found
    ]


LISTS = """<p class=MsoNormal><span style='font-weight:700'>Mitbringen</span></p>
<p class=MsoListParagraph style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]>
<span style='font-family:Symbol'><span style='mso-list:Ignore'>·<span>&nbsp; </span></span></span>
<![endif]>Brot<o:p></o:p></p>
<p class=MsoList style='mso-list:l0 level2 lfo1'><span style='mso-list:Ignore'>o </span>Käse</p>
<p class=MsoList style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·</span>Wasser</p>
<p class=MsoNormal>Dann:</p>
<p class=MsoList style='mso-list:l1 level1 lfo2'><span style='mso-list:Ignore'>1.</span>gehen</p>
<p class=MsoList style='mso-list:l1 level1 lfo2'><span style='mso-list:Ignore'>2.</span>ruhen</p>"""


def test_lists_of_an_office_program_are_lists(writer: Page, letters: Dovecot) -> None:
    writer.evaluate(PASTE, [LISTS, "Mitbringen"])
    wait_for(letters, "ruhen")
    found = html(letters)
    assert "<b>Mitbringen</b>" in found, found
    body = stored(letters, "Form")[0].get_body(("plain",))
    assert body is not None
    words = str(body.get_content()).replace("\r\n", "\n")
    assert "- Brot\n  - Käse\n- Wasser\n" in words, words
    assert "1. gehen\n2. ruhen" in words, words


def test_a_picture_stands_in_the_text_and_comes_back(writer: Page, letters: Dovecot) -> None:
    picture = {"name": "Plan <1>.png", "mimeType": "image/png", "buffer": PNG}
    writer.locator(".formats__file").set_input_files([picture])  # type: ignore[list-item]
    expect(paper(writer).locator("img")).to_have_js_property("naturalWidth", 2)
    wait_for(letters, 'alt="Plan 1 .png"')
    writer.reload()
    expect(paper(writer).locator("img")).to_have_js_property("naturalWidth", 2)
    expect(attached(writer)).to_have_count(0)
    # As plain text nothing of it is lost.
    switch(writer)
    expect(attached(writer)).to_have_text(["Plan _1_.png"])
    wait_until_stored(letters, "Form", "Guten Tag[Plan 1 .png]")


def test_the_last_words_are_kept_when_the_page_is_left(writer: Page, school: Site, letters: Dovecot) -> None:
    writer.keyboard.type(" und zum Schluss")
    writer.goto(school.at("/mailbox/"))
    wait_for(letters, "Guten Tag und zum Schluss")


def test_the_editor_comes_with_the_page_of_writing_alone(anna: Page, school: Site) -> None:
    asked: list[str] = []
    anna.on("request", lambda request: asked.append(request.url))
    anna.goto(school.at("/mailbox/"))
    expect(anna.locator(".rows").first).to_be_visible()
    anna.locator(".row__subject").first.click()
    expect(anna.locator(".message").first).to_be_visible()
    assert not [each for each in asked if "squire" in each or "purify" in each]
    begin(anna, school, subject="Form", text="x")
    expect(paper(anna)).to_be_visible()
    assert [each for each in asked if "squire" in each]
