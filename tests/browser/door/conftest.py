"""Real browsers before the application and a real school portal, one of each for all tests of the door."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.closing import close_all
from tests.browser.conftest import fill
from tests.browser.door.clock import SharedClock
from tests.browser.door.tab import Tab
from tests.browser.site import Site, Watch, serving
from tests.cast import ANNA, CAST, SERVICE
from tests.conftest import close
from tests.door.settings import furnish, portal_settings, register
from tests.servers import ground
from tests.servers.dovecot import Dovecot
from tests.servers.portal import PortalServer
from tests.servers.smtp import Sink
from tests.tables import make_tables
from webmail import create_app
from webmail.config import Config, Server, Service, SignInRules, Store, Submission


@pytest.fixture(scope="package")
def school_portal() -> Iterator[PortalServer]:
    """The one portal of these tests; they take `portal`."""
    with PortalServer() as running:
        yield running


@pytest.fixture(scope="package")
def clock(school_portal: PortalServer) -> SharedClock:
    return SharedClock(school_portal)


@pytest.fixture(scope="package")
def letters(store: Dovecot) -> Dovecot:
    """The store with Anna's few letters; they are only read here."""
    for user in store.users:
        store.empty(user)
    fill(store)
    return store


@pytest.fixture(scope="package")
def post() -> Iterator[Sink]:
    """Where the service hands over what people send."""
    with Sink(users={person.address: person.typed for person in CAST}, masters=dict([SERVICE])) as running:
        yield running


@pytest.fixture(scope="package")
def site(
    letters: Dovecot,
    post: Sink,
    school_portal: PortalServer,
    clock: SharedClock,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Site]:
    """The application before store and portal, as in production."""
    with open_door(letters, post, school_portal, clock, folder=tmp_path_factory.mktemp("door")) as running:
        yield running


@contextmanager
def open_door(
    store: Dovecot, post: Sink, portal: PortalServer, clock: SharedClock, *, folder: Path
) -> Iterator[Site]:
    """An application with this portal in front of it.

    The browser knows it as 127.0.0.1 and the portal as localhost, so that they are two sites.
    """
    instance = folder / "instance"
    instance.mkdir(mode=0o700)
    furnish(instance, portal)
    port = ground.free_port()
    url = f"http://127.0.0.1:{port}/"
    settings = Config(
        service=Service(
            operator="Schulverwaltung Musterland",
            contact="helpdesk@schule.example",
            telephone="0361 555-0110",
            domains=("schule.example",),
        ),
        server=Server(url=url),
        sign_in=SignInRules(credentials="service", form=False),
        portal=portal_settings(portal),
        store=Store(host=store.host, port=store.port),
        submission=Submission(host=post.host, port=post.port, hold_seconds=0),
        instance=instance,
    )
    app = create_app(settings, clock=clock)
    with app.app_context():
        make_tables()
    register(portal, url)
    with serving(app, port=port) as running:
        yield running
    close(app)


@pytest.fixture
def app(site: Site) -> Flask:
    """The application itself."""
    return site.app


@pytest.fixture
def portal(school_portal: PortalServer, clock: SharedClock) -> PortalServer:
    """The portal with nobody signed in and in its best behaviour."""
    school_portal.fresh()
    # What an earlier test made the application remember of the portal's being away is over.
    clock.move(seconds=40)
    return school_portal


@pytest.fixture
def watch(context: BrowserContext, site: Site) -> Iterator[Watch]:
    """What the browser asks for; nothing may be complained about in its console."""
    watching = Watch(context, site)
    yield watching
    close_all(context)
    assert watching.complaints == []


@pytest.fixture
def tab(page: Page, site: Site, portal: PortalServer, clock: SharedClock, watch: Watch) -> Tab:
    """A browser in which nobody is signed in anywhere, with one tab."""
    return Tab(page, site, portal, clock)


@pytest.fixture(scope="module")
def lasting(
    browser: Browser,
    browser_context_args: dict[str, Any],
    site: Site,
    school_portal: PortalServer,
    clock: SharedClock,
) -> Iterator[Tab]:
    """The same for tests of a file that look at what has happened once; none of them takes `portal`."""
    school_portal.fresh()
    clock.move(seconds=40)
    context = browser.new_context(**browser_context_args)
    watching = Watch(context, site)
    yield Tab(context.new_page(), site, school_portal, clock)
    close_all(context)
    assert watching.complaints == []


@pytest.fixture
def anna(tab: Tab) -> Tab:
    """Anna, through the portal, in her mailbox."""
    return tab.enter(ANNA)


@pytest.fixture
def tab_in(
    browser: Browser,
    browser_context_args: dict[str, Any],
    site: Site,
    portal: PortalServer,
    clock: SharedClock,
) -> Iterator[Callable[..., Tab]]:
    """A browser of another kind, in which nobody is signed in: tab_in(java_script_enabled=False)."""
    watching: dict[BrowserContext, Watch] = {}

    def make(**kind: Any) -> Tab:
        context = browser.new_context(**{**browser_context_args, **kind})
        watching[context] = Watch(context, site)
        return Tab(context.new_page(), site, portal, clock)

    yield make
    for context in watching:
        close_all(context)
    assert [each for watch in watching.values() for each in watch.complaints] == []
