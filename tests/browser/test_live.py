"""What arrives is on the screen without a reload, and nobody who is reading or choosing is disturbed."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from tests.browser.paper import field, ready
from tests.browser.site import Site, choose, notice, open_message, row, sign_in
from tests.cast import ANNA
from tests.conftest import MONDAY
from tests.letters import deliver
from tests.servers import ground
from tests.servers.dovecot import Dovecot
from webmail.accounts import SignIn
from webmail.config import Live
from webmail.database import db

# A network that lets no stream through.
CUT = """
window.EventSource = class extends EventTarget {
  static CLOSED = 2;
  readyState = 2;
  constructor() { super(); setTimeout(() => this.dispatchEvent(new Event("error"))); }
  close() {}
};
"""
RECORD = """
window.told = [];
window.asked = 0;
window.Notification = class extends EventTarget {
  static permission = "default";
  static async requestPermission() { window.asked += 1; return (Notification.permission = ANSWER); }
  constructor(title, more) { super(); window.told.push([title, more.body]); }
};
document.hasFocus = () => false;
"""
GRANTED, DENIED = RECORD.replace("ANSWER", "'granted'"), RECORD.replace("ANSWER", "'denied'")


@pytest.fixture
def still(anna: Page, school: Site) -> Page:
    """Anna's page, marked, to see that it was never loaded again; it hears already."""
    anna.evaluate("window.same = 'page'")
    hears(school)
    return anna


def hears(site: Site) -> None:
    """Waits until what happens now reaches the page by its stream."""
    watchers = site.app.extensions["dienstpost"].watchers

    def listens() -> bool:
        person = watchers._people.get(ANNA.address)
        return bool(person and person.streams and person.watcher.changes.mark)

    ground.wait_until(listens, what="a stream")


def unread(page: Page, folder: str = "Posteingang") -> Locator:
    return page.locator("#folders .folder__link", has_text=folder).locator(".folder__unread")


def test_new_mail_appears_on_top_with_its_count(still: Page, letters: Dovecot) -> None:
    deliver(letters, subject="Eilmeldung", received=MONDAY)
    expect(row(still, "Eilmeldung")).to_contain_text("Ungelesen:")
    expect(still.locator("li.row").first).to_contain_text("Eilmeldung")
    expect(unread(still)).to_contain_text("3")
    expect(still.locator("#unread")).to_have_text("3 ungelesen")
    assert still.title().startswith("(3) ")
    assert still.evaluate("window.same") == "page"
    open_message(still, "Eilmeldung")
    assert still.evaluate("window.same") == "page"


def test_what_is_read_starred_or_removed_elsewhere_changes_here(still: Page, letters: Dovecot) -> None:
    with letters.client(ANNA.address) as other:
        other.select_folder("INBOX")
        [uid] = other.search(["SUBJECT", "Sportfest"])
        other.add_flags([uid], [b"\\Seen", b"\\Flagged"])
        expect(row(still, "Sportfest").get_by_role("button", name="Stern entfernen")).to_be_visible()
        expect(row(still, "Sportfest")).not_to_contain_text("Ungelesen:")
        expect(unread(still)).to_contain_text("1")
        other.delete_messages([uid])
        other.expunge()
    expect(row(still, "Sportfest")).to_have_count(0)


@pytest.fixture
def waiting(still: Page) -> Route:
    """The answer that a click on Sportfest waits for."""
    held: list[Route] = []

    def hold_the_first(route: Route) -> None:
        if held:
            route.continue_()
        else:
            held.append(route)

    still.route("**/message/**", hold_the_first)
    with still.expect_request("**/message/**"):
        row(still, "Sportfest").get_by_role("link").click()
    return held[0]


