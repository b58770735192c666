"""What a button of the list asks first is a page of its own: with its styles, its address, and a way back."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.site import choose, notice, open_folder, row
from tests.letters import subjects
from tests.servers.dovecot import Dovecot

QUESTIONS = {
    "Wiedervorlage …": "Wann soll die Nachricht wiederkommen?",
    "Verschieben …": "Wohin soll die Nachricht?",
    "Kopieren …": "Wohin soll eine Kopie der Nachricht?",
    "Schlagwort …": "Welches Schlagwort für die Nachricht?",
}


def ask(page: Page, button: str) -> None:
    choose(page, "Sportfest")
    page.locator(".bar--selection summary").click()
    page.get_by_role("toolbar").get_by_role("button", name=button).click()
    page.get_by_role("heading", name=QUESTIONS[button]).wait_for()


def sheets(page: Page) -> list[str]:
    """The stylesheets of the page, by their file names."""
    names: list[str] = page.eval_on_selector_all(
        "link[rel=stylesheet]", "all => all.map(each => each.href.split('/').pop().split('?')[0])"
    )
    return names


@pytest.mark.parametrize("button", QUESTIONS)
def test_a_question_has_its_own_styles_and_the_browser_steps_back_to_the_list(
    anna: Page, button: str
) -> None:
    here = anna.url
    ask(anna, button)
    assert anna.url != here
    assert "rows.css" not in sheets(anna)
    anna.go_back()

    expect(row(anna, "Sportfest")).to_be_visible()
    assert anna.url == here


def test_when_is_asked_in_the_styles_made_for_it(anna: Page) -> None:
    ask(anna, "Wiedervorlage …")
    assert "later.css" in sheets(anna)


def test_cancel_leads_to_the_list_and_a_choice_too(anna: Page, letters: Dovecot) -> None:
    open_folder(anna, "Posteingang")
    here = anna.url
    ask(anna, "Verschieben …")
    anna.get_by_role("link", name="Abbrechen").click()
    expect(row(anna, "Sportfest")).to_be_visible()
    assert anna.url == here
    ask(anna, "Verschieben …")
    anna.get_by_role("button", name="7b").first.click()

    expect(notice(anna)).to_contain_text("Verschoben.")
    assert anna.url == here
    assert subjects(letters, "Klassen/7b") == ["Sportfest"]


def test_b_asks_for_the_row_that_has_the_focus(anna: Page) -> None:
    here = anna.url
    row(anna, "Sportfest").get_by_role("link").focus()
    anna.keyboard.press("b")
    anna.get_by_role("heading", name=QUESTIONS["Wiedervorlage …"]).wait_for()

    assert "later.css" in sheets(anna)
    anna.go_back()
    expect(row(anna, "Sportfest")).to_be_visible()
    assert anna.url == here


def test_before_something_is_deleted_for_good_a_page_asks(anna: Page) -> None:
    open_folder(anna, "Papierkorb")
    here = anna.url
    choose(anna, "Altpapier")
    anna.get_by_role("toolbar").get_by_role("button", name="Löschen").click()
    anna.get_by_role("heading", name="Diese Nachricht endgültig löschen?").wait_for()

    assert anna.url != here
    anna.go_back()
    expect(row(anna, "Altpapier")).to_be_visible()


def test_before_a_folder_is_emptied_a_page_asks(anna: Page) -> None:
    here = anna.url
    folder = anna.locator(".folder", has=anna.get_by_role("link", name="Papierkorb"))
    folder.hover()
    folder.locator(".folder__more").click()
    anna.get_by_role("button", name="Leeren …").click()
    anna.get_by_role("link", name="Abbrechen").wait_for()

    assert "rows.css" not in sheets(anna)
    anna.go_back()
    expect(row(anna, "Noten")).to_be_visible()
    assert anna.url == here
