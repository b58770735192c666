"""The line to the store breaks at any point: nothing is lost, and nothing is there twice in the end."""

import io
import os
import threading
from contextlib import suppress

import pytest

from tests.cast import ANNA
from tests.mail.conftest import Place, letter
from tests.mail.writing.conftest import MakeDrafts, a_draft, stored, texts
from tests.servers.dovecot import Dovecot
from tests.servers.fault import Fault
from webmail.mail.errors import MailError, StoreUnavailable
from webmail.mail.flags import Flag
from webmail.mail.ref import MessageRef
from webmail.mail.writing.draft import Kind, Writing
from webmail.mail.writing.drafts import Drafts
from webmail.mail.writing.upload import Upload

ANSWER = b"[APPENDUID"


@pytest.fixture
def place(dovecot: Dovecot) -> Place:
    """The store behind the proxy."""
    return Place(dovecot.host, dovecot.port, kind="dovecot")


@pytest.fixture
def drafts(fault: Fault, make_drafts: MakeDrafts) -> Drafts:
    return make_drafts(fault, read_seconds=1.0, request_seconds=3.0)


def appended(fault: Fault) -> int:
    return sum(b" APPEND " in command for command in fault.commands)


def test_a_lost_answer_to_append_is_found_out_and_nothing_is_stored_twice(
    place: Place, fault: Fault, drafts: Drafts
) -> None:
    base = drafts.save(a_draft("Eins"), page="p").ref.uid
    fault.forget()
    fault.cut_at(ANSWER, times=1)
    saved = drafts.save(a_draft("Zwei"), page="p", base=base)
    assert appended(fault) == 1
    assert (texts(place), [saved.ref.uid]) == (["Zwei"], place.uids("Drafts"))


def test_a_lost_answer_to_the_very_first_append_is_found_out(
    place: Place, fault: Fault, drafts: Drafts
) -> None:
    fault.cut_at(ANSWER, times=1)
    drafts.save(a_draft("Eins"), page="p")
    assert (texts(place), appended(fault)) == (["Eins"], 1)


def test_a_message_that_never_reached_the_store_is_said_to_be_not_stored(
    place: Place, fault: Fault, drafts: Drafts
) -> None:
    base = drafts.save(a_draft("Eins"), page="p").ref.uid
    # The store never asks for the literal: the line ends before the file has gone out.
    fault.cut_at(b"+ OK", times=1)
    with pytest.raises(StoreUnavailable):
        drafts.save(a_draft("Zwei"), page="p", base=base, uploads=[Upload("a", "x/y", 0, io.BytesIO(b"z"))])
    assert texts(place) == ["Eins"]
    drafts.save(a_draft("Drei"), page="p", base=base)
    assert texts(place) == ["Drei"]


@pytest.mark.parametrize("times", [1, 2])
def test_an_old_version_that_could_not_be_removed_goes_later(
    place: Place, fault: Fault, drafts: Drafts, times: int
) -> None:
    base = drafts.save(a_draft("Eins"), page="p").ref.uid
    fault.cut_at(b"OK Expunge", times=times)
    saved = drafts.save(a_draft("Zwei"), page="p", base=base)
    drafts.save(a_draft("Drei"), page="p", base=saved.ref.uid)
    assert texts(place) == ["Drei"]


def test_a_line_that_breaks_before_anything_is_stored_is_healed(
    place: Place, fault: Fault, drafts: Drafts
) -> None:
    base = drafts.save(a_draft("Eins"), page="p").ref.uid
    fault.drop()
    drafts.save(a_draft("Zwei"), page="p", base=base)
    fault.cut_at(b"UIDNEXT", times=1)
    drafts.save(a_draft("Drei"), page="p")
    assert texts(place) == ["Drei"]


@pytest.mark.parametrize("octets", [*range(0, 1300, 61)])
def test_wherever_the_line_breaks_the_text_or_the_error_is_there_and_one_version_in_the_end(
    place: Place, fault: Fault, drafts: Drafts, octets: int
) -> None:
    base = drafts.save(a_draft("Eins"), page="p").ref.uid
    fault.cut_after(octets, times=1)
    try:
        base = drafts.save(a_draft("Zwei"), page="p", base=base).ref.uid
        assert texts(place)[-1] == "Zwei"
    except StoreUnavailable:
        assert texts(place)[0] == "Eins"
    fault.let_pass()
    drafts.save(a_draft("Drei"), page="p", base=base)
    assert texts(place) == ["Drei"]


def test_a_store_that_is_away_is_said_to_be_and_the_old_version_stays(
    place: Place, fault: Fault, drafts: Drafts
) -> None:
    base = drafts.save(a_draft("Eins"), page="p").ref.uid
    fault.refuse()
    with pytest.raises(StoreUnavailable):
        drafts.save(a_draft("Zwei"), page="p", base=base)
    fault.let_pass()
    assert texts(place) == ["Eins"]


