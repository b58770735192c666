"""Uploads one by one: dropped anywhere, called off, tried again alone; and photos made smaller before."""

import base64
import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.eyes import axe, too_small, too_wide
from tests.browser.lines import slow_line
from tests.browser.paper import (
    attached,
    begin,
    choose_files,
    field,
    save,
    send,
    send_button,
    stored,
    uploading,
)
from tests.browser.site import Site, Watch, notice, sign_in
from tests.cast import ANNA
from tests.servers.dovecot import Dovecot
from tests.servers.fault import Fault
from tests.servers.smtp import Sink

PDF = "application/pdf"
LARGE = bytes(2_000_000)
DROP = """([where, ...names]) => {
  const data = new DataTransfer();
  for (const name of names) data.items.add(new File([name], name, {type: 'text/plain'}));
  const event = new DragEvent('drop', {dataTransfer: data, bubbles: true, cancelable: true});
  return !document.querySelector(where).dispatchEvent(event);
}"""
DROP_PHOTO = """octets => {
  const data = new DataTransfer(), photo = Uint8Array.from(atob(octets), each => each.charCodeAt(0));
  data.items.add(new File([photo], 'Ausflug.jpg', {type: 'image/jpeg'}));
  const event = new DragEvent('drop', {dataTransfer: data, bubbles: true, cancelable: true});
  document.querySelector('header').dispatchEvent(event);
}"""
PASTE = """names => {
  const data = new DataTransfer();
  for (const name of names) data.items.add(new File([name], name, {type: 'application/pdf'}));
  document.querySelector('#subject').dispatchEvent(
    new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true}));
}"""
# Wider than high, and too colourful to be small.
PHOTO = """async () => {
  const canvas = new OffscreenCanvas(1800, 1200), paper = canvas.getContext('2d');
  const image = paper.createImageData(1800, 1200);
  for (let at = 0; at < image.data.length; at += 4) {
    image.data.set([Math.random() * 255, Math.random() * 255, at % 255, 255], at);
  }
  paper.putImageData(image, 0, 0);
  const blob = await canvas.convertToBlob({type: 'image/jpeg', quality: 0.95});
  const octets = new Uint8Array(await blob.arrayBuffer());
  let text = '';
  for (const octet of octets) text += String.fromCharCode(octet);
  return btoa(text);
}"""
# Exif with one entry: orientation 6, the camera was held upright (TIFF 6.0, Exif 2.3 section 4.6.4).
EXIF = bytes.fromhex("4578696600004d4d002a00000008000101120003000000010006000000000000")

MADE_ANEW = """() => {
  const list = document.querySelector("#attachments");
  const fresh = list.cloneNode(true);
  list.replaceWith(fresh);
  document.dispatchEvent(new CustomEvent("htmx:load", {detail: {elt: fresh}}));
}"""


def part(page: Page, name: str) -> Locator:
    """The line of one file on its way."""
    return uploading(page).filter(has_text=name)


def on_its_way(page: Page, name: str) -> None:
    expect(part(page, name).locator(".attachment__size")).to_have_text(re.compile(r" · [1-9]\d? %"))


def test_files_dropped_beside_the_form_are_attached_and_the_page_stays(
    anna: Page, school: Site, letters: Dovecot
) -> None:
    begin(anna, school, subject="Daneben")
    assert anna.evaluate(DROP, ["header", "a.txt", "b.txt"]), "the browser would open the file"
    expect(attached(anna)).to_have_text(["a.txt", "b.txt"])
    anna.evaluate(PASTE, ["c.pdf"])
    expect(attached(anna)).to_have_text(["a.txt", "b.txt", "c.pdf"])
    expect(anna.locator(".uploads [role=status]").first).to_have_text("c.pdf ist angehängt.")


def test_one_upload_is_called_off_and_the_others_go_on(
    anna: Page, school: Site, letters: Dovecot, watch: Watch
) -> None:
    begin(anna, school, subject="Abbrechen")
    save(anna)
    with slow_line(anna):
        choose_files(anna, ("a.pdf", PDF, LARGE), ("b.pdf", PDF, b"%PDF b"), ("c.pdf", PDF, b"%PDF c"))
        on_its_way(anna, "a.pdf")
        expect(send_button(anna)).to_be_disabled()
        anna.get_by_role("button", name="c.pdf abbrechen").click()
        anna.get_by_role("button", name="a.pdf abbrechen").press("Enter")
        expect(attached(anna)).to_have_text(["b.pdf"])
    expect(uploading(anna)).to_have_count(0)
    expect(send_button(anna)).to_be_enabled()
    watch.complaints.clear()