def test_a_message_takes_the_place_of_the_pane_though_the_list_was_renewed_meanwhile(
    still: Page, waiting: Route
) -> None:
    row(still, "Noten").get_by_role("button", name="Mit Stern markieren").click()
    expect(row(still, "Noten").get_by_role("button", name="Stern entfernen")).to_be_visible()
    waiting.continue_()
    expect(still.get_by_role("heading", level=2, name="Sportfest")).to_be_visible()
    assert still.locator("#message").count() == 1
    assert still.evaluate("window.same") == "page"


def test_a_failure_is_told_though_its_row_has_changed_meanwhile(
    still: Page, waiting: Route, letters: Dovecot
) -> None:
    with letters.client(ANNA.address) as other:
        other.select_folder("INBOX")
        found = other.search(["SUBJECT", "Sportfest"])
        other.add_flags(found, [b"\\Flagged"])
        deliver(letters, subject="Eilmeldung", received=MONDAY)
        expect(row(still, "Eilmeldung")).to_be_visible()
        other.delete_messages(found)
        other.expunge()
    waiting.continue_()
    expect(notice(still)).to_contain_text("inzwischen verschoben oder gelöscht")


def test_selection_and_focus_stay(still: Page, letters: Dovecot) -> None:
    choose(still, "Wandertag")
    row(still, "Noten").get_by_role("link").focus()
    deliver(letters, subject="Eilmeldung", received=MONDAY)
    expect(row(still, "Eilmeldung")).to_be_visible()
    expect(row(still, "Wandertag").get_by_role("checkbox")).to_be_checked()
    expect(row(still, "Noten").get_by_role("link")).to_be_focused()
    expect(still.locator(".bar__count")).to_have_text("1 ausgewählt")


def test_a_selected_row_stays_selected_when_it_changes_and_when_it_goes(
    still: Page, letters: Dovecot
) -> None:
    choose(still, "Sportfest")
    with letters.client(ANNA.address) as other:
        other.select_folder("INBOX")
        [uid] = other.search(["SUBJECT", "Sportfest"])
        other.add_flags([uid], [b"\\Flagged"])
        expect(row(still, "Sportfest").get_by_role("button", name="Stern entfernen")).to_be_visible()
        expect(row(still, "Sportfest").get_by_role("checkbox")).to_be_checked()
        [other_uid] = other.search(["SUBJECT", "Noten"])
        other.delete_messages([uid, other_uid])
        other.expunge()
    expect(row(still, "Noten")).to_have_count(0)
    expect(row(still, "Sportfest").get_by_role("checkbox")).to_be_checked()


def test_nothing_in_sight_moves(still: Page, letters: Dovecot) -> None:
    for number in range(20):
        deliver(letters, subject=f"Rundschreiben {number}", flags=["\\Seen"], received=MONDAY)
    expect(row(still, "Rundschreiben 19")).to_be_visible()
    target = row(still, "Rundschreiben 5")
    still.locator("#messages").evaluate("(list) => list.scrollTo(0, 700)")
    before = target.bounding_box()
    deliver(letters, subject="Eilmeldung", received=MONDAY)
    expect(row(still, "Eilmeldung")).to_have_count(1)
    after = target.bounding_box()
    assert before is not None
    assert after is not None
    # A row is 80 pixels high; one that was never in sight is a hair off until it is.
    assert abs(before["y"] - after["y"]) < 8


def test_other_folders_count_too(
    page: Page, site_with: Callable[..., Site], letters_of_this_test: Dovecot
) -> None:
    sign_in(page, site_with(live=Live(counts_seconds=0.3)), ANNA.address, ANNA.typed)
    expect(unread(page, "Klassen")).to_have_count(0)
    deliver(letters_of_this_test, subject="Abgelegt", folder="Klassen", received=MONDAY)
    expect(unread(page, "Klassen").first).to_contain_text("1")


