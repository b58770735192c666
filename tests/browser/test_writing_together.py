"""One draft in two tabs, one message sent twice: told, nothing overwritten, and never two messages."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.paper import (
    begin,
    field,
    ready,
    save,
    saved,
    send,
    send_button,
    stored,
    wait_until_stored,
    words,
    written,
)
from tests.browser.site import Site, notice
from tests.servers.dovecot import Dovecot
from tests.servers.smtp import Sink

CHANGED = "Dieser Entwurf wurde in einem anderen Fenster geändert."
SENT = "Die Nachricht ist gesendet"


@pytest.fixture
def tabs(anna: Page, school: Site, post: Sink) -> tuple[Page, Page]:
    """One stored draft in two tabs; the second one has changed and stored it since."""
    begin(anna, school, subject="Zweimal", text="Zuerst.")
    save(anna)
    second = anna.context.new_page()
    second.goto(anna.url)
    ready(second)
    field(second, "text").fill("Vom zweiten Fenster.")
    with second.expect_response("**/save"):
        second.locator(".compose__save").click()
    field(anna, "text").fill("Vom ersten Fenster.")
    return anna, second


def test_the_older_tab_is_told_and_overwrites_nothing(tabs: tuple[Page, Page], letters: Dovecot) -> None:
    first, _ = tabs
    first.locator(".compose__save").click()
    expect(saved(first)).to_contain_text(CHANGED)

    assert words(letters, "Zweimal") == ["Vom zweiten Fenster."]
    expect(written(first)).to_have_value("Vom ersten Fenster.")
    with first.expect_popup() as other:
        first.get_by_role("link", name="Den anderen Text ansehen").click()
    expect(written(other.value)).to_have_value("Vom zweiten Fenster.")


def test_the_person_decides_which_text_stays(tabs: tuple[Page, Page], letters: Dovecot) -> None:
    first, second = tabs
    first.locator(".compose__save").click()
    first.get_by_role("button", name="Diesen Text an seiner Stelle speichern").click()
    expect(saved(first).get_by_text("Entwurf gespeichert")).to_be_visible()
    expect(saved(first)).not_to_contain_text(CHANGED)
    # Saving by itself may still be taking its own earlier version away.
    wait_until_stored(letters, "Zweimal", "Vom ersten Fenster.")

    field(second, "text").fill("Und wieder das zweite.")
    second.locator(".compose__save").click()
    expect(saved(second)).to_contain_text(CHANGED)
    assert words(letters, "Zweimal") == ["Vom ersten Fenster."]


def test_both_texts_are_kept_as_two_drafts(tabs: tuple[Page, Page], letters: Dovecot) -> None:
    first, second = tabs
    first.locator(".compose__save").click()
    first.get_by_role("button", name="Beide behalten").dblclick()
    expect(notice(first)).to_contain_text("Beide sind behalten.")
    expect(written(first)).to_have_value("Vom ersten Fenster.")
    assert words(letters, "Zweimal") == ["Vom zweiten Fenster.", "Vom ersten Fenster."]

    ready(first)
    field(first, "text").fill("Weiter im ersten.")
    first.locator(".compose__save").click()
    wait_until_stored(letters, "Zweimal", "Vom zweiten Fenster.", "Weiter im ersten.")
    field(second, "text").fill("Weiter im zweiten.")
    second.locator(".compose__save").click()
    wait_until_stored(letters, "Zweimal", "Weiter im ersten.", "Weiter im zweiten.")


def test_the_older_tab_does_not_send_what_the_newer_one_does_not_know(
    tabs: tuple[Page, Page], letters: Dovecot, post: Sink
) -> None:
    first, _ = tabs
    send(first)
    expect(saved(first)).to_contain_text(CHANGED)

    assert post.received == []
    assert words(letters, "Zweimal") == ["Vom zweiten Fenster."]
    expect(written(first)).to_have_value("Vom ersten Fenster.")


def test_what_was_sent_from_one_tab_is_not_sent_again_from_the_other(
    tabs: tuple[Page, Page], letters: Dovecot, post: Sink
) -> None:
    first, second = tabs
    send(second)
    expect(notice(second)).to_contain_text("Gesendet.")
    send(first)
    expect(first.get_by_role("heading", name=SENT)).to_be_visible()
    first.get_by_role("button", name="Als neuen Entwurf behalten").click()

    expect(written(first)).to_have_value("Vom ersten Fenster.")
    assert len(post.received) == 1
    assert words(letters, "Zweimal") == ["Vom ersten Fenster."]
    assert len(stored(letters, "Zweimal", "Sent")) == 1


def test_a_double_click_sends_once(anna: Page, school: Site, letters: Dovecot, post: Sink) -> None:
    begin(anna, school, subject="Doppelklick")
    send_button(anna).dblclick()
    expect(notice(anna)).to_contain_text("Gesendet.")

    assert len(post.received) == 1
    assert len(stored(letters, "Doppelklick", "Sent")) == 1
    assert stored(letters, "Doppelklick") == []


def test_going_back_and_loading_again_show_that_it_was_sent(
    anna: Page, school: Site, letters: Dovecot, post: Sink
) -> None:
    begin(anna, school, subject="Zurück")
    send(anna)
    expect(notice(anna)).to_contain_text("Gesendet.")
    anna.go_back()
    expect(anna.get_by_role("heading", name=SENT)).to_be_visible()
    anna.reload()
    expect(anna.get_by_role("heading", name=SENT)).to_be_visible()

    assert send_button(anna).count() == 0
    assert len(post.received) == 1
    assert stored(letters, "Zurück") == []


def test_a_page_kept_by_the_browser_sends_nothing_a_second_time(
    anna: Page, school: Site, letters: Dovecot, post: Sink
) -> None:
    begin(anna, school, subject="Aufgehoben")
    save(anna)
    old = anna.context.new_page()
    old.goto(anna.url)
    expect(field(old, "subject")).to_have_value("Aufgehoben")
    send(anna)
    expect(notice(anna)).to_contain_text("Gesendet.")
    send(old)

    expect(old.get_by_role("heading", name=SENT)).to_be_visible()
    assert old.get_by_role("button", name="Als neuen Entwurf behalten").count() == 0
    assert len(post.received) == 1
    assert len(stored(letters, "Aufgehoben", "Sent")) == 1
