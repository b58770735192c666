"""The pictures of the sign-out guide, made anew from the running product when DIENSTPOST_PICTURES=1.

DIENSTPOST_PICTURES=1 .venv/bin/python -m pytest tests/browser/test_help_pictures.py -q

writes webmail/static/help/*.webp; they are looked at before they are committed. What stands in the guide is
wrong as soon as a page looks otherwise, so this is done again whenever menu, error page or receipt change.
"""

import base64
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.site import Site, sign_in
from tests.conftest import MONDAY
from webmail.accounts.models import Preferences, SignIn
from webmail.database import db
from webmail.demo.people import MARLENE

FOLDER = Path(__file__).parents[2] / "webmail" / "static" / "help"
# A small window, but wide enough for two panes; the size that the guide names.
SIZE, SHARPNESS = {"width": 768, "height": 480}, 1.5
MOST_OCTETS = 40 * 1024
NAMES = {"de": {"menu": "Menü von", "out": "Abmelden"}, "en": {"menu": "Menu of", "out": "Sign out"}}
# No library of ours writes WebP, but the browser does.
TO_WEBP = """async ([png, quality]) => {
  const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob());
  const canvas = Object.assign(document.createElement('canvas'), {width: image.width, height: image.height});
  canvas.getContext('2d').drawImage(image, 0, 0);
  return canvas.toDataURL('image/webp', quality).split(',')[1];
}"""

on_demand = pytest.mark.skipif(os.environ.get("DIENSTPOST_PICTURES") != "1", reason="only on demand")


@pytest.fixture(params=NAMES)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def teacher(
    browser: Browser, browser_context_args: dict[str, Any], school: Site, language: str
) -> Iterator[Page]:
    """Marlene in a browser of her own, so that she may leave; in the light, in this language."""
    context = browser.new_context(
        **{
            **browser_context_args,
            "viewport": SIZE,
            "color_scheme": "light",
            "device_scale_factor": SHARPNESS,
        }
    )
    page = context.new_page()
    with school.app.app_context():
        # Else the pages tell of what earlier pictures have left behind.
        left = {"ended_at": MONDAY, "end_reason": "signed_out"}
        db.session.query(SignIn).filter(SignIn.ended_at.is_(None)).update(left)
        db.session.commit()
    sign_in(page, school, MARLENE.address, MARLENE.password)
    if language == "en":
        page.get_by_label(NAMES["de"]["menu"]).click()
        page.get_by_role("button", name="English").click()
        page.get_by_label(NAMES["en"]["menu"]).wait_for()
    yield page
    context.close()
    with school.app.app_context():
        # She reads German again in the tests that come after.
        db.session.query(Preferences).update({"language": None})
        db.session.commit()


def _menu(page: Page, site: Site, names: dict[str, str]) -> None:
    page.get_by_label(names["menu"]).click()
    page.get_by_role("button", name=names["out"]).hover()


def _receipt(page: Page, site: Site, names: dict[str, str]) -> None:
    _menu(page, site, names)
    page.get_by_role("button", name=names["out"]).click()
    page.wait_for_url("**/session/signed-out*")


def _broken(page: Page, site: Site, names: dict[str, str]) -> None:
    with site.app.app_context():
        latest = db.session.query(SignIn).order_by(SignIn.id.desc()).first()
        assert latest is not None
        latest.sealed = b"broken"
        db.session.commit()
    site.app.extensions["dienstpost"].pool.close_all()
    page.reload()
    page.locator("header details").wait_for()


SHOWN: dict[str, Callable[[Page, Site, dict[str, str]], None]] = {
    "menu": _menu,
    "receipt": _receipt,
    "broken": _broken,
}


def as_webp(page: Page, png: bytes) -> bytes:
    """The picture as small as it must be: of the qualities, the best that fits."""
    blank = page.context.new_page()
    for quality in (0.9, 0.8, 0.7, 0.6, 0.5):
        text = blank.evaluate(TO_WEBP, [base64.b64encode(png).decode(), quality])
        made = base64.b64decode(text)
        if len(made) <= MOST_OCTETS:
            break
    blank.close()
    return made


@on_demand
@pytest.mark.parametrize("name", SHOWN)
def test_a_picture_of_the_guide_is_made(teacher: Page, school: Site, language: str, name: str) -> None:
    FOLDER.mkdir(exist_ok=True)
    SHOWN[name](teacher, school, NAMES[language])

    made = as_webp(teacher, teacher.screenshot())

    (FOLDER / f"{name}.{language}.webp").write_bytes(made)
    assert len(made) <= MOST_OCTETS
