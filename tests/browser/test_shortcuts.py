"""The keys: each presses what is on the page anyway; and after a deed the focus is where the work goes on."""

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import APIResponse, Locator, Page, Route, expect

from tests.browser.site import NARROW, Site, choose, notice, open_message, row
from tests.cast import ANNA
from tests.letters import subjects
from tests.servers.dovecot import Dovecot
from webmail.accounts.lookup import find_by_address
from webmail.database import db

ALL = ["Wandertag", "Sportfest", "Noten"]


def link(page: Page, subject: str) -> Locator:
    return row(page, subject).get_by_role("link")


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


@pytest.fixture
def without_shortcuts(school: Site) -> Iterator[None]:
    def say(answer: str | None) -> None:
        with school.app.app_context():
            account = find_by_address(ANNA.address)
            assert account is not None
            account.preferences.shortcuts = answer
            db.session.commit()

    say("off")
    yield
    say(None)


def test_j_and_k_go_through_the_list_o_opens_and_u_comes_back(anna: Page) -> None:
    press(anna, "j")
    expect(link(anna, ALL[0])).to_be_focused()
    press(anna, "j", "j", "k")
    expect(link(anna, ALL[1])).to_be_focused()
    press(anna, "o")
    expect(anna.get_by_role("heading", name=ALL[1])).to_be_visible()
    press(anna, "u")
    expect(anna.get_by_text("Keine Nachricht geöffnet.")).to_be_visible()
    expect(link(anna, ALL[1])).to_be_focused()


def test_where_the_list_is_out_of_sight_j_opens_the_next(anna: Page) -> None:
    anna.set_viewport_size(NARROW)
    open_message(anna, ALL[0])
    press(anna, "j")

    expect(anna.get_by_role("heading", name=ALL[1])).to_be_visible()


def test_what_is_selected_is_archived_the_focus_goes_on_and_z_brings_it_back(
    anna: Page, letters: Dovecot
) -> None:
    press(anna, "j", "x", "j", "x", "e")
    expect(notice(anna)).to_contain_text("2 Nachrichten archiviert.")
    expect(link(anna, "Noten")).to_be_focused()
    assert subjects(letters, "Archive") == ["Sportfest", "Wandertag"]

    press(anna, "z")
    expect(anna.locator(".row")).to_have_count(3)


def test_the_row_with_the_focus_is_deleted_and_not_the_opened_message(anna: Page, letters: Dovecot) -> None:
    open_message(anna, "Wandertag")
    link(anna, "Sportfest").focus()
    press(anna, "#")

    expect(link(anna, "Noten")).to_be_focused()
    assert "Sportfest" in subjects(letters, "Trash")
    assert sorted(subjects(letters)) == ["Noten", "Wandertag"]


@pytest.mark.parametrize(("opened", "next_one"), [("Sportfest", "Noten"), ("Noten", "Sportfest")])
def test_after_deleting_the_opened_message_the_focus_is_on_the_next(
    anna: Page, opened: str, next_one: str
) -> None:
    open_message(anna, opened)
    anna.get_by_role("region", name="Nachricht", exact=True).get_by_role("button", name="Löschen").click()

    expect(row(anna, opened)).to_have_count(0)
    expect(link(anna, next_one)).to_be_focused()


def test_a_star_is_set_and_the_focus_stays_with_its_message(anna: Page) -> None:
    press(anna, "j", "j", "s")

    expect(row(anna, "Sportfest").get_by_role("button", name="Stern entfernen")).to_be_visible()
    expect(link(anna, "Sportfest")).to_be_focused()


def test_read_and_unread_by_shift(anna: Page) -> None:
    press(anna, "j", "Shift+i")
    expect(row(anna, "Wandertag")).not_to_contain_text("Ungelesen:")
    expect(link(anna, "Wandertag")).to_be_focused()
    press(anna, "Shift+u")
    expect(row(anna, "Wandertag")).to_contain_text("Ungelesen:")


@pytest.fixture
def slow(anna: Page) -> list[tuple[Route, APIResponse]]:
    """What the server has answered to the first deed, and has not arrived yet."""
    held: list[tuple[Route, APIResponse]] = []

    def hold_the_first(route: Route) -> None:
        if held:
            route.continue_()
        else:
            held.append((route, route.fetch()))

    anna.route("**/flag", hold_the_first)
    return held


