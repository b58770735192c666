"""Help as people meet it: the address that is seen, read aloud and copied; a guide that goes on by itself."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import CDPSession, Page, expect

from tests.browser import eyes
from tests.browser.site import Site, Watch
from webmail.accounts import Timeline
from webmail.web.help.topics import TOPICS

ADDRESS = "helpdesk@schule.example"
COPIED = """element => {
  const selection = getSelection();
  selection.selectAllChildren(element);
  return selection.toString();
}"""


@pytest.fixture
def stranger(page: Page, school: Site) -> Iterator[Page]:
    """Somebody without cookies; nothing may be complained about."""
    watching = Watch(page.context, school)
    yield page
    assert watching.complaints == []


def spoken(page: Page) -> str:
    """The whole page as it is handed to screen readers."""
    session: CDPSession = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    texts = [node for node in nodes if node["role"]["value"] == "StaticText" and not node["ignored"]]
    return "".join(str(node["name"]["value"]) for node in texts)


def test_the_support_address_is_seen_read_aloud_and_copied_as_it_is(stranger: Page, school: Site) -> None:
    stranger.goto(school.at("/help/contact"))
    shown = stranger.locator(".spelled")
    assert shown.inner_text() == ADDRESS
    assert ADDRESS in spoken(stranger)
    assert shown.evaluate(COPIED) == ADDRESS


@pytest.fixture
def code(school: Site) -> str:
    with school.app.app_context():
        return timeline(school).code_for(None, browser="firefox").code


def timeline(site: Site) -> Timeline:
    found = site.app.extensions["dienstpost"].timeline
    assert isinstance(found, Timeline)
    return found


def happens(site: Site, code: str, kind: str) -> None:
    with site.app.app_context():
        found = timeline(site).find(code)
        assert found is not None
        timeline(site).note(found.id, kind)


def test_the_guide_goes_on_by_itself_and_leaves_the_focus_alone(
    stranger: Page, school: Site, code: str
) -> None:
    stranger.clock.install()
    stranger.goto(school.at(f"/help/guide/{code}"))
    button = stranger.get_by_role("button", name="Schritt 2 abhaken")
    button.focus()
    held = button.element_handle()
    happens(school, code, "signed_out")

    stranger.clock.fast_forward(6000)

    expect(stranger.locator("#fact-3")).to_contain_text("Vom System bestätigt")
    expect(stranger.get_by_role("status").filter(has_text="Schritt")).to_contain_text("Ein Schritt von")
    assert stranger.evaluate("element => document.activeElement === element", held)


def test_the_guide_stands_still_while_nothing_happens(stranger: Page, school: Site, code: str) -> None:
    stranger.clock.install()
    stranger.goto(school.at(f"/help/guide/{code}"))
    held = stranger.locator("#ticks").element_handle()

    with stranger.expect_response("**/help/guide/*") as answered:
        stranger.clock.fast_forward(6000)

    assert answered.value.status == 204
    assert stranger.evaluate("element => element.isConnected", held)


@pytest.mark.axe
def test_nothing_is_wrong_with_the_look_of_the_guide(stranger: Page, school: Site, code: str) -> None:
    for kind in ("entered", "said_2", "signed_out"):
        happens(school, code, kind)
    for path in (f"/help/guide/{code}", "/help/guide/"):
        stranger.goto(school.at(path))
        assert eyes.too_wide(stranger) + eyes.too_small(stranger) + eyes.axe(stranger) == []


@pytest.mark.axe
@pytest.mark.parametrize("name", ["contact", "programs"])
def test_nothing_is_wrong_with_the_look_of_a_help_page(stranger: Page, school: Site, name: str) -> None:
    assert name in TOPICS
    stranger.goto(school.at(f"/help/{name}"))
    assert eyes.too_wide(stranger) + eyes.too_small(stranger) + eyes.axe(stranger) == []
