"""Real browsers before the real application; a mailbox of stories and one full of demo mail."""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser import closing
from tests.browser.site import WIDE, Site, Watch, serving, sign_in
from tests.browser.wary import mailing, packed_plan, suspicious
from tests.cast import ANNA
from tests.conftest import MONDAY, HeldClock, close
from tests.invitations import invitation
from tests.letters import deliver, folders
from tests.reports import bounce
from tests.servers import ground
from tests.servers.dovecot import Dovecot
from tests.servers.smtp import Sink
from tests.tables import make_tables
from webmail import create_app
from webmail.accounts import models
from webmail.accounts.folder_choices import FolderChoice
from webmail.config import Config, Mail, Service, Store, Submission
from webmail.database import db
from webmail.demo.mail import messages_for
from webmail.demo.people import MARLENE

# Chromium without the parts that no page sees: a new window of the whole program takes four times as long.
CHROMIUM, WHOLE = "chromium-headless-shell", "chromium"
FLAGS = (
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
OWN_FOLDERS = ("Klassen", "Klassen/7b")
# What comes is waited for; how fast is measured in bench/. Five seconds are little on a busy machine.
expect.set_options(timeout=15_000)
closing.install()


def fill(store: Dovecot) -> None:
    """Puts Anna's letters into her mailbox."""
    deliver(store, subject="Noten", text="Die Noten sind da.", flags=["\\Seen"], received=MONDAY)
    deliver(store, subject="Sportfest", text="Das Sportfest findet statt.", received=MONDAY)
    deliver(store, subject="Wandertag", html="<p>Wir gehen in den <b>Wald</b>.</p>", received=MONDAY)
    deliver(store, subject="Altpapier", folder="Trash", flags=["\\Seen"], received=MONDAY)


@pytest.fixture(scope="session")
def base_url() -> None:
    """None: each test says where its site is. The plugin's own fixture warns, and warnings are errors."""


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium, talking to nobody by itself."""
    program = ground.find_program(CHROMIUM)
    return {**browser_type_launch_args, "executable_path": program, "args": list(FLAGS)}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A wide German screen without movement, unless a test says otherwise."""
    return {**browser_context_args, "viewport": WIDE, "locale": "de-DE", "reduced_motion": "reduce"}


@pytest.fixture(scope="package")
def school_store() -> Iterator[Dovecot]:
    """A Dovecot with Anna's mailbox of stories and Marlene's, which is full of demo mail."""
    with Dovecot(users={ANNA.address: ANNA.typed, MARLENE.address: MARLENE.password}) as store:
        folders(store, *OWN_FOLDERS)
        folders(store, "Leere Ablage", "Vorsicht", person=MARLENE)
        for content in (suspicious(), mailing(), bounce(), invitation(), packed_plan()):
            store.append(MARLENE.address, "Vorsicht", content)
        for message in messages_for(MARLENE, MONDAY):
            flags = [flag.decode() for flag in message.flags]
            store.append(MARLENE.address, message.folder, message.raw, flags, message.received)
        yield store


@pytest.fixture(scope="package")
def school_post() -> Iterator[Sink]:
    """Where Anna and Marlene hand their mail over; it is delivered to nobody."""
    with Sink(users={ANNA.address: ANNA.typed, MARLENE.address: MARLENE.password}) as post:
        yield post


@pytest.fixture(scope="package")
def school(
    school_store: Dovecot, school_post: Sink, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """The application before that store; its sign-ins stay for all tests, so nobody leaves here."""
    instance = tmp_path_factory.mktemp("school") / "instance"
    instance.mkdir(mode=0o700)
    service = Service(
        operator="Schulverwaltung Musterland",
        contact="helpdesk@schule.example",
        telephone="0361 555-0110",
        domains=("schule.example",),
    )
    mail = Mail(phishing_address="melden@schule.example")
    at = Store(host=school_store.host, port=school_store.port)
    post = Submission(host=school_post.host, port=school_post.port, hold_seconds=0)
    app = create_app(
        Config(service=service, store=at, mail=mail, submission=post, instance=instance), clock=HeldClock()
    )
    with app.app_context():
        make_tables()
    with serving(app) as running:
        yield running
    close(app)


@pytest.fixture(scope="package")
def keys(school: Site, browser: Browser) -> dict[str, Any]:
    """What a browser holds after signing in at the school: by address."""
    found = {}
    for address, typed in ((ANNA.address, ANNA.typed), (MARLENE.address, MARLENE.password)):
        context = browser.new_context(locale="de-DE")
        sign_in(context.new_page(), school, address, typed)
        found[address] = context.storage_state()
        context.close()
    return found


@pytest.fixture
def letters(school_store: Dovecot) -> Dovecot:
    """Anna's few letters, so that a story can name each; what an earlier story left is gone."""
    with school_store.client(ANNA.address) as client:
        for name in ("INBOX", "Drafts", "Sent", "Trash", "Archive", *OWN_FOLDERS):
            client.select_folder(name)
            if uids := client.search(["ALL"]):
                client.delete_messages(uids)
                client.expunge()
    fill(school_store)
    return school_store


@pytest.fixture
def watch(context: BrowserContext, school: Site) -> Iterator[Watch]:
    """What the browser asks for; nothing may be complained about in its console."""
    watching = Watch(context, school)
    yield watching
    assert watching.complaints == []


@pytest.fixture
def anna(page: Page, school: Site, keys: dict[str, Any], letters: Dovecot, watch: Watch) -> Page:
    """Anna's browser, signed in, the inbox open; where an earlier story has moved mail is forgotten."""
    with school.app.app_context():
        db.session.query(FolderChoice).delete()
        db.session.commit()
    page.context.add_cookies(keys[ANNA.address]["cookies"])
    page.goto(school.at("/mailbox/"))
    return page


@pytest.fixture
def post(school: Site, school_post: Sink) -> Iterator[Sink]:
    """Where the school's mail is handed over, empty and willing; afterwards nothing of it is open."""
    school_post.empty()
    yield school_post
    school_post.empty()
    for thread in threading.enumerate():
        if thread.name == "handing-over":
            thread.join(20)
    with school.app.app_context():
        db.session.query(models.Submission).delete()
        db.session.commit()


@pytest.fixture
def marlene(page: Page, school: Site, keys: dict[str, Any], watch: Watch) -> Page:
    """Marlene's browser before the demo mail, signed in, the inbox open; for looking only."""
    page.context.add_cookies(keys[MARLENE.address]["cookies"])
    page.goto(school.at("/mailbox/"))
    return page


@pytest.fixture
def letters_of_this_test(dovecot: Dovecot) -> Dovecot:
    """Anna's letters in the store that is emptied after each test."""
    folders(dovecot, *OWN_FOLDERS)
    fill(dovecot)
    return dovecot


@pytest.fixture
def site(app: Flask, letters_of_this_test: Dovecot) -> Iterator[Site]:
    """An application of this test alone, for whoever signs out."""
    with serving(app) as running:
        yield running


@pytest.fixture
def guest(page: Page, site: Site) -> Iterator[Page]:
    """Anna's browser before an application of this test alone, signed in, the inbox open."""
    watching = Watch(page.context, site)
    sign_in(page, site, ANNA.address, ANNA.typed)
    yield page
    assert watching.complaints == []


@pytest.fixture
def serve() -> Iterator[Callable[[Flask], Site]]:
    """Serves any application until the test ends."""
    with ExitStack() as running:
        yield lambda app: running.enter_context(serving(app))


@pytest.fixture
def site_with(make_app: Callable[..., Flask], serve: Callable[[Flask], Site]) -> Callable[..., Site]:
    """Serves an application with other settings: site_with(store=…)."""
    return lambda **changed: serve(make_app(**changed))


@pytest.fixture
def site_before_fault(app_before_fault: Flask, serve: Callable[[Flask], Site]) -> Site:
    """An application whose line to the store can fail."""
    return serve(app_before_fault)


@pytest.fixture
def guest_before_fault(page: Page, site_before_fault: Site) -> Iterator[Page]:
    """Anna's browser at that application, signed in; time can be moved on in it."""
    watching = Watch(page.context, site_before_fault)
    page.clock.install()
    sign_in(page, site_before_fault, ANNA.address, ANNA.typed)
    yield page
    assert watching.complaints == []
