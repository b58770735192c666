"""What an answer needs of a stored message."""

from datetime import UTC, datetime

from tests.mail.reading.stored import RECEIVED, stored
from webmail.mail.address import Address
from webmail.mail.reading.original import Original, original_from
from webmail.mail.ref import MessageRef

REF = MessageRef("INBOX", 1, 2)


def original(raw: bytes, text: str = "Hallo") -> Original:
    read = stored(raw)
    return original_from(REF, header=read.header, structure=read.structure, text=text, received=RECEIVED)


def test_the_header_is_read() -> None:
    of = original(
        b"From: Jana <jana@schule.example>\r\nTo: a@b.example\r\nCc: c@d.example\r\nBcc: e@f.example\r\n"
        b"Reply-To: liste@schule.example\r\nSubject: =?utf-8?q?Gr=C3=B6=C3=9Fe?=\r\nMessage-ID: <2@x>\r\n"
        b"References: <0@x> <1@x>\r\nIn-Reply-To: <9@x>\r\nDate: Mon, 16 Nov 2026 09:15:00 +0100\r\n\r\nHallo"
    )
    assert (of.ref, of.message_id, of.references) == (REF, "<2@x>", ("<0@x>", "<1@x>"))
    assert (of.subject, of.text) == ("Größe", "Hallo")
    assert of.senders == (Address("Jana", "jana@schule.example"),)
    specs = [each.spec for each in (*of.to, *of.cc, *of.bcc, *of.reply_to)]
    assert specs == ["a@b.example", "c@d.example", "e@f.example", "liste@schule.example"]
    assert of.date == datetime(2026, 11, 16, 8, 15, tzinfo=UTC)


def test_without_references_it_is_in_the_thread_of_what_it_answers() -> None:
    assert original(b"In-Reply-To: <1@x>\r\n\r\n").references == ("<1@x>",)
    assert original(b"Subject: x\r\n\r\n").references == ()


def test_without_a_date_it_was_written_when_it_came() -> None:
    assert original(b"Date: gestern\r\n\r\n").date == RECEIVED


def test_a_message_the_store_cannot_describe_has_no_attachments() -> None:
    of = original_from(REF, header=b"Subject: x\r\n\r\n", structure=None, text="", received=RECEIVED)
    assert of.attachments == ()


def test_every_part_but_the_body_is_an_attachment() -> None:
    of = original(
        b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n'
        b"--b\r\nContent-Type: multipart/related; boundary=c\r\n\r\n"
        b'--c\r\nContent-Type: text/html\r\n\r\n<img src="cid:1">\r\n'
        b"--c\r\nContent-Type: image/png\r\nContent-ID: <1>\r\n\r\nx\r\n--c--\r\n"
        b'--b\r\nContent-Type: application/pdf; name="a.pdf"\r\n\r\nx\r\n--b--\r\n'
    )
    assert [(each.section, each.media_type) for each in of.attachments] == [
        ("1.2", "image/png"),
        ("2", "application/pdf"),
    ]
