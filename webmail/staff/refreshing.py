"""Refreshing: who belongs to the staff is fetched from time to time, and kept beside the accounts."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Protocol

from webmail.accounts import Listed, ListedPeople, Refreshed
from webmail.staff.errors import SourceAway

LOG = logging.getLogger(__name__)
# Whoever does not answer now is asked again soon, but not by every look.
AGAIN = timedelta(minutes=10)


class Source(Protocol):
    """Who can tell who belongs to the staff; both raise SourceAway."""

    def everybody(self) -> Iterable[Listed]:
        """All of them, in any order."""

    def ask(self) -> None:
        """Returns if it answers as it should."""


class Refreshing:
    """Asks the source when it is time, or at once; an answer that cannot be right changes nothing."""

    def __init__(self, source: Source, *, people: ListedPeople, every: timedelta) -> None:
        self._source = source
        self._people = people
        self._every = every

    def look(self) -> Refreshed | None:
        """Refreshes if it is time and nobody else does; never fails for the source's sake."""
        if not self._people.claim(again=min(AGAIN, self._every)):
            return None
        try:
            return self.refresh()
        except SourceAway as error:
            LOG.warning("directory_left reason=%s", error.why)
            return None

    def refresh(self) -> Refreshed:
        """Fetches everybody now; raises SourceAway, and then who was known stays known."""
        everybody = list(self._source.everybody())
        if not everybody:
            # A slip in base or filter would empty the directory for everybody.
            raise SourceAway("empty")
        done = self._people.keep(everybody, next_in=self._every)
        LOG.info(
            "directory_refreshed people=%d added=%d changed=%d removed=%d left_out=%d",
            done.people,
            done.added,
            done.changed,
            done.removed,
            done.left_out,
        )
        return done

    def ask(self) -> None:
        """Returns if the source answers; raises SourceAway."""
        self._source.ask()

    def fetched(self) -> tuple[datetime | None, int]:
        """When the staff was fetched last, and how many of it are listed beside the accounts."""
        return self._people.fetched()