def test_a_list_of_several_folders_hears_of_all_of_them(
    page: Page, site_with: Callable[..., Site], letters_of_this_test: Dovecot
) -> None:
    site = site_with(live=Live(counts_seconds=0.3))
    sign_in(page, site, ANNA.address, ANNA.typed)
    page.goto(site.at("/mailbox/everywhere/unread"))
    deliver(letters_of_this_test, subject="Abgelegt", folder="Klassen", received=MONDAY)
    expect(row(page, "Abgelegt")).to_be_visible()


def test_a_page_whose_stream_is_cut_off_asks(
    page: Page, site_with: Callable[..., Site], letters_of_this_test: Dovecot
) -> None:
    site = site_with(live=Live(poll_seconds=0.3))
    page.add_init_script(CUT)
    sign_in(page, site, ANNA.address, ANNA.typed)
    deliver(letters_of_this_test, subject="Eilmeldung", received=MONDAY)
    expect(row(page, "Eilmeldung")).to_be_visible()


def test_one_tab_hears_for_all_and_another_takes_over(
    guest: Page, site: Site, letters_of_this_test: Dovecot
) -> None:
    watchers = site.app.extensions["dienstpost"].watchers
    second = guest.context.new_page()
    second.goto(site.at("/mailbox/"))
    ground.wait_until(lambda: watchers.counts == (1, 1), what="one stream for both")
    deliver(letters_of_this_test, subject="Eilmeldung", received=MONDAY)
    for tab in (guest, second):
        expect(row(tab, "Eilmeldung")).to_be_visible()
    guest.goto("about:blank")
    deliver(letters_of_this_test, subject="Nachtrag", received=MONDAY)
    expect(row(second, "Nachtrag")).to_be_visible()


def test_a_sign_in_ended_elsewhere_closes_the_page_at_once(guest: Page, site: Site) -> None:
    hears(site)
    with site.app.app_context():
        parts = site.app.extensions["dienstpost"]
        # As another process does it: the row says so, and nothing else.
        db.session.query(SignIn).update({"ended_at": parts.clock(), "end_reason": "other_device"})
        db.session.commit()
    expect(guest.get_by_role("heading", name="Anmelden")).to_be_visible()
    assert "Sportfest" not in guest.content()


def test_whoever_hears_the_end_by_the_stream_comes_back_to_the_same_page(guest: Page, site: Site) -> None:
    guest.goto(site.at("/help/"))
    hears(site)
    with site.app.app_context():
        parts = site.app.extensions["dienstpost"]
        db.session.query(SignIn).update({"ended_at": parts.clock(), "end_reason": "idle"})
        db.session.commit()
    expect(guest.get_by_role("heading", name="Anmelden")).to_be_visible()
    assert guest.url == site.at("/session/?next=%2Fhelp%2F")


def test_signing_out_still_leads_to_the_receipt(guest: Page, site: Site) -> None:
    hears(site)
    guest.get_by_label("Menü von").click()
    guest.get_by_role("button", name="Abmelden").click()
    expect(guest.get_by_role("heading", name="Sie sind abgemeldet")).to_be_visible()


def test_a_text_being_written_stays_when_the_sign_in_ends_elsewhere(guest: Page, site: Site) -> None:
    guest.goto(site.at("/compose/new"))
    ready(guest)
    field(guest, "text").fill("Noch nicht fertig.")
    hears(site)
    with site.app.app_context():
        parts = site.app.extensions["dienstpost"]
        db.session.query(SignIn).update({"ended_at": parts.clock(), "end_reason": "other_device"})
        db.session.commit()
    expect(notice(guest)).to_contain_text("Sie sind abgemeldet.")
    expect(guest.locator("[name=text]")).to_have_value("Noch nicht fertig.")


