"""Following: when a page that shows what waits is to look again by itself."""

from collections.abc import Iterable
from datetime import datetime

from webmail.mail import Standing, State

SOONEST, LATEST = 3, 60
# These change by themselves; everything else waits for the person.
ON_ITS_WAY = (State.HELD, State.SUBMITTING)


def look_again(standings: Iterable[Standing], *, now: datetime) -> int | None:
    """After how many seconds; None where nothing changes by itself."""
    moments = [_seconds(each, now) for each in standings if each.state in (*ON_ITS_WAY, State.WAITING)]
    return max(SOONEST, min(LATEST, *moments)) if moments else None


def _seconds(standing: Standing, now: datetime) -> int:
    if standing.state is not State.WAITING or standing.due is None:
        return SOONEST
    return int((standing.due - now).total_seconds()) + 1
