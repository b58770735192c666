"""Groups: lists of contacts, colleagues and other addresses with a name, for writing to all of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ScalarSelect, delete, func, insert, select

from webmail.accounts import await_turn, folded, typed_words
from webmail.contacts.card import is_address, key_of, line
from webmail.contacts.errors import ContactRefused
from webmail.contacts.models import Contact, ContactAddress, ContactGroup, GroupAddress, GroupMember
from webmail.database import db
from webmail.policy import Feature, Policy

MOST_GROUPS = 200
MOST_MEMBERS = 2000
LONGEST_NAME = 100
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Group:
    """A group and how many people are in it."""

    number: int
    name: str
    count: int


class Groups:
    """The groups of one account."""

    def __init__(self, account: int, *, policy: Policy) -> None:
        self._account = account
        self._policy = policy

    def all(self) -> tuple[Group, ...]:
        """Every group, by name."""
        self._policy.require(Feature.CONTACTS)
        return self._read()

    def get(self, number: int) -> Group | None:
        """One group; None for what is not this person's."""
        return next((group for group in self.all() if group.number == number), None)

    def find(self, typed: str, *, most: int) -> tuple[Group, ...]:
        """Groups with words that begin like all of those typed."""
        self._policy.require(Feature.CONTACTS)
        keys = [ContactGroup.search_key.contains(f" {word}", autoescape=True) for word in typed_words(typed)]
        return self._read(*keys)[:most] if keys else ()

    def of(self, contact: int) -> tuple[int, ...]:
        """The numbers of the groups that a contact is in."""
        self._policy.require(Feature.CONTACTS)
        asked = select(GroupMember.group_id).join(ContactGroup, ContactGroup.id == GroupMember.group_id)
        mine = asked.where(ContactGroup.account_id == self._account, GroupMember.contact_id == contact)
        return tuple(db.session.scalars(mine))

    def people(self, number: int) -> tuple[tuple[str, str], ...]:
        """Name and address of everybody in the group whom mail can reach, each address once."""
        self._policy.require(Feature.CONTACTS)
        asked = (
            select(Contact.name, ContactAddress.address)
            .join(ContactAddress, (ContactAddress.contact_id == Contact.id) & (ContactAddress.place == 0))
            .join(GroupMember, GroupMember.contact_id == Contact.id)
            .join(ContactGroup, ContactGroup.id == GroupMember.group_id)
            .where(ContactGroup.account_id == self._account, ContactGroup.id == number)
            .order_by(Contact.sort_key, Contact.id)
            .limit(MOST_MEMBERS)
        )
        everybody = [*map(tuple, db.session.execute(asked)), *self.others(number)]
        once = {address.lower(): (name, address) for name, address in reversed(everybody)}
        return tuple(sorted(once.values(), key=lambda pair: folded(pair[0] or pair[1])))[:MOST_MEMBERS]

    def others(self, number: int) -> tuple[tuple[str, str], ...]:
        """Name and address of those who are in the group without being in the book, by name."""
        self._policy.require(Feature.CONTACTS)
        asked = (
            select(GroupAddress.name, GroupAddress.address)
            .join(ContactGroup, ContactGroup.id == GroupAddress.group_id)
            .where(ContactGroup.account_id == self._account, ContactGroup.id == number)
        )
        found = ((name, address) for name, address in db.session.execute(asked))
        return tuple(sorted(found, key=lambda pair: (folded(pair[0] or pair[1]), pair[1])))

    def take_in(self, number: int, people: Sequence[tuple[str, str]]) -> int:
        """Puts these names and addresses into the group; how many are new there. Raises ContactRefused."""
        self._policy.require(Feature.CONTACTS)
        if wrong := [address for _name, address in people if not is_address(address)]:
            raise ContactRefused("group_address", "malformed", wrong[0][:60])
        await_turn(self._account)
        if self._row(number) is None:
            return 0
        there = {address for _name, address in self.others(number)}
        new = {address.lower(): line(name)[:200] for name, address in people if address.lower() not in there}
        if len(there) + len(new) > MOST_MEMBERS:
            db.session.rollback()
            raise ContactRefused("group_address", "too_many")
        db.session.add_all(GroupAddress(group_id=number, address=each, name=new[each]) for each in new)
        db.session.commit()
        return len(new)

    def let_go(self, number: int, address: str) -> None:
        """Takes an address out of the group."""
        self._policy.require(Feature.CONTACTS)
        await_turn(self._account)
        if self._row(number) is not None:
            of = (GroupAddress.group_id == number, GroupAddress.address == address.lower())
            db.session.execute(delete(GroupAddress).where(*of))
        db.session.commit()

    def make(self, name: str) -> int:
        """A new group; its number. Raises ContactRefused."""
        self._policy.require(Feature.CONTACTS)
        named = _named(self._checked(name))
        await_turn(self._account)
        if (twin := self._called(named["name"])) is not None:
            # It was not there a moment ago: this is the same click once more.
            db.session.commit()
            return twin.number
        if len(self._read()) >= MOST_GROUPS:
            db.session.rollback()
            raise ContactRefused("group", "full")
        row = ContactGroup(account_id=self._account, **named)
        db.session.add(row)
        db.session.commit()
        return row.id

    def rename(self, number: int, name: str) -> bool:
        """Another name; False when the group is not there. Raises ContactRefused."""
        self._policy.require(Feature.CONTACTS)
        self._checked(name, but=number)
        await_turn(self._account)
        try:
            if (row := self._row(number)) is None:
                return False
            row.name, row.search_key = _named(self._checked(name, but=number)).values()
        finally:
            db.session.commit()
        return True

    def remove(self, number: int) -> bool:
        """Removes the group and none of its contacts."""
        self._policy.require(Feature.CONTACTS)
        await_turn(self._account)
        mine = delete(ContactGroup).where(ContactGroup.account_id == self._account, ContactGroup.id == number)
        gone = db.session.execute(mine.returning(ContactGroup.id)).all()
        db.session.commit()
        return bool(gone)

    def put(self, contact: int, *, into: Iterable[int]) -> None:
        """The contact is in these groups and no others."""
        self._policy.require(Feature.CONTACTS)
        await_turn(self._account)
        mine = {group.number for group in self._read()}
        asked = select(Contact.id).where(Contact.account_id == self._account, Contact.id == contact)
        if db.session.scalar(asked) is not None:
            db.session.execute(delete(GroupMember).where(GroupMember.contact_id == contact))
            rows = [{"group_id": each, "contact_id": contact} for each in sorted(mine & set(into))]
            if rows:
                db.session.execute(insert(GroupMember), rows)
        db.session.commit()

    def _checked(self, name: str, *, but: int | None = None) -> str:
        name = line(name)
        if not name or len(name) > LONGEST_NAME:
            raise ContactRefused("group", "missing" if not name else "too_long")
        if (there := self._called(name)) is not None and there.number != but:
            raise ContactRefused("group", "taken")
        return name

    def _called(self, name: str) -> Group | None:
        return next((each for each in self._read() if folded(each.name) == folded(name)), None)

    def _read(self, *conditions: object) -> tuple[Group, ...]:
        columns = (ContactGroup.id, ContactGroup.name, _count(GroupMember) + _count(GroupAddress))
        mine = select(*columns).where(ContactGroup.account_id == self._account)
        asked = mine.where(*conditions)  # type: ignore[arg-type]
        found = [Group(*row) for row in db.session.execute(asked)]
        return tuple(sorted(found, key=lambda group: (folded(group.name), group.number)))

    def _row(self, number: int) -> ContactGroup | None:
        asked = select(ContactGroup).where(ContactGroup.account_id == self._account)
        return db.session.scalar(asked.where(ContactGroup.id == number))


