"""The editor before a browser: its cursor, its lines, its pieces of text; nothing is lost while it comes."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.paper import field, wait_until_stored
from tests.browser.site import Site, open_message
from tests.cast import ANNA
from tests.letters import deliver
from tests.servers import ground
from tests.servers.dovecot import Dovecot
from webmail.accounts import Signatures, TextBlocks
from webmail.accounts.lookup import find_by_address
from webmail.accounts.preferences import choose
from webmail.policy import Policy

BLOCK = "Liebe Eltern der {klasse},\n\nam {Tag} um {Uhrzeit} <Aula>."
QUOTE = "".join(f"<p>Zeile <i>{number}</i></p>" for number in range(60))


@pytest.fixture
def prefers(app: Flask, guest: Page) -> Callable[..., None]:
    """Anna's settings."""

    def prefer(**wanted: str) -> None:
        with app.app_context():
            account = find_by_address(ANNA.address)
            assert account is not None
            choose(account, wanted, policy=Policy({}))

    return prefer


@pytest.fixture
def writer(guest: Page, site: Site, app: Flask, prefers: Callable[..., None]) -> Page:
    """Somebody who writes formatted, with a signature and a text block."""
    prefers(formats="formatted")
    with app.app_context():
        account = find_by_address(ANNA.address)
        assert account is not None
        Signatures(account.id).keep(None, name="Lang", text="Anna\nKlasse 7b", for_new=True, for_answers=True)
        blocks = TextBlocks(account.id, policy=Policy({}))
        blocks.keep(None, name="Elternabend", text=BLOCK, subject="Elternabend", template=False)
    guest.goto(site.at("/compose/new"))
    paper(guest).wait_for()
    return guest


def paper(page: Page) -> Locator:
    return page.locator("#editor")


@pytest.mark.parametrize("switched", ["key", "button"])
def test_what_is_switched_off_does_not_begin_again_on_the_next_line(writer: Page, switched: str) -> None:
    bold = writer.get_by_role("button", name="Fett", exact=True)
    paper(writer).press("Control+Home")
    writer.keyboard.press("Control+i")
    writer.keyboard.press("Control+b")
    writer.keyboard.type("fett")
    writer.keyboard.press("Control+b") if switched == "key" else bold.click()
    writer.keyboard.press("Enter")
    expect(bold).to_have_attribute("aria-pressed", "false")
    writer.keyboard.type("kursiv")
    expect(paper(writer).locator("b")).to_have_text("fett")
    expect(paper(writer).locator("i").nth(1)).to_have_text("kursiv")
    writer.keyboard.press("Enter")
    writer.keyboard.press("Control+b")
    writer.keyboard.type("wieder")
    writer.keyboard.press("Enter")
    # What is on goes on.
    expect(bold).to_have_attribute("aria-pressed", "true")


def insert_block(page: Page) -> None:
    page.locator(".pieces summary").click()
    page.get_by_role("button", name="Textbaustein einfügen …").click()
    page.get_by_label("Klasse", exact=True).fill("7b")
    page.get_by_role("button", name=re.compile("Elternabend")).click()


def test_a_block_comes_where_the_cursor_stands_in_one_step(
    writer: Page, letters_of_this_test: Dovecot
) -> None:
    paper(writer).press("Control+Home")
    writer.keyboard.type("Anfang Ende")
    for _letter in "Ende":
        writer.keyboard.press("ArrowLeft")
    insert_block(writer)
    expect(paper(writer)).to_be_focused()
    expect(writer.locator("[data-told='blocks']")).to_have_text("Noch auszufüllen: {Tag}, {Uhrzeit}")
    writer.keyboard.type("Montag")
    signature = "\n\n-- \nAnna\nKlasse 7b"
    filled = "Anfang Liebe Eltern der 7b,\n\nam Montag um {Uhrzeit} <Aula>.Ende" + signature
    wait_until_stored(letters_of_this_test, "Elternabend", filled)
    writer.keyboard.press("Control+z")
    writer.keyboard.press("Control+z")
    wait_until_stored(letters_of_this_test, "Elternabend", f"Anfang Ende{signature}")


