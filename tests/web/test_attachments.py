"""Attachments and whole messages on their way out: inert, with safe names, in full."""

import re
from urllib.parse import unquote

import pytest
from werkzeug.test import TestResponse

from tests.cast import ANNA
from tests.conftest import MakeApp
from tests.form import words
from tests.letters import deliver
from tests.servers.dovecot import Dovecot
from tests.visitor import Visitor
from tests.web.deed import message_path
from webmail.config import Config
from webmail.mail import MessageRef, SignInEnded

NAMES = {
    "Übersicht 7b.pdf": "Übersicht 7b.pdf",
    "../../etc/passwd": "passwd",
    "..\\..\\boot.ini": "boot.ini",
    "rechnung\u202efdp.exe": "fdp.exe",
    'a".html\r\nX-Evil: 1': "html",
    "<b>fett</b>.txt": "fett",
    "&lt;b&gt;.txt": "&lt;b&gt;.txt",
    "x" * 300 + ".pdf": ".pdf",
    "файл.docx": "файл.docx",
}
DANGEROUS = {
    "text/html": b"<script>alert(1)</script>",
    "image/svg+xml": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "application/xhtml+xml": b"<html/>",
    "text/xml": b"<a/>",
    "application/javascript": b"alert(1)",
    "text/css": b"body{}",
}


def fetch(visitor: Visitor, ref: MessageRef, more: str, *, destination: str = "document") -> TestResponse:
    return visitor.client.get(
        message_path(visitor.app, ref) + more,
        base_url=visitor.base_url,
        headers={"Sec-Fetch-Dest": destination, "Accept-Language": "de"},
    )


def check_inert(answer: TestResponse) -> None:
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert answer.headers["Cache-Control"] == "no-store"


def octets_of(ref: MessageRef, store: Dovecot) -> bytes:
    with store.client(ANNA.address) as client:
        client.select_folder(ref.folder, readonly=True)
        return bytes(client.fetch([ref.uid], ["BODY.PEEK[]"])[ref.uid][b"BODY[]"])


def test_an_attachment_arrives_as_it_was_sent(anna: Visitor, dovecot: Dovecot) -> None:
    content = bytes(range(256)) * 9000
    ref = deliver(dovecot, files={"Plan.pdf": ("application/pdf", content)})
    answer = fetch(anna, ref, "/part/2")
    assert answer.data == content
    assert answer.mimetype == "application/pdf"
    check_inert(answer)


def test_the_page_names_attachments_with_their_size(anna: Visitor, dovecot: Dovecot) -> None:
    ref = deliver(dovecot, files={"Übersicht.pdf": ("application/pdf", b"x" * 84_000)})
    anna.open(message_path(anna.app, ref)).sees("Übersicht.pdf", "84 KB")
    assert anna.page.select_one("a.attachment").has_attr("download")  # type: ignore[union-attr]
    assert anna.follow("Übersicht.pdf").body == b"x" * 84_000


@pytest.mark.parametrize("media_type", DANGEROUS)
def test_nothing_active_is_served_under_its_own_type(
    anna: Visitor, dovecot: Dovecot, media_type: str
) -> None:
    ref = deliver(dovecot, files={"x": (media_type, DANGEROUS[media_type])})
    answer = fetch(anna, ref, "/part/2")
    assert answer.mimetype == "application/octet-stream"
    assert answer.data == DANGEROUS[media_type]
    check_inert(answer)


def test_the_text_of_a_message_asked_for_as_a_part_is_inert_too(anna: Visitor, dovecot: Dovecot) -> None:
    ref = deliver(dovecot, html="<script>alert(1)</script>")
    answer = fetch(anna, ref, "/part/2")
    assert answer.mimetype == "application/octet-stream"
    check_inert(answer)


@pytest.mark.parametrize("name", NAMES)
def test_a_name_can_do_no_harm(anna: Visitor, dovecot: Dovecot, name: str) -> None:
    ref = deliver(dovecot, files={"harmlos.txt": ("application/octet-stream", b"x")}, subject="x")
    written = "".join(f"%{octet:02X}" for octet in name.encode())
    raw = octets_of(ref, dovecot).replace(b'filename="harmlos.txt"', f"filename*=utf-8''{written}".encode())
    ref = deliver(dovecot, raw)
    shown = words(anna.open(message_path(anna.app, ref)).page.select_one(".attachment__name").get_text())  # type: ignore[union-attr]
    answer = fetch(anna, ref, "/part/2")
    disposition = answer.headers["Content-Disposition"]
    sent = re.search(r"filename\*=UTF-8''(\S+)", disposition) or re.search(
        r'filename="?([^"]+)"?', disposition
    )
    assert sent is not None
    for written_name in (shown, unquote(sent[1])):
        assert NAMES[name] in written_name
        assert len(written_name) <= 200
        assert not set(written_name) & set('/\\\r\n\x00\u202e<>"')
    assert "X-Evil" not in answer.headers
    assert "<b>fett" not in anna.response.text  # type: ignore[union-attr]


