"""SchoolLists: everybody of a school as one recipient, read from the directory each time and kept nowhere."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import func, select

from webmail.accounts.listed_models import ListedPerson
from webmail.accounts.models import Account
from webmail.accounts.name_words import folded, typed_words, words_of
from webmail.database import db
from webmail.policy import N_, Clause, Feature, Forbidden, Policy

# More people than one message reaches in any service are no list to write to.
MOST_PEOPLE = 2000
# What a list is called, the name that is shown first; it is found by the others as well.
SchoolListNames = Callable[[str], tuple[str, ...]]
# Whoever has typed less is after a person.
SHORTEST_TYPED = 3
ONLY_OWN = Clause(
    "directory.school_lists", N_("In this service, each person may use the list of their own school only.")
)


def as_the_school(school: str) -> tuple[str, ...]:
    """The name of a list for whoever has no language to name it in."""
    return (school,)


@dataclass(frozen=True, slots=True)
class SchoolList:
    """A school and how many people of it the directory knows."""

    school: str
    count: int

    @property
    def can_be_written_to(self) -> bool:
        return self.count <= MOST_PEOPLE


class SchoolLists:
    """The lists that somebody of this school may use: that of the own school, or of all."""

    def __init__(self, school: str | None, *, policy: Policy, everywhere: bool, listed: bool = False) -> None:
        """everywhere: whether the lists of other schools are open too; listed: as for StaffDirectory."""
        self._own = school or ""
        self._policy = policy
        self._everywhere = everywhere
        self._kinds = (Account, ListedPerson) if listed else (Account,)

    def own(self) -> SchoolList | None:
        """The list of the own school, where there is one."""
        self._require()
        found = [SchoolList(*each) for each in self._open(only_own=True)]
        return found[0] if found else None

    def find(
        self, typed: str, *, most: int, called: SchoolListNames = as_the_school
    ) -> tuple[SchoolList, ...]:
        """Lists with a name whose words begin like all of those typed, the own school first."""
        self._require()
        words = typed_words(typed)
        if not words or len(typed.strip()) < SHORTEST_TYPED:
            return ()
        fitting = [
            SchoolList(school, count)
            for school, count in self._open()
            if any(all(f" {word}" in _words(name) for word in words) for name in called(school))
        ]
        return tuple(sorted(fitting, key=self._place))[:most]

    def people(self, school: str) -> tuple[tuple[str, str], ...]:
        """Name and address of everybody of the school, by name; raises Forbidden for a list not open here."""
        self._require()
        if school != self._own and not self._everywhere:
            raise Forbidden(ONLY_OWN)
        found = [
            (name, address)
            for kind in self._kinds
            for name, address in db.session.execute(
                select(kind.name, kind.address).where(kind.school == school)
            )
        ]
        return tuple(sorted(found, key=lambda pair: (folded(pair[0]), pair[1])))

    def _require(self) -> None:
        # Who must not look people up must not have them listed either.
        self._policy.require(Feature.STAFF_DIRECTORY)
        self._policy.require(Feature.SCHOOL_LISTS)

    def _open(self, *, only_own: bool = False) -> Iterable[tuple[str, int]]:
        """The schools whose lists this person may use, and how many are on each."""
        counts: Counter[str] = Counter()
        for kind in self._kinds:
            asked = select(kind.school, func.count()).where(kind.school > "").group_by(kind.school)
            if only_own or not self._everywhere:
                asked = asked.where(kind.school == self._own)
            for school, count in db.session.connection().execute(asked):
                counts[str(school)] += count
        return counts.items()

    def _place(self, each: SchoolList) -> tuple[bool, str]:
        return each.school != self._own, _words(each.school)


@lru_cache(maxsize=8192)
def _words(name: str) -> str:
    """Each word behind a blank; made once, for every letter asks for all of hundreds of schools."""
    return "".join(f" {word}" for word in sorted(words_of(name)))
