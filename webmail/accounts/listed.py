"""ListedPeople: who stands in the directory of the staff, kept beside the accounts."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, event, func, insert, inspect, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapper

from webmail.accounts.directory_models import FormerAddress
from webmail.accounts.listed_models import DirectoryFetch, ListedPerson, ListedWord
from webmail.accounts.models import Account
from webmail.accounts.name_words import words_of, words_of_address
from webmail.clock import Clock
from webmail.database import db

ONLY_ROW = 1
# Others write too: nobody waits longer than for this many.
AT_ONCE = 500
LONGEST = 200
_ADDRESS = re.compile(r"[^\s@<>()\[\]\\,;:\"]{1,64}@(?:[\w-]{1,63}\.)+[\w-]{2,63}")


@dataclass(frozen=True, slots=True)
class Listed:
    """One person as a directory writes them down."""

    name: str
    address: str
    school: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refreshed:
    """What became of an answer: how many are listed now, and how many of those named could not be."""

    people: int
    added: int
    changed: int
    removed: int
    left_out: int


class ListedPeople:
    """The listed people of this installation, and when they are fetched again."""

    def __init__(self, *, clock: Clock) -> None:
        self._clock = clock

    def claim(self, *, again: timedelta) -> bool:
        """Whether it is time and this caller fetches; if that fails it is time once more after again."""
        now = self._clock()
        mine = update(DirectoryFetch).where(DirectoryFetch.id == ONLY_ROW, DirectoryFetch.next_at <= now)
        taken = db.session.execute(mine.values(next_at=now + again).returning(DirectoryFetch.id)).all()
        if not taken and db.session.get(DirectoryFetch, ONLY_ROW) is None:
            db.session.add(DirectoryFetch(id=ONLY_ROW, next_at=now + again))
            taken = [(ONLY_ROW,)]  # type: ignore[list-item]
        try:
            db.session.commit()
        except IntegrityError:
            # Another one was as early.
            db.session.rollback()
            return False
        return bool(taken)

    def keep(self, everybody: Iterable[Listed], *, next_in: timedelta) -> Refreshed:
        """From now on these are listed and no others, but those who have an account here."""
        named = list(everybody)
        proper = {each.address: each for each in map(_proper, named) if each is not None}
        ours = _ours()
        wanted = {address: each for address, each in proper.items() if address not in ours}
        there = {row.address: row for row in db.session.execute(select(*_COLUMNS))}
        gone = [row.id for address, row in there.items() if address not in wanted]
        new = [each for address, each in wanted.items() if address not in there]
        known = [each for address, each in wanted.items() if address in there]
        changed = [each for each in known if _differs(each, there[each.address])]
        for some in _pieces([*gone, *(there[each.address].id for each in changed)]):
            db.session.execute(delete(ListedPerson).where(ListedPerson.id.in_(some)))
            db.session.commit()
        for some in _pieces([*new, *changed]):
            _enter(some)
        self._note(next_in)
        left_out = len(named) - len(proper)
        return Refreshed(
            people=len(wanted), added=len(new), changed=len(changed), removed=len(gone), left_out=left_out
        )

    def fetched(self) -> tuple[datetime | None, int]:
        """When they were fetched last, and how many are listed."""
        at = db.session.scalar(select(DirectoryFetch.fetched_at).where(DirectoryFetch.id == ONLY_ROW))
        return at, db.session.scalar(select(func.count()).select_from(ListedPerson)) or 0

    def _note(self, next_in: timedelta) -> None:
        now = self._clock()
        db.session.merge(DirectoryFetch(id=ONLY_ROW, next_at=now + next_in, fetched_at=now))
        db.session.commit()


_COLUMNS = (ListedPerson.id, ListedPerson.address, ListedPerson.name, ListedPerson.school)


def _proper(each: Listed) -> Listed | None:
    """As it can be kept; None for what has no name or no address that a message could carry."""
    name, school = (_line(text) for text in (each.name, each.school))
    address = each.address.strip().lower()
    if not name or len(address) > 320 or not _ADDRESS.fullmatch(address):
        return None
    return Listed(name, address, school)


def _line(text: str) -> str:
    """One line of signs that are seen; a line end in a name would begin another header field."""
    shown = "".join(sign if sign.isprintable() else " " for sign in text)
    return " ".join(shown.split())[:LONGEST].strip()


def _ours() -> frozenset[str]:
    """Every address that an account has or had: whoever is known here is not listed a second time."""
    now = db.session.scalars(select(Account.address))
    return frozenset(now) | frozenset(db.session.scalars(select(FormerAddress.address)))


def _differs(each: Listed, row: Any) -> bool:
    return (each.name, each.school) != (row.name, row.school or "")


def _enter(people: Sequence[Listed]) -> None:
    rows = [{"name": each.name, "address": each.address, "school": each.school or None} for each in people]
    made = db.session.execute(
        insert(ListedPerson).returning(ListedPerson.id, ListedPerson.address), rows
    ).all()
    names = {each.address: each.name for each in people}
    words = [word for number, address in made for word in _words(number, names[address], address)]
    db.session.execute(insert(ListedWord), words)
    db.session.commit()


def _words(number: int, name: str, address: str) -> list[dict[str, Any]]:
    words = words_of(name) | words_of_address(address)
    return [{"person_id": number, "word": word[:320]} for word in sorted(words)]


def _pieces(all_of_them: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for at in range(0, len(all_of_them), AT_ONCE):
        yield all_of_them[at : at + AT_ONCE]


@event.listens_for(Account, "after_insert")
@event.listens_for(Account, "after_update")
def _has_an_account(_mapper: Mapper[Account], connection: Connection, account: Account) -> None:
    """Whoever gets an account is found by it, and listed no more."""
    if not inspect(account).attrs.address.history.has_changes():
        return
    connection.execute(delete(ListedPerson).where(ListedPerson.address == account.address))
