"""Recipients as chips: typed, pasted, drawn, offline; what is sent is always the text behind them."""

import re

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser import eyes
from tests.browser.paper import begin, field, recipients, wait_until_stored
from tests.browser.site import NARROW, Site, Watch
from tests.cast import BORIS
from tests.letters import deliver
from tests.servers.dovecot import Dovecot
from tests.servers.smtp import Sink
from webmail.demo.people import MARLENE

PASTE = """text => {
  const data = new DataTransfer();
  data.setData('text/plain', text);
  const event = new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true});
  document.activeElement.dispatchEvent(event);
}"""
CHIPS = "**/compose/recipients"
LIST = "Fachschaft Mathematik: Jana <jana@schule.example>, x@y.example;"


@pytest.fixture
def paper(anna: Page, school: Site, post: Sink) -> Page:
    """Anna before an empty page of writing."""
    anna.goto(school.at("/compose/new"))
    expect(field(anna, "to")).to_be_focused()
    expect(field(anna, "to")).to_have_role("combobox")
    return anna


def chips(page: Page, name: str = "to") -> Locator:
    return page.locator(f"[data-field={name}] .recipient:visible")


def said(page: Page) -> Locator:
    return page.locator("[data-chip-said]")


def paste(page: Page, text: str) -> None:
    page.evaluate(PASTE, text)


def test_what_ends_an_address_makes_a_chip_of_it_and_what_is_no_chip_yet_is_sent_too(paper: Page) -> None:
    for number, key in enumerate(("Enter", ",", ";", " ", "Tab")):
        paper.keyboard.type(f"x{number}@y.example")
        paper.keyboard.press(key)
        expect(said(paper)).to_have_text(f"x{number}@y.example hinzugefügt, extern.")
    expect(chips(paper)).to_have_text([f"x{number}@y.example · extern" for number in range(5)])
    field(paper, "to").focus()
    paper.keyboard.type("jan")
    expect(recipients(paper, "to")).to_have_value(
        ", ".join([*(f"x{number}@y.example" for number in range(5)), "jan"])
    )


def test_a_keyboard_that_names_no_key_makes_a_chip_of_an_address_too(paper: Page) -> None:
    field(paper, "to").fill("familie@gmx.de,")
    expect(chips(paper)).to_have_count(1)
    expect(field(paper, "to")).to_have_value("")
    field(paper, "to").fill('"Vogel,')
    expect(field(paper, "to")).to_have_value('"Vogel,')
    expect(recipients(paper, "to")).to_have_value(re.compile("familie@gmx.de.*Vogel", re.DOTALL))


def test_each_says_what_it_is_and_what_is_none_says_so(paper: Page) -> None:
    paste(paper, f"{BORIS.address}, x@gmail.com; halb\n{LIST}")
    expect(chips(paper)).to_have_text(
        [
            f"{BORIS.address}, dienstlich",
            "x@gmail.com · privater Anbieter",
            "halb · keine Adresse",
            "Fachschaft Mathematik (2) · extern",
        ]
    )
    expect(recipients(paper, "to")).to_have_value(f"{BORIS.address}, x@gmail.com, halb, {LIST}")


def test_a_colleague_is_chosen_by_keyboard_and_taken_away_again(paper: Page) -> None:
    paper.keyboard.type("marl")
    expect(paper.locator(".suggestion[aria-selected=true]")).to_contain_text(MARLENE.address)
    expect(field(paper, "to")).to_have_attribute("aria-expanded", "true")
    paper.keyboard.press("Enter")
    expect(chips(paper)).to_have_count(1)
    expect(field(paper, "to")).to_have_attribute("aria-expanded", "false")
    assert MARLENE.address in recipients(paper, "to").input_value()

    paper.keyboard.press("Backspace")
    expect(chips(paper).get_by_role("button")).to_be_focused()
    paper.keyboard.press("Backspace")
    expect(chips(paper)).to_have_count(0)
    expect(field(paper, "to")).to_be_focused()
    expect(recipients(paper, "to")).to_have_value("")
    expect(said(paper)).to_contain_text("entfernt.")


