"""What a deed changes is true in all panes at once, without a reload."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.site import choose, notice, open_message, row
from tests.conftest import MONDAY
from tests.letters import deliver
from tests.servers.dovecot import Dovecot


@pytest.fixture
def still(anna: Page) -> Page:
    """Anna's page, marked, to see that it was never loaded again."""
    anna.evaluate("window.same = 'page'")
    return anna


def unread_in_tree(page: Page, folder: str = "Posteingang") -> Locator:
    """The number beside a folder."""
    return page.locator("#folders .folder__link", has_text=folder).locator(".folder__unread")


def test_new_mail_and_its_count_appear_on_reload(anna: Page, letters: Dovecot) -> None:
    deliver(letters, subject="Eilmeldung", received=MONDAY)
    anna.reload()

    expect(row(anna, "Eilmeldung")).to_contain_text("Ungelesen:")
    expect(unread_in_tree(anna)).to_contain_text("3")


def test_reading_a_message_changes_the_counts(still: Page) -> None:
    expect(unread_in_tree(still)).to_contain_text("2")
    expect(still.locator(".bar__unread")).to_have_text("2 ungelesen")
    open_message(still, "Sportfest")

    expect(unread_in_tree(still)).to_contain_text("1")
    expect(still.locator(".bar__unread")).to_have_text("1 ungelesen")
    open_message(still, "Wandertag")
    expect(unread_in_tree(still)).to_have_count(0)
    expect(still.locator(".bar__unread")).not_to_be_visible()
    assert still.evaluate("window.same") == "page"


def test_a_deed_on_a_selection_changes_the_counts(still: Page) -> None:
    choose(still, "Sportfest")
    choose(still, "Wandertag")
    still.get_by_role("toolbar").locator("summary").click()
    still.get_by_role("toolbar").get_by_role("button", name="Als gelesen markieren").click()
    expect(notice(still)).to_contain_text("2 Nachrichten als gelesen markiert.")

    expect(unread_in_tree(still)).to_have_count(0)
    expect(still.locator(".bar__unread")).not_to_be_visible()
    assert still.evaluate("window.same") == "page"


def test_deleting_unread_messages_changes_the_counts_of_both_folders(still: Page) -> None:
    choose(still, "Sportfest")
    still.get_by_role("toolbar").get_by_role("button", name="Löschen").click()
    expect(notice(still)).to_contain_text("In den Papierkorb verschoben.")

    expect(unread_in_tree(still)).to_contain_text("1")
    expect(unread_in_tree(still, "Papierkorb")).to_contain_text("1")
    notice(still).get_by_role("button", name="Rückgängig").click()
    expect(unread_in_tree(still)).to_contain_text("2")
    expect(unread_in_tree(still, "Papierkorb")).to_have_count(0)