def arrive(page: Page, slow: list[tuple[Route, APIResponse]]) -> None:
    patience = time.monotonic() + 15
    while not slow and time.monotonic() < patience:
        page.wait_for_timeout(20)
    [(route, answer)] = slow
    route.fulfill(response=answer)


def test_a_key_waits_for_the_answer_to_the_last_deed(
    anna: Page, slow: list[tuple[Route, APIResponse]]
) -> None:
    press(anna, "j", "Shift+i")
    # Told by the stream, before the answer is there.
    expect(row(anna, "Wandertag")).not_to_contain_text("Ungelesen:")
    press(anna, "Shift+u")
    arrive(anna, slow)
    expect(row(anna, "Wandertag")).to_contain_text("Ungelesen:")
    expect(link(anna, "Wandertag")).to_be_focused()


def test_two_stars_are_set_though_the_first_is_on_its_way(
    anna: Page, slow: list[tuple[Route, APIResponse]]
) -> None:
    for subject in ("Wandertag", "Noten"):
        row(anna, subject).get_by_role("button", name="Mit Stern markieren").click()
    arrive(anna, slow)
    for subject in ("Wandertag", "Noten"):
        expect(row(anna, subject).get_by_role("button", name="Stern entfernen")).to_be_visible()


def test_a_mouse_that_works_on_the_list_leaves_the_focus_in_it_too(anna: Page) -> None:
    choose(anna, "Wandertag")
    anna.get_by_role("toolbar").get_by_role("button", name="Archivieren").click()

    expect(link(anna, "Sportfest")).to_be_focused()


def test_keys_lead_to_folders_search_and_writing(anna: Page) -> None:
    press(anna, "g", "t")
    expect(row(anna, "Altpapier")).to_be_visible()
    # Behind it the scripts have begun to listen.
    anna.wait_for_load_state()
    press(anna, "/")
    expect(anna.locator("#search-words")).to_be_focused()
    link(anna, "Altpapier").focus()
    press(anna, "c")
    expect(anna.get_by_role("heading", level=1, name="Neue Nachricht")).to_be_attached()


def test_r_answers_the_opened_message(anna: Page) -> None:
    open_message(anna, "Sportfest")
    press(anna, "r")

    expect(anna.locator("[name=subject]")).to_have_value("Re: Sportfest")


def test_nobody_is_disturbed_who_types_or_holds_a_key(anna: Page) -> None:
    here = anna.url
    anna.locator("#search-words").focus()
    anna.keyboard.type("c#gt?")
    expect(anna.locator("#search-words")).to_have_value("c#gt?")
    link(anna, "Noten").focus()
    press(anna, "Control+c", "Alt+x", "Meta+j")

    expect(link(anna, "Noten")).to_be_focused()
    expect(anna.locator("dialog[open]")).to_have_count(0)
    expect(anna.locator(".row :checked")).to_have_count(0)
    assert anna.url == here


def test_the_keys_are_shown_in_a_dialog_that_escape_closes(anna: Page) -> None:
    link(anna, "Noten").focus()
    press(anna, "?")
    dialog = anna.get_by_role("dialog", name="Tastaturkürzel")
    expect(dialog.get_by_text("Zum Posteingang")).to_be_visible()
    press(anna, "#")
    expect(row(anna, "Noten")).to_have_count(1)
    press(anna, "Escape")

    expect(dialog).to_be_hidden()
    expect(link(anna, "Noten")).to_be_focused()


def test_switched_off_no_key_does_anything(anna: Page, without_shortcuts: None) -> None:
    anna.reload()
    link(anna, "Noten").focus()
    press(anna, "j", "x", "#", "?")

    expect(link(anna, "Noten")).to_be_focused()
    expect(anna.locator(".row")).to_have_count(3)
    expect(anna.locator("dialog, .row :checked")).to_have_count(0)


def test_a_page_further_on_begins_with_its_first_message(marlene: Page) -> None:
    marlene.get_by_role("link", name="Ältere").click()
    expect(marlene.get_by_text("Seite 2 von")).to_be_visible()

    expect(marlene.locator(".row__link").first).to_be_focused()
