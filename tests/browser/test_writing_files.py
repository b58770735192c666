"""Files: chosen, dropped, named, taken away, refused before they travel; no word is lost meanwhile."""

import re
from collections.abc import Callable
from email import message_from_bytes
from email.policy import default

import pytest
from playwright.sync_api import Page, expect

from tests.browser.lines import slow_line
from tests.browser.paper import (
    attached,
    begin,
    choose_files,
    field,
    save,
    saved,
    send,
    send_button,
    stored,
    uploading,
    wait_until_stored,
    written,
)
from tests.browser.site import NARROW, Site, Watch, notice, sign_in
from tests.cast import ANNA
from tests.servers.dovecot import Dovecot
from tests.servers.smtp import Sink
from webmail.config import Submission

PDF = "application/pdf"
DEEDS = ("attach", "detach", "save")
TOO_LARGE = "Diese Datei wurde nicht angehängt: Alle Anhänge zusammen dürfen höchstens 1,0 MB haben."
DROP = """([name, words]) => {
  const data = new DataTransfer();
  data.items.add(new File([words], name, {type: 'text/plain'}));
  document.querySelector('#text').dispatchEvent(
    new DragEvent('drop', {dataTransfer: data, bubbles: true, cancelable: true}));
}"""


def sent_files(post: Sink) -> list[tuple[str | None, bytes]]:
    """What hangs on the one message that was sent, read by another parser."""
    (received,) = post.received
    message = message_from_bytes(received.content, policy=default)
    return [(each.get_filename(), each.get_content()) for each in message.iter_attachments()]  # type: ignore[attr-defined]


# Clicks what has just been swapped in, before the browser has painted it.
AT_ONCE = """name => document.addEventListener("htmx:afterSwap", ({ detail }) => {
  const press = () => document.querySelector(`[aria-label="${name}"]`)?.click();
  if (detail.target.id === "attachments") setTimeout(press);
})"""


def test_what_has_just_appeared_can_be_pressed_at_once(
    anna: Page, school: Site, letters: Dovecot, post: Sink
) -> None:
    begin(anna, school, subject="Sofort")
    choose_files(anna, ("a.pdf", PDF, b"%PDF a"))
    expect(attached(anna)).to_have_text(["a.pdf"])
    anna.evaluate(AT_ONCE, "a.pdf entfernen")
    choose_files(anna, ("b.pdf", PDF, b"%PDF b"))

    expect(attached(anna)).to_have_text(["b.pdf"])


def test_several_files_are_attached_removed_again_and_sent(
    anna: Page, school: Site, letters: Dovecot, post: Sink
) -> None:
    begin(anna, school, subject="Mehrere")
    choose_files(anna, ("a.pdf", PDF, b"%PDF a"), ("b.pdf", PDF, b"%PDF b" * 1000))
    expect(attached(anna)).to_have_text(["a.pdf", "b.pdf"])
    choose_files(anna, ("c.pdf", PDF, b"%PDF c"))
    expect(attached(anna)).to_have_text(["a.pdf", "b.pdf", "c.pdf"])
    anna.get_by_role("button", name="b.pdf entfernen").click()
    expect(attached(anna)).to_have_text(["a.pdf", "c.pdf"])
    anna.evaluate(DROP, ["d.txt", "d"])
    expect(attached(anna)).to_have_text(["a.pdf", "c.pdf", "d.txt"])
    send(anna)
    expect(notice(anna)).to_contain_text("Gesendet.")

    found = sent_files(post)
    assert [name for name, _ in found] == ["a.pdf", "c.pdf", "d.txt"]
    assert [octets for _, octets in found[:2]] == [b"%PDF a", b"%PDF c"]


@pytest.mark.parametrize(
    ("chosen", "shown", "arrives"),
    [
        ("Prüfung „Größe“ ñ 中文.pdf", "Prüfung „Größe“ ñ 中文.pdf", "Prüfung „Größe“ ñ 中文.pdf"),
        (
            "5 o'clock; a=b, 100% & mehr.pdf",
            "5 o'clock; a=b, 100% & mehr.pdf",
            "5 o'clock; a=b, 100% & mehr.pdf",
        ),
        # Shown as it would be downloaded: not every system takes these signs in a name.
        ('Plan "B" <neu>.pdf', "Plan _B_ _neu_.pdf", 'Plan "B" <neu>.pdf'),
        ("Rechnung\u202efdp.exe", "Rechnung fdp.exe", "Rechnung fdp.exe"),
    ],
    ids=["umlauts", "signs", "quotes", "bidi"],
)
def test_a_name_is_shown_and_sent_as_it_is(
    anna: Page, school: Site, letters: Dovecot, post: Sink, chosen: str, shown: str, arrives: str
) -> None:
    begin(anna, school, subject="Name")
    choose_files(anna, (chosen, PDF, b"%PDF"))
    expect(attached(anna)).to_have_text([shown])
    send(anna)
    expect(notice(anna)).to_contain_text("Gesendet.")

    assert sent_files(post) == [(arrives, b"%PDF")]


