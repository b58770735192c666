"""Pictures of the pages, to be looked at; made when DIENSTPOST_SCREENSHOTS=1 and never compared."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.places import PLACES
from tests.browser.site import Site

FOLDER = Path(__file__).parents[2] / ".artifacts" / "screenshots"
SIZES = ((1440, 900), (820, 1180), (390, 844))


@pytest.mark.skipif(os.environ.get("DIENSTPOST_SCREENSHOTS") != "1", reason="only on demand")
@pytest.mark.parametrize("place", PLACES)
def test_pictures_are_taken(marlene: Page, school: Site, place: str) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    PLACES[place](marlene, school)
    marlene.keyboard.press("Control+Home")
    for width, height in SIZES:
        marlene.set_viewport_size({"width": width, "height": height})
        for scheme in ("light", "dark"):
            marlene.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            marlene.screenshot(path=FOLDER / f"{place.replace(' ', '-')}-{width}-{scheme}.png")
