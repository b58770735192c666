"""Anna reads a conversation in a browser with script: opening and folding never lose her place."""

import re

from playwright.sync_api import Page, expect

from tests.browser.site import Site
from tests.cast import ANNA
from tests.letters import deliver
from tests.servers.dovecot import Dovecot


def say(store: Dovecot, own: str, *answered: str, sender: str) -> None:
    names = {
        "Message-ID": f"<{own}@x.example>",
        "References": " ".join(f"<{each}@x.example>" for each in answered),
    }
    more = {name: value for name, value in names.items() if value}
    deliver(store, flags=["\\Seen"], subject="Projektwoche", text=f"Text {own}", sender=sender, more=more)


def begin(page: Page, site: Site, store: Dovecot) -> None:
    say(store, "a", sender="Boris Becker <b@x.example>")
    say(store, "b", "a", sender="Carla Conrad <c@x.example>")
    say(store, "c", "a", "b", sender="Dario Dorn <d@x.example>")
    page.goto(site.at("/mailbox/"))
    page.locator(".row", has_text="Projektwoche").get_by_role("link").click()
    expect(page.locator(".message__text")).to_have_text("Text c")


def test_a_folded_message_opens_by_keyboard_in_its_place_and_keeps_the_focus(
    anna: Page, school: Site, letters: Dovecot
) -> None:
    begin(anna, school, letters)
    address = anna.url
    anna.locator(".talk").evaluate("element => element.dataset.same = 'yes'")
    anna.get_by_role("link", name="Boris Becker Text a").last.focus()
    anna.keyboard.press("Enter")
    expect(anna.locator(".message__text")).to_have_text(["Text a", "Text c"])

    expect(anna.locator(".member").first.locator("summary.member__head")).to_be_focused()
    assert anna.locator(".talk").get_attribute("data-same") == "yes"
    assert anna.url == address


def test_r_answers_the_last_message_that_is_open_or_the_one_with_the_focus(
    anna: Page, school: Site, letters: Dovecot
) -> None:
    say(letters, "a", sender="Boris Becker <b@x.example>")
    # A link in a message is no offer of ours, whatever it is called.
    deliver(
        letters,
        flags=["\\Seen"],
        subject="Projektwoche",
        text="https://elsewhere.example/reply/ Text b",
        sender="Carla Conrad <c@x.example>",
        more={"References": "<a@x.example>"},
    )
    for focused, answered in ((False, "c@x.example"), (True, "b@x.example")):
        anna.goto(school.at("/mailbox/"))
        anna.locator(".row", has_text="Projektwoche").get_by_role("link").click()
        expect(anna.locator(".message__text")).to_contain_text("Text b")
        if focused:
            anna.get_by_role("link", name="Boris Becker Text a").last.click()
            anna.locator(".member").first.locator("summary.member__head").focus()
        anna.keyboard.press("r")
        expect(anna.locator("[name=to]")).to_have_value(re.compile(answered))


def test_s_marks_the_message_that_is_meant(anna: Page, school: Site, letters: Dovecot) -> None:
    begin(anna, school, letters)
    last = letters.uids(ANNA.address, "INBOX")[-1]
    anna.keyboard.press("s")
    expect(anna.get_by_text("Mit Stern markiert.")).to_be_visible()
    assert "\\Flagged" in letters.flags(ANNA.address, "INBOX", last)


def test_the_row_it_was_opened_from_stays_marked_in_a_list_of_messages(
    anna: Page, school: Site, letters: Dovecot
) -> None:
    begin(anna, school, letters)
    anna.goto(school.at("/mailbox/?order=oldest"))
    anna.locator(".row", has_text="Dario Dorn").get_by_role("link").click()
    anna.locator("#message .toolbar__more > summary").click()
    anna.get_by_role("link", name="Gespräch zeigen").click()
    expect(anna.locator(".talk")).to_be_visible()
    # The server marks it anyway; behind this the scripts have had their say.
    anna.wait_for_load_state()
    expect(anna.locator(".row[aria-current]")).to_contain_text("Dario Dorn")


def test_an_open_message_folds_and_opens_again(anna: Page, school: Site, letters: Dovecot) -> None:
    begin(anna, school, letters)
    head = anna.locator(".member summary.member__head")
    head.focus()
    anna.keyboard.press("Enter")
    expect(anna.locator(".message__text")).to_be_hidden()
    anna.keyboard.press("Enter")
    expect(anna.locator(".message__text")).to_be_visible()
    expect(head).to_be_focused()
