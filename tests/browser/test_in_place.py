"""What is done to an opened message, and what is taken back, costs nobody the focus or the place."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.site import NARROW, WIDE, Site, choose, notice, open_message, row
from tests.browser.test_conversations import begin, say
from tests.cast import ANNA
from tests.conftest import MONDAY
from tests.letters import deliver, subjects
from tests.servers.dovecot import Dovecot


def link(page: Page, subject: str) -> Locator:
    return row(page, subject).get_by_role("link")


def mark(page: Page) -> None:
    """Leaves a mark that only a new page takes away."""
    page.evaluate("window.same = 'page'")


def same(page: Page) -> bool:
    return bool(page.evaluate("window.same") == "page")


def undo(page: Page) -> Locator:
    return notice(page).get_by_role("button", name="Rückgängig")


def is_far_down(page: Page) -> bool:
    """Waits until the list is: it is put back where it was only when it has settled."""
    return bool(page.wait_for_function("document.querySelector('#messages').scrollTop > 200").json_value())


def test_a_deed_is_taken_back_in_place_and_the_list_stays_where_it_was(
    anna: Page, school: Site, letters: Dovecot
) -> None:
    for number in range(30):
        deliver(letters, subject=f"Brief {number}", flags=["\\Seen"], received=MONDAY)
    anna.goto(school.at("/mailbox/"))
    mark(anna)
    choose(anna, "Brief 3")
    assert is_far_down(anna)
    anna.get_by_role("toolbar").get_by_role("button", name="Löschen").click()
    expect(notice(anna)).to_contain_text("In den Papierkorb verschoben.")
    assert is_far_down(anna)
    undo(anna).click()
    expect(notice(anna)).to_contain_text("Zurückgeholt.")

    assert same(anna)
    expect(link(anna, "Brief 3")).to_be_focused()
    assert subjects(letters, "Trash") == ["Altpapier"]


def test_z_keeps_the_row_whose_star_is_taken_back(anna: Page) -> None:
    mark(anna)
    link(anna, "Sportfest").focus()
    anna.keyboard.press("s")
    expect(notice(anna)).to_contain_text("Mit Stern markiert.")
    anna.keyboard.press("z")
    expect(notice(anna)).to_contain_text("Rückgängig gemacht.")

    expect(row(anna, "Sportfest").get_by_role("button", name="Mit Stern markieren")).to_be_attached()
    expect(link(anna, "Sportfest")).to_be_focused()
    assert same(anna)


def test_stepping_back_leaves_another_opened_message_open(anna: Page) -> None:
    choose(anna, "Noten")
    anna.get_by_role("toolbar").get_by_role("button", name="Archivieren").click()
    expect(row(anna, "Noten")).to_have_count(0)
    open_message(anna, "Sportfest")
    undo(anna).click()
    expect(row(anna, "Noten")).to_be_visible()

    expect(anna.get_by_role("heading", level=2, name="Sportfest")).to_be_visible()
    expect(row(anna, "Sportfest")).to_have_attribute("aria-current", "true")


def test_s_stars_the_opened_message_in_place(anna: Page, letters: Dovecot) -> None:
    open_message(anna, "Noten")
    here = anna.url
    mark(anna)
    link(anna, "Noten").focus()
    anna.keyboard.press("s")
    expect(notice(anna)).to_contain_text("Mit Stern markiert.")

    expect(row(anna, "Noten").get_by_role("button", name="Stern entfernen")).to_be_attached()
    expect(row(anna, "Noten")).to_have_attribute("aria-current", "true")
    expect(link(anna, "Noten")).to_be_focused()
    anna.keyboard.press("s")
    expect(notice(anna)).to_contain_text("Stern entfernt.")
    undo(anna).click()
    expect(notice(anna)).to_contain_text("Rückgängig gemacht.")
    anna.locator("#message .toolbar__more > summary").click()
    expect(anna.locator("#message").get_by_role("button", name="Stern entfernen")).to_be_visible()
    assert same(anna)
    assert anna.url == here


def test_starred_from_its_menu_the_focus_goes_to_the_menu(anna: Page) -> None:
    mark(anna)
    for size in ({"width": 1440, "height": 900}, NARROW):
        anna.set_viewport_size(size)
        if size != NARROW:
            open_message(anna, "Noten")
        menu = anna.locator("#message .toolbar__more > summary")
        menu.click()
        anna.locator("#message [name=flag][value$=flagged]").click()
        expect(notice(anna)).to_contain_text("Stern")
        expect(menu).to_be_focused()
        expect(anna.locator("#message [name=flag][value$=flagged]")).to_be_hidden()
    assert same(anna)


def test_a_message_marked_as_unread_is_left_and_its_row_has_the_focus(anna: Page) -> None:
    open_message(anna, "Noten")
    anna.locator("#message .toolbar__more > summary").click()
    anna.locator("#message").get_by_role("button", name="Als ungelesen markieren").click()

    expect(notice(anna)).to_contain_text("Als ungelesen markiert.")
    expect(link(anna, "Noten")).to_be_focused()


def test_a_star_in_a_conversation_keeps_page_and_row(anna: Page, school: Site, letters: Dovecot) -> None:
    begin(anna, school, letters)
    here = anna.url
    mark(anna)
    last = letters.uids(ANNA.address, "INBOX")[-1]
    anna.keyboard.press("s")
    expect(notice(anna)).to_contain_text("Mit Stern markiert.")
    assert "\\Flagged" in letters.flags(ANNA.address, "INBOX", last)

    expect(anna.locator(".row[aria-current]")).to_contain_text("Dario Dorn")
    anna.keyboard.press("s")
    expect(notice(anna)).to_contain_text("Stern entfernt.")
    assert "\\Flagged" not in letters.flags(ANNA.address, "INBOX", last)
    assert same(anna)
    assert anna.url == here


def test_a_conversation_open_at_a_sent_message_has_its_row(
    anna: Page, school: Site, letters: Dovecot
) -> None:
    say(letters, "a", sender="Boris Becker <b@x.example>")
    more = {"Message-ID": "<b@x.example>", "References": "<a@x.example>"}
    deliver(letters, folder="Sent", flags=["\\Seen"], subject="Projektwoche", text="Text b", more=more)
    anna.goto(school.at("/mailbox/"))
    anna.locator(".row", has_text="Projektwoche").get_by_role("link").click()
    expect(anna.locator(".talk")).to_be_visible()
    # Without htmx, as after a question: the address names the sent message.
    form = anna.locator(".member__deeds form").last
    anna.goto(school.at(form.locator("[name=here]").get_attribute("value") or ""))
    anna.wait_for_load_state()

    expect(anna.locator(".row[aria-current]")).to_contain_text("Projektwoche")
    anna.keyboard.press("j")
    expect(anna.locator(".row__link").first).not_to_be_focused()
    anna.locator(".row[aria-current] .row__star").click()
    expect(notice(anna)).to_contain_text("Mit Stern markiert.")
    expect(anna.locator(".row[aria-current]")).to_contain_text("Projektwoche")


ABOVE = """([notice, what]) => {
  const box = notice.getBoundingClientRect();
  const points = [8, box.width / 2, box.width - 8].map((x) => [box.left + x, box.top + box.height / 2]);
  return points.some(([x, y]) => document.elementFromPoint(x, y).closest(what));
}"""


# A notice goes by itself after ten seconds: each of them has one of its own.
@pytest.mark.parametrize("opened", [".folders", ".menu__panel"])
def test_what_is_opened_lies_above_the_notice(anna: Page, opened: str) -> None:
    anna.set_viewport_size({"width": 390, "height": 520})
    row(anna, "Noten").get_by_role("button", name="Mit Stern markieren").click()
    told = notice(anna).locator(".notice").element_handle()
    if opened == ".folders":
        anna.locator(".drawer > summary").click()
        expect(anna.locator(opened)).to_be_visible()
    else:
        open_message(anna, "Noten")
        anna.locator("#message .toolbar__more > summary").click()

    assert anna.evaluate(ABOVE, [told, opened])


def test_a_page_loaded_whole_shows_the_open_row(anna: Page, school: Site, letters: Dovecot) -> None:
    for number in range(30):
        deliver(letters, subject=f"Brief {number}", flags=["\\Seen"], received=MONDAY)
    anna.goto(school.at("/mailbox/"))
    open_message(anna, "Brief 3")
    anna.reload()
    expect(anna.locator(".row[aria-current]")).to_contain_text("Brief 3")
    expect(anna.locator(".row[aria-current]")).to_be_in_viewport()
    assert is_far_down(anna)


def test_a_menu_that_opens_at_the_edge_comes_into_sight(anna: Page, school: Site, letters: Dovecot) -> None:
    begin(anna, school, letters)
    for size in (WIDE, NARROW):
        anna.set_viewport_size(size)
        anna.locator(".member__deeds summary").last.click()
        panel = anna.locator(".member__deeds [open] .menu__panel")
        expect(panel).to_be_in_viewport(ratio=0.9)
        anna.keyboard.press("Escape")
