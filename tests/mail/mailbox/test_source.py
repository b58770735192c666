"""The source of a message, and its body as plain text, on either store."""

from tests.mail.conftest import Place, letter
from webmail.mail.mailbox import Mailbox, read_source
from webmail.mail.reading.opened import BodyKind

HTML = b"From: b@x.example\r\nSubject: S\r\nContent-Type: text/html\r\n\r\n<p>Der <b>Text</b>.</p>\r\n"


def test_a_source_has_its_fields_and_its_text(place: Place, mailbox: Mailbox) -> None:
    ref = place.append("INBOX", letter(subject="=?utf-8?q?f=C3=BCnf?="))
    source = read_source(mailbox, ref)
    assert ("Subject", "fünf") in source.fields
    assert source.text.endswith("\n\nGuten Tag.\n")
    assert not source.cut


def test_looking_at_the_source_marks_nothing(place: Place, mailbox: Mailbox) -> None:
    ref = place.append("INBOX", letter())
    read_source(mailbox, ref)
    assert "\\Seen" not in place.flags(ref)


def test_a_long_source_is_cut(place: Place, mailbox: Mailbox) -> None:
    source = read_source(mailbox, place.append("INBOX", letter(text="x" * 400_000)))
    assert source.cut
    assert len(source.text) < 300_000


def test_controls_of_a_source_are_made_visible(place: Place, mailbox: Mailbox) -> None:
    ref = place.append("INBOX", letter(text="vor\x1b[31m\u202enach"))
    assert "vor\ufffd[31mnach" in read_source(mailbox, ref).text


def test_html_is_read_as_text_on_request(place: Place, mailbox: Mailbox) -> None:
    ref = place.append("INBOX", HTML)
    body = mailbox.read(ref, plain=True).body
    assert body.kind is BodyKind.TEXT
    assert "Der Text." in body.html


def test_both_looks_at_a_message_are_kept_apart(place: Place, mailbox: Mailbox) -> None:
    ref = place.append("INBOX", HTML)
    kinds = [mailbox.read(ref, plain=plain).body.kind for plain in (False, True, False, True)]
    assert kinds == [BodyKind.HTML, BodyKind.TEXT, BodyKind.HTML, BodyKind.TEXT]
