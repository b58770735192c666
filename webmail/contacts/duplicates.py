"""Duplicates: contacts with the same address or the same name, two at a time, made one with nothing lost."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from webmail.contacts.book import AddressBook, Kept
from webmail.contacts.card import name_key
from webmail.policy import Feature, Policy

MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Pair:
    """Two contacts that may be one; the first is the older one and gives its name. why: address or name."""

    first: Kept
    second: Kept
    why: str

    @property
    def two_photos(self) -> bool:
        return self.first.has_photo and self.second.has_photo


class Duplicates:
    """What in one book may be there twice."""

    def __init__(self, book: AddressBook, *, policy: Policy) -> None:
        self._book = book
        self._policy = policy

    def pairs(self) -> tuple[Pair, ...]:
        """Pairs, each contact in one at most: once it is merged, it may pair with the next."""
        self._policy.require(Feature.CONTACTS)
        contacts = sorted(self._book.all().contacts, key=lambda kept: kept.number)
        found: list[Pair] = []
        taken: set[int] = set()
        keys: tuple[tuple[str, Callable[[Kept], Iterable[str]]], ...] = (
            ("address", lambda kept: (address.lower() for address in kept.card.addresses)),
            ("name", _names),
        )
        for why, keys_of in keys:
            first_with: dict[str, Kept] = {}
            for kept in contacts:
                for key in keys_of(kept):
                    first = first_with.setdefault(key, kept)
                    if first is not kept and not taken & {first.number, kept.number}:
                        taken |= {first.number, kept.number}
                        found.append(Pair(first, kept, why))
        return tuple(found[:MOST_SHOWN])

    def merge(self, first: int, second: int) -> Kept | None:
        """The first with everything of the second, which is gone then; None when one of them is not there.

        Raises ContactRefused where both together are more than one contact can hold; then both stay.
        """
        self._policy.require(Feature.CONTACTS)
        return self._book.merge(first, second)


def _names(kept: Kept) -> Iterator[str]:
    # One word alone is a nickname, or a first name that many have.
    if " " in (key := name_key(kept.card.name)):
        yield key
