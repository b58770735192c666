"""Classes: what a recipient is to the sender: of the own school, official, external, a private provider."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property

from webmail.mail.reading.lookalike import domain_of
from webmail.mail.writing.misspelling import Spelling
from webmail.mail.writing.providers import PROVIDERS
from webmail.mail.writing.recipients import to_smtp


class RecipientClass(Enum):
    """own: of the sender's school; official: of the service; private: a provider; else external."""

    OWN = "own"
    OFFICIAL = "official"
    EXTERNAL = "external"
    PRIVATE = "private"

    @property
    def is_outside(self) -> bool:
        """Whether what is sent there leaves the service."""
        return self in (RecipientClass.EXTERNAL, RecipientClass.PRIVATE)


# Addresses in lower case → the school of each that has an account; one question for all of them.
Schools = Callable[[Collection[str]], Mapping[str, str]]


def no_schools(_addresses: Collection[str]) -> Mapping[str, str]:
    """Where nobody knows schools."""
    return {}


@dataclass(frozen=True)
class Classes:
    """One sender's view of addresses; sender is the own addr-spec, providers those beside PROVIDERS.

    An official domain takes everything below it along: whoever may make names below schule.example is the
    operator of schule.example. Where no domain is official, that of the sender is. The same holds for private
    providers; what is both is official. All is decided on the domain as the server will be given it.
    """

    sender: str
    official: tuple[str, ...] = ()
    providers: tuple[str, ...] = ()
    schools: Schools = field(default=no_schools, compare=False)

    @cached_property
    def official_domains(self) -> frozenset[str]:
        return frozenset(self.official) or frozenset((domain_of(self.sender),))

    @cached_property
    def _private(self) -> frozenset[str]:
        return PROVIDERS.union(self.providers)

    @cached_property
    def _spelling(self) -> Spelling:
        return Spelling(self.official_domains | self._private)

    def of(self, specs: Iterable[str]) -> dict[str, RecipientClass]:
        """The class of each address, under the address as it was given; schools are asked once at most."""
        by_domain: dict[str, RecipientClass] = {}
        found: dict[str, RecipientClass] = {}
        for spec in specs:
            domain = spec.rpartition("@")[2]
            if domain not in by_domain:
                by_domain[domain] = self._of_domain(spec)
            found[spec] = by_domain[domain]
        return found | self._of_own_school(found)

    def outside(self, specs: Iterable[str]) -> tuple[str, ...]:
        """Those that leave the service, in their order; asks nobody."""
        plain = Classes(self.sender, self.official, self.providers)
        return tuple(spec for spec, kind in plain.of(specs).items() if kind.is_outside)

    def is_outside(self, spec: str) -> bool:
        """Whether what is sent there leaves the service; so does what is no address at all."""
        return self._of_domain(spec).is_outside

    def meant(self, spec: str) -> str | None:
        """The address that was probably meant, where its domain looks like a slip of the keyboard."""
        local = spec.rpartition("@")[0]
        known = self._spelling.meant(domain_of(spec)) if local else None
        return f"{local}@{known}" if known else None

    def _of_domain(self, spec: str) -> RecipientClass:
        domain = _domain_of(spec)
        if _is_within(domain, self.official_domains):
            return RecipientClass.OFFICIAL
        return RecipientClass.PRIVATE if _is_within(domain, self._private) else RecipientClass.EXTERNAL

    def _of_own_school(self, found: Mapping[str, RecipientClass]) -> dict[str, RecipientClass]:
        """A foreign domain is of no school, whatever account is kept under it."""
        inside = {spec: spec.lower() for spec, kind in found.items() if kind is RecipientClass.OFFICIAL}
        if not inside:
            return {}
        own = self.sender.lower()
        schools = self.schools({*inside.values(), own})
        mine = schools.get(own)
        return {spec: RecipientClass.OWN for spec, at in inside.items() if mine and schools.get(at) == mine}


def _domain_of(spec: str) -> str:
    """As the server is given it: letters of other scripts as A-labels; "" for what no server takes."""
    if spec.isascii():
        return domain_of(spec)
    try:
        return domain_of(to_smtp(spec))
    except ValueError:
        # A local part of other letters is fine here, whatever the server says of it.
        return ""


def _is_within(domain: str, domains: frozenset[str]) -> bool:
    """Whether it is one of them or lies below one; a look-up for each of its few labels."""
    while domain:
        if domain in domains:
            return True
        domain = domain.partition(".")[2]
    return False
