"""Opening messages, their bodies, parts and sources, on both stores."""

import tracemalloc
from base64 import b64encode
from itertools import islice

import pytest

from tests.cast import BORIS
from tests.mail.conftest import MakeMailbox, Place, letter
from tests.servers.fault import Fault
from webmail.mail import BodyKind, Kept, Mailbox, MessageGone, MessageRef, PartMissing, StaleReference
from webmail.policy import Feature, Forbidden

PICTURE = b"\x89PNG\r\n\x1a\n" + b"picture" * 20


def mixed(
    *, html: str = "<p>Guten <b>Tag</b></p><img src='cid:bild'>", attachment: bytes = b"%PDF-1.4 Plan"
) -> bytes:
    """Alternative text and HTML with an inline picture, and an attachment."""
    parts = (
        "From: Boris <boris.becker@schule.example>\r\nTo: anna.arnold@schule.example\r\nSubject: Plan\r\n"
        "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=m\r\n\r\n"
        "--m\r\nContent-Type: multipart/related; boundary=r\r\n\r\n"
        "--r\r\nContent-Type: multipart/alternative; boundary=a\r\n\r\n"
        "--a\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nGuten Tag\r\n"
        f"--a\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{html}\r\n--a--\r\n"
        "--r\r\nContent-Type: image/png\r\nContent-ID: <bild>\r\nContent-Disposition: inline\r\n"
        f"Content-Transfer-Encoding: base64\r\n\r\n{wrapped(PICTURE)}--r--\r\n"
        "--m\r\nContent-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n"
        "Content-Disposition: attachment; filename*=utf-8''Stundenplan%20%C3%9C.pdf\r\n\r\n"
        f"{wrapped(attachment)}--m--\r\n"
    )
    return parts.encode()


def wrapped(content: bytes) -> str:
    text = b64encode(content).decode()
    return "".join(text[start : start + 76] + "\r\n" for start in range(0, len(text), 76))


def test_a_plain_message_is_read_and_marked(place: Place, mailbox: Mailbox) -> None:
    ref = place.append("INBOX", letter(text="Grüße aus 7b"))
    message = mailbox.read(ref)
    assert (message.subject, message.sender.spec) == ("Elternabend", "boris.becker@schule.example")
    assert message.body.kind is BodyKind.TEXT
    assert "Grüße aus 7b" in message.body.html
    assert message.seen
    assert "\\Seen" in place.flags(ref)


def test_looking_ahead_marks_nothing(place: Place, mailbox: Mailbox) -> None:
    ref = place.append("INBOX", letter())
    assert not mailbox.read(ref, seen=False).seen
    mailbox.body(ref)
    assert "\\Seen" not in place.flags(ref)


@pytest.mark.parametrize("listed", [True, False], ids=["from the list", "by its address"])
def test_html_is_read_with_its_pictures_and_attachments(place: Place, mailbox: Mailbox, listed: bool) -> None:
    ref = place.append("INBOX", mixed())
    if listed:
        mailbox.list("INBOX")
    message = mailbox.read(ref)
    assert message.body.kind is BodyKind.HTML
    assert "Guten <b>Tag</b>" in message.body.html
    assert f"/{ref.uid}/1.2" in message.body.html
    assert [each.name for each in message.attachments] == ["Stundenplan Ü.pdf"]


def test_opening_from_the_list_is_two_round_trips_and_the_frame_none(
    dovecot_place: Place, fault: Fault, make_mailbox: MakeMailbox
) -> None:
    ref = dovecot_place.append("INBOX", mixed(), (b"\\Seen",))
    mailbox = make_mailbox(fault)
    mailbox.list("INBOX")
    fault.forget()
    mailbox.read(ref)
    assert fault.turns == 2
    mailbox.body(ref)
    assert fault.turns == 2


def test_a_message_read_again_is_asked_for_its_flags_only(
    dovecot_place: Place, fault: Fault, make_mailbox: MakeMailbox
) -> None:
    ref = dovecot_place.append("INBOX", mixed(), (b"\\Seen",))
    mailbox = make_mailbox(fault)
    first = mailbox.read(ref)
    fault.forget()
    assert mailbox.read(ref) == first
    assert fault.commands[-1].endswith(b"(UID FLAGS)")


def test_attachments_are_not_fetched_before_they_are_asked_for(
    dovecot_place: Place, fault: Fault, make_mailbox: MakeMailbox
) -> None:
    ref = dovecot_place.append("INBOX", mixed(attachment=b"x" * 500_000))
    mailbox = make_mailbox(fault)
    mailbox.read(ref)
    assert fault.bytes_down < 50_000


