"""A PDF in its tab, in the whole Chromium: the one for tests has no viewer for it."""

import base64
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, BrowserType, Page

from tests.browser.conftest import WHOLE
from tests.browser.site import open_message
from tests.letters import deliver
from tests.servers import ground
from tests.servers.dovecot import Dovecot
from webmail.demo import files

# How many points of a picture are nearly black; a viewer that shows nothing has none on its paper.
DARK = """async source => {
  const image = new Image();
  image.src = source;
  await image.decode();
  const canvas = new OffscreenCanvas(image.width, image.height);
  const pen = canvas.getContext('2d');
  pen.drawImage(image, 0, 0);
  const points = pen.getImageData(image.width / 3, 60, image.width / 2, image.height - 60).data;
  let white = 0, dark = 0;
  for (let at = 0; at < points.length; at += 4) {
    if (points[at] > 250) white++;
    if (points[at] < 40 && points[at + 1] < 40) dark++;
  }
  return white > 10000 && dark > 200;
}"""


@pytest.fixture
def context(
    browser_type: BrowserType,
    browser_type_launch_args: dict[str, Any],
    browser_context_args: dict[str, Any],
) -> Iterator[BrowserContext]:
    """A window of the whole program."""
    whole = {**browser_type_launch_args, "executable_path": ground.find_program(WHOLE)}
    with browser_type.launch(**whole) as running:
        yield running.new_context(**browser_context_args)


def shows_paper(page: Page) -> bool:
    """Whether black letters stand on white paper there, by looking at it."""
    picture = base64.b64encode(page.screenshot()).decode()
    blank = page.context.new_page()
    try:
        return bool(blank.evaluate(DARK, f"data:image/png;base64,{picture}"))
    finally:
        blank.close()


def test_a_pdf_is_shown_in_a_tab_of_its_own(anna: Page, letters: Dovecot) -> None:
    content = files.pdf("Stundenplan " * 4, ["Klasse 7b: Montag Mathematik, Mittwoch Sport"] * 30)
    deliver(letters, subject="Plan", files={"Plan.pdf": ("application/pdf", content)})
    anna.reload()
    open_message(anna, "Plan")
    with anna.expect_popup() as opened:
        anna.get_by_role("link", name="Plan.pdf ansehen").click()
    tab = opened.value
    tab.wait_for_load_state()
    assert "/pdf/2" in tab.url
    for _ in range(40):
        if shows_paper(tab):
            break
        tab.wait_for_timeout(250)
    else:
        raise AssertionError("the viewer shows no paper")
