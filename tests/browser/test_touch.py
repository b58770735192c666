"""One finger on a phone: a row is pushed aside, pressed long, or the list is pulled down."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.site import NARROW, Site, Watch, notice, row
from tests.cast import ANNA
from tests.conftest import MONDAY
from tests.letters import deliver, subjects
from tests.servers.dovecot import Dovecot

# What a finger does is fetched behind the page; whoever touches it before that touches a page without script.
TOLD_OF_FINGERS = (
    """import(document.querySelector('script[src$="/start.js"]').src.replace('start.js', 'touch.js'))"""
)


@pytest.fixture
def phone(
    school: Site,
    keys: dict[str, Any],
    letters: Dovecot,
    browser: Browser,
    browser_context_args: dict[str, Any],
) -> Iterator[Page]:
    """Anna's phone, the inbox open."""
    finger = {"viewport": NARROW, "has_touch": True, "is_mobile": True}
    state = keys[ANNA.address]
    context = browser.new_context(**{**browser_context_args, **finger, "storage_state": state})
    watching = Watch(context, school)
    page = context.new_page()
    page.goto(school.at("/mailbox/"))
    page.evaluate(TOLD_OF_FINGERS)
    yield page
    context.close()
    assert watching.complaints == []


class Finger:
    """Touches the screen as a finger does."""

    def __init__(self, page: Page) -> None:
        self.line = page.context.new_cdp_session(page)
        self.at = (0.0, 0.0)

    def down(self, page: Page, subject: str) -> "Finger":
        found = row(page, subject).locator(".row__subject").bounding_box()
        assert found is not None
        self.at = (found["x"] + 100, found["y"] + 5)
        self._send("touchStart", [self._point()])
        return self

    def by(self, x: float, y: float, *, steps: int = 6) -> "Finger":
        for _ in range(steps):
            self.at = (self.at[0] + x / steps, self.at[1] + y / steps)
            self._send("touchMove", [self._point()])
        return self

    def up(self) -> None:
        self._send("touchEnd", [])

    def _point(self) -> dict[str, float]:
        return {"x": self.at[0], "y": self.at[1]}

    def _send(self, kind: str, points: list[dict[str, float]]) -> None:
        self.line.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})


# Whether what stands beside a pushed row fits, each word in a line and all lines in the row.
ROOM = """() => {
  const row = document.querySelector('[data-swipe]');
  const field = getComputedStyle(row, '::after');
  const copy = Object.assign(document.createElement('div'), { textContent: row.dataset.hint });
  for (const name of ['font', 'paddingInline', 'textWrap', 'boxSizing', 'inlineSize']) {
    copy.style[name] = field[name];
  }
  document.body.append(copy);
  const fits = copy.scrollWidth <= copy.clientWidth && copy.offsetHeight <= row.offsetHeight;
  copy.remove();
  return fits;
}"""


def test_a_row_pushed_to_the_left_is_archived_and_can_be_brought_back(phone: Page, letters: Dovecot) -> None:
    finger = Finger(phone).down(phone, "Sportfest").by(-130, 8)
    expect(row(phone, "Sportfest")).to_have_attribute("data-hint", "Archivieren")
    finger.up()

    expect(notice(phone)).to_contain_text("Archiviert.")
    assert subjects(letters, "Archive") == ["Sportfest"]
    notice(phone).get_by_role("button", name="Rückgängig").click()
    expect(row(phone, "Sportfest")).to_be_visible()


def test_the_name_of_a_push_has_room_in_its_field(phone: Page) -> None:
    finger = Finger(phone)
    for way, name in ((-130, "Archivieren"), (130, "Als gelesen markieren")):
        finger.down(phone, "Sportfest").by(way, 0)
        expect(row(phone, "Sportfest")).to_have_attribute("data-hint", name)
        assert phone.evaluate(ROOM)
        finger.by(-way, 0).up()


