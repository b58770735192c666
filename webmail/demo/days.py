"""Moments and days as the demo stories name them, counted from now or from the day of a message."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Berlin")
_WEEKDAYS = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")
_MONTHS = (
    "Januar", "Februar", "März", "April", "Mai", "Juni",
    "Juli", "August", "September", "Oktober", "November", "Dezember",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Days:
    """Formats days around one day: "+3" is "Donnerstag, 3. Dezember", "+3s" is shorter, "kw" the week."""

    day: date

    def __format__(self, wanted: str) -> str:
        if wanted == "kw":
            return str(self.day.isocalendar().week)
        ahead = int(wanted.rstrip("s"))
        day = school_day(self.day + timedelta(days=ahead), back=ahead < 0)
        short = f"{day.day}. {_MONTHS[day.month - 1]}"
        return short if wanted.endswith("s") else f"{_WEEKDAYS[day.weekday()]}, {short}"


def school_day(day: date, *, back: bool) -> date:
    """The day itself, or the nearest one when there is school."""
    while day.weekday() > 4:
        day += timedelta(days=-1 if back else 1)
    return day


def span(text: str) -> timedelta:
    """ "1h20m" as a stretch of time."""
    found = re.fullmatch(r"(?:(\d+)h)?(?:(\d+)m)?", text)
    if not text or found is None:
        raise ValueError(f"no stretch of time: {text!r}")
    return timedelta(hours=int(found[1] or 0), minutes=int(found[2] or 0))


def moment(age: str, now: datetime, rng: Random) -> datetime:
    """When a message came: "38m", "2d 14:05" (school days back), "1c 18:20" (calendar days), "12-70d"."""
    local = now.astimezone(ZONE)
    if found := re.fullmatch(r"(\d+)-(\d+)d", age):
        day = school_day(local.date() - timedelta(days=rng.randint(int(found[1]), int(found[2]))), back=True)
        return datetime.combine(day, time(rng.randint(7, 19), rng.randint(0, 59), 13), ZONE)
    if found := re.fullmatch(r"(\d+)(d|c) (\d\d):(\d\d)", age):
        day = local.date()
        for _ in range(int(found[1])):
            day -= timedelta(days=1)
            day = school_day(day, back=True) if found[2] == "d" else day
        return datetime.combine(day, time(int(found[3]), int(found[4]), 27), ZONE)
    return local - span(age)
