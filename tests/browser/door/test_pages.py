"""Every page of the door fits every width, can be hit with a finger, and axe finds nothing serious on it.

With DIENSTPOST_SCREENSHOTS=1 pictures of them are taken, to be looked at; they are never compared.
"""

import os
from pathlib import Path

import pytest

from tests.browser import eyes
from tests.browser.door.places import PLACES
from tests.browser.door.tab import Tab
from tests.browser.test_screenshots import FOLDER, SIZES

# The others have nothing that these do not have; all of them are in the pictures.
LOOKED_AT = (
    *("start with reason", "to portal", "leaving, portal away", "receipt", "receipt, not confirmed"),
    *("broken", "refused", "portal away"),
)


@pytest.mark.axe
@pytest.mark.parametrize("place", LOOKED_AT)
def test_nothing_is_wrong_with_the_look_of_a_page(tab: Tab, place: str) -> None:
    PLACES[place](tab)

    assert tab.page.locator("h1").count() == 1
    assert eyes.too_wide(tab.page) + eyes.too_small(tab.page) + eyes.axe(tab.page) == []


@pytest.mark.skipif(os.environ.get("DIENSTPOST_SCREENSHOTS") != "1", reason="only on demand")
@pytest.mark.parametrize("place", PLACES)
def test_pictures_are_taken(tab: Tab, place: str) -> None:
    folder: Path = FOLDER / "door"
    folder.mkdir(parents=True, exist_ok=True)
    PLACES[place](tab)
    for width, height in SIZES:
        tab.page.set_viewport_size({"width": width, "height": height})
        for scheme in ("light", "dark"):
            tab.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            name = place.replace(",", "").replace(" ", "-")
            tab.page.screenshot(path=folder / f"{name}-{width}-{scheme}.png")
