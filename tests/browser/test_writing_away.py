"""Browser offline, server stopped, store away: the page keeps the text, says so, and saves it later."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.paper import begin, field, save, saved, send, wait_until_stored, words, written
from tests.browser.site import Site, Watch, notice, sign_in
from tests.cast import ANNA
from tests.servers import ground
from tests.servers.dovecot import Dovecot
from tests.servers.fault import Fault
from tests.servers.smtp import Sink
from tests.web.desk import wait_for_the_thread

NOT_SAVED = "Nicht gespeichert"
NO_LINE = "Nicht gespeichert: Es gibt keine Verbindung zum Server."
# The page tries again every five seconds; nobody need wait for them.
AGAIN_MS = 5_000


def without_line(watching: Watch) -> None:
    """The browser and htmx write into the console that there was no line; they may, and nothing else."""
    assert [each for each in watching.complaints if "net::ERR_" not in each and "htmx:" not in each] == []
    watching.complaints.clear()


@pytest.fixture
def line(site: Site) -> Iterator[Fault]:
    """The line between browser and application, which can be cut as if the application were stopped."""
    host, port = site.url.removeprefix("http://").rstrip("/").split(":")
    with Fault((host, int(port))) as proxy:
        yield proxy


@pytest.fixture
def writer(page: Page, site: Site, line: Fault) -> Iterator[Page]:
    """Anna at that line, with a new message begun and stored; time can be moved on in her browser."""
    beyond = Site(f"http://{line.host}:{line.port}/", site.app)
    watching = Watch(page.context, beyond)
    page.clock.install()
    sign_in(page, beyond, ANNA.address, ANNA.typed)
    begin(page, beyond, subject="Ausfall", text="Zuerst.")
    save(page)
    yield page
    without_line(watching)


@pytest.fixture
def writer_before_fault(guest_before_fault: Page, site_before_fault: Site) -> Page:
    """Anna, with a message begun and stored, whose line to the store can fail."""
    begin(guest_before_fault, site_before_fault, subject="Ausfall", text="Zuerst.")
    save(guest_before_fault)
    return guest_before_fault


def test_offline_the_page_keeps_the_text_and_saves_when_the_line_is_back(
    anna: Page, school: Site, letters: Dovecot, watch: Watch
) -> None:
    begin(anna, school, subject="Ausfall", text="Zuerst.")
    save(anna)
    anna.context.set_offline(True)
    field(anna, "text").fill("Im Zug.")
    anna.locator(".compose__save").click()
    expect(saved(anna)).to_contain_text(NO_LINE)
    expect(saved(anna).get_by_text("Entwurf gespeichert")).to_be_hidden()
    assert words(letters, "Ausfall") == ["Zuerst."]
    field(anna, "text").fill("Im Zug, im Tunnel.")
    anna.context.set_offline(False)

    wait_until_stored(letters, "Ausfall", "Im Zug, im Tunnel.")
    expect(saved(anna).get_by_text("Entwurf gespeichert")).to_be_visible()
    expect(saved(anna)).not_to_contain_text(NOT_SAVED)
    without_line(watch)


def test_a_stopped_server_is_tried_again_until_it_is_back(
    writer: Page, line: Fault, dovecot: Dovecot
) -> None:
    line.refuse()
    field(writer, "text").fill("Niemand da.")
    writer.clock.fast_forward(AGAIN_MS)
    expect(saved(writer)).to_contain_text(NO_LINE)
    for _ in range(2):
        with writer.expect_event("requestfailed"):
            writer.clock.fast_forward(AGAIN_MS)
    expect(written(writer)).to_have_value("Niemand da.")
    line.let_pass()
    with writer.expect_response("**/save"):
        writer.clock.fast_forward(AGAIN_MS)

    expect(saved(writer)).not_to_contain_text(NOT_SAVED)
    assert words(dovecot, "Ausfall") == ["Niemand da."]


def test_leaving_asks_while_the_text_could_not_be_saved(writer: Page, line: Fault) -> None:
    line.refuse()
    field(writer, "text").press_sequentially(" Ungesichert.")
    writer.locator(".compose__save").click()
    expect(saved(writer)).to_contain_text(NO_LINE)
    writer.once("dialog", lambda dialog: dialog.dismiss())
    with writer.expect_event("dialog") as dialog:
        writer.close(run_before_unload=True)

    assert dialog.value.type == "beforeunload"
    expect(written(writer)).to_have_value("Zuerst. Ungesichert.")


def test_sending_without_a_line_says_so_and_sends_nothing(writer: Page, line: Fault, smtp: Sink) -> None:
    line.refuse()
    field(writer, "text").fill("Weg damit.")
    send(writer)
    expect(notice(writer)).to_contain_text("Es besteht keine Verbindung zum Server.")
    expect(written(writer)).to_have_value("Weg damit.")
    assert smtp.received == []
    line.let_pass()
    send(writer)

    expect(notice(writer)).to_contain_text("Gesendet.")
    assert len(smtp.received) == 1


def test_an_answer_to_sending_that_never_arrived_does_not_lead_to_a_second_message(
    writer: Page, line: Fault, smtp: Sink
) -> None:
    stop = smtp.stall("dot")
    send(writer)
    ground.wait_until(stop.reached.is_set, what="the mail server at the end of the message")
    line.refuse()
    expect(notice(writer)).to_contain_text("Es besteht keine Verbindung zum Server.")
    stop.release()
    wait_for_the_thread()
    line.let_pass()
    send(writer)

    expect(writer.get_by_role("heading", name="Die Nachricht ist gesendet")).to_be_visible()
    assert len(smtp.received) == 1


def test_a_store_that_is_away_is_said_and_saving_goes_on_when_it_is_back(
    writer_before_fault: Page, fault: Fault, dovecot: Dovecot
) -> None:
    page = writer_before_fault
    fault.refuse()
    field(page, "text").fill("Ohne Postfach.")
    page.clock.fast_forward(AGAIN_MS)
    expect(saved(page)).to_contain_text("Nicht gespeichert. Ihr Text bleibt hier stehen")
    expect(notice(page)).to_contain_text("Der Mailserver ist nicht erreichbar.")
    fault.let_pass()
    page.clock.fast_forward(AGAIN_MS)

    wait_until_stored(dovecot, "Ausfall", "Ohne Postfach.")
    expect(saved(page)).not_to_contain_text(NOT_SAVED)
    expect(notice(page)).not_to_contain_text("nicht erreichbar")


def test_sending_while_the_store_is_away_keeps_the_text(
    writer_before_fault: Page, fault: Fault, smtp: Sink
) -> None:
    page = writer_before_fault
    fault.refuse()
    field(page, "text").fill("Ohne Postfach.")
    send(page)
    expect(notice(page)).to_contain_text("Der Mailserver ist nicht erreichbar.")
    expect(written(page)).to_have_value("Ohne Postfach.")
    assert smtp.received == []
    fault.let_pass()
    send(page)

    expect(notice(page)).to_contain_text("Gesendet.")
    assert [b"Ohne Postfach." in each.content for each in smtp.received] == [True]