def test_a_cut_line_fails_one_file_alone_and_it_alone_is_tried_again(
    page: Page, site: Site, smtp: Sink
) -> None:
    with Fault(("127.0.0.1", int(site.url.rsplit(":", 1)[1].strip("/")))) as fault:
        there = Site(f"http://127.0.0.1:{fault.port}/", site.app)
        sign_in(page, there, ANNA.address, ANNA.typed)
        begin(page, there, subject="Gekappt")
        save(page)
        with slow_line(page):
            choose_files(page, ("a.pdf", PDF, LARGE), ("b.pdf", PDF, b"%PDF b"))
            on_its_way(page, "a.pdf")
            fault.drop()
            expect(part(page, "a.pdf")).to_contain_text("Das Hochladen ist nicht gelungen.")
            expect(attached(page)).to_have_text(["b.pdf"])
        page.get_by_role("button", name="Noch einmal versuchen").click()
        expect(attached(page)).to_have_text(["b.pdf", "a.pdf"])
        expect(uploading(page)).to_have_count(0)
        send(page)
        expect(notice(page)).to_contain_text("Gesendet.")
    assert smtp.received[0].content.count(b"filename=") == 2


def test_what_failed_goes_along_when_the_message_is_sent_all_the_same(
    anna: Page, school: Site, letters: Dovecot, post: Sink, watch: Watch
) -> None:
    begin(anna, school, subject="Doch noch")
    anna.route("**/attach", lambda route: route.abort())
    choose_files(anna, ("plan.pdf", PDF, b"%PDF"))
    expect(part(anna, "plan.pdf")).to_contain_text("Das Hochladen ist nicht gelungen.")
    send(anna)
    expect(notice(anna)).to_contain_text("Gesendet.")
    assert b"plan.pdf" in post.received[0].content
    watch.complaints.clear()


def test_what_failed_is_not_sent_when_it_is_taken_away(
    anna: Page, school: Site, letters: Dovecot, post: Sink, watch: Watch
) -> None:
    begin(anna, school, subject="Doch nicht")
    anna.route("**/attach", lambda route: route.abort())
    choose_files(anna, ("plan.pdf", PDF, b"%PDF"))
    anna.get_by_role("button", name="plan.pdf nicht anhängen").click()
    expect(uploading(anna)).to_have_count(0)
    send(anna)
    expect(notice(anna)).to_contain_text("Gesendet.")
    assert b"plan.pdf" not in post.received[0].content
    watch.complaints.clear()


@pytest.fixture
def photo(anna: Page) -> bytes:
    """As a telephone takes it: wide in its octets, upright by its note, more than a megabyte and a half."""
    octets = base64.b64decode(anna.evaluate(PHOTO))
    assert len(octets) > 1_600_000
    return octets[:2] + b"\xff\xe1" + (len(EXIF) + 2).to_bytes(2, "big") + EXIF + octets[2:]


def measured(jpeg: bytes) -> tuple[int, int]:
    """Width and height in the frame header of a JPEG (ISO 10918-1 B.2.2)."""
    found = re.search(rb"\xff[\xc0-\xc2]..\x08(..)(..)", jpeg, re.DOTALL)
    assert found is not None
    return int.from_bytes(found[2], "big"), int.from_bytes(found[1], "big")


def lying_there(store: Dovecot, subject: str) -> list[tuple[str | None, bytes]]:
    (draft,) = stored(store, subject)
    return [(each.get_filename(), each.get_payload(decode=True)) for each in draft.iter_attachments()]  # type: ignore[misc]


def test_a_large_photo_is_made_smaller_upright_and_without_what_the_camera_noted(
    anna: Page, school: Site, letters: Dovecot, photo: bytes
) -> None:
    begin(anna, school, subject="Foto klein")
    choose_files(anna, ("Ausflug.jpeg", "image/jpeg", photo))
    expect(anna.get_by_role("group", name=re.compile("Dieses Foto hat"))).to_contain_text("keinen Ort")
    assert axe(anna) == []
    anna.get_by_role("button", name="Verkleinern (ca. 400 KB)").press("Enter")
    expect(attached(anna)).to_have_text(["Ausflug.jpg"])
    ((_, octets),) = lying_there(letters, "Foto klein")
    width, height = measured(octets)
    assert len(octets) <= 450 * 1024
    assert b"Exif" not in octets
    assert height > width
    expect(anna.locator("#attachments img")).to_be_visible()
    assert (
        anna.locator("#attachments img").evaluate("each => each.decode().then(() => each.naturalHeight)")
        == height
    )


def test_a_large_photo_goes_as_it_is_if_that_is_wanted_and_a_small_one_is_not_asked_about(
    anna: Page, school: Site, letters: Dovecot, photo: bytes
) -> None:
    begin(anna, school, subject="Foto groß")
    choose_files(anna, ("klein.jpg", "image/jpeg", b"\xff\xd8\xff"))
    expect(attached(anna)).to_have_text(["klein.jpg"])
    choose_files(
        anna, ("a.jpg", "image/jpeg", photo), ("b.jpg", "image/jpeg", photo), ("c.pdf", PDF, b"%PDF")
    )
    expect(anna.get_by_text("Diese Fotos haben zusammen")).to_be_visible()
    field(anna, "text").fill("Inzwischen geschrieben.")
    anna.get_by_role("button", name="Original").click()
    expect(attached(anna)).to_have_text(["klein.jpg", "a.jpg", "b.jpg", "c.pdf"])
    assert lying_there(letters, "Foto groß")[1] == ("a.jpg", photo)


