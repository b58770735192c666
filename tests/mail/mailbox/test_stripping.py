"""Attachments go, the text stays: on both stores, and never at the price of a message."""

import io
from datetime import UTC, datetime

import pytest

from tests.letters import letter
from tests.mail.conftest import MakeMailbox, Place
from webmail.mail import Mailbox, MessageRef, take_back
from webmail.mail.errors import DeedRefused, MessageGone, Unstrippable
from webmail.mail.mailbox import deeds
from webmail.mail.mailbox.fetched import Fetched
from webmail.mail.mailbox.stripping import Stripped, Stripping, _flags
from webmail.mail.reading.stripped import Note, Removable

DAY = datetime(2024, 3, 5, 7, 30, tzinfo=UTC)
FILES = {
    "Plan.pdf": ("application/pdf", b"%PDF" * 9000),
    "Übersicht.zip": ("application/zip", b"PK" * 9000),
}


def write(one: Removable) -> Note:
    return Note(f"Entfernt - {one.name}.txt", f"Entfernt: {one.name}, {one.media_type}, {one.size}")


def stripping(mailbox: Mailbox, ref: MessageRef) -> Stripping:
    return Stripping(mailbox, ref, spool=io.BytesIO)


def put(place: Place, content: bytes, *flags: bytes, folder: str = "INBOX") -> MessageRef:
    return place.append(folder, content, flags, received=DAY)


def stored(place: Place, ref: MessageRef) -> bytes:
    with place.client() as client:
        client.select_folder(ref.folder, readonly=True)
        return bytes(client.fetch([ref.uid], ["BODY.PEEK[]"])[ref.uid][b"BODY[]"])


def strip(mailbox: Mailbox, ref: MessageRef) -> Stripped:
    return stripping(mailbox, ref).run(write)


def test_the_copy_has_the_same_header_and_text_and_says_what_is_gone(place: Place, mailbox: Mailbox) -> None:
    content = letter(text="Anbei der Plan.", html="<p>Anbei</p>", files=FILES)
    done = strip(mailbox, put(place, content))
    after = stored(place, done.copy)
    head, _, _ = content.partition(b"\r\n\r\n")
    assert after.startswith(head + b"\r\n\r\n")
    text = content[len(head) : content.index(b"Content-Type: application/pdf")]
    assert after[len(head) :].startswith(text)
    message = mailbox.read(done.copy)
    assert [each.name for each in message.attachments] == [
        "Entfernt - Plan.pdf.txt",
        "Entfernt - Übersicht.zip.txt",
    ]
    note = b"".join(mailbox.part(done.copy, message.attachments[0].section).chunks).decode()
    assert note.startswith("Entfernt: Plan.pdf, application/pdf, 3")
    assert done.freed > 50_000


def test_flags_and_date_stay_and_the_original_lies_in_the_trash(place: Place, mailbox: Mailbox) -> None:
    ref = put(place, letter(files=FILES), b"\\Seen", b"\\Flagged")
    done = strip(mailbox, ref)
    assert place.flags(done.copy) == {"\\Seen", "\\Flagged"}
    row = mailbox.list("INBOX").rows[0]
    assert (row.ref, row.envelope.received) == (done.copy, DAY)
    assert (place.uids("INBOX"), len(place.uids("Trash"))) == ([done.copy.uid], 1)


def test_keywords_stay_where_the_store_keeps_them(dovecot_place: Place, make_mailbox: MakeMailbox) -> None:
    ref = put(dovecot_place, letter(files=FILES), b"Klasse7b", b"$Forwarded")
    done = strip(make_mailbox(dovecot_place), ref)
    assert dovecot_place.flags(done.copy) == {"Klasse7b", "$Forwarded"}


def test_it_can_be_taken_back(place: Place, mailbox: Mailbox) -> None:
    content = letter(subject="Plan", files=FILES)
    done = strip(mailbox, put(place, content))
    assert take_back(mailbox, done.steps) == 1
    (uid,) = place.uids("INBOX")
    assert stored(place, MessageRef("INBOX", done.copy.uidvalidity, uid)) == content
    assert len(place.uids("Trash")) == 1


