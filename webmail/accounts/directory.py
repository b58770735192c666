"""StaffDirectory: everybody with an account, or listed, by the beginnings of name and address."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, delete, event, exists, insert, inspect, select
from sqlalchemy.orm import Mapper, aliased

from webmail.accounts.directory_models import AccountWord, FormerAddress
from webmail.accounts.listed_models import ListedPerson, ListedWord
from webmail.accounts.models import Account
from webmail.accounts.name_words import typed_words, words_of, words_of_address
from webmail.database import db
from webmail.policy import Feature, Policy

LAST = "\U0010ffff"
MOST_WORDS = 6
# One person may be found by several words that begin alike.
SPARE = 4
LOOKED_UP_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody of the staff: name, address now, and the school that tells them from others of that name."""

    name: str
    address: str
    school: str


class StaffDirectory:
    """The directory as everybody may read it; nobody changes anything here."""

    def __init__(self, *, policy: Policy, listed: bool = False) -> None:
        """listed: whether people without an account are fetched from elsewhere, and found here too."""
        self._policy = policy
        self._listed = listed

    def find(self, typed: str, *, most: int, skip: int = 0) -> tuple[Colleague, ...]:
        """Whose name and address have words that begin like all of these; nobody without a word."""
        self._policy.require(Feature.STAFF_DIRECTORY)
        words = typed_words(typed)[:MOST_WORDS]
        if not words:
            return ()
        wanted = (skip + most) * SPARE
        found = list(_rows(_OF_ACCOUNTS, words, wanted))
        if self._listed:
            # By what was found of each, so that nobody is behind everybody who has an account.
            found = sorted([*found, *_rows(_OF_LISTED, words, wanted)], key=lambda row: row[0])
        each: dict[str, Colleague] = {}
        for _word, name, address, school in found:
            each.setdefault(address, Colleague(name, address, school or ""))
        return tuple(each.values())[skip : skip + most]

    def at(self, addresses: Collection[str]) -> Mapping[str, Colleague]:
        """Who has these addresses now, by the address in lower case."""
        self._policy.require(Feature.STAFF_DIRECTORY)
        found: dict[str, Colleague] = {}
        for some in _pieces(addresses):
            for person in (ListedPerson, Account) if self._listed else (Account,):
                asked = select(person.name, person.address, person.school).where(person.address.in_(some))
                for name, address, school in db.session.execute(asked):
                    found[address] = Colleague(name, address, school or "")
        return found

    def moved(self, addresses: Collection[str]) -> Mapping[str, Colleague]:
        """Who had these addresses before, by the old address in lower case."""
        self._policy.require(Feature.STAFF_DIRECTORY)
        found: dict[str, Colleague] = {}
        for some in _pieces(addresses):
            asked = (
                select(FormerAddress.address, Account.name, Account.address, Account.school)
                .join(Account, Account.id == FormerAddress.account_id)
                .where(FormerAddress.address.in_(some))
            )
            for old, name, address, school in db.session.execute(asked):
                found[old] = Colleague(name, address, school or "")
        return found


def note_former_address(account: Account, address: str, *, at: datetime) -> None:
    """From now on whoever has this address in an address book is shown the new one; the caller commits."""
    former = address.strip().lower()
    if former == account.address:
        return
    db.session.merge(FormerAddress(address=former, account_id=account.id, until=at))
    # An address that somebody has now is nobody's former one.
    db.session.execute(delete(FormerAddress).where(FormerAddress.address == account.address))
    db.session.execute(delete(ListedPerson).where(ListedPerson.address == former))


def index_directory() -> int:
    """Makes the words of all accounts anew, for accounts that were written past the models; how many."""
    rows = db.session.execute(select(Account.id, Account.name, Account.address)).all()
    db.session.execute(delete(AccountWord))
    for start in range(0, len(rows), LOOKED_UP_AT_ONCE):
        some = rows[start : start + LOOKED_UP_AT_ONCE]
        db.session.execute(insert(AccountWord), [word for row in some for word in _words(*row)])
    db.session.commit()
    return len(rows)


def _words(number: int, name: str, address: str) -> list[dict[str, Any]]:
    words = words_of(name) | words_of_address(address)
    return [{"account_id": number, "word": word[:320]} for word in sorted(words)]


def _begins(column: Any, word: str) -> ColumnElement[bool]:
    return and_(column >= word, column < word + LAST)


# Whom a word belongs to, and how: both kinds of people are looked for in the same way.
_OF_ACCOUNTS = (Account, AccountWord, "account_id")
_OF_LISTED = (ListedPerson, ListedWord, "person_id")


def _rows(kind: tuple[Any, Any, str], words: tuple[str, ...], most: int) -> Sequence[Any]:
    """Word, name, address and school of those who have all these words."""
    person, word, key = kind
    whose = getattr(word, key)
    asked = (
        select(word.word, person.name, person.address, person.school)
        .join(word, whose == person.id)
        .where(_begins(word.word, words[0]), *(_has(kind, each) for each in words[1:]))
        .order_by(word.word, whose)
        .limit(most)
    )
    return db.session.connection().execute(asked).all()


def _has(kind: tuple[Any, Any, str], word: str) -> ColumnElement[bool]:
    also = aliased(kind[1])
    return exists().where(getattr(also, kind[2]) == kind[0].id, _begins(also.word, word))


def _pieces(addresses: Collection[str]) -> Sequence[list[str]]:
    """No more at once than either database takes as parameters."""
    wanted = sorted({address.lower() for address in addresses})
    return [wanted[at : at + LOOKED_UP_AT_ONCE] for at in range(0, len(wanted), LOOKED_UP_AT_ONCE)]


@event.listens_for(Account, "after_insert")
def _enter(_mapper: Mapper[Account], connection: Connection, account: Account) -> None:
    connection.execute(insert(AccountWord), _words(account.id, account.name, account.address))


@event.listens_for(Account, "after_update")
def _enter_anew(_mapper: Mapper[Account], connection: Connection, account: Account) -> None:
    state = inspect(account)
    if any(state.attrs[name].history.has_changes() for name in ("name", "address")):
        connection.execute(delete(AccountWord).where(AccountWord.account_id == account.id))
        connection.execute(insert(AccountWord), _words(account.id, account.name, account.address))
