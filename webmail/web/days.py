"""by_day(): what happened, under the days on which it did."""

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from typing import Protocol, TypeVar

from webmail.web.current import current
from webmail.web.filters import day_and_time


class Happened(Protocol):
    """Anything with a moment."""

    @property
    def at(self) -> datetime: ...


Happening = TypeVar("Happening", bound=Happened)


def by_day(happenings: Iterable[Happening]) -> list[tuple[str, list[Happening]]]:
    """Neighbours of one day together, under its date in the school's time zone."""
    zone = current.zone
    return [
        (day, list(them)) for day, them in groupby(happenings, lambda each: day_and_time(each.at, zone)[0])
    ]
