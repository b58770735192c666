"""Leaving the demo's portal: by the webmail's word, by its own menu, and what the webmail hears of it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import requests

from tests.conftest import HeldClock
from tests.demo.portal_browser import Listener, PortalBrowser, listening, read
from webmail.demo.people import MARLENE, PEOPLE, TOBIAS
from webmail.demo.portal import DemoClient, DemoPortal
from webmail.demo.service import DemoService

QUESTION = "Möchten Sie sich auch hier abmelden?"


@pytest.fixture(scope="module")
def webmail() -> Iterator[Listener]:
    with listening() as heard:
        yield heard


@pytest.fixture(scope="module")
def portal(webmail: Listener) -> Iterator[DemoPortal]:
    client = DemoClient(webmail.url, DemoService.new("dienstpost"))
    # Nine hours ago, so that every hint of these tests is older than its token was good for.
    with DemoPortal(PEOPLE, client, clock=HeldClock(datetime.now(UTC) - timedelta(hours=9))) as running:
        yield running


@pytest.fixture
def window(portal: DemoPortal, webmail: Listener) -> PortalBrowser:
    webmail.orders.clear()
    return PortalBrowser(portal)


def leave(window: PortalBrowser, **changed: str) -> PortalBrowser:
    """Comes from the webmail, which wants the session ended."""
    back = window.portal.client.url + "session/signed-out"
    asked = {"client_id": "dienstpost", "post_logout_redirect_uri": back, "state": "leaving", **changed}
    return window.open("/session/end", **asked)


def is_signed_in(window: PortalBrowser) -> bool:
    return window.open("/").heading.startswith("Guten Tag")


def test_with_a_hint_nobody_is_asked(window: PortalBrowser, webmail: Listener) -> None:
    hint, _ = window.come_in(MARLENE)
    leave(window, id_token_hint=hint)
    assert window.place == webmail.url + "session/signed-out"
    assert window.carried == {"state": "leaving"}
    assert len(webmail.orders) == 1
    assert not is_signed_in(window)


def test_a_hint_is_good_though_its_token_is_old(window: PortalBrowser) -> None:
    hint, claims = window.come_in(MARLENE)
    assert claims["exp"] < datetime.now(UTC).timestamp()
    assert leave(window, id_token_hint=hint).carried == {"state": "leaving"}


@pytest.mark.parametrize("back", ["{url}session/signed-out/", "{url}session/signed-out?a=b", "http://other/"])
def test_only_the_very_address_is_led_to(window: PortalBrowser, webmail: Listener, back: str) -> None:
    hint, _ = window.come_in(MARLENE)
    leave(window, id_token_hint=hint, post_logout_redirect_uri=back.format(url=webmail.url))
    assert window.place == "/signed-out"
    assert not is_signed_in(window)


@pytest.mark.parametrize("answer", ["Ja", "Nein"])
def test_without_a_hint_the_person_decides(window: PortalBrowser, webmail: Listener, answer: str) -> None:
    window.come_in(MARLENE)
    assert leave(window).heading == QUESTION
    assert webmail.orders == []
    window.press(answer)
    assert (window.place, window.carried) == (webmail.url + "session/signed-out", {"state": "leaving"})
    assert is_signed_in(window) is (answer == "Nein")
    assert len(webmail.orders) == (1 if answer == "Ja" else 0)


def test_an_answer_in_the_address_is_none(window: PortalBrowser) -> None:
    window.come_in(MARLENE)
    assert leave(window, answer="yes").heading == QUESTION


def test_a_forged_hint_leads_nowhere(window: PortalBrowser) -> None:
    hint, _ = window.come_in(MARLENE)
    head, claims, _ = hint.split(".")
    assert leave(window, id_token_hint=f"{head}.{claims}.{'A' * 342}").heading == QUESTION
    assert window.press("Ja").place == "/signed-out"
    assert not is_signed_in(window)


def test_a_hint_for_another_client_leads_nowhere(window: PortalBrowser) -> None:
    hint, _ = window.come_in(MARLENE)
    assert leave(window, id_token_hint=hint, client_id="somebody").heading == QUESTION
    assert window.press("Ja").place == "/signed-out"


def test_somebody_elses_hint_ends_nothing_unasked(window: PortalBrowser) -> None:
    hint, _ = window.come_in(MARLENE)
    window.authorize(prompt="login").prove(TOBIAS)
    assert leave(window, id_token_hint=hint).heading == QUESTION


def test_whoever_is_out_already_is_only_led_back(window: PortalBrowser, webmail: Listener) -> None:
    hint, _ = window.come_in(MARLENE)
    window.portal.sessions.forget_all()
    for asked in ({"id_token_hint": hint}, {}):
        assert leave(window, **asked).carried == {"state": "leaving"}
    assert webmail.orders == []


def test_leaving_at_the_portal_alone_tells_the_webmail(window: PortalBrowser, webmail: Listener) -> None:
    _, claims = window.come_in(MARLENE)
    window.open("/").press("Abmelden")
    assert window.open("/signed-out").heading == "Sie sind am Schulportal abgemeldet"
    order = read(window.portal, webmail.orders[0])
    assert order.header["typ"] == "logout+jwt"
    assert {name: order.claims[name] for name in ("iss", "aud", "sub", "sid", "events")} == {
        "iss": window.portal.issuer,
        "aud": "dienstpost",
        "sub": MARLENE.subject,
        "sid": claims["sid"],
        "events": {"http://schemas.openid.net/event/backchannel-logout": {}},
    }
    assert order.claims["jti"]
    assert order.claims["iat"] < order.claims["exp"] <= order.claims["iat"] + 120
    assert "nonce" not in order.claims


def test_each_order_has_its_own_name(window: PortalBrowser, webmail: Listener) -> None:
    for _ in range(2):
        window.come_in(MARLENE)
        window.open("/").press("Abmelden")
    assert len({read(window.portal, order).claims["jti"] for order in webmail.orders}) == 2


def test_the_next_person_in_the_browser_ends_the_one_before(window: PortalBrowser, webmail: Listener) -> None:
    tokens = window.authorize().prove(MARLENE).redeem().json()
    first = read(window.portal, tokens["id_token"]).claims
    _, second = PortalBrowser(window.portal).come_in(MARLENE)
    window.authorize(prompt="login").prove(TOBIAS)
    [order] = webmail.orders
    assert read(window.portal, order).claims["sid"] == first["sid"] != second["sid"]
    opens = {"Authorization": f"Bearer {tokens['access_token']}"}
    assert requests.get(window.portal.issuer + "/about", headers=opens, timeout=5).status_code == 401


def test_a_session_the_webmail_never_heard_of_ends_quietly(window: PortalBrowser, webmail: Listener) -> None:
    window.open("/").prove(MARLENE).open("/").press("Abmelden")
    assert webmail.orders == []


def test_a_webmail_that_is_away_hinders_nobody_from_leaving() -> None:
    with listening() as gone:
        client = DemoClient(gone.url, DemoService.new("dienstpost"))
    with DemoPortal(PEOPLE, client) as portal:
        window = PortalBrowser(portal)
        window.come_in(MARLENE)
        assert window.open("/").press("Abmelden").place == "/signed-out"
        assert not is_signed_in(window)


def test_forgetting_is_told_to_nobody(window: PortalBrowser, webmail: Listener) -> None:
    window.come_in(MARLENE)
    assert window.portal.sessions.forget_all() >= 1
    assert webmail.orders == []
    assert not is_signed_in(window)