def test_a_body_above_the_limit_is_not_fetched_but_its_plain_text(
    dovecot_place: Place, fault: Fault, make_mailbox: MakeMailbox
) -> None:
    ref = dovecot_place.append("INBOX", mixed(html="<p>" + "viel " * 400_000))
    message = make_mailbox(fault).read(ref)
    assert message.body.kind is BodyKind.TOO_LARGE
    assert "Guten Tag" in message.body.html
    assert fault.bytes_down < 50_000


def test_a_body_of_html_alone_above_the_limit_is_too_large(place: Place, mailbox: Mailbox) -> None:
    raw = b"Subject: Gross\r\nContent-Type: text/html\r\n\r\n" + b"<p>viel\r\n" * 200_000
    body = mailbox.read(place.append("INBOX", raw)).body
    assert (body.kind, body.cut) == (BodyKind.TOO_LARGE, True)


def test_html_beyond_the_cleaners_bounds_is_read_as_the_senders_own_text(
    place: Place, mailbox: Mailbox
) -> None:
    body = mailbox.read(place.append("INBOX", mixed(html="<b>" * 60_000 + "tief"))).body
    assert body.kind is BodyKind.TOO_LARGE
    assert "Guten Tag" in body.html


def test_remote_images_are_a_feature_asked_first(place: Place, make_mailbox: MakeMailbox) -> None:
    ref = place.append("INBOX", letter())
    mailbox = make_mailbox(place, off=[Feature.REMOTE_IMAGES])
    for deed in (mailbox.read, mailbox.body):
        with pytest.raises(Forbidden):
            deed(ref, images=True)
    assert mailbox.pool.open_count(1) == 0


def test_blocked_and_loaded_images_are_kept_apart(place: Place, mailbox: Mailbox) -> None:
    ref = place.append("INBOX", mixed(html='<img src="https://bilder.example/a.png">'))
    assert "bilder.example" not in mailbox.read(ref).body.html
    assert "bilder.example" in mailbox.read(ref, images=True).body.html
    assert "bilder.example" not in mailbox.body(ref).html


def test_a_kept_message_does_not_speak_the_language_of_another_page(
    place: Place, make_mailbox: MakeMailbox
) -> None:
    kept = Kept()
    ref = place.append("INBOX", letter(text="Ja.\r\n\r\n> Kommst du?\r\n> Bitte."))
    german = make_mailbox(place, kept=kept, quoted_label="Zitat").read(ref).body.html
    english = make_mailbox(place, kept=kept, quoted_label="Quote").read(ref).body.html
    assert ("Zitat" in german, "Quote" in english) == (True, True)


def test_boris_is_shown_nothing_kept_for_anna(place: Place, make_mailbox: MakeMailbox) -> None:
    kept = Kept()
    ref = place.append("INBOX", letter(text="Vertraulich"))
    make_mailbox(place, kept=kept).read(ref)
    with pytest.raises((MessageGone, StaleReference)):
        make_mailbox(place, BORIS, kept=kept).body(ref)


def test_a_message_that_is_gone_is_told_as_such(place: Place, mailbox: Mailbox) -> None:
    ref = place.append("INBOX", letter())
    gone = MessageRef("INBOX", ref.uidvalidity, ref.uid + 7)
    for deed in (mailbox.read, mailbox.body, mailbox.source, lambda ref: mailbox.part(ref, "1")):
        with pytest.raises(MessageGone):
            deed(gone)


def test_a_renumbered_folder_is_told_as_such(place: Place, mailbox: Mailbox) -> None:
    ref = place.append("INBOX", letter())
    stale = MessageRef("INBOX", ref.uidvalidity + 1, ref.uid)
    for deed in (mailbox.read, mailbox.body, mailbox.source, lambda ref: mailbox.part(ref, "1")):
        with pytest.raises(StaleReference):
            deed(stale)


def test_a_part_is_decoded_on_its_way(place: Place, mailbox: Mailbox) -> None:
    ref = place.append("INBOX", mixed())
    streamed = mailbox.part(ref, "2")
    assert streamed.attachment.name == "Stundenplan Ü.pdf"
    assert b"".join(streamed.chunks) == b"%PDF-1.4 Plan"
    assert b"".join(mailbox.part(ref, "1.2").chunks) == PICTURE


@pytest.mark.parametrize("section", ["", "1", "1.1", "3", "1.2.1", "HEADER", "2]<0.9> BODY[1"])
def test_only_parts_the_message_has_are_given_out(place: Place, mailbox: Mailbox, section: str) -> None:
    ref = place.append("INBOX", mixed())
    with pytest.raises(PartMissing):
        mailbox.part(ref, section)


