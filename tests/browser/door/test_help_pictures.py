"""The pictures of the sign-out guide, made anew from the running product when DIENSTPOST_PICTURES=1.

DIENSTPOST_PICTURES=1 .venv/bin/python -m pytest tests/browser/door/test_help_pictures.py -q

writes webmail/static/help/*.webp; they are looked at before they are committed. What stands in the guide is
wrong as soon as a page looks otherwise, so this is done again whenever menu, error page or receipt change.
"""

import base64
import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.door.clock import SharedClock
from tests.browser.door.conftest import open_door
from tests.browser.door.tab import Tab
from tests.browser.site import Site
from tests.cast import SERVICE
from tests.conftest import MONDAY
from tests.servers.dovecot import Dovecot
from tests.servers.portal import Known, PortalServer
from tests.servers.smtp import Sink
from webmail.accounts.models import Preferences, SignIn
from webmail.database import db
from webmail.demo.mail import messages_for
from webmail.demo.people import MARLENE

KNOWN = Known("p-marlene", "marlene", MARLENE.password, MARLENE.name, MARLENE.address, ("teacher",))
FOLDER = Path(__file__).parents[3] / "webmail" / "static" / "help"
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


@pytest.fixture(scope="module")
def portal() -> Iterator[PortalServer]:
    """The portal of Marlene's school."""
    with PortalServer(people=(KNOWN,)) as running:
        yield running


@pytest.fixture(scope="module")
def clock(portal: PortalServer) -> SharedClock:
    """Half past nine on the next Tuesday: no cookie runs out in the past."""
    held = SharedClock(portal)
    ahead = (MONDAY + timedelta(days=1) - held()).total_seconds() % timedelta(weeks=1).total_seconds()
    held.move(seconds=ahead)
    return held


@pytest.fixture(scope="module")
def school_door(
    post: Sink, portal: PortalServer, clock: SharedClock, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """The application with Marlene's mailbox, which is full of demo mail."""
    with Dovecot(users={MARLENE.address: MARLENE.password}, masters=dict([SERVICE])) as store:
        for message in messages_for(MARLENE, clock()):
            flags = [flag.decode() for flag in message.flags]
            store.append(MARLENE.address, message.folder, message.raw, flags, message.received)
        folder = tmp_path_factory.mktemp("pictures")
        with open_door(store, post, portal, clock, folder=folder) as running:
            yield running


@pytest.fixture
def teacher(
    browser: Browser,
    browser_context_args: dict[str, Any],
    school_door: Site,
    portal: PortalServer,
    clock: SharedClock,
    language: str,
) -> Iterator[Tab]:
    """Marlene in a browser of her own; in the light, in this language."""
    kind = {"viewport": SIZE, "color_scheme": "light", "device_scale_factor": SHARPNESS}
    context = browser.new_context(**{**browser_context_args, **kind})
    tab = Tab(context.new_page(), school_door, portal, clock)
    portal.fresh()
    clock.move(seconds=0)  # a fresh portal goes by the time of the machine
    with school_door.app.app_context():
        # Else the pages tell of what earlier pictures have left behind.
        left = {"ended_at": clock(), "end_reason": "signed_out"}
        db.session.query(SignIn).filter(SignIn.ended_at.is_(None)).update(left)
        db.session.query(Preferences).update({"language": language})
        db.session.commit()
    tab.enter(KNOWN)
    if language == "en" and tab.page.get_by_label(NAMES["de"]["menu"]).count():
        tab.page.get_by_label(NAMES["de"]["menu"]).click()
        tab.page.get_by_role("button", name="English").click()
    tab.page.get_by_label(NAMES[language]["menu"]).wait_for()
    yield tab
    context.close()


def _menu(tab: Tab, names: dict[str, str]) -> None:
    tab.page.get_by_label(names["menu"]).click()
    tab.page.get_by_role("button", name=names["out"]).hover()


def _receipt(tab: Tab, names: dict[str, str]) -> None:
    _menu(tab, names)
    tab.page.get_by_role("button", name=names["out"]).click()
    tab.button("Ja").click()
    tab.page.wait_for_url("**/session/signed-out*")
    expect(tab.page.get_by_role("listitem").filter(has_text="Schulportal")).to_be_visible()


def _broken(tab: Tab, names: dict[str, str]) -> None:
    tab.open("/session/broken")
    tab.page.locator("header details").wait_for()


SHOWN: dict[str, Callable[[Tab, dict[str, str]], None]] = {
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
def test_a_picture_of_the_guide_is_made(teacher: Tab, language: str, name: str) -> None:
    FOLDER.mkdir(exist_ok=True)
    SHOWN[name](teacher, NAMES[language])

    made = as_webp(teacher.page, teacher.page.screenshot())

    (FOLDER / f"{name}.{language}.webp").write_bytes(made)
    assert len(made) <= MOST_OCTETS
