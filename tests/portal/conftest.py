"""The real portal, a portal that lies, and a clock that runs and can be moved."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.conftest import RunningClock
from tests.portal.journey import Journey, client_header
from tests.portal.liar import Liar
from tests.servers.portal import PortalServer
from webmail.portal import Portal, PortalSettings

MakePortal = Callable[..., Portal]


@pytest.fixture
def clock() -> RunningClock:
    return RunningClock()


@pytest.fixture(scope="module")
def shared_portal() -> Iterator[PortalServer]:
    with PortalServer() as running:
        yield running


@pytest.fixture
def portal_server(shared_portal: PortalServer) -> PortalServer:
    """oidc-provider in its best behaviour, with nobody signed in."""
    shared_portal.fresh()
    return shared_portal


@pytest.fixture
def make_portal(clock: RunningClock) -> MakePortal:
    """Our side of a portal: make_portal(server, roles_claim="roles")."""

    def make(server: PortalServer | Liar, **changed: Any) -> Portal:
        authorize = client_header(server.client_id, server.client_text)
        settings = {"issuer": server.issuer, "client_id": server.client_id, **changed}
        return Portal(PortalSettings(**settings), authorize=authorize, clock=clock)

    return make


@pytest.fixture
def journey(portal_server: PortalServer, make_portal: MakePortal) -> Iterator[Journey]:
    """Somebody's browser between us and the portal."""
    with Journey(portal_server, make_portal(portal_server, roles_claim="roles")) as made:
        yield made


@pytest.fixture
def liar() -> Iterator[Liar]:
    with Liar() as running:
        yield running


@pytest.fixture
def deceived(liar: Liar, make_portal: MakePortal) -> Portal:
    """Our side of the portal that lies."""
    return make_portal(liar)
