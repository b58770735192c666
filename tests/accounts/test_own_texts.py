"""Signatures, text blocks and the sender's name: what is kept, in which order, and what is refused."""

import pytest

from tests.conftest import HeldClock
from webmail.accounts import (
    Account,
    NameRefused,
    OwnTextRefused,
    Signature,
    Signatures,
    TextBlock,
    TextBlocks,
    choose_sender_name,
    sender_name,
)
from webmail.accounts.lookup import account_for
from webmail.accounts.own_texts import MOST_SIGNATURES
from webmail.database import db
from webmail.policy import Feature, Forbidden, Policy

ON = Policy({})
BAD_NAMES = {
    "characters": ["Anna\nBcc: x@y.example", "Anna\r\n", "Anna\x00", "Anna\u202eannA", "An\u200bna", "A\tB"],
    "address": ["anna@x.example", "Anna <a>", "Anna \uff20 x", "chef<", "a\ufe6bb"],
    "length": ["x" * 101, "...", "7 8", "\u00b7"],
}


def block(blocks: TextBlocks, name: str = "Elternabend", **changed: object) -> TextBlock:
    values = {"text": "Guten Tag", "subject": "", "template": False, **changed}
    return blocks.keep(None, name=name, **values)  # type: ignore[arg-type]


def signature(kept: Signatures, name: str = "Kurz", **changed: object) -> Signature:
    values = {"text": "Anna", "for_new": False, "for_answers": False, **changed}
    return kept.keep(None, name=name, **values)  # type: ignore[arg-type]


@pytest.fixture
def person(rows: None, clock: HeldClock) -> Account:
    return account_for("anna@schule.example", at=clock())


def names(texts: Signatures | TextBlocks) -> list[str]:
    return [each.name for each in texts.all()]


def test_they_stay_in_the_order_that_the_person_gives_them(person: Account) -> None:
    kept = Signatures(person.id)
    for name in ("A", "B", "C"):
        signature(kept, name)
    kept.move(kept.all()[2], up=True)
    assert names(kept) == ["A", "C", "B"]
    kept.move(kept.all()[0], up=True)
    kept.move(kept.all()[2], up=False)
    assert names(kept) == ["A", "C", "B"]
    kept.remove(kept.all()[0])
    assert names(kept) == ["C", "B"]
    signature(kept, "D")
    assert names(kept) == ["C", "B", "D"]


def test_one_at_most_is_used_for_each_kind(person: Account) -> None:
    kept = Signatures(person.id)
    first = signature(kept, "A", for_new=True, for_answers=True)
    second = signature(kept, "B", for_new=True)
    assert (first.for_new, first.for_answers) == (False, True)
    assert (second.for_new, second.for_answers) == (True, False)


def test_what_is_somebody_elses_is_not_there(person: Account, clock: HeldClock) -> None:
    other = account_for("boris@schule.example", at=clock())
    mine = signature(Signatures(person.id))
    assert Signatures(other.id).find(mine.id) is None
    assert Signatures(other.id).all() == ()


def test_they_go_with_the_account(person: Account) -> None:
    signature(Signatures(person.id))
    block(TextBlocks(person.id, policy=ON))
    db.session.delete(person)
    db.session.commit()
    assert db.session.query(Signature).count() == db.session.query(TextBlock).count() == 0


def test_a_name_is_one_short_line(person: Account) -> None:
    for name in ("", "  ", "x" * 61, "a\nb", "a\u202eb", "\ud800"):
        with pytest.raises(OwnTextRefused, match="name"):
            signature(Signatures(person.id), name)
        with pytest.raises(OwnTextRefused, match="name"):
            block(TextBlocks(person.id, policy=ON), name)
    assert names(Signatures(person.id)) == []


def test_a_text_has_words_and_an_end(person: Account) -> None:
    for text, why in (("", "text"), (" \n ", "text"), ("x" * 20_001, "long")):
        with pytest.raises(OwnTextRefused, match=why):
            block(TextBlocks(person.id, policy=ON), text=text)
    with pytest.raises(OwnTextRefused, match="long"):
        block(TextBlocks(person.id, policy=ON), html="x" * 60_001)


def test_a_subject_is_one_line(person: Account) -> None:
    for subject in ("a\nBcc: x@y.example", "a\r", "x" * 201, "a\u2028b"):
        with pytest.raises(OwnTextRefused, match="subject"):
            block(TextBlocks(person.id, policy=ON), subject=subject)
    assert names(TextBlocks(person.id, policy=ON)) == []


def test_controls_and_foreign_line_ends_are_not_kept(person: Account) -> None:
    assert signature(Signatures(person.id), text="A\r\nB\x00\rC\x1b\ud800\n").text == "A\nB\nC"


def test_there_are_not_more_than_a_list_can_show(person: Account) -> None:
    kept = Signatures(person.id)
    for number in range(MOST_SIGNATURES):
        signature(kept, str(number))
    with pytest.raises(OwnTextRefused, match="too_many"):
        signature(kept, "mehr")
    assert len(kept.all()) == MOST_SIGNATURES


def test_switched_off_text_blocks_refuse_everything(person: Account) -> None:
    with pytest.raises(Forbidden):
        TextBlocks(person.id, policy=Policy({Feature.TEXT_BLOCKS: False}))


def test_a_locked_name_is_the_accounts_whatever_was_chosen(person: Account) -> None:
    person.preferences.display_name = "Die Direktorin"
    assert sender_name(person, own=False) == person.name
    assert sender_name(person, own=True) == "Die Direktorin"
    with pytest.raises(Forbidden, match="identity"):
        choose_sender_name(person, "Anna", own=False)


def test_an_own_name_is_kept_and_forgotten_again(person: Account) -> None:
    choose_sender_name(person, " Dr. Anna Amsel-Öztürk ", own=True)
    assert sender_name(person, own=True) == "Dr. Anna Amsel-Öztürk"
    choose_sender_name(person, "", own=True)
    assert sender_name(person, own=True) == person.name
    assert person.preferences.display_name is None


def test_nobody_is_called_what_misleads(person: Account) -> None:
    for why, name in ((why, name) for why, found in BAD_NAMES.items() for name in found):
        with pytest.raises(NameRefused) as refusal:
            choose_sender_name(person, name, own=True)
        assert (refusal.value.why, name) == (why, name)
        # Written into the database by somebody else, it is no name either.
        person.preferences.display_name = name
        assert sender_name(person, own=True) == person.name
