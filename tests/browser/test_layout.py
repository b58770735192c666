"""Pages stand still while they load, and one pane leads to the next at every width."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import eyes
from tests.browser.places import PLACES
from tests.browser.site import NARROW, WIDE, Site, choose, open_message, row

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
