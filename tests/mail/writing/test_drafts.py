"""A draft is stored, found again exactly as it was typed, and lies in its folder once."""

import hashlib
import random
from email import message_from_bytes, policy

import pytest

from tests.cast import ANNA, BORIS
from tests.conftest import HeldClock
from tests.mail.conftest import Place, letter
from tests.mail.writing.conftest import MakeDrafts, a_draft, stored, text_of, texts
from tests.servers.dovecot import Dovecot
from tests.servers.fault import Fault
from webmail.mail import take_back
from webmail.mail.errors import QuotaExceeded, Unsendable
from webmail.mail.ref import MessageRef
from webmail.mail.writing.draft import Kind, Writing
from webmail.mail.writing.drafts import Drafts

ODD = "Grüße, \U0001f600\n\n-- \nA.\n\n From hier\n.\n" + "x" * 2000 + "\n\ttab  \n\n\n"


@pytest.mark.parametrize("text", ["", "\n", "Eins", "Eins\n", "\n\nEins\n\n", "\ufeffEins", ODD])
def test_a_text_comes_back_exactly(drafts: Drafts, text: str) -> None:
    draft = a_draft(
        text, to="Boris <boris@schule.example>, nur halb@", subject="  Über\tuns ", bcc="c@d.example"
    )
    drafts.save(draft, page="p")
    found = drafts.find(draft.writing)
    assert found is not None
    assert found.draft == draft


def test_random_texts_come_back_exactly(dovecot_place: Place, make_drafts: MakeDrafts) -> None:
    drafts, chance = make_drafts(dovecot_place), random.Random(3)
    base = 0
    for _ in range(20):
        text = "".join(chance.choices("ab =.\t\nÄ€\U0001f600>-", k=chance.randrange(400)))
        base = drafts.save(a_draft(text), page="p", base=base).ref.uid
        found = drafts.find(a_draft().writing)
        assert found is not None
        assert found.draft.text == text


def test_saving_again_leaves_one_message(place: Place, drafts: Drafts) -> None:
    base = 0
    for text in ("Eins", "Zwei", "Drei"):
        base = drafts.save(a_draft(text), page="p", base=base).ref.uid
    assert texts(place) == ["Drei"]


def test_what_save_says_is_what_find_finds(drafts: Drafts, clock: HeldClock) -> None:
    first = drafts.save(a_draft("Eins", to="b@c.example", references=("<r@s>",)), page="p")
    clock.move(minutes=7)
    saved = drafts.save(a_draft("Zwei", cc="b@c.example"), page="p", base=first.ref.uid)
    assert drafts.find(saved.draft.writing) == saved
    assert (saved.saved_at, saved.page) == (clock(), "p")


def test_what_was_never_stored_is_not_found(drafts: Drafts) -> None:
    assert drafts.find(Writing("<nie@schule.example>")) is None


def test_a_message_id_that_contains_another_is_another_message(drafts: Drafts) -> None:
    drafts.save(a_draft("Lang", name="vor.eins"), page="p")
    assert drafts.find(Writing("<eins@schule.example>")) is None
    assert drafts.find(Writing("eins@schule.example>")) is None


def test_the_folder_is_made_when_it_is_missing(place: Place, make_drafts: MakeDrafts) -> None:
    with place.client() as client:
        if client.folder_exists("Drafts"):
            client.delete_folder("Drafts")
    drafts = make_drafts(place)
    base = drafts.save(a_draft("Eins"), page="p").ref.uid
    with place.client() as client:
        client.delete_folder("Drafts")
    assert drafts.find(a_draft().writing) is None
    drafts.save(a_draft("Zwei"), page="p", base=base)
    assert texts(place) == ["Zwei"]


def test_a_stored_draft_is_flagged_and_holds_everything(place: Place, drafts: Drafts) -> None:
    saved = drafts.save(a_draft("Hallo", to="b@c.example", bcc="d@e.example", subject="Über"), page="p")
    (message,) = stored(place)
    assert (message["Subject"], message["Bcc"], text_of(message)) == ("Über", "d@e.example", "Hallo")
    assert place.flags(saved.ref) == {"\\Draft", "\\Seen"}


def test_the_private_header_of_another_account_is_not_believed(place: Place, make_drafts: MakeDrafts) -> None:
    raw = letter(text="Fremd").replace(
        b"Subject:", b"Message-ID: <eins@schule.example>\r\nX-Dienstpost-Draft: 6e6f\r\nSubject:"
    )
    ref = place.append("Drafts", raw, (b"\\Draft",))
    drafts = make_drafts(place)
    found = drafts.find(a_draft().writing)
    assert found is not None
    assert (found.page, found.draft.text) == ("", "Fremd")
    assert drafts.adopt(ref).kind is Kind.RESUME


def test_a_plain_save_costs_few_round_trips(dovecot: Dovecot, fault: Fault, make_drafts: MakeDrafts) -> None:
    drafts = make_drafts(fault)
    base = drafts.save(a_draft("Eins"), page="p").ref.uid
    fault.forget()
    drafts.save(a_draft("Zwei"), page="p", base=base)
    assert [command.split()[1] for command in fault.commands] == [b"SELECT", b"APPEND", b"UID", b"UID"]
    assert fault.turns == 4


