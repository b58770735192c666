"""Whole messages as attachments: as they lay there, in the encodings a message may have; and their order."""

import io
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes, policy

import pytest

from tests.mail.conftest import Place
from tests.mail.writing.conftest import MakeDrafts, a_draft, stored
from tests.servers.dovecot import Dovecot
from webmail.mail.errors import MessageGone
from webmail.mail.ref import MessageRef
from webmail.mail.writing.draft import Kind, StoredDraft, Writing, shown_as
from webmail.mail.writing.drafts import Drafts
from webmail.mail.writing.enclosing import enclosed_message
from webmail.mail.writing.upload import Upload

PLAIN = b"From: b@schule.example\r\nSubject: Elternabend\r\n\r\nAm Freitag.\r\n"
EIGHT_BIT = (
    b"From: b@schule.example\r\nSubject: Plan\r\nMIME-Version: 1.0\r\n"
    b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    + "Schöne Grüße, ".encode()
    + b"\r\n" * 3
)
LONG_LINE = PLAIN + b"x" * 999 + b"\r\n"


def names(drafts: Drafts, saved: StoredDraft) -> list[str]:
    found = drafts.find(saved.draft.writing)
    assert found is not None
    assert [each.name for each in found.draft.attachments] == [each.name for each in saved.draft.attachments]
    return [each.name for each in found.draft.attachments]


def part(place: Place, saved: StoredDraft, section: str = "2") -> tuple[bytes, bytes]:
    """The MIME header of a part of the draft, and its octets."""
    with place.client() as client:
        client.select_folder("Drafts", readonly=True)
        items = [f"BODY.PEEK[{section}.MIME]", f"BODY.PEEK[{section}]"]
        found = client.fetch([saved.ref.uid], items)[saved.ref.uid]
    return found[f"BODY[{section}.MIME]".encode()], found[f"BODY[{section}]".encode()]


def enclosed(place: Place, drafts: Drafts, raw: bytes, folder: str = "INBOX") -> StoredDraft:
    return drafts.save(a_draft(), page="p", messages=[place.append(folder, raw)])


@pytest.mark.parametrize(("raw", "encoding"), [(PLAIN, b"7bit"), (EIGHT_BIT, b"8bit")], ids=["7bit", "8bit"])
def test_a_message_is_attached_as_it_lay_there_and_stays_so(
    place: Place, drafts: Drafts, raw: bytes, encoding: bytes
) -> None:
    saved = enclosed(place, drafts, raw)
    again = drafts.save(a_draft("Mehr"), page="p", base=saved.ref.uid)
    header, octets = part(place, again)
    assert b"Content-Type: message/rfc822\r\n" in header
    assert b"Content-Transfer-Encoding: " + encoding in header
    # The embedded store counts the line end before a boundary as the part's.
    assert octets in (raw, raw + b"\r\n")


def test_what_no_message_may_be_as_a_part_goes_as_a_file(dovecot_place: Place, drafts_there: Drafts) -> None:
    enclosed(dovecot_place, drafts_there, LONG_LINE)
    (message,) = stored(dovecot_place)
    (found,) = message.iter_attachments()
    assert found.get_content_type() == "application/octet-stream"
    assert found.get_filename() == "Elternabend.eml"
    assert found.get_content() == LONG_LINE


@pytest.mark.parametrize(
    ("raw", "encoding"),
    [
        (PLAIN, "7bit"),
        (PLAIN.removesuffix(b"\r\n"), "7bit"),
        (EIGHT_BIT, "8bit"),
        (PLAIN + b"x" * 998 + b"\r\n", "7bit"),
        (LONG_LINE, "base64"),
        (PLAIN + b"eins\nzwei\r\n", "base64"),
        (PLAIN + b"eins\rzwei\r\n", "base64"),
        (PLAIN + b"eins\0zwei\r\n", "base64"),
        (PLAIN + b"ends in\r", "base64"),
    ],
)
@pytest.mark.parametrize("step", [1, 7, 100_000])
def test_a_message_goes_in_an_encoding_that_its_lines_allow(raw: bytes, encoding: str, step: int) -> None:
    def stretches(_ref: MessageRef, _section: str) -> Iterator[bytes]:
        return (raw[start : start + step] for start in range(0, len(raw), step))

    found = enclosed_message(stretches, MessageRef("INBOX", 1, 1), io.BytesIO())
    assert found.encoding == encoding
    assert found.media_type == ("application/octet-stream" if encoding == "base64" else "message/rfc822")
    assert found.content.seek(0) == 0
    assert found.content.read() == raw


@pytest.fixture
def dovecot_place(dovecot: Dovecot) -> Place:
    """The embedded store rewrites line ends."""
    return Place(dovecot.host, dovecot.port, kind="dovecot")