def test_the_source_is_what_is_stored(place: Place, mailbox: Mailbox) -> None:
    raw = mixed()
    streamed = mailbox.source(place.append("INBOX", raw))
    assert b"".join(streamed.chunks) == raw
    assert (streamed.attachment.media_type, streamed.attachment.size) == ("message/rfc822", len(raw))


@pytest.mark.parametrize("size", [1024 * 1024 - 1, 1024 * 1024, 1024 * 1024 + 1, 3 * 1024 * 1024 + 17])
def test_nothing_is_lost_between_stretches(
    dovecot_place: Place, make_mailbox: MakeMailbox, size: int
) -> None:
    head = b"Subject: Gross\r\nContent-Type: application/octet-stream\r\n\r\n"
    content = bytes(range(32, 127)) * (size // 95 + 1)
    raw = head + content[: size - len(head)]
    ref = dovecot_place.append("INBOX", raw)
    assert b"".join(make_mailbox(dovecot_place).source(ref).chunks) == raw


def test_a_slow_reader_holds_no_connection_and_no_memory(
    dovecot_place: Place, make_mailbox: MakeMailbox
) -> None:
    raw = b"Subject: Gross\r\n\r\n" + b"0123456789abcdef" * 64 * 1024 * 20
    ref = dovecot_place.append("INBOX", raw)
    mailbox = make_mailbox(dovecot_place, per_sign_in=1)
    tracemalloc.start()
    streamed = mailbox.source(ref)
    assert len(b"".join(islice(streamed.chunks, 2))) == 2 * 1024 * 1024
    assert mailbox.list("INBOX").total == 1
    assert sum(map(len, streamed.chunks)) == len(raw) - 2 * 1024 * 1024
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8 * 1024 * 1024


def test_a_stream_survives_a_lost_line(dovecot_place: Place, fault: Fault, make_mailbox: MakeMailbox) -> None:
    raw = b"Subject: Gross\r\n\r\n" + b"0123456789abcdef" * 64 * 1024 * 3
    ref = dovecot_place.append("INBOX", raw)
    chunks = make_mailbox(fault).source(ref).chunks
    first = next(chunks)
    fault.drop()
    assert first + b"".join(chunks) == raw


def test_a_forgotten_person_is_forgotten(place: Place, make_mailbox: MakeMailbox) -> None:
    kept = Kept()
    ref = place.append("INBOX", letter())
    mailbox = make_mailbox(place, kept=kept)
    mailbox.list("INBOX")
    mailbox.read(ref)
    kept.forget(mailbox.login.name)
    assert (kept._row_count, kept._octets, len(kept._folders), len(kept._opened)) == (0, 0, 0, 0)


def test_kept_messages_are_bounded(place: Place, make_mailbox: MakeMailbox) -> None:
    kept = Kept(messages=2)
    mailbox = make_mailbox(place, kept=kept)
    for ref in place.fill("INBOX", 4):
        mailbox.read(ref)
    assert len(kept._opened) == 2


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\r\n",
        b"kein Kopf",
        b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n--x\r\n",
        b"Content-Type: multipart/mixed\r\n\r\nnichts",
        b"Content-Type: ;;;\r\nSubject: =?x?y?z?=\r\n\r\n\xff\xfe",
        b"Content-Type: message/rfc822\r\n\r\nSubject: innen\r\n\r\ntext",
        b"".join(b"Content-Type: multipart/mixed; boundary=%d\r\n\r\n--%d\r\n" % (n, n) for n in range(300)),
    ],
)
def test_a_broken_message_is_listed_opened_and_downloaded(
    dovecot_place: Place, make_mailbox: MakeMailbox, raw: bytes
) -> None:
    ref = dovecot_place.append("INBOX", raw or b"\r\n")
    dovecot_place.append("INBOX", letter())
    mailbox = make_mailbox(dovecot_place)
    assert len(mailbox.list("INBOX").rows) == 2
    mailbox.read(ref)
    assert b"".join(mailbox.source(ref).chunks) == (raw or b"\r\n")


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (letter(text="Nur Text.\r\nZwei."), "Nur Text.\nZwei."),
        (
            b"Subject: S\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>Eins</p>Zwei \xc3\xa4\r\n",
            "Eins\nZwei ä",
        ),
    ],
)
def test_an_original_is_read_as_plain_text(place: Place, mailbox: Mailbox, raw: bytes, text: str) -> None:
    original = mailbox.original(place.append("INBOX", raw))
    assert original.text.split() == text.split()
