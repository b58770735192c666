"""Signatures and text blocks before a browser: at the cursor, and what is left to fill in is marked."""

import re

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.browser import eyes
from tests.browser.paper import field, plain, wait_until_stored, written
from tests.browser.site import Site
from tests.cast import ANNA
from tests.servers.dovecot import Dovecot
from webmail.accounts import Signatures, TextBlocks
from webmail.accounts.lookup import find_by_address
from webmail.policy import Policy

LONG = "Anna Arnold\nGoethe-Gymnasium"
BLOCK = "Liebe Eltern der {klasse},\n\nam {Tag} um {Uhrzeit}.\n"


@pytest.fixture
def writer(guest: Page, site: Site, app: Flask) -> Page:
    """Somebody with two signatures and a block."""
    with app.app_context():
        account = find_by_address(ANNA.address)
        assert account is not None
        kept = Signatures(account.id)
        kept.keep(None, name="Dienstlich", text=LONG, for_new=True, for_answers=True)
        kept.keep(None, name="Kurz", text="Anna", for_new=False, for_answers=False)
        blocks = TextBlocks(account.id, policy=Policy({}))
        blocks.keep(None, name="Elternabend", text=BLOCK, subject="Elternabend {klasse}", template=False)
    plain(guest, site)
    return guest


def menu(page: Page) -> None:
    page.locator(".pieces summary").click()


def place_cursor(page: Page, behind: str) -> None:
    field(page, "text").evaluate(
        "(text, words) => text.setSelectionRange(...Array(2).fill(text.value.indexOf(words) + words.length))",
        behind,
    )


def test_a_block_comes_where_the_cursor_stands_and_the_first_gap_is_marked(
    writer: Page, letters_of_this_test: Dovecot
) -> None:
    field(writer, "text").fill("Anfang Ende")
    place_cursor(writer, "Anfang ")
    menu(writer)
    writer.get_by_role("button", name="Textbaustein einfügen …").click()
    writer.get_by_label("Klasse", exact=True).fill("7b")
    writer.get_by_role("button", name=re.compile("Elternabend")).click()

    expect(written(writer)).to_have_value("Anfang Liebe Eltern der 7b,\n\nam {Tag} um {Uhrzeit}.Ende")
    expect(field(writer, "subject")).to_have_value("Elternabend 7b")
    expect(field(writer, "text")).to_be_focused()
    expect(writer.locator("[data-told]")).to_have_text("Noch auszufüllen: {Tag}, {Uhrzeit}")
    writer.keyboard.type("Montag")
    expect(written(writer)).to_have_value("Anfang Liebe Eltern der 7b,\n\nam Montag um {Uhrzeit}.Ende")
    wait_until_stored(letters_of_this_test, "Elternabend 7b", written(writer).input_value())


def test_another_signature_comes_without_leaving_the_page(writer: Page) -> None:
    text = field(writer, "text")
    expect(text).to_have_value(f"\n\n-- \n{LONG}")
    text.press_sequentially("Hallo")
    menu(writer)
    writer.get_by_role("button", name="Kurz").click()
    expect(text).to_have_value("Hallo\n\n-- \nAnna")
    field(writer, "subject").fill("Weiter")
    expect(writer.locator("#saved")).to_contain_text("Entwurf gespeichert")


def test_the_list_closes_by_escape_and_gives_the_cursor_back(writer: Page) -> None:
    menu(writer)
    writer.get_by_role("button", name="Textbaustein einfügen …").click()
    expect(writer.get_by_label("Klasse", exact=True)).to_be_focused()
    writer.keyboard.press("Escape")
    expect(writer.locator(".blocks")).to_have_count(0)
    expect(field(writer, "text")).to_be_focused()


@pytest.mark.axe
def test_nothing_is_wrong_with_the_pages(writer: Page, site: Site) -> None:
    writer.set_viewport_size({"width": 390, "height": 844})
    found: dict[str, list[str]] = {}
    menu(writer)
    found["menu"] = eyes.too_wide(writer) + eyes.too_small(writer) + eyes.axe(writer)
    writer.get_by_role("button", name="Textbaustein einfügen …").click()
    writer.locator(".blocks").wait_for()
    found["list"] = eyes.too_wide(writer) + eyes.too_small(writer) + eyes.axe(writer)
    for path in ("signatures", "signatures/new", "blocks", "blocks/new", "sender"):
        writer.goto(site.at(f"/settings/{path}"))
        found[path] = eyes.too_wide(writer) + eyes.too_small(writer) + eyes.axe(writer)
    assert {name: wrong for name, wrong in found.items() if wrong} == {}
