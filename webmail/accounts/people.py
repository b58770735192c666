"""Find people by what somebody says on the telephone: names, addresses, personnel numbers."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from webmail.accounts.models import Account
from webmail.database import db

LONGEST = 200
# Letters that Unicode does not take to pieces.
_WHOLE = {"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ß": "ss"}
# Latin letters with their marks, and the marks alone.
_MARKED = (*range(0xC0, 0x250), *range(0x300, 0x370), *range(0x1E00, 0x1F00))


def _bare(letter: str) -> str:
    plain = _WHOLE.get(letter, unicodedata.normalize("NFKD", letter))
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


# Made once: a search spells the names of the whole service.
_BARE = {code: _bare(chr(code).lower()) for code in _MARKED}
_GERMAN = {**_BARE, ord("ä"): "ae", ord("ö"): "oe", ord("ü"): "ue"}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who has an account here."""

    number: int
    name: str
    address: str
    personnel_number: str | None


@dataclass(frozen=True, slots=True)
class Found:
    """Who was found, by name; more says that there are others."""

    people: tuple[Person, ...] = ()
    more: bool = False


def spellings(text: str) -> tuple[str, ...]:
    """The text without case and marks, as it can be typed: "Größe" is "groesse" and "grosse"."""
    lower = text.lower()
    if lower.isascii():
        return (lower,)
    composed = unicodedata.normalize("NFC", lower)
    return composed.translate(_GERMAN), composed.translate(_BARE)


def find_people(words: str, *, most: int) -> Found:
    """Who has all these words in name, address or personnel number, whole or in part."""
    wanted = [spellings(word) for word in words[:LONGEST].replace(",", " ").split()]
    if not wanted:
        return Found()
    found = []
    # No database compares like this; the names of a whole service are read in a tenth of a second.
    columns = select(Account.id, Account.name, Account.address, Account.personnel_number)
    for row in db.session.connection().execute(columns.order_by(Account.name, Account.id)):
        number, name, address, personnel_number = row
        there = (*spellings(name), f"{address} {personnel_number or ''}".lower())
        if all(any(word in text for word in each for text in there) for each in wanted):
            found.append(Person(number, name, address, personnel_number))
            if len(found) > most:
                break
    return Found(tuple(found[:most]), more=len(found) > most)


def find_account(number: int) -> Account | None:
    """The account with this number, or None."""
    return db.session.get(Account, number)


def names_of(numbers: Iterable[int | None]) -> Mapping[int, str]:
    """What people with these numbers are called; who is gone is not in it."""
    wanted = {number for number in numbers if number is not None}
    if not wanted:
        return {}
    rows = db.session.execute(select(Account.id, Account.name).where(Account.id.in_(wanted))).all()
    return {row.id: row.name for row in rows}
