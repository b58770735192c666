"""One source for what is called how: the guide names what menu, error page and receipt really show."""

import re
from dataclasses import replace

import pytest
from bs4 import Tag

from tests.conftest import MakeApp
from tests.form import words
from tests.servers import ground
from tests.visitor import Visitor
from tests.web.test_help import broken
from webmail.config import Config, Portal

QUOTED = re.compile("[„“]([^“”]+)[“”]")
GERMAN, ENGLISH = "de", "en"


def quoted(element: Tag | None) -> list[str]:
    """What stands in quotation marks, in order."""
    assert element is not None
    return QUOTED.findall(words(element.get_text(" ")))


def guide(visitor: Visitor) -> dict[str, list[str]]:
    """The labels that the guide names, step by step."""
    visitor.open("/help/guide/")
    return {
        words(step.select_one(".guide__number").get_text()): quoted(step)  # type: ignore[union-attr]
        for step in visitor.page.select(".guide__step")
    }


def last_entry(visitor: Visitor) -> str:
    """The last thing in the menu at the top right."""
    return words(visitor.page.select("header .menu__entry")[-1].get_text())


@pytest.fixture(params=[GERMAN, ENGLISH])
def reader(request: pytest.FixtureRequest, anna: Visitor) -> Visitor:
    """Anna, who reads the pages in one language or the other."""
    return anna.open("/mailbox/").press("English") if request.param == ENGLISH else anna


def test_the_guide_names_menu_error_page_and_receipt_as_they_are(reader: Visitor) -> None:
    named = guide(reader)
    assert last_entry(reader.open("/mailbox/")) == named["3"][0]
    assert broken(reader).heading == named["1"][0] == named["2"][0]
    assert last_entry(reader) == named["3"][0]
    assert reader.press(named["3"][0]).heading == named["3"][1]


def test_guide_error_page_and_receipt_call_the_portal_as_the_settings_do(
    make_app: MakeApp, config: Config
) -> None:
    folder = config.instance / "secrets"
    folder.mkdir(mode=0o700)
    (folder / "portal").touch(mode=0o600)
    (folder / "portal").write_text("dienstpost:Wacholder-Beere")
    portal = Portal(issuer=f"http://127.0.0.1:{ground.free_port()}", client_id="dienstpost")
    own = replace(portal, name="Bildungshafen", account_label="Mein Bereich", sign_out_label="Ausloggen")
    visitor = Visitor(make_app(portal=own))

    named = guide(visitor)
    assert (named["3"][1], named["4"][0], named["5"]) == ("Bildungshafen", "Mein Bereich", ["Ausloggen"])
    by_hand = quoted(visitor.open("/session/broken").page.select_one(".by-hand"))
    assert by_hand == ["Abmelden", "Bildungshafen", "Mein Bereich", "Ausloggen"]
    visitor.press("Abmelden").sees("Bildungshafen", "„Mein Bereich“", "„Ausloggen“")
    assert visitor.heading == named["4"][1]


def test_a_picture_stands_at_its_step_and_says_what_it_shows(visitor: Visitor) -> None:
    visitor.open("/help/guide/")
    pictures = visitor.page.select(".guide__picture")
    assert [QUOTED.findall(str(picture["alt"])) for picture in pictures] == [
        ["Authentifizierungsfehler"],
        ["Abmelden"],
        ["Sie sind abgemeldet"],
    ]
    for picture in pictures:
        loaded = visitor.client.get(str(picture["src"]), base_url=visitor.base_url)
        assert (loaded.status_code, loaded.mimetype) == (200, "image/webp")
        assert len(loaded.data) <= 40 * 1024
        loaded.close()
