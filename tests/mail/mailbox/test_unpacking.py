"""A TNEF attachment on either store: its list, its text where the message has none, one file out of it."""

from dataclasses import replace

import pytest

from tests.mail.conftest import MakeMailbox, Place
from tests.tnef import packed, tnef, winmail
from webmail.mail.errors import MessageGone, NotUnpacked, PartMissing
from webmail.mail.mailbox import Mailbox, packed_file, read_contents
from webmail.mail.reading.attachment import OPAQUE, Preview
from webmail.mail.reading.opened import BodyKind
from webmail.mail.reading.tnef import BOUNDS, Unpacker
from webmail.mail.ref import MessageRef
from webmail.policy import Feature, Forbidden

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 9000
PLAN = packed("plan.pdf", PDF, media_type="application/pdf")
HTML = '<p onclick="x()">Grüße<script>alert(1)</script><img src="https://x.example/1.png"></p>'


@pytest.fixture
def unpacker() -> Unpacker:
    return Unpacker(bounds=replace(BOUNDS, seconds=30))


def test_a_file_comes_out_as_it_was_put_in(place: Place, mailbox: Mailbox, unpacker: Unpacker) -> None:
    ref = place.append("INBOX", winmail(tnef(PLAN), text="Guten Tag."))
    (attachment,) = mailbox.read(ref).attachments
    assert attachment.preview is Preview.TNEF
    contents = read_contents(mailbox, unpacker, ref, attachment.section)
    (file,) = contents.files
    assert (file.section, file.name, file.size, file.preview) == ("1", "plan.pdf", len(PDF), Preview.PDF)
    streamed = packed_file(mailbox, unpacker, ref, "2", 1)
    assert (b"".join(streamed.chunks), streamed.attachment) == (PDF, file)


@pytest.mark.parametrize(
    ("media_type", "name"),
    [
        ("application/ms-tnef", "anders.bin"),
        ("application/vnd.ms-tnef", "x"),
        ("application/octet-stream", "WINMAIL.DAT"),
    ],
)
def test_it_is_known_by_its_type_or_by_the_name_that_all_give_it(
    place: Place, mailbox: Mailbox, unpacker: Unpacker, media_type: str, name: str
) -> None:
    ref = place.append("INBOX", winmail(tnef(PLAN), text="Text", media_type=media_type, name=name))
    assert len(read_contents(mailbox, unpacker, ref, "2").files) == 1


@pytest.mark.parametrize(
    ("stream", "kind"),
    [(tnef(text="Grüße"), BodyKind.TEXT), (tnef(html=HTML), BodyKind.HTML), (tnef(), BodyKind.NOTHING)],
)
@pytest.mark.parametrize("text", [None, "", "\r\n"])
def test_a_message_without_a_text_has_that_of_the_attachment(
    dovecot_place: Place,
    make_mailbox: MakeMailbox,
    unpacker: Unpacker,
    stream: bytes,
    kind: BodyKind,
    text: str | None,
) -> None:
    mailbox, ref = make_mailbox(dovecot_place), dovecot_place.append("INBOX", winmail(stream, text=text))
    message = mailbox.read(ref)
    assert message.text_in is message.attachments[0]
    contents = read_contents(mailbox, unpacker, ref, message.text_in.section)
    assert (contents.lacks_text, contents.body.kind) == (True, kind)
    assert ("Grüße" in contents.body.html) is (kind is not BodyKind.NOTHING)


def test_its_html_is_cleaned(place: Place, mailbox: Mailbox, unpacker: Unpacker) -> None:
    ref = place.append("INBOX", winmail(tnef(html=HTML)))
    body = read_contents(mailbox, unpacker, ref, "1").body
    assert "script" not in body.html
    assert "onclick" not in body.html
    assert (body.remote_images, "x.example" in body.html) == (1, False)
    assert "x.example" in read_contents(mailbox, unpacker, ref, "1", images=True).body.html


def test_where_remote_images_are_switched_off_none_are_shown(
    dovecot_place: Place, make_mailbox: MakeMailbox, unpacker: Unpacker
) -> None:
    mailbox = make_mailbox(dovecot_place, off=[Feature.REMOTE_IMAGES])
    ref = dovecot_place.append("INBOX", winmail(tnef(html=HTML)))
    with pytest.raises(Forbidden):
        read_contents(mailbox, unpacker, ref, "1", images=True)


def test_a_message_with_a_text_keeps_its_own(place: Place, mailbox: Mailbox, unpacker: Unpacker) -> None:
    ref = place.append("INBOX", winmail(tnef(PLAN, text="Zweimal"), text="Guten Tag."))
    contents = read_contents(mailbox, unpacker, ref, "2")
    assert (contents.lacks_text, contents.body.html, len(contents.files)) == (False, "", 1)
    assert mailbox.read(ref).text_in is None


