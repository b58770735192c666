"""Anna reads, moves and deletes in a browser with script."""

from playwright.sync_api import Page, expect

from tests.browser.site import NARROW, choose, notice, open_folder, open_message, row
from tests.cast import ANNA
from tests.letters import deliver, subjects
from tests.servers.dovecot import Dovecot

INBOX = ["Noten", "Sportfest", "Wandertag"]


def test_opening_a_message_keeps_the_list_and_marks_its_row(anna: Page) -> None:
    anna.evaluate("document.querySelector('.rows').dataset.same = 'yes'")
    open_message(anna, "Sportfest")

    expect(anna.locator(".message__text")).to_have_text("Das Sportfest findet statt.")
    expect(row(anna, "Sportfest")).to_have_attribute("aria-current", "true")
    expect(anna.locator(".row[aria-current]")).to_have_count(1)
    assert "/message/" in anna.url
    assert anna.locator(".rows").get_attribute("data-same") == "yes"


def test_opening_a_message_takes_the_mark_of_the_unread(anna: Page) -> None:
    expect(row(anna, "Sportfest")).to_contain_text("Ungelesen:")
    open_message(anna, "Sportfest")

    expect(row(anna, "Sportfest")).not_to_contain_text("Ungelesen:")


def test_opening_a_message_leaves_the_focus_on_its_row(anna: Page) -> None:
    row(anna, "Sportfest").get_by_role("link").focus()
    anna.keyboard.press("Enter")
    expect(anna.get_by_role("heading", name="Sportfest")).to_be_visible()

    expect(row(anna, "Sportfest").get_by_role("link")).to_be_focused()


def test_opening_another_message_moves_the_mark(anna: Page) -> None:
    open_message(anna, "Sportfest")
    open_message(anna, "Noten")

    expect(row(anna, "Noten")).to_have_attribute("aria-current", "true")
    expect(anna.locator(".row[aria-current]")).to_have_count(1)


def test_back_and_forward_lead_through_the_opened_messages(anna: Page) -> None:
    inbox = anna.url
    open_message(anna, "Sportfest")
    open_message(anna, "Noten")

    anna.go_back()
    expect(anna.get_by_role("heading", name="Sportfest")).to_be_visible()
    anna.go_back()
    expect(anna.get_by_text("Keine Nachricht geöffnet.")).to_be_visible()
    assert anna.url == inbox
    anna.go_forward()
    expect(anna.get_by_role("heading", name="Sportfest")).to_be_visible()


def test_the_address_of_an_opened_message_opens_it_again(anna: Page) -> None:
    open_message(anna, "Noten")
    anna.reload()

    expect(anna.get_by_role("heading", name="Noten")).to_be_visible()
    expect(row(anna, "Noten")).to_have_attribute("aria-current", "true")


def test_an_html_message_stands_in_its_frame_at_its_own_height(anna: Page) -> None:
    open_message(anna, "Wandertag")
    frame = anna.frame_locator(".message__frame")

    expect(frame.get_by_text("Wald")).to_be_visible()
    inner = frame.locator("html").evaluate("element => element.scrollHeight")
    expect(anna.locator(".message__frame")).to_have_css("height", f"{inner}px")


def test_a_frame_grows_with_its_text_when_the_window_becomes_narrow(anna: Page, letters: Dovecot) -> None:
    deliver(letters, subject="Lang", html="<p>" + "Wald und Wiese. " * 200 + "</p>")
    anna.reload()
    open_message(anna, "Lang")
    inner = anna.frame_locator(".message__frame").locator("html")
    anna.set_viewport_size(NARROW)

    expect(anna.locator(".message__frame")).to_have_js_property(
        "clientHeight", inner.evaluate("element => element.scrollHeight")
    )
    assert inner.evaluate("element => element.scrollHeight === Math.ceil(element.offsetHeight)")


def test_the_selection_turns_the_bar_and_is_counted(anna: Page) -> None:
    tools = anna.get_by_role("toolbar", name="Mit den ausgewählten Nachrichten")
    expect(tools).to_be_hidden()
    choose(anna, "Noten")
    expect(tools.get_by_role("status")).to_have_text("1 ausgewählt")
    choose(anna, "Wandertag")

    expect(tools.get_by_role("status")).to_have_text("2 ausgewählt")
    tools.get_by_label("Alle auswählen").check()
    expect(tools.get_by_role("status")).to_have_text("3 ausgewählt")
    tools.get_by_label("Alle auswählen").uncheck()
    expect(tools).to_be_hidden()


