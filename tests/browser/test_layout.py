"""Pages stand still while they load, and one pane leads to the next at every width."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import eyes
from tests.browser.places import PLACES
from tests.browser.site import NARROW, WIDE, Site, choose, notice, open_message, row
from tests.letters import deliver
from tests.servers.dovecot import Dovecot

STILL = 0.02
SHIFTS = """
window.shifts = [];
new PerformanceObserver(list => {
  for (const each of list.getEntries()) {
    const moved = each.sources.map(one => one.node?.outerHTML?.slice(0, 80) ?? one.node?.nodeName);
    window.shifts.push([each.value, moved]);
  }
}).observe({type: 'layout-shift', buffered: true});
"""
SETTLED = """() => new Promise(
  after => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(after)))
)"""

GAP = """names => {
  const [above, below] = names.map(name => document.querySelector(name).getBoundingClientRect());
  return below.top - above.bottom;
}"""


def test_the_folders_of_a_narrow_screen_are_large_enough(marlene: Page) -> None:
    marlene.set_viewport_size(NARROW)
    marlene.locator(".drawer > summary").click()

    assert marlene.evaluate(eyes.TOO_SMALL, 44) == []
    assert marlene.evaluate(eyes.TOO_WIDE) == []


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("place", ["inbox", "text", "html", "help", "new message", "reply"])
def test_nothing_jumps_while_a_page_loads(
    marlene: Page, school: Site, place: str, size: dict[str, int]
) -> None:
    PLACES[place](marlene, school)
    marlene.set_viewport_size(size)
    marlene.add_init_script(SHIFTS)
    marlene.reload()
    marlene.wait_for_load_state("load")
    marlene.evaluate(SETTLED)

    shifts = marlene.evaluate("shifts")
    assert sum(value for value, _ in shifts) < STILL, shifts


@pytest.mark.parametrize("subject", ["Heizung Raum 112", "Elternabend am", "Ihre Prüfstücke"])
def test_nothing_jumps_when_a_message_opens(marlene: Page, subject: str) -> None:
    marlene.evaluate(SHIFTS)
    marlene.locator(".row", has_text=subject).first.get_by_role("link").click()
    expect(marlene.locator(".message__subject")).to_contain_text(subject)
    for frame in marlene.frames:
        frame.wait_for_load_state("load")
    marlene.evaluate(SETTLED)

    shifts = marlene.evaluate("shifts")
    assert sum(value for value, _ in shifts) < STILL, shifts


def test_anna_reads_and_tidies_at_twice_the_size(
    anna: Page,
) -> None:
    anna.set_viewport_size({"width": WIDE["width"] // 2, "height": WIDE["height"] // 2})
    choose(anna, "Noten")
    expect(anna.get_by_role("toolbar").get_by_role("button", name="Löschen")).to_be_in_viewport()
    row(anna, "Noten").get_by_role("checkbox").uncheck()
    open_message(anna, "Sportfest")

    expect(anna.locator(".message__text")).to_be_in_viewport()
    expect(anna.locator(".toolbar").get_by_role("button", name="Archivieren")).to_be_in_viewport()
    assert anna.evaluate(eyes.TOO_WIDE) == []


@pytest.mark.parametrize("width", [820, 390])
def test_one_pane_leads_to_the_next_and_back(anna: Page, width: int) -> None:
    anna.set_viewport_size({"width": width, "height": 844})
    open_message(anna, "Sportfest")
    expect(anna.locator(".message__text")).to_be_in_viewport()
    if width < 768:
        expect(anna.locator(".rows")).to_be_hidden()
        anna.get_by_role("link", name="Zurück zur Liste").click()
    else:
        anna.go_back()

    expect(row(anna, "Sportfest")).to_be_in_viewport()


@pytest.mark.parametrize("path", ["/settings/", "/mailbox/tags", "older"])
def test_one_of_several_answers_is_round_and_in_our_colour(anna: Page, school: Site, path: str) -> None:
    inbox = anna.get_by_role("link", name="Posteingang").first.get_attribute("href") or ""
    anna.goto(school.at(f"{inbox}/older" if path == "older" else path))
    looks = anna.locator("input[type=radio]").evaluate_all(
        "all => all.map(each => getComputedStyle(each)).map(style => [style.appearance, style.accentColor])"
    )
    accent = anna.locator(".brand__mark, .button--first").first.evaluate(
        "each => getComputedStyle(each).backgroundColor"
    )
    assert len(looks) > 2
    assert {tuple(look) for look in looks} == {("auto", accent)}


def test_two_answers_stand_beside_each_other_and_apart_from_what_follows(
    anna: Page, letters: Dovecot
) -> None:
    deliver(letters, folder="Sent", subject="Rueckfrage")
    anna.reload()
    anna.get_by_role("link", name="Gesendet").click()
    open_message(anna, "Rueckfrage")
    anna.locator(".toolbar__more summary").click()
    anna.get_by_role("button", name="Erinnern, wenn niemand antwortet …").click()
    anna.get_by_role("button", name="In vier Wochen").click()
    line = anna.locator(".remark--question")
    line.wait_for()
    tops = line.locator("button").evaluate_all("all => all.map(each => each.getBoundingClientRect().top)")
    assert len(tops) == 2
    assert len(set(tops)) == 1
    assert anna.evaluate(GAP, [".remark--question", ".message__to"]) >= 8


@pytest.mark.parametrize("width", [1440, 820, 390])
def test_what_a_deed_has_done_is_not_covered_by_the_button_for_writing(marlene: Page, width: int) -> None:
    marlene.set_viewport_size({"width": width, "height": 844})
    choose(marlene, "Heizung Raum 112")
    marlene.get_by_role("toolbar").get_by_role("button", name="Archivieren").click()
    expect(notice(marlene)).to_contain_text("Archiviert.")
    button = marlene.locator(".write--round")
    if width < 1200:
        assert marlene.evaluate(GAP, [".notices > *", ".write--round"]) >= 0
    else:
        expect(button).to_be_hidden()
    notice(marlene).get_by_role("button", name="Rückgängig").click()
    expect(row(marlene, "Heizung Raum 112")).to_be_visible()
