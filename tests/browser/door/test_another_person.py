"""Another person comes in in a second tab: nobody sees another's mail or acts as another (4b 25)."""

from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from tests.browser.door.tab import UNREACHED, Tab
from tests.browser.paper import begin, save, send_button, stored, written
from tests.browser.site import notice, row
from tests.cast import ANNA, BORIS, CARLA
from tests.servers import ground
from tests.servers.dovecot import Dovecot
from tests.servers.smtp import Sink


@dataclass(frozen=True, slots=True)
class Browser:
    """Three tabs that Anna has opened and that hear nothing, and one in which Boris is in by now."""

    reading: Tab
    choosing: Tab
    writing: Tab
    boris: Tab


def asleep(tab: Tab) -> Tab:
    tab.page.add_init_script(UNREACHED)
    return tab.open("/mailbox/")


@pytest.fixture(scope="module")
def taken_over(lasting: Tab, letters: Dovecot) -> Browser:
    """Anna leaves at the portal alone, which tells us nothing; then Boris clicks its tile."""
    lasting.enter(ANNA)
    found = Browser(asleep(lasting), asleep(lasting.another()), asleep(lasting.another()), lasting.another())
    begin(found.writing.page, lasting.site, to=CARLA.address, subject="Von Anna", text="Nur von mir.")
    save(found.writing.page)
    lasting.portal.behave(back_channel=False)
    found.boris.leave_at_portal()
    found.boris.open("/session/begin").sees_portal()
    found.boris.type_at_portal(BORIS).sees_mail()
    expect(found.boris.page.get_by_label("Menü von Boris Becker")).to_be_visible()
    return found


def is_still_annas(tab: Tab) -> None:
    """Something is said, and nothing on the page is Boris's."""
    expect(notice(tab.page)).not_to_be_empty()
    expect(tab.page.get_by_label("Menü von Anna Arnold")).to_be_visible()


def test_annas_list_shows_nothing_of_boris_when_it_is_used(taken_over: Browser) -> None:
    anna = taken_over.reading
    with anna.page.expect_response("**/message/**") as answered:
        row(anna.page, "Sportfest").get_by_role("link").click()
    assert answered.value.status == 404

    is_still_annas(anna)
    expect(anna.page.get_by_role("heading", level=2)).to_have_count(0)


def test_a_deed_on_annas_list_is_not_done_as_boris(taken_over: Browser, letters: Dovecot) -> None:
    anna = taken_over.choosing
    uids = {person: letters.uids(person.address, "INBOX") for person in (ANNA, BORIS)}
    anna.page.get_by_role("checkbox", name="Sportfest").check()
    with anna.page.expect_response(lambda response: response.request.method == "POST") as answered:
        anna.page.get_by_role("toolbar").get_by_role("button", name="Löschen").click()
    assert answered.value.status == 404

    assert {person: letters.uids(person.address, "INBOX") for person in (ANNA, BORIS)} == uids
    is_still_annas(anna)


def test_annas_message_is_not_sent_as_boris(taken_over: Browser, letters: Dovecot, post: Sink) -> None:
    anna, boris = taken_over.writing, taken_over.boris
    post.empty()
    with anna.page.expect_response("**/send") as answered:
        send_button(anna.page).click()
    assert answered.value.status == 404
    expect(written(anna.page)).to_have_value("Nur von mir.")
    is_still_annas(anna)

    begin(boris.page, boris.site, to=CARLA.address, subject="Von Boris", text="Von mir.")
    send_button(boris.page).click()
    ground.wait_until(lambda: len(post.received) == 1, what="Boris's own message")
    assert [message.sender for message in post.received] == [BORIS.address]
    for folder in ("Drafts", "Sent"):
        assert stored(letters, "Von Anna", folder, person=BORIS) == []
