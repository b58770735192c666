"""The product's own portal client at the demo's portal: what one says, the other believes."""

import base64
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from tests.demo.portal_browser import Listener, PortalBrowser, listening
from webmail import clock
from webmail.demo.people import CARLA, MARLENE, PEOPLE
from webmail.demo.portal import DemoClient, DemoPortal
from webmail.demo.service import DemoService
from webmail.portal import CodeUsed, Completed, LogoutOrderRefused, Portal, PortalSettings

VERIFIER = "v" * 43


@pytest.fixture(scope="module")
def webmail() -> Iterator[Listener]:
    with listening() as heard:
        yield heard


@pytest.fixture(scope="module")
def demo_portal(webmail: Listener) -> Iterator[DemoPortal]:
    with DemoPortal(PEOPLE, DemoClient(webmail.url, DemoService.new("dienstpost"))) as running:
        yield running


@pytest.fixture
def portal(demo_portal: DemoPortal) -> Portal:
    service = demo_portal.client.service

    def authorize(token_request: Any) -> None:
        pair = base64.b64encode(f"{service.name}:{service.text}".encode()).decode()
        token_request.headers["Authorization"] = f"Basic {pair}"

    settings = PortalSettings(
        issuer=demo_portal.issuer, client_id=demo_portal.client.client_id, roles_claim="roles"
    )
    return Portal(settings, authorize=authorize, clock=clock.now)


@pytest.fixture
def window(demo_portal: DemoPortal) -> PortalBrowser:
    return PortalBrowser(demo_portal)


def follow(window: PortalBrowser, address: str) -> PortalBrowser:
    """Goes where the product leads to."""
    parts = urlsplit(address)
    assert f"{parts.scheme}://{parts.netloc}" == window.portal.issuer
    return window.open(parts.path, **dict(parse_qsl(parts.query)))


def begin(portal: Portal, window: PortalBrowser, *, anew: bool = False) -> PortalBrowser:
    back = window.portal.client.url + "session/returned"
    address = portal.begin(return_to=back, state="s", nonce="n", verifier=VERIFIER, anew=anew)
    return follow(window, address)


def complete(portal: Portal, window: PortalBrowser) -> Completed:
    answer, back = window.carried, window.portal.client.url + "session/returned"
    return portal.complete(
        code=answer["code"], issuer=answer["iss"], return_to=back, nonce="n", verifier=VERIFIER
    )


def test_the_product_learns_who_came(portal: Portal, window: PortalBrowser) -> None:
    person = complete(portal, begin(portal, window).prove(CARLA)).person
    assert (person.subject, person.name, person.address) == (CARLA.subject, CARLA.name, CARLA.address)
    assert person.roles == {"helpdesk"}
    assert person.sid
    assert person.authenticated_ago is not None
    assert person.authenticated_ago < timedelta(seconds=5)


def test_a_code_seen_twice_is_called_used(portal: Portal, window: PortalBrowser) -> None:
    begin(portal, window).prove(MARLENE)
    complete(portal, window)
    with pytest.raises(CodeUsed):
        complete(portal, window)


def test_asked_anew_the_portal_asks_again(portal: Portal, window: PortalBrowser) -> None:
    begin(portal, window).prove(MARLENE)
    assert "code" in begin(portal, window).carried
    assert begin(portal, window, anew=True).heading == "Am Schulportal anmelden"


def test_the_product_leaves_unasked_and_believes_the_order(
    portal: Portal, window: PortalBrowser, webmail: Listener
) -> None:
    webmail.orders.clear()
    completed = complete(portal, begin(portal, window).prove(MARLENE))
    back = webmail.url + "session/signed-out"
    address = portal.leave(id_token=completed.id_token, subject=None, return_to=back, state="out")
    assert address is not None
    assert follow(window, address).carried == {"state": "out"}
    order = portal.read_logout_order(webmail.orders[0])
    assert (order.sid, order.subject) == (completed.person.sid, MARLENE.subject)
    with pytest.raises(LogoutOrderRefused):
        portal.read_logout_order(completed.id_token)


def test_a_portal_that_is_gone_does_not_answer(webmail: Listener) -> None:
    with DemoPortal(PEOPLE, DemoClient(webmail.url, DemoService.new("dienstpost"))) as there:
        settings = PortalSettings(issuer=there.issuer, client_id="dienstpost")
        before = Portal(settings, authorize=lambda _request: None, clock=clock.now)
        assert before.answers()
        there.stop()
        after = Portal(settings, authorize=lambda _request: None, clock=clock.now)
        assert not after.answers()
