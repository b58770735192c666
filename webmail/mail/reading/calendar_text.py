"""The lines of a calendar that are read: its own and its events', unfolded and bounded (RFC 5545 3.1)."""

import re
from collections.abc import Iterator
from functools import cache
from zoneinfo import available_timezones

MOST_LINES = 2000
MOST_EVENTS = 20
LONGEST_LINE = 20_000
_FOLD = re.compile(r"\r?\n[ \t]")
_ZONE = re.compile(r';TZID="?/([^";:]{1,200})"?', re.IGNORECASE)


def own_lines(text: str) -> Iterator[str]:
    """Lines of VCALENDAR and VEVENT alone: no alarms, and no time zones of the sender's own making."""
    inside: list[str] = []
    events = count = 0
    for line in _FOLD.sub("", text).splitlines():
        begins, ends = _named(line, "BEGIN:"), _named(line, "END:")
        if begins:
            inside.append(begins)
            events += inside == ["VCALENDAR", "VEVENT"]
        wanted = inside in (["VCALENDAR"], ["VCALENDAR", "VEVENT"]) and events <= MOST_EVENTS
        if wanted and line.strip() and len(line) <= LONGEST_LINE:
            yield _ZONE.sub(_known_zone, line)
            count += 1
        if ends and (not inside or inside.pop() != ends):
            return
        if count >= MOST_LINES or len(inside) > 10:
            return


def _named(line: str, word: str) -> str:
    return line[len(word) :].strip().upper() if line[: len(word)].upper() == word else ""


def _known_zone(found: re.Match[str]) -> str:
    """A zone with its maker's name before it (RFC 5545 section 3.2.19) by its usual name, if it has one."""
    parts = found[1].split("/")
    names = ("/".join(parts[start:]) for start in range(len(parts)))
    return f";TZID={next((name for name in names if name in _zones()), parts[-1])}"


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())
