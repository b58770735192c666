"""The next school day: no weekend, no holiday, and never today."""

from datetime import date

import pytest

from webmail.web.send_times import next_school_day

FREE = ("2026-12-21/2027-01-02", "2027-05-14")


@pytest.mark.parametrize(
    ("today", "then"),
    [
        ("2026-11-16", "2026-11-17"),
        ("2026-11-20", "2026-11-23"),
        ("2026-11-21", "2026-11-23"),
        ("2026-12-18", "2027-01-04"),
        ("2026-12-30", "2027-01-04"),
        ("2027-05-13", "2027-05-17"),
    ],
)
def test_the_next_school_day(today: str, then: str) -> None:
    assert next_school_day(date.fromisoformat(today), FREE) == date.fromisoformat(then)


def test_holidays_without_end_propose_some_day() -> None:
    assert next_school_day(date(2026, 1, 1), ("2026-01-01/2099-01-01",)) > date(2026, 1, 1)