def test_shift_selects_a_stretch(anna: Page) -> None:
    choose(anna, "Wandertag")
    row(anna, "Noten").get_by_role("checkbox").click(modifiers=["Shift"])

    expect(row(anna, "Sportfest").get_by_role("checkbox")).to_be_checked()


def test_anna_moves_a_selection_and_takes_it_back(anna: Page, letters: Dovecot) -> None:
    choose(anna, "Noten")
    choose(anna, "Sportfest")
    anna.get_by_role("toolbar").get_by_text("Mehr").click()
    anna.get_by_role("toolbar").get_by_role("button", name="Verschieben …").click()
    expect(anna.get_by_role("heading", name="Wohin sollen die 2 Nachrichten?")).to_be_visible()
    anna.get_by_role("button", name="7b").click()

    expect(notice(anna)).to_contain_text("2 Nachrichten verschoben.")
    expect(anna.locator(".row")).to_have_count(1)
    assert subjects(letters, "Klassen/7b") == ["Noten", "Sportfest"]

    notice(anna).get_by_role("button", name="Rückgängig").click()
    expect(notice(anna)).to_contain_text("2 Nachrichten zurückgeholt.")
    expect(anna.locator(".row")).to_have_count(3)
    assert subjects(letters, "Klassen/7b") == []
    assert sorted(subjects(letters)) == INBOX


def test_anna_archives_an_opened_message_and_takes_it_back(anna: Page, letters: Dovecot) -> None:
    open_message(anna, "Noten")
    anna.get_by_role("region", name="Nachricht", exact=True).get_by_role("button", name="Archivieren").click()

    expect(notice(anna)).to_contain_text("Archiviert.")
    expect(row(anna, "Noten")).to_have_count(0)
    assert subjects(letters, "Archive") == ["Noten"]
    notice(anna).get_by_role("button", name="Rückgängig").click()
    expect(row(anna, "Noten")).to_be_visible()
    assert sorted(subjects(letters)) == INBOX


def test_the_star_of_a_row_is_set_and_taken(anna: Page, letters: Dovecot) -> None:
    noten = letters.uids(ANNA.address, "INBOX")[0]
    row(anna, "Noten").get_by_role("button", name="Mit Stern markieren").click()
    expect(row(anna, "Noten").get_by_role("button", name="Stern entfernen")).to_be_visible()
    assert "\\Flagged" in letters.flags(ANNA.address, "INBOX", noten)

    row(anna, "Noten").get_by_role("button", name="Stern entfernen").click()
    expect(row(anna, "Noten").get_by_role("button", name="Mit Stern markieren")).to_be_attached()
    assert "\\Flagged" not in letters.flags(ANNA.address, "INBOX", noten)


def test_deleting_from_the_trash_asks_first(anna: Page, letters: Dovecot) -> None:
    open_folder(anna, "Papierkorb")
    choose(anna, "Altpapier")
    anna.get_by_role("toolbar").get_by_role("button", name="Löschen").click()

    expect(anna.get_by_role("heading", name="Diese Nachricht endgültig löschen?")).to_be_visible()
    assert subjects(letters, "Trash") == ["Altpapier"]
    anna.get_by_role("link", name="Abbrechen").click()
    expect(row(anna, "Altpapier")).to_be_visible()
    assert subjects(letters, "Trash") == ["Altpapier"]


def test_deleting_from_the_trash_is_final(anna: Page, letters: Dovecot) -> None:
    open_folder(anna, "Papierkorb")
    open_message(anna, "Altpapier")
    anna.get_by_role("region", name="Nachricht", exact=True).get_by_role("button", name="Löschen").click()
    anna.get_by_role("button", name="Endgültig löschen").click()

    expect(notice(anna)).to_contain_text("Endgültig gelöscht.")
    expect(notice(anna).get_by_role("button")).to_have_count(0)
    expect(anna.get_by_text("Dieser Ordner ist leer.")).to_be_visible()
    assert subjects(letters, "Trash") == []
    assert sorted(subjects(letters)) == INBOX


def test_a_notice_leaves_by_itself_but_not_while_somebody_stands_in_it(anna: Page) -> None:
    anna.clock.install()
    choose(anna, "Noten")
    anna.get_by_role("toolbar").get_by_role("button", name="Löschen").click()
    notice(anna).get_by_role("button", name="Rückgängig").focus()
    anna.clock.run_for(30_000)
    expect(notice(anna)).to_contain_text("In den Papierkorb verschoben.")

    anna.get_by_role("link", name="Zum Inhalt").focus()
    anna.clock.run_for(30_000)
    expect(notice(anna)).to_be_empty()
