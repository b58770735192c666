"""Several tabs of one person: one leaves, and the others notice, hide mail and keep words (4b 10)."""

import pytest
from playwright.sync_api import expect

from tests.browser.door.tab import UNREACHED, Tab
from tests.browser.paper import begin, save, written
from tests.browser.site import notice, open_message, row

TWICE = """
    const line = new BroadcastChannel("dienstpost");
    line.postMessage({ left: true });
    line.postMessage({ left: true });
"""


@pytest.fixture
def second(anna: Tab) -> Tab:
    """Anna's second tab, a message open."""
    second = anna.another().open("/mailbox/")
    open_message(second.page, "Noten")
    return second


def test_a_second_tab_hides_mail_while_the_first_still_stands_before_the_portals_question(
    anna: Tab, second: Tab
) -> None:
    anna.press_sign_out()
    expect(anna.button("Ja")).to_be_visible()

    expect(second.heading("Sie sind abgemeldet")).to_be_visible()
    second.shows_no_mail()


def test_a_tab_that_hears_the_same_from_two_sides_goes_once(anna: Tab, second: Tab) -> None:
    with second.page.expect_navigation():
        anna.page.evaluate(TWICE)

    # Nobody has left: the door leads back in. The console is looked at by watch.
    expect(row(second.page, "Noten")).to_be_visible()


def test_a_second_tab_that_heard_nothing_shows_no_mail_when_it_is_used(anna: Tab) -> None:
    second = anna.another()
    second.page.add_init_script(UNREACHED)
    second.open("/mailbox/")
    anna.leave(answer="Nein")
    row(second.page, "Sportfest").get_by_role("link").click()

    second.sees_start()


def test_what_is_being_written_in_a_second_tab_stays_there(anna: Tab) -> None:
    second = anna.another()
    begin(second.page, second.site, subject="Zwei Reiter", text="Noch nicht fertig.")
    save(second.page)
    anna.leave()

    expect(notice(second.page)).to_contain_text("Sie sind abgemeldet. Ihr Text steht noch hier.")
    expect(written(second.page)).to_have_value("Noch nicht fertig.")
    expect(second.page.get_by_role("navigation", name="Ordner").get_by_role("link")).to_have_count(0)
