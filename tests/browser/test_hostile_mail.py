"""With the cleaner replaced by nothing, the frame and its policy alone must hold."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Frame, Page, Route, expect

from tests.browser.site import Site, Watch, open_message
from tests.letters import PIXEL, deliver
from tests.servers.dovecot import Dovecot
from webmail.demo.strange import HOSTILE_HTML
from webmail.mail.reading import opened
from webmail.mail.reading.html import Cleaned, PartUrl

ATTACKS = """
<script>parent.document.title = 'owned'; alert(1); top.location = 'https://evil.example/script'</script>
<script src="/static/htmx-2.0.11.min.js"></script>
<img src="x" onerror="alert(2)"><svg onload="alert(3)"><animate onbegin="alert(4)" attributeName="x"
dur="1s"/></svg><body onload="alert(5)">
<details open ontoggle="alert(6)"><input autofocus onfocus="alert(7)"></details>
<iframe src="javascript:alert(8)"></iframe><iframe srcdoc="<script>alert(9)</script>"></iframe>
<iframe src="https://evil.example/frame"></iframe><object data="https://evil.example/object"></object>
<embed src="https://evil.example/embed"><video src="https://evil.example/video" autoplay></video>
<audio src="https://evil.example/audio" autoplay></audio><track src="https://evil.example/track">
<meta http-equiv="refresh" content="0;url=https://evil.example/refresh">
<base href="https://evil.example/"><link rel="stylesheet" href="https://evil.example/style">
<link rel="prefetch" href="https://evil.example/prefetch"><link rel="preload" as="image" href="https://evil.example/pre">
<link rel="icon" href="https://evil.example/icon"><link rel="manifest" href="https://evil.example/manifest">
<style>@import 'https://evil.example/import'; @font-face {font-family: x; src: url(https://evil.example/font)}
p {font-family: x; background: url(https://evil.example/background)}</style>
<p style="background-image: url(https://evil.example/inline)">words</p>
<img src="https://evil.example/pixel" width="1" height="1"><img srcset="https://evil.example/set 1x">
<picture><source srcset="https://evil.example/source"><img></picture><input type="image" src="https://evil.example/input">
<svg><image href="https://evil.example/svg"/><use href="https://evil.example/use#x"/></svg>
<table background="https://evil.example/table"><tr><td>cell</td></tr></table>
<div hx-get="/help/?gadget" hx-trigger="load" data-hx-get="/help/?gadget" hx-on:load="alert(10)">gadget</div>
<form id="steal" action="/session/sign-out" method="post"><button>press</button></form>
<form id="far" action="https://evil.example/form"><button>far</button></form>
<a id="top" target="_top" href="https://evil.example/top">up</a>
<a id="code" target="_self" href="javascript:alert(11)">code</a>
"""
TEXT = (
    "<b hx-get='/help/?gadget' hx-trigger='load'>x</b><img src=x onerror=alert(1)><script>alert(2)</script>"
)


def _as_it_came(html: str, *, images: bool, part_url: PartUrl) -> Cleaned:
    return Cleaned(html, 1)


@pytest.fixture
def no_cleaner(monkeypatch: pytest.MonkeyPatch) -> None:
    """The cleaner lets everything through."""
    monkeypatch.setattr(opened, "clean", _as_it_came)


@pytest.fixture
def dialogs(anna: Page) -> list[str]:
    """What any script said aloud."""
    said: list[str] = []

    def hear(dialog: object) -> None:
        said.append(dialog.message)  # type: ignore[attr-defined]
        dialog.dismiss()  # type: ignore[attr-defined]

    anna.on("dialog", hear)
    return said


@pytest.fixture
def away(anna: Page, school: Site, watch: Watch) -> Iterator[list[str]]:
    """Requests for others, which get no further; what the policy says about them is no complaint."""
    tried: list[str] = []

    def stop(route: Route) -> None:
        tried.append(route.request.url)
        route.abort()

    anna.context.route(lambda url: not url.startswith(school.url), stop)
    yield tried
    watch.complaints.clear()


def received(page: Page, store: Dovecot, html: str) -> Frame:
    """Delivers a letter, opens it and gives its frame, loaded."""
    deliver(store, subject="Gewinn", html=html)
    page.reload()
    open_message(page, "Gewinn")
    page.frame_locator(".message__frame").locator("body").wait_for()
    frame = page.frames[1]
    frame.wait_for_load_state("load")
    return frame


@pytest.mark.usefixtures("no_cleaner")
@pytest.mark.parametrize("html", [ATTACKS, HOSTILE_HTML], ids=["attacks", "demo"])
def test_no_script_runs_without_the_cleaner(
    anna: Page, letters: Dovecot, dialogs: list[str], away: list[str], html: str
) -> None:
    frame = received(anna, letters, html)
    anna.evaluate("() => new Promise(after => requestAnimationFrame(() => requestAnimationFrame(after)))")

    assert dialogs == []
    assert "owned" not in anna.title()
    assert "/message/" in anna.url
    assert frame.url.endswith("/body")


@pytest.mark.usefixtures("no_cleaner")
@pytest.mark.parametrize("html", [ATTACKS, HOSTILE_HTML], ids=["attacks", "demo"])
def test_nothing_is_asked_of_others_without_the_cleaner(
    anna: Page, letters: Dovecot, watch: Watch, away: list[str], html: str
) -> None:
    received(anna, letters, html)

    assert away == []
    assert watch.foreign == []


@pytest.mark.usefixtures("no_cleaner")
def test_no_gadget_acts_without_the_cleaner(
    anna: Page, letters: Dovecot, watch: Watch, away: list[str]
) -> None:
    received(anna, letters, ATTACKS)

    assert not [url for url in watch.asked if "gadget" in url]


@pytest.mark.usefixtures("no_cleaner")
@pytest.mark.parametrize("selector", ["#steal button", "#far button", "#top", "#code"])
def test_what_is_clicked_in_a_message_leads_nowhere_without_the_cleaner(
    anna: Page, letters: Dovecot, dialogs: list[str], away: list[str], selector: str
) -> None:
    frame = received(anna, letters, ATTACKS)
    before = anna.url
    frame.locator(selector).dispatch_event("click")
    # Not until "load": on a busy machine Chromium now and then never says it, although every answer is
    # there, when what lies in the frame was refused.
    anna.reload(wait_until="domcontentloaded")

    assert anna.url == before
    assert dialogs == []
    assert away == []
    expect(anna.get_by_role("heading", name="Gewinn")).to_be_visible()


@pytest.mark.usefixtures("no_cleaner")
def test_the_body_opened_by_itself_is_still_locked(
    anna: Page, letters: Dovecot, dialogs: list[str], away: list[str]
) -> None:
    address = received(anna, letters, ATTACKS).url
    anna.goto(address)

    assert anna.url == address
    assert dialogs == []
    assert away == []


@pytest.mark.usefixtures("no_cleaner")
def test_after_consent_only_images_are_asked_for_without_the_cleaner(
    anna: Page, letters: Dovecot, away: list[str]
) -> None:
    received(anna, letters, ATTACKS)
    with anna.expect_request("https://evil.example/pixel"):
        anna.get_by_role("link", name="Bilder laden").click()

    kinds = {"pixel", "set", "source", "input", "svg", "table", "inline", "background", "pre", "icon"}
    assert {url.rpartition("/")[2] for url in away} <= kinds


def test_remote_images_wait_for_consent(anna: Page, letters: Dovecot, watch: Watch, away: list[str]) -> None:
    html = '<p>Neues<img src="https://news.example/pixel.gif?m=anna" width="1" height="1" alt=""></p>'
    received(anna, letters, html)
    assert watch.foreign == []

    with anna.expect_request("https://news.example/**") as asked:
        anna.get_by_role("link", name="Bilder laden").click()
    assert "referer" not in asked.value.all_headers()
    assert "cookie" not in asked.value.all_headers()
    assert away == ["https://news.example/pixel.gif?m=anna"]


def test_the_images_of_the_message_itself_are_shown(anna: Page, letters: Dovecot) -> None:
    deliver(
        letters,
        subject="Wappen",
        html='<p><img src="cid:crest@x" alt="Wappen"></p>',
        images={"crest@x": PIXEL},
    )
    anna.reload()
    open_message(anna, "Wappen")
    image = anna.frame_locator(".message__frame").get_by_role("img", name="Wappen")

    expect(image).to_have_js_property("complete", True)
    expect(image).to_have_js_property("naturalWidth", 1)


def test_text_subject_and_names_are_never_markup(
    anna: Page, letters: Dovecot, watch: Watch, dialogs: list[str]
) -> None:
    deliver(
        letters,
        subject=TEXT,
        text=TEXT,
        sender=f'"{TEXT}" <x@evil.example>',
        files={f"{TEXT}.txt": ("text/plain", b"")},
    )
    anna.reload()
    anna.locator(".row").first.get_by_role("link").click()

    expect(anna.locator(".message__subject")).to_have_text(TEXT)
    expect(anna.locator(".message__text")).to_have_text(TEXT)
    assert anna.locator("main img, main b[hx-get], main script").count() == 0
    assert dialogs == []
    assert not [url for url in watch.asked if "gadget" in url]
