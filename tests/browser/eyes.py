"""What can be said about a page by looking at it: does it fit, can it be hit, what does axe find."""

import json
from functools import cache
from typing import Any

from playwright.sync_api import Page

from tests.browser.site import NARROW, WIDE
from tests.needs import AXE

WIDTHS = (1440, 820, 390, 320)
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What makes the page scroll sideways; and what would be pressed but is cut off at the right.
TOO_WIDE = """() => {
  const scrolls = document.scrollingElement.scrollWidth > innerWidth;
  const pressed = 'a[href], button, summary, input:not([type=hidden])';
  return [...document.body.querySelectorAll(scrolls ? '*' : pressed)]
    .filter(each => each.checkVisibility({visibilityProperty: true}))
    .filter(each => each.getBoundingClientRect().right > innerWidth + 1)
    .map(each => each.outerHTML.slice(0, 100)).slice(0, 5);
}"""
# Everything that is pressed, but for links in running text and what is out of sight; of a box, its label,
# and so of a field for files that is out of sight itself.
TOO_SMALL = """least => [...document.querySelectorAll('a[href], button, summary, label:has(input), input')]
  .map(each => each.type === 'file' && getComputedStyle(each).clipPath !== 'none' ? each.labels[0] : each)
  .filter(each => each.checkVisibility({visibilityProperty: true}))
  .filter(each => !each.matches('label input, .skip, .spoken, [type=hidden]'))
  .filter(each => getComputedStyle(each).display !== 'inline')
  .map(each => [each.getBoundingClientRect(), each.outerHTML.slice(0, 120)])
  .filter(([box]) => box.width > 0 && (box.width < least - 0.5 || box.height < least - 0.5))
  .map(([box, html]) => `${Math.round(box.width)}×${Math.round(box.height)} ${html}`)"""


def too_wide(page: Page) -> list[str]:
    """What makes the page scroll sideways, at any of the widths."""
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        found += [f"{width} px: {each}" for each in page.evaluate(TOO_WIDE)]
    return found


def too_small(page: Page) -> list[str]:
    """What a pointer or a finger may miss."""
    found = []
    for size, least in ((WIDE, 24), (NARROW, 44)):
        page.set_viewport_size(size)
        found += [f"{size['width']} px: {each}" for each in page.evaluate(TOO_SMALL, least)]
    return found


def axe(page: Page, *, but: tuple[str, ...] = ()) -> list[str]:
    """What axe calls serious or critical, at both widths; in the dark only colours can differ."""
    found = []
    for scheme, rules in (("light", None), ("dark", ["color-contrast"])):
        for size in (WIDE, NARROW):
            page.set_viewport_size(size)
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            found += [f"{scheme} {size['width']} px: {each}" for each in _axe_once(page, rules, but)]
    page.emulate_media(color_scheme="light")
    return found


@cache
def _axe_source() -> str:
    return AXE.read_text(encoding="utf-8")


def _axe_once(page: Page, rules: list[str] | None, but: tuple[str, ...]) -> list[str]:
    options: dict[str, Any] = {
        "runOnly": {"type": "rule", "values": rules} if rules else {"type": "tag", "values": AXE_TAGS},
        "rules": {name: {"enabled": False} for name in but},
        "resultTypes": ["violations"],
        # The document in the frame is the sender's.
        "iframes": False,
    }
    if not page.evaluate("typeof axe === 'object'"):
        # Evaluated, not added as a script: the page's policy would refuse that.
        page.evaluate(_axe_source())
    # One row is like another; fifty of them take axe longer than everything else together.
    where = {"include": ["html"], "exclude": [".row:nth-child(n + 13)"]}
    call = f"axe.run({json.dumps(where)}, {json.dumps(options)}).then(result => result.violations)"
    found = page.evaluate(call)
    return [
        f"{each['impact']} {each['id']}: {node['html'][:160]} {node['failureSummary'][:300]}"
        for each in found
        if each["impact"] in ("serious", "critical")
        for node in each["nodes"]
    ]
