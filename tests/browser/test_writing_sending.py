"""Sending says how it stands: refused at its field, under way, not certain, or sent without a copy."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.filing import UNDER_WAY, send_without_a_copy
from tests.browser.paper import begin, field, ready, save, saved, send, stored, words, written
from tests.browser.site import Site, notice
from tests.servers.dovecot import Dovecot
from tests.servers.fault import Fault
from tests.servers.smtp import Sink

NOT_CERTAIN = "Es ist nicht sicher, ob die Nachricht gesendet wurde"
# The page looks again every two seconds.
LOOKS_AGAIN_MS = 2_000
SENT = "Die Nachricht ist gesendet"


def errors_of(page: Page, name: str) -> str:
    """What is said under a field and spoken with it."""
    place = field(page, name).get_attribute("aria-describedby")
    return page.locator(f"#{place}").inner_text() if place else ""


@pytest.fixture
def unclear(anna: Page, school: Site, post: Sink) -> Page:
    """The mail server has taken the message and hung up before it said so."""
    post.close_at("taken")
    begin(anna, school, subject="Ungewiss")
    send(anna)
    expect(anna.get_by_role("heading", name=NOT_CERTAIN)).to_be_visible()
    post.empty()
    return anna


def test_a_refused_recipient_is_marked_at_its_field_and_stands_in_it(
    anna: Page, school: Site, letters: Dovecot, post: Sink
) -> None:
    post.refuse("weg@schule.example", "550 5.1.1 No such user here")
    begin(anna, school, subject="Abgelehnt", text="Bleibt stehen.")
    anna.get_by_text("Cc Bcc").click()
    field(anna, "cc").fill("weg@schule.example")
    send(anna)
    expect(field(anna, "cc")).to_have_attribute("aria-invalid", "true")

    expect(field(anna, "cc")).to_be_focused()
    said = errors_of(anna, "cc")
    assert "Die Adresse „weg@schule.example“ gibt es nicht." in said
    assert "No such user here" in said
    expect(written(anna)).to_have_value("Bleibt stehen.")
    assert (post.received, words(letters, "Abgelehnt")) == ([], ["Bleibt stehen."])
    for _ in ("choose", "remove"):
        anna.keyboard.press("Backspace")
    send(anna)
    expect(notice(anna)).to_contain_text("Gesendet.")
    assert len(post.received) == 1


def test_nobody_to_send_to_and_no_address_are_said_where_they_are_missing(
    anna: Page, school: Site, post: Sink
) -> None:
    begin(anna, school, subject="Wohin", to="")
    send(anna)
    expect(field(anna, "to")).to_be_focused()
    assert "Bitte geben Sie mindestens eine Adresse ein." in errors_of(anna, "to")
    field(anna, "to").fill("boris")
    send(anna)

    expect(anna.get_by_text("„boris“ ist keine E-Mail-Adresse.")).to_be_visible()
    expect(field(anna, "to")).to_be_focused()
    assert post.received == []


def test_a_mail_server_that_is_away_is_said_and_the_text_stays(
    anna: Page, school: Site, letters: Dovecot, post: Sink
) -> None:
    post.stop()
    begin(anna, school, subject="Später", text="Bleibt stehen.")
    with anna.expect_response("**/save"):
        send(anna)
    # Nor does that it was saved take the reason away.
    expect(saved(anna)).to_contain_text("Entwurf gespeichert")
    expect(notice(anna)).to_contain_text("Die Nachricht wurde nicht gesendet")
    expect(written(anna)).to_have_value("Bleibt stehen.")
    assert words(letters, "Später") == ["Bleibt stehen."]
    post.start()
    send(anna)

    expect(notice(anna)).to_contain_text("Gesendet.")
    assert len(post.received) == 1


def test_while_the_mail_server_takes_its_time_the_page_says_so_until_it_is_sent(
    anna: Page, school: Site, letters: Dovecot, post: Sink
) -> None:
    stop = post.stall("dot")
    begin(anna, school, subject="Langsam")
    send(anna)
    expect(anna.get_by_role("heading", name=UNDER_WAY)).to_be_visible()
    assert post.received == []
    stop.release()

    expect(anna.get_by_role("heading", name=SENT)).to_be_visible()
    assert len(post.received) == 1
    assert len(stored(letters, "Langsam", "Sent")) == 1


def test_what_is_refused_late_comes_back_with_the_reason_at_its_field(
    anna: Page, school: Site, post: Sink
) -> None:
    stop = post.stall("rcpt")
    post.refuse("weg@schule.example", "550 5.1.1 No such user here")
    begin(anna, school, subject="Spät abgelehnt", to="weg@schule.example", text="Bleibt stehen.")
    send(anna)
    expect(anna.get_by_role("heading", name=UNDER_WAY)).to_be_visible()
    stop.release()

    expect(field(anna, "to")).to_have_attribute("aria-invalid", "true")
    assert "„weg@schule.example“ gibt es nicht" in errors_of(anna, "to")
    expect(written(anna)).to_have_value("Bleibt stehen.")
    assert post.received == []


def test_an_unclear_outcome_is_shown_and_nothing_is_sent_again_by_itself(
    unclear: Page, letters: Dovecot, post: Sink
) -> None:
    unclear.reload()
    expect(unclear.get_by_role("heading", name=NOT_CERTAIN)).to_be_visible()
    unclear.get_by_role("link", name="1 Nachricht ist noch offen").click()
    row = unclear.locator(".outbox__row")
    expect(row).to_contain_text("Ungewiss")
    expect(row).to_contain_text("nicht sicher, ob gesendet")
    row.click()
    expect(unclear.get_by_role("heading", name=NOT_CERTAIN)).to_be_visible()

    assert post.received == []
    assert len(stored(letters, "Ungewiss")) == 1


@pytest.mark.parametrize(
    ("button", "said", "sent"),
    [("Noch einmal senden", "Gesendet.", 1), ("Sie ist angekommen", "Die Kopie liegt jetzt", 0)],
    ids=["again", "sent"],
)
def test_the_person_decides_what_becomes_of_it(
    unclear: Page, letters: Dovecot, post: Sink, button: str, said: str, sent: int
) -> None:
    unclear.get_by_role("button", name=button).click()
    expect(notice(unclear)).to_contain_text(said)

    assert len(post.received) == sent
    assert len(stored(letters, "Ungewiss", "Sent")) == 1
    assert stored(letters, "Ungewiss") == []
    assert unclear.get_by_text("noch offen").count() == 0


def test_after_an_unclear_outcome_the_text_can_be_written_on(
    unclear: Page, letters: Dovecot, post: Sink
) -> None:
    unclear.get_by_role("button", name="Weiterschreiben").click()
    expect(written(unclear)).to_have_value("Der Plan.")
    ready(unclear)
    field(unclear, "text").fill("Der bessere Plan.")
    send(unclear)
    expect(notice(unclear)).to_contain_text("Gesendet.")

    assert [b"Der bessere Plan." in each.content for each in post.received] == [True]
    assert stored(letters, "Ungewiss") == []


def test_a_copy_that_could_not_be_filed_is_said_and_filed_without_sending_again(
    guest_before_fault: Page, site_before_fault: Site, dovecot: Dovecot, smtp: Sink, fault: Fault
) -> None:
    page = guest_before_fault
    send_without_a_copy(page, site_before_fault, smtp=smtp, fault=fault)
    page.clock.fast_forward(LOOKS_AGAIN_MS)
    expect(page.get_by_role("heading", name=SENT)).to_be_visible()
    expect(page.get_by_text("Nur Ihre eigene Kopie liegt noch nicht")).to_be_visible()
    page.get_by_role("button", name="Kopie jetzt ablegen").click()

    expect(notice(page)).to_contain_text("Die Kopie liegt jetzt bei den gesendeten Nachrichten.")
    assert len(smtp.received) == 1
    assert len(stored(dovecot, "Ohne Kopie", "Sent")) == 1
    assert stored(dovecot, "Ohne Kopie") == []


def test_a_message_discarded_can_be_brought_back(anna: Page, school: Site, letters: Dovecot) -> None:
    begin(anna, school, subject="Verworfen")
    save(anna)
    anna.get_by_role("button", name="Verwerfen").click()
    expect(notice(anna)).to_contain_text("In den Papierkorb verschoben.")
    assert stored(letters, "Verworfen") == []
    notice(anna).get_by_role("button", name="Rückgängig").click()
    expect(notice(anna)).to_contain_text("Zurückgeholt.")

    assert words(letters, "Verworfen") == ["Der Plan."]
