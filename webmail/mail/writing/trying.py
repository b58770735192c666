"""Trying again: what the server may take at another time, and how long it is tried."""

from datetime import timedelta

from webmail.mail.errors import NotSubmitted, RecipientRefused

# For certain nobody got anything, whatever the server would have said.
PASSING = ("unreachable", "slow", "broke")
# After the n-th try in vain, for about an hour in all; then the last one again and again.
PAUSES = tuple(timedelta(seconds=each) for each in (20, 40, 80, 160, 300, 600, 900, 1200))


def passes(error: Exception) -> bool:
    """Whether the same message may well be taken a little later; an unclear outcome never is such."""
    if isinstance(error, NotSubmitted):
        return error.passing or error.reason in PASSING
    return isinstance(error, RecipientRefused) and error.passing


def pause_after(tries: int) -> timedelta:
    """How long to wait after so many tries in vain and one more."""
    return PAUSES[min(tries, len(PAUSES) - 1)]


def pauses_within(minutes: int) -> tuple[timedelta, ...]:
    """The pauses between tries for so many minutes in all; none for none."""
    found: list[timedelta] = []
    left = timedelta(minutes=minutes)
    while left > timedelta(0):
        found.append(min(pause_after(len(found)), left))
        left -= found[-1]
    return tuple(found)