def test_a_row_pushed_to_the_right_is_read_and_unread_again(phone: Page) -> None:
    Finger(phone).down(phone, "Sportfest").by(130, 0).up()
    expect(notice(phone)).to_contain_text("Als gelesen markiert.")
    expect(row(phone, "Sportfest")).not_to_contain_text("Ungelesen:")
    Finger(phone).down(phone, "Sportfest").by(130, 0).up()

    expect(row(phone, "Sportfest")).to_contain_text("Ungelesen:")


def test_what_changes_meanwhile_does_not_take_the_row_from_under_the_finger(
    phone: Page, letters: Dovecot
) -> None:
    finger = Finger(phone).down(phone, "Sportfest").by(-60, 0)
    with letters.client(ANNA.address) as client:
        client.select_folder("INBOX")
        client.add_flags(client.search(["SUBJECT", "Sportfest"]), ["\\Flagged"])
    deliver(letters, subject="Eben gekommen", received=MONDAY)
    expect(row(phone, "Eben gekommen")).to_be_attached()
    finger.by(-70, 0).up()

    expect(notice(phone)).to_contain_text("Archiviert.")
    assert subjects(letters, "Archive") == ["Sportfest"]


@pytest.mark.parametrize("way", [(-60, 0), (-120, 90)])
def test_a_short_or_a_slanting_push_does_nothing(phone: Page, letters: Dovecot, way: tuple[int, int]) -> None:
    Finger(phone).down(phone, "Sportfest").by(*way).up()

    expect(phone.locator("[data-swipe], [data-pull], .row :checked")).to_have_count(0)
    expect(notice(phone)).to_be_empty()
    assert len(subjects(letters)) == 3


def test_a_long_press_selects_and_opens_nothing(phone: Page) -> None:
    finger = Finger(phone).down(phone, "Sportfest")
    expect(row(phone, "Sportfest").get_by_role("checkbox")).to_be_checked()
    finger.up()
    expect(phone.get_by_role("toolbar")).to_be_visible()
    expect(phone.locator("#message .message")).to_have_count(0)
    Finger(phone).down(phone, "Noten").by(-130, 0).up()

    expect(row(phone, "Noten")).to_be_visible()
    expect(phone.locator(".row :checked")).to_have_count(1)


def test_while_rows_are_selected_by_a_long_press_a_tap_selects_too(phone: Page) -> None:
    finger = Finger(phone).down(phone, "Sportfest")
    expect(row(phone, "Sportfest").get_by_role("checkbox")).to_be_checked()
    finger.up()
    row(phone, "Noten").locator(".row__subject").tap()
    expect(row(phone, "Noten").get_by_role("checkbox")).to_be_checked()
    for subject in ("Noten", "Sportfest"):
        row(phone, subject).locator(".row__subject").tap()
    expect(phone.locator(".row :checked")).to_have_count(0)
    expect(phone.locator("#message .message")).to_have_count(0)
    row(phone, "Noten").locator(".row__subject").tap()

    expect(phone.get_by_role("heading", level=2, name="Noten")).to_be_visible()


def test_the_list_pulled_down_shows_what_has_come(phone: Page, letters: Dovecot) -> None:
    deliver(letters, subject="Eben gekommen", received=MONDAY)
    finger = Finger(phone).down(phone, "Sportfest").by(0, 60)
    expect(phone.locator(".messages")).to_have_attribute("data-pull", "Zum Aktualisieren weiter ziehen")
    finger.by(0, 60)
    expect(phone.locator(".messages")).to_have_attribute("data-pull", "Zum Aktualisieren loslassen")
    finger.up()

    expect(row(phone, "Eben gekommen")).to_be_visible()


def test_what_was_found_is_pushed_aside_like_any_row(phone: Page, letters: Dovecot) -> None:
    phone.get_by_label("E-Mails durchsuchen").fill("Sportfest")
    phone.keyboard.press("Enter")
    phone.wait_for_url("**/search/**")
    phone.wait_for_load_state()
    Finger(phone).down(phone, "Sportfest").by(-130, 8).up()

    expect(notice(phone)).to_contain_text("Archiviert.")
    assert subjects(letters, "Archive") == ["Sportfest"]