def test_what_arrived_in_between_is_looked_at(dovecot_place: Place, make_drafts: MakeDrafts) -> None:
    drafts = make_drafts(dovecot_place)
    base = drafts.save(a_draft("Eins"), page="p").ref.uid
    dovecot_place.append("Drafts", letter())
    drafts.save(a_draft("Zwei"), page="p", base=base)
    assert texts(dovecot_place) == ["Guten Tag.", "Zwei"]


def test_adopting_our_own_draft_gives_its_name_back(drafts: Drafts) -> None:
    writing = Writing("<antwort@schule.example>", Kind.REPLY, MessageRef("INBOX", 7, 3))
    saved = drafts.save(a_draft(writing=writing), page="p")
    assert drafts.adopt(saved.ref) == writing


def test_adopting_another_programs_draft_gives_the_same_name_twice(place: Place, drafts: Drafts) -> None:
    ref = place.append("Drafts", letter(), (b"\\Draft",))
    writing = drafts.adopt(ref)
    assert writing == drafts.adopt(ref)
    assert (writing.kind, writing.origin) == (Kind.RESUME, ref)
    assert writing != drafts.adopt(place.append("Drafts", letter(), (b"\\Draft",)))


def test_another_programs_draft_is_replaced_by_the_first_save_and_not_lost(
    place: Place, drafts: Drafts
) -> None:
    ref = place.append("Drafts", letter(text="Von anderswo"), (b"\\Draft",))
    drafts.save(a_draft("Weiter", writing=drafts.adopt(ref)), page="p")
    assert (texts(place), texts(place, "Trash")) == (["Weiter"], ["Von anderswo"])


def test_summaries_are_found_by_the_hash_of_the_message_id(place: Place, drafts: Drafts) -> None:
    place.append("Drafts", letter(), (b"\\Draft",))
    many = ", ".join(f"person{number}@schule.example" for number in range(2000))
    writing = Writing("<viele@schule.example>", Kind.FORWARD, None)
    drafts.save(a_draft(writing=writing, subject="Prüfung", to=many), page="p")
    summary = drafts.summaries()[hashlib.sha256(b"<viele@schule.example>").digest()]
    assert (summary.subject, len(summary.recipients), summary.writing) == ("Prüfung", 2000, writing)


def test_boris_does_not_see_annas_draft(place: Place, make_drafts: MakeDrafts) -> None:
    make_drafts(place).save(a_draft(), page="p")
    assert make_drafts(place, BORIS).find(a_draft().writing) is None


def test_a_discarded_draft_lies_in_the_trash_and_can_be_brought_back(place: Place, drafts: Drafts) -> None:
    base = drafts.save(a_draft("Eins"), page="p").ref.uid
    drafts.save(a_draft("Zwei"), page="p", base=base)
    moved = drafts.discard(a_draft().writing)
    assert moved is not None
    assert (texts(place), texts(place, "Trash")) == ([], ["Zwei"])
    take_back(drafts.mailbox, [moved])
    assert texts(place) == ["Zwei"]


def test_discarding_what_was_never_stored_does_nothing(drafts: Drafts) -> None:
    assert drafts.discard(a_draft().writing) is None


def test_a_draft_removed_elsewhere_is_stored_anew_but_not_sent_without_a_word(
    place: Place, drafts: Drafts
) -> None:
    base = drafts.save(a_draft("Eins"), page="p").ref.uid
    drafts.discard(a_draft().writing)
    with pytest.raises(Unsendable) as told:
        drafts.save(a_draft("Zwei"), page="p", base=base, final=True)
    assert told.value.fields["attachments"][0].reason == "gone"
    assert drafts.save(a_draft("Zwei"), page="p", base=base).left_out
    assert texts(place) == ["Zwei"]


def test_a_store_that_can_do_less_keeps_drafts_too(reduced: Place, make_drafts: MakeDrafts) -> None:
    drafts, base = make_drafts(reduced), 0
    for text in ("Eins", "Zwei", "Drei"):
        base = drafts.save(a_draft(text), page="p", base=base).ref.uid
        found = drafts.find(a_draft().writing)
        assert found is not None
        assert found.ref.uid == base
        assert texts(reduced) == [text]
    assert drafts.file(a_draft().writing)
    assert drafts.file(a_draft().writing)
    assert (texts(reduced), texts(reduced, "Sent")) == ([], ["Drei"])


def test_a_full_mailbox_is_told_and_keeps_the_old_version(make_drafts: MakeDrafts) -> None:
    with Dovecot(users={ANNA.address: ANNA.typed}, quota="20k") as full:
        place = Place(full.host, full.port, kind="full")
        drafts = make_drafts(place)
        base = drafts.save(a_draft("Eins"), page="p").ref.uid
        with pytest.raises(QuotaExceeded):
            drafts.save(a_draft("x" * 30_000), page="p", base=base)
        assert texts(place) == ["Eins"]


def test_what_is_submitted_has_neither_bcc_nor_private_header(drafts: Drafts) -> None:
    saved = drafts.save(a_draft("Grüße", to="b@c.example", bcc="d@e.example"), page="p", final=True)
    for eight_bit in (True, False):
        raw = b"".join(drafts.pieces(saved, eight_bit=eight_bit))
        message = message_from_bytes(raw, policy=policy.default)
        assert (message["Bcc"], message["X-Dienstpost-Draft"], message["To"]) == (None, None, "b@c.example")
        assert text_of(message) == "Grüße"
        assert eight_bit or raw.isascii()
