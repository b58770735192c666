"""Several tabs: one leaves and the others notice; another person comes in and nobody acts as another."""

import pytest
from playwright.sync_api import expect

from tests.browser.door.tab import Tab
from tests.browser.paper import begin, field, save, send_button, stored
from tests.browser.site import notice, open_message, row
from tests.cast import ANNA, BORIS, CARLA
from tests.servers import ground
from tests.servers.dovecot import Dovecot
from tests.servers.smtp import Sink

# A tab that the word of the first does not reach: asleep, or in a browser that has no such channel.
UNREACHED = "window.BroadcastChannel = class { addEventListener() {} postMessage() {} close() {} };"


@pytest.fixture
def second(anna: Tab) -> Tab:
    """Anna's second tab, a message open."""
    second = anna.another().open("/mailbox/")
    open_message(second.page, "Noten")
    return second


def test_a_second_tab_hides_mail_while_the_first_still_stands_before_the_portals_question(
    anna: Tab, second: Tab
) -> None:
    """4b 10."""
    anna.press_sign_out()
    expect(anna.button("Ja")).to_be_visible()

    expect(second.heading("Sie sind abgemeldet")).to_be_visible()
    second.shows_no_mail()


def test_a_second_tab_that_heard_nothing_shows_no_mail_when_it_is_used(anna: Tab) -> None:
    second = anna.another()
    second.page.add_init_script(UNREACHED)
    second.open("/mailbox/")
    anna.leave(answer="Nein")
    row(second.page, "Sportfest").get_by_role("link").click()

    second.sees_start()


def test_what_is_being_written_in_a_second_tab_stays_there(anna: Tab, letters: Dovecot) -> None:
    second = anna.another()
    begin(second.page, second.site, subject="Zwei Reiter", text="Noch nicht fertig.")
    save(second.page)
    anna.leave()

    expect(notice(second.page)).to_contain_text("Sie sind abgemeldet. Ihr Text steht noch hier.")
    expect(field(second.page, "text")).to_have_value("Noch nicht fertig.")
    expect(second.page.get_by_role("navigation", name="Ordner").get_by_role("link")).to_have_count(0)


@pytest.fixture
def boris(anna: Tab) -> Tab:
    """Who will be Boris, in a second tab of Anna's browser, whose first hears nothing (4b 25)."""
    anna.page.add_init_script(UNREACHED)
    anna.open("/mailbox/")
    anna.portal.behave(back_channel=False)
    return anna.another()


def takes_over(boris: Tab) -> None:
    """Anna leaves at the portal, and Boris clicks its tile."""
    boris.leave_at_portal()
    boris.open("/session/begin").sees_portal()
    boris.type_at_portal(BORIS).sees_mail()
    expect(boris.page.get_by_label("Menü von Boris Becker")).to_be_visible()


def test_annas_list_shows_nothing_of_boris_when_it_is_used(anna: Tab, boris: Tab) -> None:
    takes_over(boris)
    row(anna.page, "Sportfest").get_by_role("link").click()

    expect(notice(anna.page)).not_to_be_empty()
    expect(anna.page.get_by_role("heading", level=2)).to_have_count(0)
    expect(anna.page.get_by_label("Menü von Boris Becker")).to_have_count(0)


def test_a_deed_on_annas_list_is_not_done_as_boris(anna: Tab, boris: Tab, letters: Dovecot) -> None:
    uids = {person: letters.uids(person.address, "INBOX") for person in (ANNA, BORIS)}
    takes_over(boris)
    anna.page.get_by_role("checkbox", name="Sportfest").check()
    with anna.page.expect_response(lambda response: response.request.method == "POST") as answered:
        anna.page.get_by_role("toolbar").get_by_role("button", name="Löschen").click()
    assert answered.value.status >= 400

    assert {person: letters.uids(person.address, "INBOX") for person in (ANNA, BORIS)} == uids
    expect(anna.page.get_by_label("Menü von Boris Becker")).to_have_count(0)


def test_annas_message_is_not_sent_as_boris(anna: Tab, boris: Tab, letters: Dovecot, post: Sink) -> None:
    post.empty()
    begin(anna.page, anna.site, to=CARLA.address, subject="Von Anna", text="Nur von mir.")
    save(anna.page)
    takes_over(boris)
    with anna.page.expect_response("**/send"):
        send_button(anna.page).click()
    expect(field(anna.page, "text")).to_have_value("Nur von mir.")
    expect(notice(anna.page)).not_to_be_empty()

    begin(boris.page, boris.site, to=CARLA.address, subject="Von Boris", text="Von mir.")
    send_button(boris.page).click()
    ground.wait_until(lambda: len(post.received) == 1, what="Boris's own message")
    assert [message.sender for message in post.received] == [BORIS.address]
    assert stored(letters, "Von Anna", person=BORIS) == []
    assert stored(letters, "Von Anna", "Sent", person=BORIS) == []
