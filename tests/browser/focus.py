"""Going by keyboard: whoever does always sees where they are."""

import pytest
from playwright.sync_api import Locator, Page

MANY = 60
# What stands around the element that is focused: an outline or a shadow, inside the window, not transparent.
# A field for files lies out of sight, its label stands for it; a field of a letter is shown by its line, and
# the sheet, which is nothing but text, by the caret.
SEEN = """() => {
  const focused = document.activeElement;
  const label = focused.matches('[type=file]') ? focused.labels[0] : null;
  const element = label ?? focused.closest('.line') ?? focused;
  if (focused.matches('.compose__text')) return '';
  const style = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  const outline = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
  const inside = box.width > 4 && box.height > 4 && box.bottom > 0 && box.right > 0
    && box.top < innerHeight && box.left < innerWidth;
  const hidden = style.clipPath !== 'none' || style.opacity === '0';
  const seen = (outline || style.boxShadow !== 'none') && inside && !hidden;
  return seen ? '' : element.outerHTML.slice(0, 160);
}"""


def tab_to(page: Page, target: Locator, *, key: str = "Tab") -> None:
    """Goes on until the target has the focus; at each stop the focus must be seen."""
    # A page that has just come from another site is given the window's focus a moment later.
    page.wait_for_function("document.hasFocus()")
    for _ in range(MANY):
        page.keyboard.press(key)
        unseen = page.evaluate(SEEN)
        assert unseen == "", unseen
        if target.evaluate("element => element === document.activeElement"):
            return
    pytest.fail(f"{target} was not reached")
