"""Text only: what that costs is said, and one click takes it back as long as the words are the same."""

from playwright.sync_api import Page, expect

from tests.browser.paper import attached, begin, field, stored, switch
from tests.browser.site import Site
from tests.browser.test_writing_pasted import INSIDE, PASTE
from tests.servers import ground
from tests.servers.dovecot import Dovecot

RICH = f'<p><b>Wichtig</b></p><ul><li>eins</li></ul><p>Hier <img src="{INSIDE}" alt="Plan"></p>'


def test_what_becomes_plain_says_what_is_lost_and_comes_back_as_it_was(
    anna: Page, school: Site, letters: Dovecot
) -> None:
    begin(anna, school, subject="Zurück", text="")
    paper = anna.locator("#editor")
    anna.evaluate(PASTE, [RICH, "Wichtig"])
    expect(paper.locator("img")).to_have_js_property("naturalWidth", 2)
    remark = anna.locator("#reshaped")
    switch(anna)
    expect(remark).to_contain_text(
        "Die Nachricht ist jetzt nur Text. Fett, Kursiv, Farben und Größen sind weg."
    )
    expect(remark).to_contain_text("Bilder sind jetzt Anhänge.")
    expect(attached(anna)).to_have_count(1)
    text = field(anna, "text")
    text.press("Control+End")
    anna.keyboard.type("!")
    expect(remark).to_be_hidden()
    anna.keyboard.press("Backspace")
    remark.get_by_role("button", name="Zurücknehmen").click()
    expect(paper.locator("b")).to_have_text(["Wichtig"])
    expect(paper.locator("li")).to_have_text(["eins"])
    expect(paper.locator("img")).to_have_js_property("naturalWidth", 2)
    expect(attached(anna)).to_have_count(0)
    ground.wait_until(lambda: "<b>Wichtig</b>" in html(letters), what="the look in the drafts")
    assert html(letters).count("cid:") == 1


def html(store: Dovecot) -> str:
    bodies = [draft.get_body(("html",)) for draft in stored(store, "Zurück")]
    return "".join(str(body.get_content()) for body in bodies if body is not None)