def test_when_the_original_cannot_come_back_the_copy_stays(place: Place, mailbox: Mailbox) -> None:
    done = strip(mailbox, put(place, letter(files=FILES)))
    with place.client() as client:
        client.select_folder("Trash")
        client.delete_messages(client.search(["ALL"]))
        client.expunge()
    with pytest.raises(MessageGone):
        take_back(mailbox, done.steps)
    assert place.uids("INBOX") == [done.copy.uid]


def test_the_copy_stays_too_where_the_store_did_not_say_where_the_original_went(
    place: Place, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deeds, "read_copied", lambda _answer: None)
    done = strip(mailbox, put(place, letter(files=FILES)))
    assert not any(step.uids for step in done.steps)
    assert take_back(mailbox, done.steps) == 0
    assert place.uids("INBOX") == [done.copy.uid]


def test_the_way_back_of_the_copy_alone_is_none(place: Place, mailbox: Mailbox) -> None:
    done = strip(mailbox, put(place, letter(files=FILES)))
    assert take_back(mailbox, done.steps[1:]) == 0
    assert place.uids("INBOX") == [done.copy.uid]


def test_what_was_stripped_has_nothing_more_to_go(place: Place, mailbox: Mailbox) -> None:
    done = strip(mailbox, put(place, letter(files=FILES)))
    with pytest.raises(Unstrippable) as refused:
        strip(mailbox, done.copy)
    assert refused.value.reason == "nothing"


def test_pictures_that_stand_in_the_text_stay(place: Place, mailbox: Mailbox) -> None:
    content = letter(html='<img src="cid:bild">', images={"bild": b"\x89PNG" * 500}, files=FILES)
    done = strip(mailbox, put(place, content))
    assert [each.name for each in done.removed] == list(FILES)
    assert b"Content-ID: <bild>" in stored(place, done.copy)


@pytest.mark.parametrize("folder", ["Trash", "Drafts"])
def test_neither_drafts_nor_trash_are_changed(place: Place, mailbox: Mailbox, folder: str) -> None:
    ref = put(place, letter(files=FILES), folder=folder)
    with pytest.raises(Unstrippable) as refused:
        strip(mailbox, ref)
    assert (refused.value.reason, place.uids(folder)) == ("place", [ref.uid])


def test_a_copy_that_the_store_changed_is_removed_and_the_original_stays(
    place: Place, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = put(place, letter(files=FILES))
    real = Mailbox.stretches

    def garbled(self: Mailbox, at: MessageRef, section: str):  # type: ignore[no-untyped-def]
        yield from real(self, at, section)
        if at != ref:
            yield b"!"

    monkeypatch.setattr(Mailbox, "stretches", garbled)
    with pytest.raises(Unstrippable):
        strip(mailbox, ref)
    assert place.uids("INBOX") == [ref.uid]


def test_a_copy_that_cannot_be_looked_at_is_removed_too(
    place: Place, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = put(place, letter(files=FILES))
    real = Mailbox.stretches

    def refused(self: Mailbox, at: MessageRef, section: str):  # type: ignore[no-untyped-def]
        if at != ref:
            raise DeedRefused("SERVERBUG")
        return real(self, at, section)

    monkeypatch.setattr(Mailbox, "stretches", refused)
    with pytest.raises(DeedRefused):
        strip(mailbox, ref)
    assert place.uids("INBOX") == [ref.uid]


def test_keywords_that_no_store_takes_are_left_out() -> None:
    told = [b"\\Seen", b"\\Recent", "Prüfung".encode(), b"Klasse7b", 2025, b"zwei Worte", None, [b"x"]]
    kept = _flags(Fetched(1, frozenset(), {b"FLAGS": told}, {}))  # type: ignore[dict-item]
    assert kept == ["\\Seen", "Klasse7b", "2025"]


def test_an_original_that_was_moved_meanwhile_leaves_no_copy(
    place: Place, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = put(place, letter(files=FILES))
    real = Stripping._check

    def moved_meanwhile(self: Stripping, *given: object) -> None:
        real(self, *given)  # type: ignore[arg-type]
        with place.client() as client:
            client.select_folder("INBOX")
            client.move([ref.uid], "Archive")

    monkeypatch.setattr(Stripping, "_check", moved_meanwhile)
    with place.client() as client:
        if not client.folder_exists("Archive"):
            client.create_folder("Archive")
    with pytest.raises(MessageGone):
        strip(mailbox, ref)
    assert (place.uids("INBOX"), len(place.uids("Archive"))) == ([], 1)
