"""Signatures and text blocks are written in the editor of messages."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import eyes
from tests.browser.paper import begin, field, formatted, plain, written
from tests.browser.site import Site
from tests.browser.test_writing_pasted import INSIDE, PASTE


def paper(page: Page) -> Locator:
    return page.locator("#editor:not([hidden])")


def write(page: Page, site: Site, where: str, name: str, *lines: str) -> None:
    """The first line bold, the others not."""
    page.goto(site.at(f"/settings/{where}/new"))
    paper(page).wait_for()
    page.locator("[name=name]").fill(name)
    paper(page).click()
    for number, line in enumerate(lines):
        if number:
            page.keyboard.press("Enter")
        if number < 2:
            page.keyboard.press("Control+b")
        page.keyboard.type(line)
    page.get_by_role("button", name="Speichern", exact=True).click()
    expect(page.locator(".text__link")).to_contain_text(lines[0])


def test_a_signature_is_written_formatted_and_stands_so_in_a_new_message(guest: Page, site: Site) -> None:
    write(guest, site, "signatures", "Lang", "Anna Arnold", "Goethe")
    formatted(guest, site)
    expect(paper(guest).locator("b")).to_have_text(["Anna Arnold"])
    expect(written(guest)).to_have_value(re.compile(r"-- \nAnna Arnold\nGoethe\n?$"))


def test_it_opens_again_as_it_looked_and_becomes_plain_and_formatted_by_a_button(
    guest: Page, site: Site
) -> None:
    write(guest, site, "signatures", "Lang", "Anna Arnold", "Goethe")
    guest.locator(".text__link").click()
    expect(paper(guest).locator("b")).to_have_text(["Anna Arnold"])
    guest.locator("#formats-switch").click()
    # Bold is written by its marks here, and nothing is lost.
    expect(guest.locator("textarea[name=text]")).to_have_value("**Anna Arnold**\nGoethe")
    expect(guest.locator("#reshaped")).to_have_count(0)
    guest.locator("#formats-switch").click()
    expect(paper(guest)).to_have_text("Anna ArnoldGoethe")
    expect(paper(guest).locator("b")).to_have_text(["Anna Arnold"])


def test_what_plain_text_does_not_say_is_told_and_comes_back(guest: Page, site: Site) -> None:
    write(guest, site, "blocks", "Dank", "Vielen Dank", "Anna")
    guest.locator(".text__link").click()
    guest.locator("#formats-switch").click()
    expect(guest.locator("#reshaped")).to_contain_text("Fett, Kursiv, Farben und Größen sind weg.")
    expect(guest.locator("textarea[name=text]")).to_have_value("Vielen Dank\nAnna")
    guest.locator("#formats-switch").click()
    expect(paper(guest).locator("b")).to_have_text(["Vielen Dank"])
    guest.locator("#formats-switch").click()
    guest.locator("textarea[name=text]").fill("Dank")
    guest.locator("#formats-switch").click()
    expect(paper(guest)).to_have_text("Dank")
    expect(paper(guest).locator("b")).to_have_count(0)


def test_a_pasted_picture_leaves_its_words_and_that_is_said(guest: Page, site: Site) -> None:
    guest.goto(site.at("/settings/signatures/new"))
    paper(guest).click()
    guest.evaluate(PASTE, [f'<p>Anna <img src="{INSIDE}" alt="Wappen"></p>', "Anna"])
    expect(paper(guest)).to_contain_text("Anna [Wappen]")
    expect(paper(guest).locator("img")).to_have_count(0)
    expect(guest.locator("[data-told='pictures']")).to_contain_text("Bilder wurden weggelassen")
    guest.evaluate(PASTE, ["<p>Arnold</p>", "Arnold"])
    expect(guest.locator("[data-told='pictures']")).to_be_empty()


def test_enter_in_the_name_keeps_it_and_leaves_the_shape(guest: Page, site: Site) -> None:
    guest.goto(site.at("/settings/blocks/new"))
    paper(guest).click()
    guest.keyboard.type("Dank")
    guest.locator("[name=name]").fill("Danke")
    guest.locator("[name=name]").press("Enter")
    expect(guest.locator(".text__link")).to_contain_text("Dank")


def test_a_formatted_block_comes_to_the_cursor_as_it_looks_and_its_class_is_words(
    guest: Page, site: Site
) -> None:
    write(guest, site, "blocks", "Elternabend", "Liebe {klasse}", "am {Tag}")
    begin(guest, site, text="Anfang")
    guest.locator(".pieces summary").click()
    guest.get_by_role("button", name="Textbaustein einfügen …").click()
    guest.get_by_label("Klasse", exact=True).fill("7b <i>x")
    guest.get_by_role("button", name=re.compile("Elternabend")).click()
    expect(paper(guest).locator("b")).to_have_text(["Liebe 7b <i>x"])
    expect(paper(guest).locator("i")).to_have_count(0)
    assert guest.evaluate("String(getSelection())") == "{Tag}"
    guest.keyboard.press("Control+z")
    expect(paper(guest).locator("b")).to_have_count(0)


def test_in_a_plain_message_it_comes_as_its_twin(guest: Page, site: Site) -> None:
    write(guest, site, "blocks", "Dank", "Vielen Dank", "Gruß")
    plain(guest, site)
    guest.locator(".pieces summary").click()
    guest.get_by_role("button", name="Textbaustein einfügen …").click()
    guest.get_by_role("button", name=re.compile("Dank")).click()
    expect(field(guest, "text")).to_have_value(re.compile(r"^Vielen Dank\nGruß"))


def test_the_editor_comes_with_the_page_of_a_text_and_not_with_their_list(guest: Page, site: Site) -> None:
    asked: list[str] = []
    guest.on("request", lambda request: asked.append(request.url))
    guest.goto(site.at("/settings/signatures"))
    expect(guest.get_by_role("link", name="Neue Signatur")).to_be_visible()
    guest.goto(site.at("/settings/blocks"))
    expect(guest.get_by_role("link", name="Neuer Textbaustein")).to_be_visible()
    assert not [each for each in asked if "squire" in each or "purify" in each]


@pytest.mark.axe
@pytest.mark.parametrize("width", [390, 820])
def test_nothing_is_wrong_with_the_open_toolbar(guest: Page, site: Site, width: int) -> None:
    guest.set_viewport_size({"width": width, "height": 844})
    found: dict[str, list[str]] = {}
    for where in ("signatures", "blocks"):
        guest.goto(site.at(f"/settings/{where}/new"))
        paper(guest).wait_for()
        guest.locator(".formats__open").click()
        found[where] = eyes.too_wide(guest) + eyes.too_small(guest) + eyes.axe(guest)
    assert {name: wrong for name, wrong in found.items() if wrong} == {}
