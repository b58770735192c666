"""Anna and Boris write to each other in the demo: with script, without it, and by keyboard alone."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.focus import tab_to
from tests.browser.paper import attached, choose_files, field, ready, recipients, send, written
from tests.browser.site import Site, Watch, notice, open_folder, open_message, row, serving, sign_in
from tests.cast import ANNA, BORIS, CARLA, Person
from tests.conftest import HeldClock, close
from tests.tables import make_tables
from webmail import create_app
from webmail.config import Config, Service, Store, Submission
from webmail.demo.people import SCHOOL, DemoPerson
from webmail.demo.seed import seed
from webmail.demo.store import DemoStore
from webmail.demo.submission import DemoSubmission

PLAN = ("Plan für „7b“.pdf", "application/pdf", b"%PDF-1.4 \x00\xff der Plan")
Enter = Callable[..., Page]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demo's own store and submission server, which delivers between these three."""
    people = [DemoPerson(one.name, one.address, one.typed, one.role) for one in (ANNA, BORIS, CARLA)]
    with ExitStack() as running:
        store = running.enter_context(DemoStore({one.address: one.password for one in people}))
        post = running.enter_context(DemoSubmission(store, people))
        for person in people:
            seed(store, person, ())
        config = Config(
            service=Service(domains=(SCHOOL,)),
            store=Store(host=store.host, port=store.port),
            submission=Submission(host=post.host, port=post.port, hold_seconds=0),
            instance=tmp_path_factory.mktemp("demo"),
        )
        app = create_app(config, clock=HeldClock())
        with app.app_context():
            make_tables()
        running.callback(close, app)
        yield running.enter_context(serving(app))


@pytest.fixture
def enter(demo: Site, new_context: Callable[..., BrowserContext]) -> Iterator[Enter]:
    """Brings somebody in, in a browser of their own: enter(ANNA, script=False)."""
    watches = []

    def enter(person: Person, *, script: bool = True) -> Page:
        context = new_context(java_script_enabled=script)
        watches.append(Watch(context, demo))
        page = context.new_page()
        sign_in(page, demo, person.address, person.typed)
        return page

    yield enter
    assert [each for watch in watches for each in watch.complaints] == []


def sends(page: Page) -> None:
    send(page)
    expect(notice(page)).to_contain_text("Gesendet.")


def receives(page: Page, site: Site, subject: str) -> Page:
    """Looks into the inbox and opens what has come."""
    page.goto(site.at("/mailbox/"))
    open_message(page, subject)
    return page


def answer(page: Page, name: str) -> None:
    """One of the three ways to answer, below the message."""
    page.locator("#message").get_by_role("link", name=name, exact=True).last.click()
    expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()


