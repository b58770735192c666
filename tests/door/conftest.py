"""The application before a real school portal, and people who go through both."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask

from tests.browser.site import Site, serving
from tests.cast import ANNA, BORIS
from tests.conftest import HeldClock, MakeApp
from tests.door.comer import Comer
from tests.door.settings import furnish, portal_settings, register
from tests.servers import ground
from tests.servers.portal import PortalServer
from webmail.config import Config, Server, SignInRules


@pytest.fixture(scope="session")
def school_portal() -> Iterator[PortalServer]:
    """The one portal of the session; tests take `portal`."""
    with PortalServer() as running:
        yield running


@pytest.fixture
def clock() -> HeldClock:
    """Begins now: a browser's cookies run out by its own clock, which nobody can hold."""
    return HeldClock(datetime.now(UTC).replace(microsecond=0))


@pytest.fixture
def portal(school_portal: PortalServer, clock: HeldClock) -> Iterator[PortalServer]:
    """The portal with nobody signed in, its clock set to the application's."""
    school_portal.fresh()
    school_portal.set_clock(clock())
    yield school_portal
    school_portal.fresh()


MakeSite = Callable[..., Site]


@pytest.fixture
def make_site(config: Config, portal: PortalServer, make_app: MakeApp) -> Iterator[MakeSite]:
    """Builds the application with the portal and lets it answer on a socket: make_site(portal={"…": …})."""
    with ExitStack() as running:

        def make(*, portal_changes: dict[str, Any] | None = None, **changed: Any) -> Site:
            port = ground.free_port()
            url = f"http://127.0.0.1:{port}/"
            furnish(config.instance, portal)
            app = make_app(
                **{
                    "server": Server(url=url),
                    "sign_in": SignInRules(credentials="service", form=False),
                    "portal": replace(portal_settings(portal), **(portal_changes or {})),
                    **changed,
                }
            )
            register(portal, url)
            return running.enter_context(serving(app, port=port))

        yield make


@pytest.fixture
def site(make_site: MakeSite) -> Site:
    """The application before the portal, as in production."""
    return make_site()


@pytest.fixture
def app(site: Site) -> Flask:
    """The application itself."""
    return site.app


@pytest.fixture
def comer(site: Site, portal: PortalServer, clock: HeldClock) -> Comer:
    """A browser in which nobody is signed in anywhere."""
    return Comer(site, portal, clock)


@pytest.fixture
def anna(comer: Comer) -> Comer:
    """Anna, through the portal, in her mailbox."""
    return comer.come_in(ANNA)


@pytest.fixture
def boris(site: Site, portal: PortalServer, clock: HeldClock) -> Comer:
    """Boris, in another browser."""
    return Comer(site, portal, clock).come_in(BORIS)
