"""Every page fits every width, can be hit with a finger, and axe finds nothing serious on it."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser import eyes
from tests.browser.places import PLACES
from tests.browser.site import Site, Watch
from webmail.demo.people import MARLENE


@pytest.fixture(scope="module")
def context_of_all(
    browser: Browser, browser_context_args: dict[str, Any], keys: dict[str, Any]
) -> Iterator[BrowserContext]:
    """One browser of Marlene's for all pages."""
    context = browser.new_context(**browser_context_args, storage_state=keys[MARLENE.address])
    yield context
    context.close()


@pytest.fixture(scope="module", params=PLACES)
def place(request: pytest.FixtureRequest, context_of_all: BrowserContext, school: Site) -> Iterator[Page]:
    """One page after the other, each loaded once; nothing may be complained about."""
    watching = Watch(context_of_all, school)
    page = context_of_all.new_page()
    PLACES[request.param](page, school)
    yield page
    page.close()
    assert watching.complaints == []


def test_a_page_has_one_heading(place: Page) -> None:
    assert place.locator("h1").count() == 1


def test_a_page_fits_every_width(place: Page) -> None:
    assert eyes.too_wide(place) == []


def test_what_is_pressed_is_large_enough(place: Page) -> None:
    assert eyes.too_small(place) == []


@pytest.mark.axe
def test_axe_finds_nothing_serious(place: Page, request: pytest.FixtureRequest) -> None:
    # An open menu lies over what stands behind it; until it closes, axe takes the rest of that for a target.
    name = request.node.callspec.params["place"]
    if name == "paper":
        # Its policy lets no script run, so axe would wait for ever: a copy without the policy is looked at.
        copy = place.context.new_page()
        copy.set_content(place.content())
        place = copy
    assert eyes.axe(place, but=("target-size",) if "menu" in name else ()) == []
