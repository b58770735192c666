"""When messages may be sent later: what is proposed, and the words about it."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from webmail.web.current import current
from webmail.web.filters import when_to_come
from webmail.web.later import MORNING, Proposal
from webmail.web.words import _

FRIDAY = 4
MOST_FREE_DAYS = 120


def send_times() -> list[Proposal]:
    """Tomorrow morning, and the morning of the next day with school where that is another one."""
    today = current.now.astimezone(current.zone).date()
    tomorrow = today + timedelta(days=1)
    school = next_school_day(today, current.service.school_holidays)
    offered = [Proposal(_("Tomorrow"), _morning(tomorrow))]
    if school != tomorrow:
        offered.append(Proposal(_("Next school day"), _morning(school)))
    return offered


def next_school_day(today: date, free: Iterable[str]) -> date:
    """The first day after this one that is neither a weekend nor in "from/to" or a single day of these."""
    spans = [tuple(map(date.fromisoformat, (each.split("/") * 2)[:2])) for each in free]
    day = today + timedelta(days=1)
    for _number in range(MOST_FREE_DAYS):
        if day.weekday() <= FRIDAY and not any(begin <= day <= end for begin, end in spans):
            break
        day += timedelta(days=1)
    return day


def send_day() -> str:
    """What stands in the field for a day of one's own."""
    return send_times()[-1].moment.date().isoformat()


def send_time() -> str:
    """And in that for the time."""
    return f"{MORNING:%H:%M}"


def when_sent(due: datetime) -> str:
    """The moment in words, from the person's day."""
    return when_to_come(due, current.now, current.zone)


def _morning(day: date) -> datetime:
    return datetime.combine(day, MORNING, current.zone)
