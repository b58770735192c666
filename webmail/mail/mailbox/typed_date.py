"""A day as people type it: 24.12.2025, 24.12.25, 24.12., 2025-12-24, 2025-12, 12.2025, 2025, morgen."""

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta

_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date], date]], ...] = (
    (re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})"), lambda m, _: date(int(m[1]), int(m[2]), int(m[3]))),
    (re.compile(r"(\d{4})-(\d{1,2})"), lambda m, _: date(int(m[1]), int(m[2]), 1)),
    (re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})"), lambda m, _: date(int(m[3]), int(m[2]), int(m[1]))),
    (re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{2})"), lambda m, _: date(2000 + int(m[3]), int(m[2]), int(m[1]))),
    (re.compile(r"(\d{1,2})\.(\d{1,2})\.?"), lambda m, today: _latest(int(m[2]), int(m[1]), today)),
    (re.compile(r"(\d{1,2})[./](\d{4})"), lambda m, _: date(int(m[2]), int(m[1]), 1)),
    (re.compile(r"(\d{4})"), lambda m, _: date(int(m[1]), 1, 1)),
    (re.compile(r"heute|today"), lambda _, today: today),
    (re.compile(r"morgen|tomorrow"), lambda _, today: today + timedelta(days=1)),
    (re.compile(r"gestern|yesterday"), lambda _, today: today - timedelta(days=1)),
)
# Before this nobody had electronic mail, and stores need not know such years.
_FIRST_YEAR, _LAST_YEAR = 1970, 2100


def read_date(typed: str, *, today: date) -> date | None:
    """The day, the first one of a month or a year; None when it is none."""
    for form, day_of in _FORMS:
        if found := form.fullmatch(typed.casefold()):
            with suppress(ValueError):
                day = day_of(found, today)
                return day if _FIRST_YEAR <= day.year <= _LAST_YEAR else None
            return None
    return None


def _latest(month: int, day: int, today: date) -> date:
    """The last time that it was this day, which may be today."""
    # A leap day lies up to eight years back.
    for year in range(today.year, today.year - 9, -1):
        with suppress(ValueError):
            if (found := date(year, month, day)) <= today:
                return found
    raise ValueError("no such day")