@pytest.fixture
def drafts_there(dovecot_place: Place, make_drafts: MakeDrafts) -> Drafts:
    return make_drafts(dovecot_place)


def test_a_store_that_can_do_less_keeps_a_message_too(reduced: Place, make_drafts: MakeDrafts) -> None:
    drafts = make_drafts(reduced)
    saved = enclosed(reduced, drafts, EIGHT_BIT)
    again = drafts.save(a_draft("Mehr"), page="p", base=saved.ref.uid)
    assert part(reduced, again)[1] == EIGHT_BIT


def test_messages_of_several_folders_are_attached_in_their_order(place: Place, drafts: Drafts) -> None:
    with place.client() as client:
        client.create_folder("Klassen")
    refs = [place.append("Klassen", EIGHT_BIT), place.append("INBOX", PLAIN)]
    saved = drafts.save(a_draft(), page="p", messages=refs)
    assert names(drafts, saved) == ["Plan.eml", "Elternabend.eml"]


def test_a_message_that_is_gone_is_said_and_nothing_is_stored(place: Place, drafts: Drafts) -> None:
    with pytest.raises(MessageGone):
        drafts.save(
            a_draft(), page="p", messages=[MessageRef("INBOX", place.append("INBOX", PLAIN).uidvalidity, 99)]
        )
    assert stored(place) == []


def test_the_first_save_brings_the_message_that_is_forwarded_whole(place: Place, drafts: Drafts) -> None:
    origin = place.append("INBOX", PLAIN)
    writing = Writing("<weiter@schule.example>", Kind.ENCLOSE, origin)
    assert names(drafts, drafts.save(a_draft(writing=writing), page="p")) == ["Elternabend.eml"]


def test_the_message_that_is_forwarded_whole_can_be_taken_out_before(place: Place, drafts: Drafts) -> None:
    writing = Writing("<weiter@schule.example>", Kind.ENCLOSE, place.append("INBOX", PLAIN))
    assert names(drafts, drafts.save(a_draft(writing=writing), page="p", without=[""])) == []


def test_a_server_without_8bitmime_gets_the_message_as_a_file_of_the_same_octets(
    dovecot_place: Place, drafts_there: Drafts
) -> None:
    saved = enclosed(dovecot_place, drafts_there, EIGHT_BIT)
    sent = b"".join(drafts_there.pieces(saved, eight_bit=False))
    assert sent.isascii()
    (found,) = message_from_bytes(sent, policy=policy.default).iter_attachments()  # type: ignore[attr-defined]
    assert (found.get_content_type(), found.get_filename()) == ("application/octet-stream", "Plan.eml")
    assert found.get_content() == EIGHT_BIT
    assert EIGHT_BIT in b"".join(drafts_there.pieces(saved, eight_bit=True))


def test_an_attachment_goes_a_place_nearer_to_the_first(place: Place, drafts: Drafts) -> None:
    files = [Upload(f"{name}.txt", "text/plain", 1, io.BytesIO(b"x")) for name in "abc"]
    saved = drafts.save(a_draft(), page="p", uploads=files)
    saved = drafts.save(a_draft(), page="p", base=saved.ref.uid, forward="4")
    assert names(drafts, saved) == ["a.txt", "c.txt", "b.txt"]
    saved = drafts.save(a_draft(), page="p", base=saved.ref.uid, forward="2")
    assert names(drafts, saved) == ["a.txt", "c.txt", "b.txt"]


@pytest.mark.parametrize(
    ("shown", "left"), [(["a.txt", "b.txt"], ["b.txt"]), (["b.txt", "a.txt"], ["a.txt", "b.txt"])]
)
def test_what_the_page_has_saved_meanwhile_hinders_no_deed_on_what_it_shows(
    place: Place, drafts: Drafts, shown: list[str], left: list[str]
) -> None:
    files = [Upload(f"{name}.txt", "text/plain", 1, io.BytesIO(b"x")) for name in "ab"]
    base = drafts.save(a_draft(), page="p", uploads=files).ref.uid
    saved = drafts.save(a_draft("Mehr"), page="p", base=base)
    there = zip(saved.draft.attachments, shown, strict=True)
    of_page = shown_as(replace(each, name=name) for each, name in there)
    saved = drafts.save(a_draft("Mehr"), page="p", base=base, without=["2"], shown=of_page)
    assert names(drafts, saved) == left


def test_a_page_that_saw_another_version_moves_nothing(place: Place, drafts: Drafts) -> None:
    files = [Upload(f"{name}.txt", "text/plain", 1, io.BytesIO(b"x")) for name in "ab"]
    drafts.save(a_draft(), page="p", uploads=files)
    assert names(drafts, drafts.save(a_draft(), page="p", base=0, forward="3")) == ["a.txt", "b.txt"]