def test_who_has_answered_about_a_photo_goes_on_writing(anna: Page, school: Site, photo: bytes) -> None:
    begin(anna, school, subject="Foto und Text", text="")
    choose_files(anna, ("a.jpg", "image/jpeg", photo))
    anna.get_by_role("button", name="Original").press("Enter")
    expect(field(anna, "text")).to_be_focused()


def test_a_dropped_photo_is_not_left_behind_by_who_sends_before_answering(
    anna: Page, school: Site, post: Sink, photo: bytes
) -> None:
    begin(anna, school, subject="Foto noch nicht gefragt")
    anna.evaluate(DROP_PHOTO, base64.b64encode(photo).decode())
    expect(anna.get_by_text("Dieses Foto hat")).to_be_visible()
    send(anna)
    expect(notice(anna)).to_contain_text("Gesendet.")
    assert b"Ausflug.jpg" in post.received[0].content


@pytest.mark.parametrize("way", ["button", "escape"])
def test_a_photo_chosen_by_mistake_is_not_attached_and_what_came_with_it_is(
    anna: Page, school: Site, letters: Dovecot, photo: bytes, way: str
) -> None:
    begin(anna, school, subject="Falsches Foto")
    choose_files(anna, ("a.jpg", "image/jpeg", photo), ("b.pdf", PDF, b"%PDF"))
    expect(anna.get_by_text("Dieses Foto hat")).to_be_visible()
    if way == "button":
        anna.get_by_role("button", name="Nicht anhängen").click()
    else:
        field(anna, "text").press("Escape")
        expect(anna.get_by_text("Dieses Foto hat")).to_be_visible()
        anna.get_by_role("button", name="Original").press("Escape")
    expect(attached(anna)).to_have_text(["b.pdf"])
    expect(anna.get_by_text("Dieses Foto hat")).to_be_hidden()
    expect(field(anna, "text")).to_be_focused()


def test_a_photo_of_a_telephone_becomes_one_that_everybody_can_open_where_the_browser_knows_its_kind(
    anna: Page, school: Site, letters: Dovecot, photo: bytes
) -> None:
    begin(anna, school, subject="Vom Telefon")
    # Known by what is in it, as in browsers that can read HEIC; then one that this one cannot read.
    choose_files(anna, ("IMG_1.HEIC", "", photo))
    anna.get_by_role("button", name="Verkleinern").click()
    expect(attached(anna)).to_have_text(["IMG_1.jpg"])
    expect(anna.get_by_text("HEIC")).to_have_count(0)
    unknown = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(2_000_000)
    choose_files(anna, ("IMG_2.HEIC", "image/heic", unknown))
    expect(attached(anna)).to_have_text(["IMG_1.jpg", "IMG_2.HEIC"])
    expect(anna.get_by_text("Viele Computer können Fotos dieser Art (HEIC) nicht öffnen.")).to_be_visible()
    assert lying_there(letters, "Vom Telefon")[1] == ("IMG_2.HEIC", unknown)


def test_files_on_their_way_fit_everywhere_and_can_be_hit(
    anna: Page, school: Site, letters: Dovecot, watch: Watch
) -> None:
    begin(anna, school, subject="Ansehen")
    choose_files(anna, *((f"{name}.pdf", PDF, b"%PDF") for name in "abc"))
    expect(attached(anna)).to_have_count(3)
    anna.route("**/attach", lambda route: route.abort())
    choose_files(anna, ("Ein langer Name " * 9 + ".pdf", PDF, b"%PDF"))
    expect(anna.get_by_role("button", name="Noch einmal versuchen")).to_be_visible()
    assert (too_wide(anna), too_small(anna), axe(anna)) == ([], [], [])
    watch.complaints.clear()


def test_attachments_are_put_into_another_order_by_keyboard(
    anna: Page, school: Site, letters: Dovecot
) -> None:
    begin(anna, school, subject="Reihenfolge")
    choose_files(anna, *((f"{name}.pdf", PDF, b"%PDF") for name in "abc"))
    expect(attached(anna)).to_have_text(["a.pdf", "b.pdf", "c.pdf"])
    anna.get_by_role("button", name="c.pdf nach vorn").press("Enter")
    expect(attached(anna)).to_have_text(["a.pdf", "c.pdf", "b.pdf"])
    expect(anna.get_by_role("button", name="c.pdf nach vorn")).to_be_focused()
    # As the answer to a save does it, which was on its way meanwhile.
    anna.evaluate(MADE_ANEW)
    expect(anna.get_by_role("button", name="c.pdf nach vorn")).to_be_focused()
    anna.keyboard.press("Enter")
    expect(attached(anna)).to_have_text(["c.pdf", "a.pdf", "b.pdf"])
