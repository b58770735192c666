"""Postausgang in two browsers: what waits is taken back from either, and open pages follow what happens."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.paper import begin, send, stored, written
from tests.browser.site import Site, Watch, notice, sign_in
from tests.cast import ANNA
from tests.servers import ground
from tests.servers.dovecot import Dovecot
from tests.servers.smtp import Sink
from webmail.config import Submission

OUTBOX, TAKE_BACK = "/compose/outbox", "Zurücknehmen"
A_MINUTE = 61_000
Desks = tuple[Page, Page]
MakeDesks = Callable[[int], tuple[Site, Page, Page]]


@pytest.fixture
def desks(
    page: Page,
    new_context: Callable[..., BrowserContext],
    site_with: Callable[..., Site],
    dovecot: Dovecot,
    smtp: Sink,
) -> Iterator[MakeDesks]:
    """Anna at two computers; what she sends waits for so many seconds."""
    watching: list[Watch] = []

    def make(seconds: int) -> tuple[Site, Page, Page]:
        site = site_with(submission=Submission(host=smtp.host, port=smtp.port, hold_seconds=seconds))
        other = new_context().new_page()
        for each in (page, other):
            watching.append(Watch(each.context, site))
            each.clock.install()
            sign_in(each, site, ANNA.address, ANNA.typed)
        return site, page, other

    yield make
    assert [each.complaints for each in watching] == [[], []]


def said(page: Page) -> Locator:
    """What is read out when it changes."""
    return page.locator("#waiting-said")


def test_what_one_browser_has_sent_the_other_takes_back(
    desks: MakeDesks, dovecot: Dovecot, smtp: Sink
) -> None:
    site, first, second = desks(60)
    begin(first, site, subject="Elternabend", text="Bis morgen.")
    send(first)
    expect(notice(first)).to_contain_text("in 60 Sekunden")
    first.goto(site.at(OUTBOX))
    expect(first.get_by_text("Elternabend")).to_be_visible()
    second.goto(site.at(OUTBOX))
    first.get_by_role("button", name=TAKE_BACK).focus()
    second.get_by_role("button", name=TAKE_BACK).click()
    expect(written(second)).to_have_value("Bis morgen.")

    first.clock.fast_forward(A_MINUTE)
    expect(first.get_by_text("Es ist nichts offen.").first).to_be_visible()
    expect(first.get_by_role("heading", name="Postausgang")).to_be_focused()
    expect(said(first)).not_to_be_empty()
    assert (len(stored(dovecot, "Elternabend")), smtp.received) == (1, [])


def test_a_button_of_an_old_page_leads_to_the_draft(desks: MakeDesks, dovecot: Dovecot, smtp: Sink) -> None:
    site, first, second = desks(60)
    begin(first, site, subject="Elternabend", text="Bis morgen.")
    send(first)
    expect(notice(first)).to_contain_text("in 60 Sekunden")
    second.goto(site.at(OUTBOX))
    second.get_by_role("button", name=TAKE_BACK).click()
    expect(written(second)).to_have_value("Bis morgen.")
    notice(first).get_by_role("button", name=TAKE_BACK).click()
    expect(written(first)).to_have_value("Bis morgen.")
    assert (len(stored(dovecot, "Elternabend")), smtp.received) == (1, [])


def test_the_page_of_a_message_says_by_itself_that_it_is_sent(
    desks: MakeDesks, dovecot: Dovecot, smtp: Sink
) -> None:
    site, first, second = desks(1)
    stop = smtp.stall("connect")
    begin(first, site, subject="Elternabend")
    send(first)
    expect(notice(first)).to_contain_text("in einer Sekunde")
    second.goto(site.at(OUTBOX))
    second.get_by_role("link", name="Elternabend").click()
    expect(second.get_by_role("heading", level=1)).to_have_text("Die Nachricht wird übergeben")
    stop.release()
    ground.wait_until(lambda: stored(dovecot, "Elternabend", "Sent"), what="the copy")
    second.clock.fast_forward(A_MINUTE)
    expect(second.get_by_role("heading", level=1)).to_have_text("Die Nachricht ist gesendet")


def test_nothing_changes_while_somebody_reads_and_nothing_has_happened(desks: MakeDesks) -> None:
    site, first, _ = desks(60)
    begin(first, site, subject="Elternabend")
    send(first)
    expect(notice(first)).to_contain_text("in 60 Sekunden")
    first.goto(site.at(OUTBOX))
    button = first.get_by_role("button", name=TAKE_BACK)
    button.focus()
    button.evaluate("button => { button.before = true; }")
    with first.expect_response("**" + OUTBOX):
        first.clock.fast_forward(A_MINUTE)
    first.evaluate("new Promise(requestAnimationFrame)")
    expect(said(first)).to_be_empty()
    expect(button).to_be_focused()
    assert button.evaluate("button => button.before")


def test_signing_out_in_one_browser_sends_what_the_other_holds(
    desks: MakeDesks, dovecot: Dovecot, smtp: Sink
) -> None:
    site, first, second = desks(60)
    begin(first, site, subject="Elternabend")
    send(first)
    expect(notice(first)).to_contain_text("in 60 Sekunden")
    second.goto(site.at(OUTBOX))
    expect(second.get_by_role("link", name="Elternabend")).to_be_visible()
    first.get_by_label("Menü von").click()
    first.get_by_role("button", name="Abmelden").click()
    expect(first.get_by_text("wurde noch eine Nachricht gesendet", exact=False)).to_be_visible()
    second.get_by_role("button", name=TAKE_BACK).click()
    expect(second.get_by_role("heading", name="Die Nachricht ist gesendet")).to_be_visible()
    assert (len(stored(dovecot, "Elternabend", "Sent")), len(smtp.received)) == (1, 1)
