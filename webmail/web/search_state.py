"""SearchState: a search on its way, as it travels sealed in addresses; the server keeps nothing of it."""

import json
from collections.abc import Collection
from dataclasses import dataclass, replace

from webmail.errors import SealBroken
from webmail.mail import (
    ALL_FOLDERS,
    BEGINNING,
    Hits,
    Mark,
    MessageRef,
    Query,
    Scope,
    Slice,
    expand,
    read_ranges,
    written,
)
from webmail.web.current import current

ROWS_A_PAGE = 50
# What an address may hold: with the names around it, it must pass every server and every proxy.
LONGEST = 800


@dataclass(frozen=True, slots=True)
class SearchState:
    """What is searched and where, what the page shows already, and the mark where it goes on.

    looks: whether opening this address looks further from the mark, or shows what was found and no more.
    before counts what pages before this one have shown. home is the folder in which the search was begun.
    """

    typed: str
    scope: Scope = ALL_FOLDERS
    home: str | None = None
    mark: Mark | None = BEGINNING
    hits: tuple[Hits, ...] = ()
    before: int = 0
    looks: bool = True

    @property
    def query(self) -> Query:
        return Query.typed(self.typed, today=current.now.astimezone(current.zone).date())

    @property
    def shown(self) -> int:
        """How many messages the page has."""
        return sum(len(each.uids) for each in self.hits)

    @property
    def found(self) -> int:
        """How many were found until now."""
        return self.before + self.shown

    @property
    def full(self) -> bool:
        """Whether what is found next belongs on another page."""
        return self.shown >= ROWS_A_PAGE or len(self.told().encode()) > LONGEST

    def after(self, part: Slice) -> "SearchState":
        """The page when a slice was added to it; opening it again does not search again."""
        return replace(self, hits=(*self.hits, *part.hits), mark=part.mark, looks=False)

    def only(self, there: Collection[MessageRef]) -> "SearchState":
        """The page with no other messages than these."""
        hits = (
            Hits(each.folder, each.uidvalidity, tuple(ref.uid for ref in each.refs if ref in there))
            for each in self.hits
        )
        return replace(self, hits=tuple(each for each in hits if each.uids))

    def further(self) -> "SearchState":
        """The address that goes on: on this page, or on the next one when this is full."""
        if self.full:
            return replace(self, hits=(), before=self.found, looks=True)
        return replace(self, looks=True)

    def again(self, *, typed: str | None = None, scope: Scope | None = None) -> "SearchState":
        """A search that begins anew."""
        return SearchState(self.typed if typed is None else typed, scope or self.scope, self.home)

    def kept(self) -> "SearchState":
        """The same as somebody keeps it, wherever it was begun."""
        return SearchState(self.query.text, self.scope, self.scope.folder)

    def told(self) -> str:
        """As text; each folder's name stands in it once."""
        names: list[str] = []

        def number(name: str) -> int:
            if name not in names:
                names.append(name)
            return names.index(name)

        place = None
        if mark := self.mark:
            more = (mark.number, mark.of, mark.uidvalidity, mark.below, mark.pace)
            place = [mark.step, number(mark.folder), *more]
        hits = [[number(each.folder), each.uidvalidity, written(each.uids)] for each in self.hits]
        home = None if self.home is None else number(self.home)
        folder = None if self.scope.folder is None else number(self.scope.folder)
        scope = [folder, int(self.scope.everywhere), home]
        told = [self.typed, scope, place, hits, self.before, int(self.looks), names]
        return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def read_state(told: str) -> SearchState:
    """The state behind told(); raises SealBroken for what an earlier release told otherwise."""
    try:
        typed, (folder, everywhere, home), place, hits, before, looks, names = json.loads(told)
        return SearchState(
            typed,
            Scope(_named(names, folder), bool(everywhere)),
            _named(names, home),
            Mark(place[0], names[place[1]], *place[2:]) if place else None,
            tuple(Hits(names[number], validity, _newest_first(uids)) for number, validity, uids in hits),
            before,
            bool(looks),
        )
    except (ValueError, TypeError, IndexError) as error:
        raise SealBroken("search") from error


def _newest_first(uids: str) -> tuple[int, ...]:
    return tuple(sorted(expand(read_ranges(uids.encode()), most=ROWS_A_PAGE), reverse=True))


def _named(names: list[str], number: int | None) -> str | None:
    return None if number is None else names[number]