def test_a_name_of_two_kinds_is_warned_of(anna: Visitor, dovecot: Dovecot) -> None:
    ref = deliver(dovecot, files={"Rechnung.pdf.exe": ("application/octet-stream", b"MZ")})
    anna.open(message_path(anna.app, ref)).sees("Diese Datei gibt sich für eine andere Art aus.")


@pytest.mark.parametrize("more", ["/part/2", "/source"])
@pytest.mark.parametrize("destination", ["iframe", "script", "style", "object", "embed", "worker"])
def test_a_download_is_never_a_piece_of_a_page(
    anna: Visitor, dovecot: Dovecot, more: str, destination: str
) -> None:
    ref = deliver(dovecot, files={"x.js": ("text/plain", b"alert(1)")})
    assert fetch(anna, ref, more, destination=destination).status_code == 403


@pytest.mark.parametrize("section", ["9", "2.1", "1.1.1", "9999.9999"])
def test_a_part_that_is_not_there_is_said_so(anna: Visitor, dovecot: Dovecot, section: str) -> None:
    ref = deliver(dovecot, files={"x.txt": ("text/plain", b"x")})
    answer = fetch(anna, ref, f"/part/{section}")
    assert answer.status_code == 404
    assert "Die Nachricht hat keinen solchen Anhang." in answer.text


@pytest.mark.parametrize("section", ["0x1", "1;2", "-1", "1..2", "TEXT", "HEADER", "1%0d%0aX"])
def test_what_is_no_section_is_no_page(anna: Visitor, dovecot: Dovecot, section: str) -> None:
    assert fetch(anna, deliver(dovecot), f"/part/{section}").status_code == 404


def test_a_message_downloads_as_it_is_stored(anna: Visitor, dovecot: Dovecot) -> None:
    ref = deliver(dovecot, text="Zeile\n" * 300_000)
    answer = fetch(anna, ref, "/source")
    assert answer.data == octets_of(ref, dovecot)
    check_inert(answer)


@pytest.mark.parametrize(
    ("subject", "name"),
    [
        ("Elternabend am Montag", 'filename="Elternabend am Montag.eml"'),
        ("../../etc/passwd", "filename=_.._etc_passwd.eml"),
        ("Rechnung.exe", "filename=Rechnung.exe.eml"),
        ("Gru\u00df", "filename*=UTF-8''Gru%C3%9F.eml"),
        ("\u202e \u200b ?", "filename=nachricht-1.eml"),
        ("", "filename=nachricht-1.eml"),
        ("x" * 300, f"filename={'x' * 100}.eml"),
    ],
)
@pytest.mark.parametrize("listed", [True, False])
def test_a_message_is_kept_under_its_subject(
    anna: Visitor, dovecot: Dovecot, subject: str, name: str, *, listed: bool
) -> None:
    ref = deliver(dovecot, subject=subject)
    if listed:
        anna.reload()
    assert name in fetch(anna, ref, "/source").headers["Content-Disposition"]


def test_a_large_attachment_holds_no_connection_while_it_is_read(anna: Visitor, dovecot: Dovecot) -> None:
    ref = deliver(dovecot, files={"gross.bin": ("application/octet-stream", b"\x00" * 6_000_000)})
    pool = anna.app.extensions["dienstpost"].pool
    answer = anna.client.get(message_path(anna.app, ref) + "/part/2", base_url=anna.base_url, buffered=False)
    first = next(answer.response)  # type: ignore[call-overload]
    assert len(first) < 3_000_000
    assert not any(shelf.lent for shelf in pool._shelves.values())
    answer.close()


def test_a_download_ends_with_the_sign_in_even_if_another_process_ended_it(
    make_app: MakeApp, config: Config, dovecot: Dovecot
) -> None:
    ref = deliver(dovecot, files={"film.bin": ("application/octet-stream", bytes(4_000_000))})
    here, there = make_app(), make_app()
    anna = Visitor(here, base_url=config.server.url).sign_in(ANNA)
    elsewhere = Visitor(there, base_url=config.server.url)
    elsewhere.client._cookies.update(anna.client._cookies)  # type: ignore[union-attr, arg-type]
    answer = elsewhere.client.get(
        message_path(there, ref) + "/source", base_url=anna.base_url, buffered=False
    )
    chunks = iter(answer.response)
    assert next(chunks)

    anna.press("Abmelden").sees("Sie sind abgemeldet")
    with pytest.raises(SignInEnded):
        list(chunks)
    answer.close()