def test_the_list_closes_by_escape_and_gives_the_cursor_back(writer: Page) -> None:
    paper(writer).press("Control+Home")
    writer.keyboard.type("Anfang")
    writer.locator(".pieces summary").click()
    writer.get_by_role("button", name="Textbaustein einfügen …").click()
    expect(writer.get_by_label("Klasse", exact=True)).to_be_focused()
    writer.keyboard.press("Escape")
    expect(paper(writer)).to_be_focused()
    writer.keyboard.type(" und weiter")
    expect(paper(writer).locator("div").first).to_have_text("Anfang und weiter")


def answer_below(page: Page, site: Site, store: Dovecot, prefers: Callable[..., None]) -> None:
    prefers(answer_position="below")
    deliver(store, subject="Lang", html=QUOTE)
    page.goto(site.at("/mailbox/"))
    open_message(page, "Lang")
    page.get_by_role("link", name="Antworten", exact=True).first.click()


def test_an_answer_below_the_quote_begins_there(
    writer: Page, site: Site, letters_of_this_test: Dovecot, prefers: Callable[..., None]
) -> None:
    answer_below(writer, site, letters_of_this_test, prefers)
    expect(paper(writer)).to_be_focused()
    writer.keyboard.type("Hier unten")
    line = paper(writer).locator("div", has_text=re.compile("^Hier unten$")).last
    expect(line).to_be_in_viewport()
    assert line.evaluate("line => line.nextElementSibling.nextElementSibling.textContent.trim()") == "--"
    expect(paper(writer).locator("blockquote i")).to_have_count(60)


def held(page: Page, script: str = "**/squire-*.mjs") -> Callable[[], None]:
    """Holds a script back until it is let through; normally the editor's largest."""
    routes: list[Route] = []
    page.route(script, lambda route: routes.append(route))

    def let() -> None:
        # What a browser tells is heard while it is asked.
        ground.wait_until(lambda: bool(page.evaluate("1") and routes), what="the request for the script")
        routes.pop().continue_()

    return let


def test_what_is_typed_before_the_editor_is_there_stands_in_it(
    writer: Page, site: Site, letters_of_this_test: Dovecot, prefers: Callable[..., None]
) -> None:
    let = held(writer)
    answer_below(writer, site, letters_of_this_test, prefers)
    text = writer.locator("textarea[name=text]")
    expect(text).to_be_focused()
    ground.wait_until(lambda: text.evaluate("text => text.selectionStart > 0"), what="the cursor")
    writer.keyboard.type("Zu früh,  aber\nda")
    expect(text).to_have_value(re.compile("Zeile 59\n\n(?:> )*\n*Zu früh,  aber\nda\n\n-- \nAnna"))
    let()
    expect(paper(writer)).to_be_focused()
    writer.keyboard.type(", und mehr")
    expect(paper(writer)).to_contain_text("Zu früh")
    assert "Zu früh,\xa0 aber\nda, und mehr\n" in paper(writer).inner_text().replace("\n\n", "\n")
    # What it stands on is formatted as it was.
    expect(paper(writer).locator("blockquote i")).to_have_count(60)
    field(writer, "subject").fill("Früh")
    writer.locator("#saved").get_by_text("Entwurf gespeichert").wait_for()


def test_a_cursor_that_has_begun_is_not_moved_by_a_script_that_comes_late(
    writer: Page, site: Site, letters_of_this_test: Dovecot, prefers: Callable[..., None]
) -> None:
    prefers(formats="plain")
    let = held(writer, "**/js/caret.js")
    answer_below(writer, site, letters_of_this_test, prefers)
    text = writer.locator("textarea[name=text]")
    expect(text).to_be_focused()
    writer.keyboard.type("Zu früh")
    let()
    # It is bound together with this.
    expect(field(writer, "to")).to_have_role("combobox")
    text.press("!")
    expect(text).to_have_value(re.compile("^Zu früh!"))
