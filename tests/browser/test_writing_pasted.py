"""Pictures that stand inside of pasted text, as web pages and office programs bring them along."""

import base64
import re
from email.message import EmailMessage

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Watch
from tests.browser.paper import attached, begin, stored, written
from tests.browser.site import Site
from tests.browser.test_writing_formatted import PASTE
from tests.servers import ground
from tests.servers.dovecot import Dovecot
from tests.web.test_compose_formatted import PNG

INSIDE = "data:image/png;base64," + base64.b64encode(PNG).decode()
GIF = base64.b64decode("R0lGODlhAgACAIAAAP8AAAAAACwAAAAAAgACAAACAoRRADs=")
OTHER = "data:image/gif;base64," + base64.b64encode(GIF).decode()
NOT_UPLOADED = "Das Bild wurde nicht hochgeladen."


@pytest.fixture
def writer(anna: Page, school: Site) -> Page:
    """A message with a line of text, formatted as all are that begin."""
    begin(anna, school, subject="Bilder", text="Guten Tag")
    paper(anna).press("Control+End")
    anna.keyboard.press("Enter")
    return anna


def paper(page: Page) -> Locator:
    return page.locator("#editor")


def told(page: Page) -> Locator:
    return page.locator("[data-told='pictures']")


def paste(page: Page, html: str) -> None:
    page.evaluate(PASTE, [html, "Text"])


def message(store: Dovecot) -> EmailMessage | None:
    found = stored(store, "Bilder")
    return found[0] if len(found) == 1 else None


def html(store: Dovecot) -> str:
    draft = message(store)
    body = draft.get_body(("html",)) if draft is not None else None
    return str(body.get_content()) if body is not None else ""


def wait_for(store: Dovecot, words: str) -> None:
    ground.wait_until(lambda: words in html(store), what=f"{words} in the drafts")


def test_pictures_inside_of_what_is_pasted_are_pictures_of_the_message(
    writer: Page, letters: Dovecot
) -> None:
    paste(
        writer,
        f'<p>Erst <img src="{INSIDE}" alt="Plan" width="20"></p><p><b>dann</b> <img src="{OTHER}">'
        f' noch einmal <img src="{INSIDE}" alt="Plan"></p>',
    )
    shown = paper(writer).locator("img")
    expect(shown).to_have_count(3)
    for number in range(3):
        expect(shown.nth(number)).to_have_js_property("naturalWidth", 2)
    # As wide as it was.
    expect(shown.first).to_have_attribute("width", "20")
    expect(told(writer)).to_be_empty()
    ground.wait_until(lambda: html(letters).count("cid:") == 3, what="three pictures in the drafts")
    draft = message(letters)
    assert draft is not None
    found = {str(part["Content-ID"]): part.get_content() for part in draft.walk() if part["Content-ID"]}
    # The same one goes once.
    assert sorted(found.values()) == sorted([PNG, GIF])
    assert all(name.strip("<>") in html(letters) for name in found)
    assert "data:" not in html(letters)
    writer.reload()
    expect(shown).to_have_count(3)
    expect(shown.nth(2)).to_have_js_property("naturalWidth", 2)
    expect(attached(writer)).to_have_count(0)


def test_pasted_pictures_go_by_one_step_back_and_come_by_one_forward(writer: Page, letters: Dovecot) -> None:
    paste(writer, f'<p>Hier <img src="{INSIDE}" alt="Plan"></p>')
    expect(paper(writer).locator("img")).to_have_js_property("naturalWidth", 2)
    wait_for(letters, "cid:")
    writer.keyboard.press("Control+z")
    expect(paper(writer).locator("img")).to_have_count(0)
    expect(written(writer)).to_have_value(re.compile(r"^Guten Tag\n*$"))
    writer.keyboard.press("Control+y")
    expect(paper(writer).locator("img")).to_have_js_property("naturalWidth", 2)
    wait_for(letters, "cid:")


def test_what_no_message_shows_leaves_its_words_and_says_so(writer: Page, letters: Dovecot) -> None:
    asked: list[str] = []
    writer.on("request", lambda request: asked.append(request.url))
    paste(
        writer,
        '<p>Da <img src="https://elsewhere.example/a.png" alt="Wappen">'
        '<img src="file:///C:/b.png" alt="Karte"><img src="data:image/svg+xml;base64,PHN2Zy8+" alt="Skizze">'
        '<img src="data:text/html;base64,PGI+" alt="<b>x</b>"> Ende</p>',
    )
    expect(told(writer)).to_contain_text("Nicht alle Bilder sind mitgekommen")
    expect(paper(writer).locator("img")).to_have_count(0)
    expect(paper(writer)).to_contain_text("Da [Wappen][Karte][Skizze][<b>x</b>] Ende")
    wait_for(letters, "Ende")
    assert not [each for each in asked if "elsewhere" in each or "picture" in each]
    # Said of what was pasted last.
    paste(writer, "<p>Text</p>")
    expect(told(writer)).to_be_empty()


def test_no_more_than_thirty_go_at_once(writer: Page, letters: Dovecot, watch: Watch) -> None:
    writer.route("**/picture", lambda route: route.abort())
    many = "".join(
        f'<img src="data:image/png;base64,{base64.b64encode(PNG + bytes([number])).decode()}" alt="{number}">'
        for number in range(31)
    )
    paste(writer, f"<p>{many}</p>")
    expect(paper(writer).locator("img")).to_have_count(30)
    expect(paper(writer)).to_contain_text("[30]")
    expect(told(writer)).to_contain_text("höchstens 30")
    watch.complaints.clear()


def test_nothing_is_lost_where_the_line_fails_and_the_picture_comes_when_it_is_back(
    writer: Page, letters: Dovecot, watch: Watch
) -> None:
    fails = [True]
    writer.route("**/picture", lambda route: route.abort() if fails and fails.pop() else route.continue_())
    paste(writer, f'<p>Vorher <img src="{INSIDE}"> nachher</p>')
    expect(told(writer)).to_contain_text(NOT_UPLOADED)
    expect(writer.locator("input[name=html]")).to_have_value(re.compile(r"Vorher \[Bild\] nachher"))
    # Saved is the text by itself; then the picture is tried again.
    expect(paper(writer).locator("img")).to_have_js_property("naturalWidth", 2)
    expect(told(writer)).to_be_empty()
    wait_for(letters, "cid:")
    assert "[Bild]" not in html(letters)
    watch.complaints.clear()


def test_what_is_no_picture_is_refused_by_the_server_and_leaves_its_words(
    writer: Page, letters: Dovecot, watch: Watch
) -> None:
    wrong = base64.b64encode(b"GIF, but not really").decode()
    paste(writer, f'<p>A <img src="data:image/gif;base64,{wrong}" alt="Falsch"> <img src="{INSIDE}"> B</p>')
    expect(told(writer)).to_contain_text(NOT_UPLOADED)
    expect(paper(writer).locator("img")).to_have_count(1)
    expect(paper(writer)).to_contain_text("A [Falsch]")
    wait_for(letters, "cid:")
    assert "A [Falsch]" in html(letters)
    watch.complaints.clear()
