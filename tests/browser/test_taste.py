"""What a person chose in the settings, as a browser shows it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.site import NARROW, Site, open_message, row
from tests.cast import ANNA
from tests.servers.dovecot import Dovecot
from webmail.accounts import CHOICES
from webmail.accounts.lookup import find_by_address
from webmail.database import db


@pytest.fixture
def anna(anna: Page, school: Site) -> Iterator[Page]:
    """Anna, who goes back to the service's own way afterwards: the school stays for other tests."""
    yield anna
    with school.app.app_context():
        account = find_by_address(ANNA.address)
        assert account is not None
        for name in CHOICES:
            setattr(account.preferences, name, None)
        db.session.commit()


def choose(page: Page, site: Site, *answers: str) -> None:
    page.goto(site.at("/settings/"))
    for answer in answers:
        page.get_by_text(answer, exact=True).click()
    page.get_by_role("button", name="Einstellungen speichern").click()
    page.get_by_text("Ihre Einstellungen sind gespeichert.").wait_for()
    page.goto(site.at("/mailbox/"))


def box(page: Page, selector: str) -> dict[str, float]:
    found = page.locator(selector).bounding_box()
    assert found is not None
    return dict(found)


def test_dark_stays_dark_on_a_light_device(anna: Page, school: Site) -> None:
    anna.emulate_media(color_scheme="light")
    choose(anna, school, "dunkel")

    expect(anna.locator("html")).to_have_css("background-color", "rgb(20, 24, 22)")


def test_light_stays_light_on_a_dark_device(anna: Page, school: Site) -> None:
    anna.emulate_media(color_scheme="dark")
    choose(anna, school, "hell")

    expect(anna.locator("html")).to_have_css("background-color", "rgb(245, 246, 244)")


def test_a_dense_row_is_one_line_at_every_width(anna: Page, school: Site) -> None:
    choose(anna, school, "eine Zeile je Nachricht")

    for width in (1440, 820, 390, 320):
        anna.set_viewport_size({"width": width, "height": 800})
        tops = [
            row(anna, "Sportfest").locator(part).evaluate("e => e.getBoundingClientRect().top")
            for part in (".row__who", ".row__subject", ".row__when")
        ]
        assert max(tops) - min(tops) < 8
        assert box(anna, ".row >> nth=0")["height"] <= 46


def test_below_the_message_stands_under_the_list(anna: Page, school: Site) -> None:
    choose(anna, school, "unter der Liste")
    open_message(anna, "Sportfest")

    assert box(anna, ".reading")["y"] >= box(anna, ".list")["y"] + box(anna, ".list")["height"] - 1
    assert box(anna, ".reading")["x"] == box(anna, ".list")["x"]
    anna.set_viewport_size(NARROW)
    expect(anna.locator(".list")).to_be_hidden()


def test_alone_the_message_takes_the_lists_place_and_the_arrow_leads_back(anna: Page, school: Site) -> None:
    choose(anna, school, "anstelle der Liste")
    expect(anna.locator(".reading")).to_be_hidden()
    open_message(anna, "Sportfest")

    expect(anna.locator(".list")).to_be_hidden()
    expect(anna.locator(".toolbar__back")).to_be_focused()
    anna.keyboard.press("Enter")
    expect(row(anna, "Sportfest")).to_be_visible()


def test_alone_the_storage_space_stays_beside_its_list(anna: Page, school: Site) -> None:
    choose(anna, school, "anstelle der Liste")
    anna.goto(school.at("/mailbox/space"))
    for width in (1440, 820, 390):
        anna.set_viewport_size({"width": width, "height": 800})
        expect(anna.locator(".room")).to_be_visible()
        expect(anna.locator(".list")).to_be_visible()


def test_a_message_counts_as_read_after_the_seconds_chosen(
    anna: Page, school: Site, letters: Dovecot
) -> None:
    choose(anna, school, "nach 5 Sekunden")
    sportfest = letters.uids(ANNA.address, "INBOX")[1]
    anna.clock.install()
    open_message(anna, "Sportfest")
    anna.clock.run_for(4_000)
    expect(row(anna, "Sportfest")).to_contain_text("Ungelesen:")
    assert "\\Seen" not in letters.flags(ANNA.address, "INBOX", sportfest)

    with anna.expect_response("**/seen"):
        anna.clock.run_for(2_000)
    expect(row(anna, "Sportfest")).not_to_contain_text("Ungelesen:")
    expect(anna.locator("#unread")).to_have_text("1 ungelesen")
    assert "\\Seen" in letters.flags(ANNA.address, "INBOX", sportfest)


def test_who_goes_on_before_has_not_read_it(anna: Page, school: Site, letters: Dovecot) -> None:
    choose(anna, school, "nach 5 Sekunden")
    anna.clock.install()
    open_message(anna, "Sportfest")
    anna.clock.run_for(3_000)
    open_message(anna, "Noten")
    anna.clock.run_for(20_000)

    expect(row(anna, "Sportfest")).to_contain_text("Ungelesen:")
    assert "\\Seen" not in letters.flags(ANNA.address, "INBOX", letters.uids(ANNA.address, "INBOX")[1])


def test_below_the_list_the_menu_of_a_message_can_be_reached_to_its_end(anna: Page, school: Site) -> None:
    choose(anna, school, "unter der Liste")
    anna.set_viewport_size({"width": 1440, "height": 640})
    open_message(anna, "Wandertag")
    anna.get_by_role("region", name="Nachricht", exact=True).get_by_text("Mehr", exact=True).click()
    entries = anna.locator(".toolbar__more[open] .menu__entry:visible")

    entries.last.click(trial=True)
    entries.first.click(trial=True)
