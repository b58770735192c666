"""The pages that say how a message stands: they fit, can be hit, and axe finds nothing serious."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import eyes
from tests.browser.filing import UNDER_WAY, send_without_a_copy
from tests.browser.paper import begin, field, save, send
from tests.browser.site import Site, Watch, notice
from tests.servers.fault import Fault
from tests.servers.smtp import Sink

NOT_CERTAIN = "Es ist nicht sicher, ob die Nachricht gesendet wurde"
SENT = "Die Nachricht ist gesendet"


def problems(page: Page) -> list[str]:
    """Whatever is wrong with the look of a page."""
    assert page.locator("h1").count() == 1
    return eyes.too_wide(page) + eyes.too_small(page) + eyes.axe(page)


@pytest.mark.axe
def test_nothing_is_wrong_while_a_message_is_handed_over_nor_afterwards(
    anna: Page, school: Site, post: Sink
) -> None:
    stop = post.stall("dot")
    begin(anna, school, subject="Langsam")
    send(anna)
    expect(anna.get_by_role("heading", name=UNDER_WAY)).to_be_visible()
    assert problems(anna) == []
    stop.release()
    expect(anna.get_by_role("heading", name=SENT)).to_be_visible()

    assert problems(anna) == []


@pytest.mark.axe
def test_nothing_is_wrong_where_nobody_knows_nor_in_the_list_of_what_is_open(
    anna: Page, school: Site, post: Sink
) -> None:
    post.close_at("taken")
    begin(anna, school, subject="Ungewiss: " + "Wandertag der Klassenstufe 7 " * 4)
    send(anna)
    expect(anna.get_by_role("heading", name=NOT_CERTAIN)).to_be_visible()
    assert problems(anna) == []
    anna.goto(school.at("/compose/outbox"))
    expect(anna.locator(".outbox__row")).to_have_count(1)

    assert problems(anna) == []


@pytest.mark.axe
def test_nothing_is_wrong_where_a_message_was_sent_from_another_window(
    anna: Page, school: Site, post: Sink
) -> None:
    begin(anna, school, subject="Zweimal")
    save(anna)
    other = anna.context.new_page()
    other.goto(anna.url)
    send(other)
    expect(notice(other)).to_contain_text("Gesendet.")
    field(anna, "text").fill("Etwas anderes.")
    send(anna)
    anna.get_by_role("button", name="Als neuen Entwurf behalten").wait_for()

    assert problems(anna) == []


@pytest.mark.axe
def test_nothing_is_wrong_where_there_is_no_line(anna: Page, school: Site, watch: Watch) -> None:
    begin(anna, school, subject="Offline")
    save(anna)
    anna.context.set_offline(True)
    field(anna, "text").fill("Im Tunnel.")
    anna.locator(".compose__save").click()
    expect(anna.locator(".saved__problem")).to_contain_text("Es gibt keine Verbindung zum Server.")

    assert problems(anna) == []
    watch.complaints.clear()


@pytest.mark.axe
def test_nothing_is_wrong_where_the_copy_is_missing(
    guest_before_fault: Page, site_before_fault: Site, smtp: Sink, fault: Fault
) -> None:
    page = guest_before_fault
    send_without_a_copy(page, site_before_fault, smtp=smtp, fault=fault)
    page.reload()
    expect(page.get_by_role("button", name="Kopie jetzt ablegen")).to_be_visible()

    assert problems(page) == []