def _count(kind: type[GroupMember | GroupAddress]) -> ScalarSelect[int]:
    return select(func.count()).where(kind.group_id == ContactGroup.id).scalar_subquery()


def join_groups(account: int, wanted: Sequence[tuple[int, tuple[str, ...]]]) -> None:
    """Puts contacts into groups by their names, making those that are not there; the caller commits.

    What would be one group too many is left out: the contacts themselves are what matters.
    """
    rows = db.session.scalars(select(ContactGroup).where(ContactGroup.account_id == account))
    there = {folded(row.name): row for row in rows}
    pairs: dict[tuple[int, int], None] = {}
    for contact, names in wanted:
        for name in names:
            key = folded(name[:LONGEST_NAME])
            if key not in there:
                if len(there) >= MOST_GROUPS:
                    continue
                there[key] = ContactGroup(account_id=account, **_named(name[:LONGEST_NAME]))
                db.session.add(there[key])
                db.session.flush()
            pairs[there[key].id, contact] = None
    numbers = sorted({contact for _group, contact in pairs})
    members = select(GroupMember.group_id, GroupMember.contact_id)
    already: set[tuple[int, int]] = set()
    for start in range(0, len(numbers), AT_ONCE):
        some = members.where(GroupMember.contact_id.in_(numbers[start : start + AT_ONCE]))
        already |= {(group, contact) for group, contact in db.session.execute(some)}
    db.session.add_all(
        GroupMember(group_id=group, contact_id=contact)
        for group, contact in pairs
        if (group, contact) not in already
    )
    db.session.flush()


def take_over_groups(kept: int, other: int) -> None:
    """The first contact is in every group of the second; the caller commits."""
    asked = select(GroupMember.contact_id, GroupMember.group_id)
    rows = db.session.execute(asked.where(GroupMember.contact_id.in_((kept, other)))).all()
    mine = {group for contact, group in rows if contact == kept}
    its = {group for contact, group in rows if contact == other}
    db.session.add_all(GroupMember(group_id=group, contact_id=kept) for group in its - mine)
    db.session.flush()


def names_of_groups(account: int) -> dict[int, tuple[str, ...]]:
    """In which groups each contact is, by its number."""
    asked = (
        select(GroupMember.contact_id, ContactGroup.name)
        .join(ContactGroup, ContactGroup.id == GroupMember.group_id)
        .where(ContactGroup.account_id == account)
        .order_by(ContactGroup.name)
    )
    found: dict[int, tuple[str, ...]] = {}
    for contact, name in db.session.execute(asked):
        found[contact] = (*found.get(contact, ()), name)
    return found


def others_of_groups(account: int, group: int | None) -> tuple[tuple[str, str, str], ...]:
    """Group, name and address of those who are in this group, or any, without being in the book."""
    asked = (
        select(ContactGroup.name, GroupAddress.name, GroupAddress.address)
        .join(ContactGroup, ContactGroup.id == GroupAddress.group_id)
        .where(ContactGroup.account_id == account)
        .order_by(ContactGroup.name, GroupAddress.address)
    )
    only = asked if group is None else asked.where(ContactGroup.id == group)
    return tuple((of, name, address) for of, name, address in db.session.execute(only))


def _named(name: str) -> dict[str, str]:
    return {"name": name, "search_key": key_of(names=(name,))}