def test_on_a_phone_proposals_reach_from_edge_to_edge(paper: Page) -> None:
    paper.set_viewport_size(NARROW)
    field(paper, "to").press_sequentially(MARLENE.name[:4])
    box = paper.get_by_role("listbox").first.bounding_box()
    assert box is not None
    assert (box["x"], box["x"] + box["width"]) == (8, NARROW["width"] - 8)


def test_two_thousand_are_pasted_with_one_question_and_folded(paper: Page, watch: Watch) -> None:
    before = len(watch.asked)
    paste(paper, "\n".join(f"l{number}@schule.example" for number in range(2000)))
    more = paper.get_by_role("button", name="und 1.950 weitere")
    expect(more).to_be_visible()
    assert [url.rpartition("/")[2] for url in watch.asked[before:]].count("recipients") == 1
    expect(chips(paper)).to_have_count(50)
    expect(said(paper)).to_have_text("2000 Empfänger hinzugefügt.")
    assert len(recipients(paper, "to").input_value().split(", ")) == 2000
    more.click()
    expect(chips(paper)).to_have_count(2000)
    field(paper, "to").focus()
    paper.keyboard.type("x@y.example,")
    expect(paper.get_by_text("Das sind 2.001 Empfänger; höchstens 2000 sind möglich.")).to_be_visible()


def test_a_slip_of_the_keyboard_is_put_right_in_the_menu_of_its_chip(paper: Page) -> None:
    paper.keyboard.type("Jana <jana@gmial.com>,")
    expect(chips(paper)).to_have_text(["Jana jana@gmial.com · gmail.com?"])
    chips(paper).get_by_role("button").click()
    expect(paper.get_by_role("menuitem", name="Meinten Sie jana@gmail.com?")).to_be_focused()
    paper.keyboard.press("Enter")
    expect(recipients(paper, "to")).to_have_value("Jana <jana@gmail.com>")
    expect(chips(paper)).to_have_text(["Jana jana@gmail.com · privater Anbieter"])


def test_a_chip_goes_elsewhere_by_its_menu_and_is_taken_up_again(paper: Page) -> None:
    paper.keyboard.type("x@y.example,z@y.example,")
    expect(chips(paper)).to_have_count(2)
    paper.keyboard.press("ArrowLeft")
    paper.keyboard.press("ArrowLeft")
    paper.keyboard.press("Enter")
    paper.get_by_role("menuitem", name="Nach „Blindkopie“").press("Enter")
    expect(recipients(paper, "bcc")).to_have_value("x@y.example")
    expect(recipients(paper, "to")).to_have_value("z@y.example")
    expect(chips(paper, "bcc")).to_be_visible()

    chips(paper, "bcc").get_by_role("button").press("F2")
    expect(field(paper, "bcc")).to_have_value("x@y.example")
    expect(field(paper, "bcc")).to_be_focused()
    expect(recipients(paper, "bcc")).to_have_value("x@y.example")


def open_menu_of_unread(page: Page, typed: str) -> Route:
    """Of a recipient of whom the server has not said yet who it is; the question to it waits."""
    held: list[Route] = []
    page.route(CHIPS, lambda route: held.append(route))
    with page.expect_request(CHIPS):
        page.keyboard.type(typed)
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    expect(page.get_by_role("menu")).to_be_visible()
    return held[0]


def test_a_menu_goes_on_with_its_recipient_though_the_server_says_only_now_who_it_is(paper: Page) -> None:
    question = open_menu_of_unread(paper, "x@y.example,")
    to_bcc = paper.get_by_role("menuitem", name="Nach „Blindkopie“")
    question.continue_()
    expect(chips(paper)).to_have_text(["x@y.example · extern"])
    to_bcc.press("Enter")
    expect(recipients(paper, "bcc")).to_have_value("x@y.example")
    expect(recipients(paper, "to")).to_have_value("")


