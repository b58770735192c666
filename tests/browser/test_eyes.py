"""The eyes of these tests are open: what is wrong with a page is seen."""

import pytest
from playwright.sync_api import Page

from tests.browser import eyes
from tests.browser.test_layout import SETTLED, SHIFTS


def styled(page: Page, rule: str) -> None:
    """Spoils the look of the page; the policy would refuse a style element."""
    page.evaluate(
        "rule => { const sheet = new CSSStyleSheet(); sheet.replaceSync(rule);"
        " document.adoptedStyleSheets = [sheet] }",
        rule,
    )


def test_a_page_that_scrolls_sideways_is_seen(anna: Page) -> None:
    styled(anna, ".header { inline-size: 1500px }")

    assert eyes.too_wide(anna)


def test_a_small_button_is_seen(anna: Page) -> None:
    styled(anna, ".initials { inline-size: 20px; block-size: 40px }")

    assert [found for found in eyes.too_small(anna) if "initials" in found]


@pytest.mark.axe
def test_pale_words_are_seen(anna: Page) -> None:
    styled(anna, ".bar__name { color: #bbb }")

    assert [found for found in eyes.axe(anna) if "color-contrast" in found]


@pytest.mark.axe
def test_a_field_without_a_name_is_seen(anna: Page) -> None:
    anna.evaluate("document.querySelector('label[for=search-words]').remove()")
    anna.evaluate("document.querySelector('#search-words').removeAttribute('placeholder')")

    assert [found for found in eyes.axe(anna) if " label:" in found]


def test_what_jumps_is_seen(anna: Page) -> None:
    anna.evaluate(SHIFTS)
    styled(anna, ".list { margin-block-start: 200px }")
    anna.evaluate(SETTLED)

    assert anna.evaluate("shifts.length") > 0
