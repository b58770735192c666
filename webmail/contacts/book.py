"""AddressBook: one person's contacts: list, find, add, change, remove."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Select, delete, func, select
from sqlalchemy.orm import undefer

from webmail.accounts import await_turn, folded, typed_words
from webmail.clock import Clock
from webmail.contacts.card import Card, Photo, key_of
from webmail.contacts.errors import ContactRefused
from webmail.contacts.groups import join_groups, names_of_groups, others_of_groups, take_over_groups
from webmail.contacts.models import Contact, ContactAddress, GroupMember
from webmail.database import db
from webmail.policy import Feature, Policy

MOST_CONTACTS = 10_000
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Kept:
    """A contact as it lies in the book."""

    number: int
    card: Card
    has_photo: bool

    @property
    def label(self) -> str:
        return self.card.label

    @property
    def address(self) -> str:
        """Where mail goes; empty where there is none."""
        return self.card.addresses[0] if self.card.addresses else ""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some contacts and how many there are in all."""

    contacts: tuple[Kept, ...]
    count: int


class AddressBook:
    """The contacts of one account; nobody reaches another person's through it."""

    def __init__(self, account: int, *, policy: Policy, clock: Clock) -> None:
        self._account = account
        self._policy = policy
        self._clock = clock

    def all(self, *, skip: int = 0, most: int = MOST_CONTACTS, group: int | None = None) -> Stretch:
        """The contacts by name; of a group only those in it."""
        self._policy.require(Feature.CONTACTS)
        asked = self._mine()
        if group is not None:
            asked = asked.join(GroupMember, GroupMember.contact_id == Contact.id)
            asked = asked.where(GroupMember.group_id == group)
        count = db.session.scalar(select(func.count()).select_from(asked.subquery())) or 0
        rows = db.session.scalars(asked.order_by(Contact.sort_key, Contact.id).offset(skip).limit(most))
        return Stretch(tuple(_kept(row) for row in rows), count)

    def find(self, typed: str, *, most: int) -> tuple[Kept, ...]:
        """Contacts with words that begin like all of those typed."""
        self._policy.require(Feature.CONTACTS)
        words = typed_words(typed)
        if not words:
            return ()
        asked = self._mine().where(
            *(Contact.search_key.contains(f" {word}", autoescape=True) for word in words)
        )
        return tuple(_kept(row) for row in db.session.scalars(asked.order_by(Contact.sort_key).limit(most)))

    def get(self, number: int) -> Kept | None:
        """One contact; None for what is not this person's."""
        self._policy.require(Feature.CONTACTS)
        row = self._row(number)
        return None if row is None else _kept(row)

    def with_address(self, address: str) -> Kept | None:
        """The contact that has this address, however it is capitalised."""
        self._policy.require(Feature.CONTACTS)
        asked = self._mine().join(ContactAddress, ContactAddress.contact_id == Contact.id)
        row = db.session.scalars(asked.where(func.lower(ContactAddress.address) == address.lower())).first()
        return None if row is None else _kept(row)

    def photo(self, number: int) -> Photo | None:
        """The picture of a contact, as it came."""
        self._policy.require(Feature.CONTACTS)
        row = db.session.scalar(self._mine().where(Contact.id == number).options(undefer(Contact.photo)))
        return Photo(row.photo, row.photo_type) if row and row.photo and row.photo_type else None

    def add(self, card: Card) -> int:
        """Keeps a new contact; its number. Raises ContactRefused."""
        return self.add_all([card])[0]

    def add_all(self, cards: Sequence[Card]) -> list[int]:
        """Keeps all of them or none; raises ContactRefused."""
        self._policy.require(Feature.CONTACTS)
        checked = [card.checked() for card in cards]
        await_turn(self._account)
        if self.count() + len(checked) > MOST_CONTACTS:
            raise ContactRefused("name", "full")
        rows = [_written(Contact(account_id=self._account), card) for card in checked]
        for row in rows:
            row.changed_at = self._clock()
        db.session.add_all(rows)
        db.session.flush()
        join_groups(self._account, [(row.id, card.groups) for row, card in zip(rows, checked, strict=True)])
        db.session.commit()
        return [row.id for row in rows]

    def change(self, number: int, card: Card) -> bool:
        """Other words for a contact; its photo and groups stay. False when it is not there."""
        self._policy.require(Feature.CONTACTS)
        checked = card.checked()
        await_turn(self._account)
        row = self._row(number)
        if row is not None:
            self._rewrite(row, checked)
        db.session.commit()
        return row is not None

    def join_all(self, more: Sequence[tuple[int, Card]]) -> None:
        """Adds to contacts what they do not have yet; nothing of them is overwritten. Raises ContactRefused.

        The caller commits, with whatever belongs to it.
        """
        self._policy.require(Feature.CONTACTS)
        await_turn(self._account)
        rows = self._rows({number for number, _card in more})
        joined: dict[int, Card] = {}
        for number, card in more:
            if number in rows:
                before = joined.get(number) or _whole(rows[number])
                joined[number] = before.joined(card).checked()
        changed = [
            (rows[number], replace(card, groups=()))
            for number, card in joined.items()
            if replace(card, groups=()) != _whole(rows[number])
        ]
        for row, _card in changed:
            row.addresses.clear()
        db.session.flush()
        for row, card in changed:
            _written(row, card).changed_at = self._clock()
        db.session.flush()
        join_groups(self._account, [(number, card.groups) for number, card in more if number in rows])

    def merge(self, first: int, second: int) -> Kept | None:
        """The first with everything of the second, which is gone then; None when one is not there."""
        self._policy.require(Feature.CONTACTS)
        await_turn(self._account)
        kept, other = self._row(first), self._row(second)
        if kept is None or other is None or kept is other:
            db.session.commit()
            return None
        joined = _whole(kept).joined(_whole(other)).checked()
        take_over_groups(kept.id, other.id)
        db.session.delete(other)
        db.session.flush()
        self._rewrite(kept, joined)
        db.session.commit()
        return _kept(kept)

    def cards(self, *, group: int | None = None) -> Iterator[Card]:
        """Every contact, or those of a group, with photo and groups, as it is exported."""
        self._policy.require(Feature.CONTACTS)
        named = names_of_groups(self._account)
        for kept in self.all(group=group).contacts:
            photo = self.photo(kept.number) if kept.has_photo else None
            yield replace(kept.card, photo=photo, groups=named.get(kept.number, ()))
        # Exported and read again they are contacts, in the same groups.
        others: dict[str, Card] = {}
        for called, name, address in others_of_groups(self._account, group):
            before = others.get(address, Card(name=name, addresses=(address,)))
            others[address] = replace(before, groups=(*before.groups, called))
        yield from others.values()

    def by_address(self) -> dict[str, Kept]:
        """Every contact by each of its addresses in lower case; the oldest where several have one."""
        found: dict[str, Kept] = {}
        for kept in sorted(self.all().contacts, key=lambda kept: kept.number):
            for address in kept.card.addresses:
                found.setdefault(address.lower(), kept)
        return found

    def remove(self, numbers: Iterable[int]) -> int:
        """Removes contacts from the book and all groups; how many there were."""
        self._policy.require(Feature.CONTACTS)
        await_turn(self._account)
        mine = delete(Contact).where(Contact.account_id == self._account, Contact.id.in_(list(numbers)))
        gone = db.session.execute(mine.returning(Contact.id)).all()
        db.session.commit()
        return len(gone)

    def count(self) -> int:
        """How many contacts there are."""
        asked = select(func.count()).select_from(Contact).where(Contact.account_id == self._account)
        return db.session.scalar(asked) or 0

    def _rewrite(self, row: Contact, card: Card) -> None:
        row.addresses.clear()
        # Else an address that changes places would be in the way of another.
        db.session.flush()
        _written(row, card).changed_at = self._clock()
        db.session.flush()

    def _mine(self) -> Select[Contact]:
        return select(Contact).where(Contact.account_id == self._account)

    def _rows(self, numbers: Collection[int]) -> dict[int, Contact]:
        """Those of these numbers that are there, with their photos."""
        wanted, found = sorted(numbers), {}
        for start in range(0, len(wanted), AT_ONCE):
            some = self._mine().where(Contact.id.in_(wanted[start : start + AT_ONCE]))
            for row in db.session.scalars(some.options(undefer(Contact.photo))):
                found[row.id] = row
        return found

    def _row(self, number: int) -> Contact | None:
        return db.session.scalar(self._mine().where(Contact.id == number))


def _kept(row: Contact) -> Kept:
    card = Card(
        name=row.name,
        addresses=tuple(each.address for each in row.addresses),
        organisation=row.organisation,
        telephone=row.telephone,
        note=row.note,
    )
    return Kept(row.id, card, has_photo=row.photo_type is not None)


def _whole(row: Contact) -> Card:
    """With its photo."""
    photo = Photo(row.photo, row.photo_type) if row.photo and row.photo_type else None
    return replace(_kept(row).card, photo=photo)


def _written(row: Contact, card: Card) -> Contact:
    """Puts the card into the row; without a photo the row keeps the one it has."""
    row.name, row.organisation = card.name, card.organisation
    row.telephone, row.note = card.telephone, card.note
    row.addresses = [
        ContactAddress(place=place, address=address) for place, address in enumerate(card.addresses)
    ]
    row.sort_key = folded(card.label)[:400]
    row.search_key = key_of(names=(card.name, card.organisation), addresses=card.addresses)
    if card.photo is not None:
        row.photo, row.photo_type = card.photo.octets, card.photo.media_type
    return row