def test_a_menu_offers_what_can_be_done_once_the_server_has_said_what_it_is(paper: Page) -> None:
    question = open_menu_of_unread(paper, "jana@gmial.com,")
    question.continue_()
    paper.get_by_role("menuitem", name="jana@gmail.com").click()
    expect(recipients(paper, "to")).to_have_value("jana@gmail.com")


def test_a_menu_of_what_turns_out_to_be_there_already_leads_back_into_the_line(paper: Page) -> None:
    paper.keyboard.type("x@y.example,")
    expect(chips(paper)).to_have_text(["x@y.example · extern"])
    open_menu_of_unread(paper, "X@y.example,").continue_()
    expect(chips(paper)).to_have_count(1)
    expect(paper.get_by_role("menu")).to_have_count(0)
    expect(field(paper, "to")).to_be_focused()


def test_a_chip_is_drawn_from_one_field_into_another(paper: Page) -> None:
    paper.keyboard.type("x@y.example,")
    paper.get_by_text("Cc Bcc").click()
    chips(paper).drag_to(field(paper, "cc"))
    expect(recipients(paper, "cc")).to_have_value("x@y.example")
    expect(recipients(paper, "to")).to_have_value("")
    expect(chips(paper, "cc")).to_have_text(["x@y.example · extern"])


def test_a_list_is_opened_into_its_people(paper: Page) -> None:
    paste(paper, LIST)
    chips(paper).get_by_role("button").click()
    paper.get_by_role("menuitem", name="Alle zeigen").click()
    expect(chips(paper)).to_have_count(2)
    expect(recipients(paper, "to")).to_have_value("Jana <jana@schule.example>, x@y.example")


def test_without_a_line_nothing_typed_is_lost(paper: Page, letters: Dovecot, watch: Watch) -> None:
    field(paper, "subject").fill("Leitung")
    paper.context.set_offline(True)
    field(paper, "to").fill("x@y.example")
    field(paper, "to").press("Enter")
    expect(chips(paper)).to_have_text(["x@y.example"])
    expect(recipients(paper, "to")).to_have_value("x@y.example")
    paper.context.set_offline(False)
    wait_until_stored(letters, "Leitung", "")
    paper.reload()
    expect(chips(paper)).to_have_text(["x@y.example · extern"])
    watch.complaints.clear()


@pytest.mark.axe
def test_nothing_is_wrong_with_the_look_of_chips(anna: Page, school: Site, post: Sink) -> None:
    people = f"{BORIS.address}, x@y.example, jana@gmial.com, {'lang' * 20}@y.example, halb, {LIST}"
    begin(anna, school, to=people, subject="Viele")
    expect(chips(anna)).to_have_count(6)
    assert eyes.too_wide(anna) + eyes.too_small(anna) + eyes.axe(anna) == []
    anna.set_viewport_size(NARROW)
    chips(anna).first.get_by_role("button").click()
    box = anna.get_by_role("menu").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= NARROW["width"]


@pytest.mark.parametrize("kind", ["plain", "html"])
def test_an_address_in_a_message_opens_a_new_one_in_the_same_window(
    anna: Page, school: Site, letters: Dovecot, kind: str
) -> None:
    link = '<a href="mailto:jana@y.example?subject=Frage">jana@y.example</a>'
    text = f"<p>Bitte an {link}</p>" if kind == "html" else "Bitte an jana@y.example"
    content = f"From: x@y.example\r\nSubject: Verweis\r\nContent-Type: text/{kind}\r\n\r\n{text}\r\n"
    deliver(letters, content.encode())
    anna.goto(school.at("/mailbox/"))
    anna.locator("li.row", has_text="Verweis").get_by_role("link").click()
    body = anna.frame_locator(".message__frame") if kind == "html" else anna.locator(".message__text")
    body.get_by_role("link", name="jana@y.example").click()
    expect(recipients(anna, "to")).to_have_value("jana@y.example")
    assert len(anna.context.pages) == 1