def test_a_name_of_250_characters_keeps_its_ending_and_fits(
    anna: Page, school: Site, letters: Dovecot, post: Sink
) -> None:
    begin(anna, school, subject="Lang")
    choose_files(anna, ("ä" * 246 + ".pdf", PDF, b"%PDF"))
    expect(attached(anna)).to_have_count(1)
    shown = attached(anna).inner_text()
    assert anna.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    send(anna)
    expect(notice(anna)).to_contain_text("Gesendet.")

    assert sent_files(post) == [(shown, b"%PDF")]
    assert shown.startswith("ä" * 100)
    assert shown.endswith(".pdf")


def test_what_went_along_with_a_file_is_not_saved_once_more(anna: Page, school: Site) -> None:
    begin(anna, school)
    save(anna)
    asked: list[str] = []
    anna.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    choose_files(anna, ("Plan.pdf", PDF, b"%PDF-1.4"), ("Raum.pdf", PDF, b"%PDF-1.4"))
    expect(attached(anna)).to_have_text(["Plan.pdf", "Raum.pdf"])
    anna.get_by_role("button", name="Plan.pdf entfernen").click()
    expect(attached(anna)).to_have_text(["Raum.pdf"])
    field(anna, "subject").fill("Neu")
    save(anna)
    expect(saved(anna)).to_contain_text("gespeichert")
    assert [each for each in asked if each in DEEDS] == ["attach", "attach", "detach", "save"]


def test_a_file_that_is_warned_about_shows_its_name_on_a_phone(anna: Page, school: Site) -> None:
    anna.set_viewport_size(NARROW)
    begin(anna, school)
    choose_files(anna, ("Spiel.exe", "application/octet-stream", b"MZ"))
    name = attached(anna)
    expect(name).to_have_text("Spiel.exe")
    assert name.evaluate("name => name.scrollWidth <= name.clientWidth")


def test_what_is_too_large_is_said_before_it_travels(
    page: Page, site_with: Callable[..., Site], dovecot: Dovecot, smtp: Sink
) -> None:
    small = site_with(submission=Submission(host=smtp.host, port=smtp.port, attachments_mb=1, hold_seconds=0))
    watching = Watch(page.context, small)
    sign_in(page, small, ANNA.address, ANNA.typed)
    begin(page, small, subject="Zu groß")
    expect(page.get_by_text("Anhänge dürfen zusammen 1,0 MB haben.")).to_be_visible()
    choose_files(page, ("klein.pdf", PDF, bytes(600_000)))
    expect(attached(page)).to_have_text(["klein.pdf"])
    choose_files(page, ("gross.pdf", PDF, bytes(600_000)))
    expect(page.get_by_role("alert").filter(has_text=TOO_LARGE)).to_be_visible()

    expect(attached(page)).to_have_text(["klein.pdf"])
    assert len([url for url in watching.asked if url.endswith("/attach")]) == 1
    assert watching.complaints == []


def test_progress_is_shown_and_what_is_typed_meanwhile_is_saved(
    anna: Page, school: Site, letters: Dovecot
) -> None:
    begin(anna, school, subject="Unterwegs", text="Vorher.")
    with slow_line(anna):
        choose_files(anna, ("gross.pdf", PDF, bytes(2_000_000)))
        expect(uploading(anna).locator(".attachment__size")).to_have_text(re.compile(r"1,9 MB · \d+ %"))
        expect(send_button(anna)).to_be_disabled()
        field(anna, "text").fill("Vorher. Während.")
    expect(attached(anna)).to_have_text(["gross.pdf"])

    expect(written(anna)).to_have_value("Vorher. Während.")
    wait_until_stored(letters, "Unterwegs", "Vorher. Während.")
    (draft,) = stored(letters, "Unterwegs")
    assert [each.get_filename() for each in draft.iter_attachments()] == ["gross.pdf"]
    expect(send_button(anna)).to_be_enabled()


def test_an_upload_that_breaks_off_is_said_and_can_be_repeated(
    anna: Page, school: Site, letters: Dovecot, watch: Watch
) -> None:
    begin(anna, school, subject="Abgebrochen")
    save(anna)
    anna.route("**/attach", lambda route: route.abort())
    choose_files(anna, ("plan.pdf", PDF, b"%PDF"))
    expect(uploading(anna)).to_contain_text("Das Hochladen ist nicht gelungen.")
    expect(saved(anna)).not_to_contain_text("Nicht gespeichert")
    anna.unroute("**/attach")
    anna.get_by_role("button", name="Noch einmal versuchen").click()

    expect(attached(anna)).to_have_text(["plan.pdf"])
    expect(uploading(anna)).to_have_count(0)
    watch.complaints.clear()


def test_a_file_that_is_gone_elsewhere_is_not_shown_any_more(
    anna: Page, school: Site, letters: Dovecot, post: Sink
) -> None:
    begin(anna, school, subject="Verschwunden")
    choose_files(anna, ("a.pdf", PDF, b"%PDF a"))
    expect(attached(anna)).to_have_text(["a.pdf"])
    wait_until_stored(letters, "Verschwunden", "Der Plan.")
    with letters.client(ANNA.address) as client:
        client.select_folder("Drafts")
        client.delete_messages(client.search(["SUBJECT", "Verschwunden"]))
        client.expunge()
    field(anna, "text").fill("Der neue Plan.")
    expect(attached(anna)).to_have_count(0)
    expect(anna.locator(".saved__problem")).not_to_be_empty()
    expect(written(anna)).to_have_value("Der neue Plan.")
