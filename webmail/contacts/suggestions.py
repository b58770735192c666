"""Suggestions: who may be meant while a recipient is typed: own contacts, addresses written to, staff."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum

from webmail.accounts import Colleague, SchoolListNames, SchoolLists, StaffDirectory, as_the_school, folded
from webmail.clock import Clock
from webmail.contacts.book import AddressBook
from webmail.contacts.collected import Collected, CollectedAddresses
from webmail.contacts.groups import Groups
from webmail.policy import Feature, Policy

MOST = 8
MOST_GROUPS, MOST_LISTS = 3, 2
# Of each kind somewhat more is read: some are the same person, and the best of them are shown.
READ = 40
LONGEST_TYPED = 200
HALF_LIFE_DAYS = 30.0


class Source(Enum):
    """Where a suggestion comes from."""

    CONTACT = "contact"
    GROUP = "group"
    SCHOOL = "school"
    COLLECTED = "collected"
    STAFF = "staff"


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """One person, or a group or list with all its people; people are pairs of name and address.

    former is the address that stands in the address book while its owner has another one now.
    """

    name: str
    address: str
    people: tuple[tuple[str, str], ...]
    source: Source
    school: str = ""
    former: str = ""
    weight: float = 0.0

    @property
    def is_of_many(self) -> bool:
        return self.source in (Source.GROUP, Source.SCHOOL)


class Suggestions:
    """Looks everywhere a person may have an address from; each address comes once."""

    def __init__(
        self,
        *,
        book: AddressBook,
        groups: Groups,
        lists: SchoolLists,
        collected: CollectedAddresses,
        directory: StaffDirectory,
        policy: Policy,
        clock: Clock,
    ) -> None:
        self._book = book
        self._groups = groups
        self._lists = lists
        self._collected = collected
        self._directory = directory
        self._policy = policy
        self._clock = clock

    def find(self, typed: str, *, called: SchoolListNames = as_the_school) -> tuple[Suggestion, ...]:
        """At most eight: what the person keeps and uses often or lately, then the staff.

        called(school) is what the list of a school is called, the name to be shown first.
        """
        self._policy.require(Feature.CONTACTS)
        typed = typed[:LONGEST_TYPED]
        found: dict[str, Suggestion] = {}
        for each in (*self._own(typed), *self._of_collected(typed)):
            found.setdefault(each.address.lower(), each)
        known = self._with_colleagues(found)
        for colleague in self._staff(typed):
            known.setdefault(colleague.address, _of_staff(colleague))
        weighed = self._weighed(list(known.values()))
        return (*self._of_groups(typed), *self._of_lists(typed, called), *weighed)[:MOST]

    def _own(self, typed: str) -> Iterator[Suggestion]:
        for kept in self._book.find(typed, most=READ):
            for address in kept.card.addresses:
                yield Suggestion(
                    name=kept.card.name,
                    address=address,
                    people=((kept.card.name, address),),
                    source=Source.CONTACT,
                    school=kept.card.organisation,
                )

    def _of_collected(self, typed: str) -> Iterator[Suggestion]:
        for each in self._collected.find(typed, most=READ):
            yield Suggestion(
                name=each.name,
                address=each.address,
                people=((each.name, each.address),),
                source=Source.COLLECTED,
            )

    def _of_groups(self, typed: str) -> Iterator[Suggestion]:
        for group in self._groups.find(typed, most=MOST_GROUPS):
            if people := self._groups.people(group.number):
                yield Suggestion(name=group.name, address="", people=people, source=Source.GROUP)

    def _of_lists(self, typed: str, called: SchoolListNames) -> Iterator[Suggestion]:
        if not (self._has_directory and self._policy.allows(Feature.SCHOOL_LISTS)):
            return
        for each in self._lists.find(typed, most=MOST_LISTS, called=called):
            if each.can_be_written_to:
                people = self._lists.people(each.school)
                name = called(each.school)[0]
                yield Suggestion(name=name, address="", people=people, source=Source.SCHOOL)

    def _staff(self, typed: str) -> tuple[Colleague, ...]:
        return self._directory.find(typed, most=READ) if self._has_directory else ()

    @property
    def _has_directory(self) -> bool:
        return self._policy.allows(Feature.STAFF_DIRECTORY)

    def _with_colleagues(self, found: dict[str, Suggestion]) -> dict[str, Suggestion]:
        """The same by their address of today, with the school that the directory knows."""
        if not self._has_directory or not found:
            return found
        now, moved = self._directory.at(found), self._directory.moved(found)
        known: dict[str, Suggestion] = {}
        for address, each in found.items():
            colleague = now.get(address) or moved.get(address)
            if colleague is None:
                known.setdefault(address, each)
                continue
            name = each.name or colleague.name
            source = Source.STAFF if each.source is Source.COLLECTED else each.source
            here = replace(each, name=name, source=source, school=colleague.school or each.school)
            if address != colleague.address:
                here = replace(here, former=each.address)
            at = (name, colleague.address)
            known.setdefault(colleague.address, replace(here, address=colleague.address, people=(at,)))
        return known

    def _weighed(self, suggestions: list[Suggestion]) -> list[Suggestion]:
        uses = self._collected.uses([each.former or each.address for each in suggestions])
        weighed = []
        for each in suggestions:
            use = uses.get((each.former or each.address).lower())
            kept = 1.0 if each.source is Source.CONTACT else 0.0
            weighed.append(replace(each, weight=kept + (self._weight(use) if use else 0.0)))
        return sorted(weighed, key=lambda each: (-each.weight, folded(each.name), each.school, each.address))

    def _weight(self, use: Collected) -> float:
        """Often counts, and lately counts more: what was used a month ago counts half."""
        days = max(0.0, (self._clock() - use.used_at).total_seconds() / 86_400)
        return float(use.times * 0.5 ** (days / HALF_LIFE_DAYS))


def _of_staff(colleague: Colleague) -> Suggestion:
    return Suggestion(
        name=colleague.name,
        address=colleague.address,
        people=((colleague.name, colleague.address),),
        source=Source.STAFF,
        school=colleague.school,
    )