def carries_the_plan(page: Page) -> None:
    """What is downloaded is what was attached."""
    with page.expect_download() as download:
        page.get_by_role("link", name="Plan für").first.click()
    assert Path(download.value.path()).read_bytes() == PLAN[2]


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_anna_and_boris_write_to_each_other(demo: Site, enter: Enter, script: bool) -> None:
    about = "Ausflug" if script else "Besuch"
    anna, boris = enter(ANNA, script=script), enter(BORIS, script=script)
    anna.get_by_role("link", name="Neue Nachricht").click()
    if script:
        ready(anna)
    field(anna, "to").fill(f"Boris Becker <{BORIS.address}>")
    anna.get_by_text("Cc Bcc").click()
    field(anna, "cc").fill(CARLA.address)
    field(anna, "subject").fill(about)
    field(anna, "text").fill("Lieber Boris,\n\nhier der Plan.")
    choose_files(anna, PLAN)
    if script:
        expect(attached(anna)).to_have_text([PLAN[0]])
    sends(anna)
    expect(anna.get_by_role("heading", level=1, name="Posteingang")).to_be_attached()

    receives(boris, demo, about)
    carries_the_plan(boris)
    answer(boris, "Antworten")
    if script:
        ready(boris)
    expect(recipients(boris, "to")).to_have_value(f"{ANNA.name} <{ANNA.address}>")
    expect(field(boris, "subject")).to_have_value(f"Re: {about}")
    expect(attached(boris)).to_have_count(0)
    quote = written(boris).input_value()
    assert f"schrieb {ANNA.name} <{ANNA.address}>:\n> Lieber Boris,\n>\n> hier der Plan." in quote
    field(boris, "text").fill("Danke." + quote)
    sends(boris)
    expect(boris.locator(".message__subject")).to_have_text(about)

    receives(anna, demo, f"Re: {about}")
    expect(anna.locator(".message__text")).to_contain_text("Danke.")
    open_folder(anna, "Gesendet")
    open_message(anna, about)
    carries_the_plan(anna)


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_boris_answers_everybody_and_sends_the_attachment_on(demo: Site, enter: Enter, script: bool) -> None:
    about = "Klassenfahrt" if script else "Ablauf"
    anna, boris = enter(ANNA, script=script), enter(BORIS, script=script)
    anna.get_by_role("link", name="Neue Nachricht").click()
    if script:
        ready(anna)
    field(anna, "to").fill(f"{BORIS.address}, {ANNA.address}")
    field(anna, "subject").fill(about)
    choose_files(anna, PLAN)
    if script:
        expect(attached(anna)).to_have_count(1)
    sends(anna)

    receives(boris, demo, about)
    answer(boris, "Allen antworten")
    expect(recipients(boris, "to")).to_have_value(f"{ANNA.name} <{ANNA.address}>")
    sends(boris)

    answer(boris, "Weiterleiten")
    if script:
        ready(boris)
    expect(attached(boris)).to_have_text([PLAN[0]])
    expect(field(boris, "subject")).to_have_value(f"WG: {about}")
    field(boris, "to").fill(CARLA.address)
    sends(boris)
    expect(row(boris, about).get_by_role("img", name="Beantwortet")).to_be_visible()
    carla = receives(enter(CARLA, script=script), demo, f"WG: {about}")
    carries_the_plan(carla)


def reach(page: Page, target: Locator, key: str = "Enter") -> None:
    """Goes there by Tab and presses it."""
    tab_to(page, target)
    page.keyboard.press(key)


def test_anna_and_boris_write_to_each_other_by_keyboard_alone(
    demo: Site, enter: Enter, tmp_path: Path
) -> None:
    plan = tmp_path / "Plan.pdf"
    plan.write_bytes(PLAN[2])
    anna, boris = enter(ANNA), enter(BORIS)
    reach(anna, anna.get_by_role("link", name="Neue Nachricht"))
    expect(field(anna, "to")).to_be_focused()
    anna.keyboard.type(BORIS.address)
    tab_to(anna, field(anna, "subject"))
    anna.keyboard.type("Tastatur")
    tab_to(anna, field(anna, "text"))
    anna.keyboard.type("Ohne Maus.")
    tab_to(anna, anna.locator("#files"))
    # The dialog that Enter opens is the browser's own, and a headless one does not always open it.
    anna.locator(":focus").set_input_files(plan)
    expect(attached(anna)).to_have_text(["Plan.pdf"])
    tab_to(anna, anna.get_by_role("button", name="Senden", exact=True), key="Shift+Tab")
    anna.keyboard.press("Enter")
    expect(notice(anna)).to_contain_text("Gesendet.")

    boris.reload()
    reach(boris, row(boris, "Tastatur").get_by_role("link"))
    message = boris.get_by_role("region", name="Nachricht", exact=True)
    message.get_by_role("link", name="Antworten", exact=True).first.wait_for()
    reach(boris, message.get_by_role("link", name="Antworten", exact=True).first)
    expect(field(boris, "text")).to_be_focused()
    boris.keyboard.type("Ich auch.")
    reach(boris, boris.get_by_role("button", name="Senden", exact=True))
    expect(notice(boris)).to_contain_text("Gesendet.")
    receives(anna, demo, "Re: Tastatur")
    expect(anna.locator(".message__text")).to_contain_text("Ich auch.")
