"""What is typed lies in the drafts soon, comes back as it was, and is not lost when the page is left."""

from time import monotonic

import pytest
from playwright.sync_api import Dialog, Page, expect

from tests.browser.paper import (
    begin,
    field,
    formatted,
    plain,
    ready,
    recipients,
    save,
    saved,
    stored,
    wait_until_stored,
    words,
)
from tests.browser.site import Site, Watch, open_folder
from tests.cast import ANNA
from tests.conftest import HeldClock
from tests.servers.dovecot import Dovecot


@pytest.fixture
def asked(anna: Page) -> list[str]:
    """The questions a browser asks before a page is left; the answer is always to leave."""
    kinds: list[str] = []

    def leave(dialog: Dialog) -> None:
        kinds.append(dialog.type)
        dialog.accept()

    anna.on("dialog", leave)
    return kinds


def test_what_is_typed_lies_in_the_drafts_within_five_seconds(
    anna: Page, school: Site, letters: Dovecot
) -> None:
    begin(anna, school, subject="Von selbst", text="")
    field(anna, "text").press_sequentially("Noch nicht fertig")
    began = monotonic()
    expect(saved(anna)).to_contain_text("Entwurf gespeichert")
    took = monotonic() - began

    assert words(letters, "Von selbst") == ["Noch nicht fertig"]
    assert took < 5
    field(anna, "text").press_sequentially(" – jetzt")
    wait_until_stored(letters, "Von selbst", "Noch nicht fertig – jetzt")


def test_the_time_beside_saved_is_when_it_was_saved(guest: Page, site: Site, clock: HeldClock) -> None:
    begin(guest, site, subject="Uhrzeit")
    save(guest)
    expect(saved(guest)).to_contain_text("Entwurf gespeichert 09:30")
    clock.move(minutes=7)
    field(guest, "text").fill("Später.")
    guest.locator(".compose__save").click()

    expect(saved(guest)).to_contain_text("Entwurf gespeichert 09:37")
    clock.move(minutes=5)
    guest.reload()
    expect(saved(guest)).to_contain_text("Entwurf gespeichert 09:37")


def words_shown(page: Page) -> str:
    """The text with its lines as a person sees them."""
    place = field(page, "text")
    return place.input_value() if place.evaluate("place => place.name") else place.inner_text()


@pytest.mark.parametrize("form", ["formatted", "plain"])
def test_a_reload_shows_everything_as_it_was_left(
    anna: Page, school: Site, letters: Dovecot, form: str
) -> None:
    typed = {
        "to": "Boris Becker <boris.becker@schule.example>, halb",
        "subject": f"Genau „so“  und nicht anders {form}",
        "text": "  eingerückt\n\n> zitiert\n.\nEnde 🎒\n\n\n",
    }
    begun = plain if form == "plain" else formatted
    begun(anna, school)
    for name, value in typed.items():
        field(anna, name).fill(value)
    shown = words_shown(anna)
    anna.get_by_text("Cc Bcc").click()
    field(anna, "bcc").fill("geheim@schule.example")
    save(anna)
    anna.reload()

    for name, value in {"to": typed["to"], "bcc": "geheim@schule.example"}.items():
        expect(recipients(anna, name)).to_have_value(value)
    expect(field(anna, "subject")).to_have_value(typed["subject"])
    assert words_shown(anna) == shown
    anna.goto(school.at("/mailbox/"))
    anna.get_by_role("navigation", name="Ordner").get_by_role("link", name="Entwürfe").click()
    anna.locator("li.row", has_text=f"anders {form}").get_by_role("link").click()
    field(anna, "text").wait_for()
    assert words_shown(anna) == shown
    if form == "plain":
        assert shown == typed["text"]
    assert len(stored(letters, typed["subject"])) == 1


def test_leaving_the_page_takes_the_last_words_along_and_asks_nothing(
    anna: Page, school: Site, letters: Dovecot, asked: list[str]
) -> None:
    begin(anna, school, subject="Weggegangen", text="Letzte Worte")
    open_folder(anna, "Posteingang")

    wait_until_stored(letters, "Weggegangen", "Letzte Worte")
    anna.go_back()
    ready(anna)
    field(anna, "text").fill("Allerletzte Worte")
    anna.reload()
    wait_until_stored(letters, "Weggegangen", "Allerletzte Worte")
    assert asked == []


def test_closing_the_tab_takes_the_last_words_along(anna: Page, school: Site, letters: Dovecot) -> None:
    tab = anna.context.new_page()
    begin(tab, school, subject="Geschlossen", text="Letzte Worte")
    tab.close(run_before_unload=True)

    wait_until_stored(letters, "Geschlossen", "Letzte Worte")


def test_leaving_asks_when_the_last_words_are_too_many_to_go_along(
    anna: Page, school: Site, asked: list[str]
) -> None:
    begin(anna, school, subject="Lang", text="Viele Worte. " * 6_000)
    # A browser asks only where somebody has been at work.
    field(anna, "subject").press_sequentially("e Geschichte")
    with anna.expect_event("dialog") as dialog:
        anna.close(run_before_unload=True)

    assert dialog.value.type == "beforeunload"


def test_a_page_on_which_nothing_was_typed_leaves_nothing_behind(
    anna: Page, letters: Dovecot, asked: list[str], watch: Watch
) -> None:
    anna.get_by_role("link", name="Neue Nachricht").click()
    field(anna, "text").wait_for()
    anna.reload()
    open_folder(anna, "Posteingang")

    assert [url for url in watch.asked if url.endswith("/save")] == []
    assert letters.uids(ANNA.address, "Drafts") == []
    assert asked == []