def test_an_upload_that_stops_in_the_middle_leaves_the_old_version(
    place: Place, fault: Fault, drafts: Drafts
) -> None:
    class Cut(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if self.tell() > 500_000:
                fault.drop()
            return super().read(size)

    base = drafts.save(a_draft("Eins"), page="p").ref.uid
    with pytest.raises(StoreUnavailable):
        drafts.save(
            a_draft("Zwei"), page="p", base=base, uploads=[Upload("a", "x/y", 0, Cut(os.urandom(3_000_000)))]
        )
    assert texts(place) == ["Eins"]
    drafts.save(a_draft("Drei"), page="p", base=base)
    assert texts(place) == ["Drei"]


def test_two_saves_wait_for_each_other_and_not_for_ever(place: Place, make_drafts: MakeDrafts) -> None:
    drafts = make_drafts(place, request_seconds=0.5)
    drafts.save(a_draft("Eins"), page="p")
    refused: list[BaseException] = []
    with drafts.borrower.turn(a_draft().writing.message_id, seconds=1):

        def save() -> None:
            try:
                drafts.save(a_draft("Zwei"), page="p")
            except StoreUnavailable as error:
                refused.append(error)

        waiting = threading.Thread(target=save)
        waiting.start()
        waiting.join(20)
    assert len(refused) == 1


# -- filing --------------------------------------------------------------------------------------


def test_a_lost_answer_to_the_move_is_found_out(place: Place, fault: Fault, drafts: Drafts) -> None:
    drafts.save(a_draft("Eins"), page="p")
    fault.cut_at(b"[COPYUID", times=1)
    assert drafts.file(a_draft().writing)
    assert (texts(place), texts(place, "Sent")) == ([], ["Eins"])


@pytest.mark.parametrize("octets", [*range(0, 3500, 173)])
def test_wherever_the_line_breaks_the_copy_is_filed_once_in_the_end(
    place: Place, fault: Fault, drafts: Drafts, octets: int
) -> None:
    drafts.save(a_draft("Eins"), page="p")
    fault.cut_after(octets, times=2)
    with suppress(MailError):
        drafts.file(a_draft().writing)
    fault.let_pass()
    assert drafts.file(a_draft().writing)
    assert (texts(place), texts(place, "Sent")) == ([], ["Eins"])


@pytest.mark.parametrize(
    ("kind", "flag"),
    [(Kind.REPLY, Flag.ANSWERED), (Kind.REPLY_ALL, Flag.ANSWERED), (Kind.FORWARD, Flag.FORWARDED)],
)
def test_what_was_answered_or_forwarded_is_flagged(
    place: Place, drafts: Drafts, kind: Kind, flag: Flag
) -> None:
    ref = place.append("INBOX", letter())
    writing = Writing("<eins@schule.example>", kind, ref)
    drafts.save(a_draft(writing=writing), page="p")
    assert drafts.file(writing)
    assert flag.value in place.flags(ref)


def test_a_filed_message_is_seen_and_no_draft(place: Place, drafts: Drafts) -> None:
    drafts.save(a_draft(bcc="b@c.example"), page="p")
    drafts.file(a_draft().writing)
    (uid,) = place.uids("Sent")
    with place.client() as client:
        validity = int(client.folder_status("Sent", ["UIDVALIDITY"])[b"UIDVALIDITY"])
    assert place.flags(MessageRef("Sent", validity, uid)) == {"\\Seen"}
    assert stored(place, "Sent")[0]["Bcc"] == "b@c.example"


def test_sent_is_made_when_it_is_missing(place: Place, drafts: Drafts) -> None:
    with place.client() as client:
        client.delete_folder("Sent")
    drafts.save(a_draft("Eins"), page="p")
    assert drafts.file(a_draft().writing)
    assert texts(place, "Sent") == ["Eins"]


def test_what_is_nowhere_is_not_filed(drafts: Drafts) -> None:
    assert not drafts.file(a_draft().writing)


def test_an_original_that_is_gone_does_not_hinder_filing(place: Place, drafts: Drafts) -> None:
    writing = Writing("<eins@schule.example>", Kind.REPLY, MessageRef("Weg", 1, 1))
    drafts.save(a_draft("Eins", writing=writing), page="p")
    assert drafts.file(writing)
    assert texts(place, "Sent") == ["Eins"]


def test_a_second_copy_is_not_made_where_the_store_cannot_move(make_drafts: MakeDrafts) -> None:
    capability = "IMAP4rev1 LITERAL+ UIDPLUS LIST-EXTENDED SPECIAL-USE"
    with Dovecot(users={ANNA.address: ANNA.typed}, capability=capability) as running:
        place = Place(running.host, running.port, kind="no MOVE")
        with Fault((running.host, running.port)) as proxy:
            drafts = make_drafts(proxy)
            drafts.save(a_draft("Eins"), page="p")
            proxy.cut_at(b"[COPYUID", times=1)
            with pytest.raises(StoreUnavailable):
                drafts.file(a_draft().writing)
            assert drafts.file(a_draft().writing)
        assert (texts(place), texts(place, "Sent")) == ([], ["Eins"])