def test_a_text_in_rtf_is_told_of_and_not_read(place: Place, mailbox: Mailbox, unpacker: Unpacker) -> None:
    ref = place.append("INBOX", winmail(tnef(PLAN, rtf=b"LZFu")))
    contents = read_contents(mailbox, unpacker, ref, "1")
    assert (contents.lacks_text, contents.rtf, contents.body.kind) == (True, True, BodyKind.NOTHING)


def test_one_inside_an_attached_message_belongs_to_that(
    dovecot_place: Place, make_mailbox: MakeMailbox, unpacker: Unpacker
) -> None:
    inner = winmail(tnef(PLAN, text="Innen"))
    raw = (
        b"Subject: Aussen\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n"
        b"--x\r\n\r\nAussen steht ein Text.\r\n--x\r\nContent-Type: message/rfc822\r\n\r\n"
        + inner
        + b"\r\n--x--\r\n"
    )
    mailbox, ref = make_mailbox(dovecot_place), dovecot_place.append("INBOX", raw)
    contents = read_contents(mailbox, unpacker, ref, "2.1")
    assert contents.lacks_text
    assert "Innen" in contents.body.html


def test_names_and_types_follow_the_rules_for_every_attachment(
    place: Place, mailbox: Mailbox, unpacker: Unpacker
) -> None:
    stream = tnef(
        packed("x", b"x", long_name="..\\..\\etc/passwd"),
        packed("x", b"x", long_name="Rechnung\u202efdp.exe\r\nX: 1"),
        packed("seite.html", b"x", media_type="text/html"),
        packed("Bild.png", b"x"),
        packed("winmail.dat", tnef(), media_type="application/ms-tnef"),
        packed("", b"x", media_type="application/pdf"),
    )
    ref = place.append("INBOX", winmail(stream, text="Text"))
    path, turned, page, picture, inner, nameless = read_contents(mailbox, unpacker, ref, "2").files
    assert path.name == "_.._etc_passwd"
    assert turned.name == "Rechnung fdp.exe X_ 1"
    assert (page.media_type, page.preview, page.warning) == (OPAQUE, None, "program")
    assert (picture.media_type, picture.preview) == (OPAQUE, Preview.IMAGE)
    assert inner.preview is None
    assert nameless.name == "attachment.pdf"


@pytest.mark.parametrize("number", [0, 2, 100, 101, 10**9])
def test_a_file_that_is_not_in_it_is_missing(
    dovecot_place: Place, make_mailbox: MakeMailbox, unpacker: Unpacker, number: int
) -> None:
    ref = dovecot_place.append("INBOX", winmail(tnef(PLAN), text="Text"))
    with pytest.raises(PartMissing):
        packed_file(make_mailbox(dovecot_place), unpacker, ref, "2", number)


@pytest.mark.parametrize("section", ["1", "3", "2.1"])
def test_what_is_no_tnef_is_not_tried(
    place: Place, mailbox: Mailbox, unpacker: Unpacker, section: str
) -> None:
    ref = place.append("INBOX", winmail(tnef(PLAN), text="Text"))
    with pytest.raises(PartMissing):
        read_contents(mailbox, unpacker, ref, section)


def test_what_cannot_be_unpacked_says_why(place: Place, mailbox: Mailbox, unpacker: Unpacker) -> None:
    ref = place.append("INBOX", winmail(b"kein TNEF" * 9, text="Text"))
    contents = read_contents(mailbox, unpacker, ref, "2")
    assert (contents.reason, contents.files, contents.attachment.name) == ("broken", (), "winmail.dat")
    with pytest.raises(NotUnpacked):
        packed_file(mailbox, unpacker, ref, "2", 1)


def test_a_message_that_is_gone_is_gone(
    dovecot_place: Place, make_mailbox: MakeMailbox, unpacker: Unpacker
) -> None:
    ref = dovecot_place.append("INBOX", winmail(tnef(PLAN), text="Text"))
    with pytest.raises(MessageGone):
        read_contents(
            make_mailbox(dovecot_place), unpacker, MessageRef("INBOX", ref.uidvalidity, ref.uid + 1), "2"
        )


def test_looking_into_it_marks_nothing(place: Place, mailbox: Mailbox, unpacker: Unpacker) -> None:
    ref = place.append("INBOX", winmail(tnef(PLAN), text="Text"))
    read_contents(mailbox, unpacker, ref, "2")
    packed_file(mailbox, unpacker, ref, "2", 1)
    assert "\\Seen" not in place.flags(ref)


def test_a_large_one_is_not_even_fetched(
    dovecot_place: Place, make_mailbox: MakeMailbox, unpacker: Unpacker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("webmail.mail.reading.tnef.TNEF_LIMIT", 1000)
    ref = dovecot_place.append("INBOX", winmail(tnef(PLAN), text="Text"))
    mailbox = make_mailbox(dovecot_place)
    mailbox.list("INBOX")
    with dovecot_place.client() as client:
        client.select_folder("INBOX")
        client.delete_messages([ref.uid])
        client.expunge()
    # What was known of it is enough; whoever asked the store would hear that it is gone.
    assert read_contents(mailbox, unpacker, ref, "2").reason == "large"
