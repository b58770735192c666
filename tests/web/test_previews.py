"""Attachments looked at: images within their bounds, texts as text, messages as messages, PDF in a tab."""

import pytest

from tests.letters import PIXEL, deliver, letter
from tests.mail.reading.test_picture import png
from tests.servers.dovecot import Dovecot
from tests.visitor import Visitor, both_ways
from tests.web.deed import message_path
from tests.web.test_attachments import fetch
from webmail.mail import MessageRef

PDF = b"%PDF-1.7\n%%EOF\n"


def with_file(dovecot: Dovecot, name: str, media_type: str, content: bytes) -> MessageRef:
    return deliver(dovecot, files={name: (media_type, content)})


@both_ways
def test_an_image_is_looked_at_from_its_message(anna: Visitor, dovecot: Dovecot) -> None:
    with_file(dovecot, "Bild.png", "image/png", PIXEL)
    anna.reload().follow("Elternabend").follow("Bild.png ansehen")
    assert anna.heading == "Bild.png"
    assert anna.has("img[src*='/inline/2'][alt='Bild.png']")
    assert anna.follow("Zurück zur Nachricht").has("h2.message__subject")


def test_an_image_of_a_type_nobody_knew_goes_by_its_own_octets(anna: Visitor, dovecot: Dovecot) -> None:
    ref = with_file(dovecot, "Bild.jpg", "application/octet-stream", PIXEL)
    assert fetch(anna, ref, "/inline/2", destination="image").mimetype == "image/png"


@pytest.mark.parametrize(
    ("content", "says"), [(png(30_000, 30_000), "zu groß"), (b"<svg/>", "kein Bild, das"), (b"", "kein Bild")]
)
def test_what_no_browser_should_unpack_is_only_downloaded(
    anna: Visitor, dovecot: Dovecot, content: bytes, says: str
) -> None:
    ref = with_file(dovecot, "Bild.png", "image/png", content)
    anna.open(message_path(anna.app, ref) + "/preview/2").sees(says)
    assert not anna.has("main img")
    assert fetch(anna, ref, "/inline/2", destination="image").status_code == 404


def test_a_text_is_shown_as_text(anna: Visitor, dovecot: Dovecot) -> None:
    bad = "<script>alert(1)</script>\x1b ü".encode("latin-1")
    ref = with_file(dovecot, "notiz.txt", "application/octet-stream", bad)
    body = (
        anna.open(message_path(anna.app, ref) + "/preview/2").sees("<script>alert(1)</script>\ufffd ü").body
    )
    assert b"<script>alert" not in body


def test_a_long_text_is_cut(anna: Visitor, dovecot: Dovecot) -> None:
    ref = with_file(dovecot, "lang.csv", "text/csv", b"a;b\n" * 200_000)
    anna.open(message_path(anna.app, ref) + "/preview/2").sees("Hier steht nur der Anfang.")
    assert len(anna.body) < 300_000


@pytest.mark.parametrize("media_type", ["text/html", "image/svg+xml", "text/xml", "application/zip"])
def test_nothing_active_is_looked_at(anna: Visitor, dovecot: Dovecot, media_type: str) -> None:
    ref = with_file(dovecot, "datei.bin", media_type, b"<script>alert(1)</script>")
    anna.open(message_path(anna.app, ref)).misses("Ansehen")
    for way in ("preview", "pdf", "message", "inline"):
        assert fetch(anna, ref, f"/{way}/2", destination="").status_code == 404, way


def test_a_pdf_opens_in_a_tab_and_nothing_of_it_runs(anna: Visitor, dovecot: Dovecot) -> None:
    ref = with_file(dovecot, "Übersicht.pdf", "application/pdf", PDF)
    link = anna.open(message_path(anna.app, ref)).page.select_one("a.attachment__look")
    assert link is not None
    assert (link["target"], link["rel"]) == ("_blank", ["noopener"])
    answer = fetch(anna, ref, "/pdf/2")
    assert answer.data == PDF
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("inline; ")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "script-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


def test_what_is_no_pdf_is_not_shown_as_one(anna: Visitor, dovecot: Dovecot) -> None:
    ref = with_file(dovecot, "a.pdf", "application/pdf", b"<script>alert(1)</script>" + b" " * 2000 + PDF)
    assert fetch(anna, ref, "/pdf/2").status_code == 404


@pytest.mark.parametrize("destination", ["iframe", "embed", "object", "script", "worker"])
def test_no_page_embeds_a_pdf(anna: Visitor, dovecot: Dovecot, destination: str) -> None:
    ref = with_file(dovecot, "a.pdf", "application/pdf", PDF)
    assert fetch(anna, ref, "/pdf/2", destination=destination).status_code == 403


@both_ways
def test_an_attached_message_is_read_with_its_own_attachments(anna: Visitor, dovecot: Dovecot) -> None:
    inner = letter(subject="Weitergeleitet", text="Innen.", files={"Plan.pdf": ("application/pdf", PDF)})
    outer = (
        b"From: b@schule.example\r\nSubject: Aussen\r\nMIME-Version: 1.0\r\n"
        b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nText\r\n--x\r\n"
        b'Content-Type: message/rfc822; name="alt.eml"\r\n\r\n' + inner + b"\r\n--x--\r\n"
    )
    ref = deliver(dovecot, outer)
    anna.reload().follow("Aussen").follow("alt.eml ansehen")
    anna.sees("Weitergeleitet", "Innen.", "Plan.pdf", "Boris Becker <boris.becker@schule.example>")
    assert fetch(anna, ref, "/part/2.2").data == PDF


def test_the_html_of_an_attached_message_stands_in_a_frame(anna: Visitor, dovecot: Dovecot) -> None:
    inner = letter(html="<p>Bunt</p><script>alert(1)</script>")
    ref = deliver(dovecot, b"Subject: A\r\nContent-Type: message/rfc822\r\n\r\n" + inner)
    frame = anna.open(message_path(anna.app, ref) + "/message/1").frame()
    frame.sees("Bunt")
    assert b"<script" not in frame.body
    assert "sandbox" in frame.headers["Content-Security-Policy"]


@pytest.mark.parametrize("way", ["preview/2", "pdf/2", "message/2", "message/2/body"])
def test_boris_cannot_look_at_annas_attachments(
    anna: Visitor, boris: Visitor, dovecot: Dovecot, way: str
) -> None:
    ref = with_file(dovecot, "a.pdf", "application/pdf", PDF)
    path = message_path(anna.app, ref)
    assert boris.client.get(f"{path}/{way}", base_url=boris.base_url).status_code == 404
