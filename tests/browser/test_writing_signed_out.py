"""A sign-in that has died costs no word: what is typed stays, and is saved once somebody is back."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.paper import begin, field, save, saved, send, wait_until_stored, words, written
from tests.browser.site import Site, notice, sign_in
from tests.cast import ANNA
from tests.conftest import HeldClock
from tests.servers.dovecot import Dovecot
from tests.servers.smtp import Sink

SIGNED_OUT = "Sie sind abgemeldet. Ihr Text steht noch hier."
AGAIN_MS = 5_000


@pytest.fixture
def writer(guest: Page, site: Site) -> Page:
    """Anna with a message begun and stored, whose sign-in has died since; her words are there."""
    guest.clock.install()
    begin(guest, site, subject="Abgelaufen", text="Zuerst.")
    save(guest)
    guest.context.clear_cookies()
    field(guest, "text").fill("Danach.")
    return guest


def comes_in_again(page: Page, site: Site) -> None:
    """By the link of the notice, in a second tab."""
    with page.expect_popup() as opened:
        notice(page).get_by_role("link").click()
    sign_in(opened.value, site, ANNA.address, ANNA.typed)


def test_a_dead_sign_in_is_said_in_place_and_saving_goes_on_after_signing_in_in_a_second_tab(
    writer: Page, site: Site, dovecot: Dovecot
) -> None:
    writer.clock.fast_forward(AGAIN_MS)
    expect(notice(writer)).to_contain_text(SIGNED_OUT)
    expect(saved(writer)).to_contain_text("Nicht gespeichert")
    expect(written(writer)).to_have_value("Danach.")
    assert words(dovecot, "Abgelaufen") == ["Zuerst."]
    comes_in_again(writer, site)
    writer.clock.fast_forward(AGAIN_MS)

    wait_until_stored(dovecot, "Abgelaufen", "Danach.")
    expect(saved(writer)).not_to_contain_text("Nicht gespeichert")
    expect(notice(writer)).not_to_contain_text("abgemeldet")
    expect(written(writer)).to_have_value("Danach.")


@pytest.mark.parametrize("width", [1250, 820, 390, 360])
def test_nothing_covers_the_way_back_of_who_is_out(writer: Page, width: int) -> None:
    writer.set_viewport_size({"width": width, "height": 844})
    writer.clock.fast_forward(AGAIN_MS)
    expect(notice(writer)).to_contain_text(SIGNED_OUT)
    notice(writer).get_by_role("link").click(trial=True)
    tops = [writer.locator(each).bounding_box() for each in (".notices > *", ".compose__foot")]
    above, foot = (each for each in tops if each)
    assert above["y"] + above["height"] <= foot["y"]


def test_sending_with_a_dead_sign_in_sends_nothing_until_somebody_has_come_in_again(
    writer: Page, site: Site, dovecot: Dovecot, smtp: Sink
) -> None:
    send(writer)
    expect(notice(writer)).to_contain_text(SIGNED_OUT)
    expect(written(writer)).to_have_value("Danach.")
    assert "Neue Nachricht" in writer.title()
    comes_in_again(writer, site)
    assert smtp.received == []
    send(writer)

    expect(notice(writer)).to_contain_text("Gesendet.")
    assert [b"Danach." in each.content for each in smtp.received] == [True]
    assert words(dovecot, "Abgelaufen") == []


def test_what_is_typed_into_a_dead_sign_in_is_kept_and_a_draft_as_soon_as_somebody_is_back(
    guest: Page, site: Site, dovecot: Dovecot, clock: HeldClock
) -> None:
    begin(guest, site, subject="Abgelaufen", text="Zuerst.")
    save(guest)
    clock.move(minutes=61)
    field(guest, "text").fill("Danach.")
    expect(notice(guest)).to_contain_text("Ihr Text ist gesichert.")
    expect(saved(guest)).to_contain_text("Text gesichert 10:31")
    assert words(dovecot, "Abgelaufen") == ["Zuerst."]
    comes_in_again(guest, site)

    wait_until_stored(dovecot, "Abgelaufen", "Danach.")
    expect(saved(guest)).to_contain_text("Entwurf gespeichert 10:31")
    expect(notice(guest)).not_to_contain_text("abgemeldet")
    field(guest, "text").fill("Zuletzt.")
    wait_until_stored(dovecot, "Abgelaufen", "Zuletzt.")


def test_signing_out_on_the_page_of_writing_keeps_the_text_as_a_draft(
    guest: Page, site: Site, dovecot: Dovecot
) -> None:
    begin(guest, site, subject="Feierabend", text="Morgen weiter.")
    guest.get_by_label("Menü von").click()
    guest.get_by_role("button", name="Abmelden").click()
    expect(guest.get_by_role("heading", name="Sie sind abgemeldet")).to_be_visible()

    assert words(dovecot, "Feierabend") == ["Morgen weiter."]


@pytest.mark.usefixtures("letters_of_this_test")
def test_without_script_the_way_back_leads_to_the_words(
    new_context: Callable[..., BrowserContext], site: Site, clock: HeldClock
) -> None:
    page = new_context(java_script_enabled=False).new_page()
    sign_in(page, site, ANNA.address, ANNA.typed)
    begin(page, site, script=False, subject="Abgelaufen", text="Zeile 1\n\nZeile „2“")
    clock.move(minutes=61)
    send(page)
    expect(page.get_by_role("heading", name="Sie sind abgemeldet")).to_be_visible()
    page.get_by_role("link", name="Anmelden und weiterschreiben").click()
    page.get_by_label("E-Mail-Adresse").fill(ANNA.address)
    page.get_by_label("Passwort").fill(ANNA.typed)
    page.get_by_role("button", name="Anmelden").click()
    expect(written(page)).to_have_value("Zeile 1\n\nZeile „2“")
    expect(saved(page)).to_contain_text("Entwurf gespeichert")


@pytest.mark.usefixtures("letters_of_this_test")
def test_without_script_every_word_comes_back_and_is_sent_after_signing_in(
    new_context: Callable[..., BrowserContext], site: Site, smtp: Sink
) -> None:
    page = new_context(java_script_enabled=False).new_page()
    sign_in(page, site, ANNA.address, ANNA.typed)
    begin(page, site, script=False, subject="Abgelaufen", text="Zeile 1\n\nZeile „2“")
    page.context.clear_cookies()
    send(page)
    expect(page.get_by_role("heading", name="Sie sind abgemeldet")).to_be_visible()
    expect(page.get_by_label("Text", exact=True)).to_have_value("Zeile 1\n\nZeile „2“")
    with page.expect_popup() as opened:
        page.get_by_role("link", name="In einem neuen Reiter anmelden").click()
    sign_in(opened.value, site, ANNA.address, ANNA.typed)
    page.get_by_role("button", name="Noch einmal senden").click()
    # The token was a stranger's: the page comes once more, and once more with every word.
    page.get_by_role("button", name="Noch einmal senden").click()

    expect(notice(page)).to_contain_text("Gesendet.")
    assert ["Zeile „2“".encode() in each.content for each in smtp.received] == [True]