def test_a_notification_comes_after_a_click_and_says_nothing(
    page: Page, context: BrowserContext, site: Site, letters_of_this_test: Dovecot
) -> None:
    context.add_init_script(GRANTED)
    sign_in(page, site, ANNA.address, ANNA.typed)
    assert page.evaluate("window.asked") == 0
    page.get_by_label("Menü von").click()
    page.get_by_role("button", name="Benachrichtigungen auf diesem Gerät").click()
    expect(notice(page)).to_contain_text("Benachrichtigungen sind eingeschaltet.")
    page.evaluate("Notification.permission = 'granted'")
    hears(site)
    deliver(letters_of_this_test, subject="Geheim", received=MONDAY)
    ground.wait_until(lambda: page.evaluate("window.told.length") > 0, what="the notification")
    assert page.evaluate("window.told") == [["1 neue Nachricht", ""]]


def names_senders(page: Page) -> None:
    """As where the service has decided so, and the device lets it."""
    page.evaluate(
        """() => {
          Notification.permission = "granted";
          Object.assign(document.querySelector("[data-behavior=live]").dataset,
            { one: "1 neue Nachricht", many: "# neue Nachrichten", sender: "Von #" });
        }"""
    )


def test_a_notification_names_who_has_written_and_not_who_stands_first(
    page: Page, context: BrowserContext, site: Site, letters_of_this_test: Dovecot
) -> None:
    context.add_init_script(GRANTED)
    deliver(letters_of_this_test, sender="Alt <alt@schule.example>", received=MONDAY - timedelta(days=400))
    sign_in(page, site, ANNA.address, ANNA.typed)
    page.goto(site.at("/mailbox/?order=oldest"))
    expect(page.locator(".row--unread").first).to_contain_text("Alt")
    names_senders(page)
    hears(site)
    deliver(letters_of_this_test, sender="Neu <neu@schule.example>", received=MONDAY)
    ground.wait_until(lambda: page.evaluate("window.told.length") > 0, what="the notification")
    assert page.evaluate("window.told") == [["1 neue Nachricht", "Von Neu"]]


def test_a_notification_names_who_has_written_though_their_row_came_before_it(
    page: Page, context: BrowserContext, site: Site, letters_of_this_test: Dovecot
) -> None:
    context.add_init_script(GRANTED)
    deliver(letters_of_this_test, sender="Alt <alt@schule.example>", received=MONDAY - timedelta(days=400))
    deliver(letters_of_this_test, sender="Neu <neu@schule.example>", received=MONDAY)
    sign_in(page, site, ANNA.address, ANNA.typed)
    names_senders(page)
    page.evaluate(
        """async () => {
          const { notify } = await import("/static/js/notify.js");
          const link = document.querySelector(".row--unread .row__link");
          const first = Number(link.id.slice(1));
          notify(document.querySelector("[data-behavior=live]"), { arrived: 1, first });
        }"""
    )
    assert page.evaluate("window.told") == [["1 neue Nachricht", "Von Neu"]]


def test_a_notification_names_nobody_of_another_list(
    page: Page, context: BrowserContext, site: Site, letters_of_this_test: Dovecot
) -> None:
    context.add_init_script(GRANTED)
    deliver(letters_of_this_test, folder="Archive", sender="Alt <alt@schule.example>", received=MONDAY)
    sign_in(page, site, ANNA.address, ANNA.typed)
    page.locator(".folders [data-use=archive]").click()
    expect(page.locator(".row--unread").first).to_contain_text("Alt")
    names_senders(page)
    hears(site)
    deliver(letters_of_this_test, sender="Neu <neu@schule.example>", received=MONDAY)
    ground.wait_until(lambda: page.evaluate("window.told.length") > 0, what="the notification")
    assert page.evaluate("window.told") == [["1 neue Nachricht", ""]]


def test_a_device_that_refuses_says_how_to_change_that(
    page: Page, context: BrowserContext, site: Site
) -> None:
    context.add_init_script(DENIED)
    sign_in(page, site, ANNA.address, ANNA.typed)
    page.get_by_label("Menü von").click()
    page.get_by_role("button", name="Benachrichtigungen auf diesem Gerät").click()
    expect(page.get_by_text("Ihr Browser lässt sie nicht zu.")).to_be_visible()
