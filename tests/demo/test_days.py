"""Days and moments of the stories."""

from datetime import UTC, date, datetime
from random import Random

import pytest

from webmail.demo.days import Days, moment, span

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def test_days_are_counted_from_the_day_of_the_letter() -> None:
    days = Days(date(2026, 11, 23))
    assert f"{days:+3}" == "Donnerstag, 26. November"
    assert f"{days:+10s}" == "3. Dezember"
    assert f"{days:kw}" == "48"


def test_a_day_without_school_moves_to_one_with_school() -> None:
    assert f"{Days(date(2026, 11, 23)):+5}" == "Montag, 30. November"
    assert f"{Days(date(2026, 11, 23)):-1}" == "Freitag, 20. November"


def test_school_days_back_skip_the_weekend() -> None:
    assert moment("1d 07:12", MONDAY, Random(1)).date() == date(2026, 11, 20)
    assert moment("1c 18:47", MONDAY, Random(1)).date() == date(2026, 11, 22)


def test_an_unreadable_age_is_refused() -> None:
    with pytest.raises(ValueError, match="gestern"):
        span("gestern")
