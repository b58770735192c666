"""Signatures and text blocks that two pages change at the same moment."""

import pytest

from tests.accounts.together import at_once
from webmail.accounts import OwnTextRefused, Signature, Signatures, TextBlock, TextBlocks
from webmail.accounts.own_texts import MOST_SIGNATURES
from webmail.database import db
from webmail.policy import Policy

ON = Policy({})


def sign(account: int, name: str = "Kurz") -> Signature:
    return Signatures(account).keep(None, name=name, text="Anna", for_new=True, for_answers=False)


def block(account: int, name: str = "Elternabend") -> TextBlock:
    values = {"text": "Guten Tag", "subject": "", "template": False}
    return TextBlocks(account, policy=ON).keep(None, name=name, **values)  # type: ignore[arg-type]


def test_the_same_new_signature_from_many_pages_is_one(account: int) -> None:
    numbers = at_once(lambda _number: sign(account).id)
    assert len(set(numbers)) == 1
    assert [row.name for row in Signatures(account).all()] == ["Kurz"]


def test_the_same_new_block_from_many_pages_is_one(account: int) -> None:
    assert len(set(at_once(lambda _number: block(account).id))) == 1
    assert len(TextBlocks(account, policy=ON).all()) == 1


def test_of_many_new_signatures_at_once_one_is_for_new_messages_and_each_has_its_place(account: int) -> None:
    at_once(lambda number: sign(account, f"Nummer {number}").id)
    rows = Signatures(account).all()
    assert sorted(row.place for row in rows) == list(range(12))
    assert [row.for_new for row in rows] == [False] * 11 + [True]


def test_many_at_once_make_no_more_than_there_may_be(account: int) -> None:
    for number in range(MOST_SIGNATURES - 1):
        sign(account, f"Nummer {number}")

    def one_more(number: int) -> bool:
        try:
            sign(account, f"Noch {number}")
        except OwnTextRefused:
            return False
        return True

    assert at_once(one_more).count(True) == 1
    assert len(Signatures(account).all()) == MOST_SIGNATURES


def test_many_who_change_the_order_at_once_leave_every_place_taken_once(account: int) -> None:
    numbers = [sign(account, f"Nummer {number}").id for number in range(6)]

    def up(number: int) -> None:
        mine = Signatures(account)
        row = mine.find(numbers[number % 6])
        assert row is not None
        mine.move(row, up=number % 2 == 0)

    at_once(up)
    db.session.expire_all()
    rows = Signatures(account).all()
    assert [row.place for row in rows] == list(range(6))
    assert sorted(row.id for row in rows) == numbers


@pytest.mark.parametrize("deed", ["remove", "move", "keep"])
def test_what_many_remove_at_once_is_gone_and_nobody_hears_of_a_fault(account: int, deed: str) -> None:
    numbers = [sign(account, f"Nummer {number}").id for number in range(3)]

    def remove(number: int) -> None:
        mine = Signatures(account)
        row = mine.find(numbers[1])
        if row is None:
            return
        if deed == "move" and number % 2:
            mine.move(row, up=True)
        elif deed == "keep" and number % 2:
            mine.keep(row, name="Anders", text="Anna", for_new=False, for_answers=False)
        else:
            mine.remove(row)

    at_once(remove)
    db.session.expire_all()
    there = [row.id for row in Signatures(account).all()]
    assert there[0] == numbers[0]
    assert deed == "keep" or numbers[1] not in there
