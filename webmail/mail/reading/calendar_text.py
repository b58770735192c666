"""The few lines of a calendar that are read, unfolded and bounded (RFC 5545 section 3.1), and no others.

A parser that knows all of RFC 5545 computes what nobody asked for: zones of the sender's own making, lists of
thousands of dates. It is given two components, and the first of each property that a reader sees.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

MOST_EVENTS = 20
MOST_ATTENDEES = 200
LONGEST_LINE = 2000
LONGEST_TEXT = 20_000
# Stands in an event for what it also has and what is not read: more dates, or a rule that is none.
ALSO = "X-ALSO"
# The name of a zone that nobody knows, where it must not be looked up.
UNKNOWN_ZONE = "X-ZONE"

_TEXTS = frozenset({"UID", "SUMMARY", "LOCATION", "DESCRIPTION", "STATUS", "METHOD", "RRULE", "DURATION"})
_MOMENTS = frozenset({"DTSTART", "DTEND", "RECURRENCE-ID"})
_LONG = frozenset({"SUMMARY", "LOCATION", "DESCRIPTION"})
_MORE_DATES = frozenset({"RDATE", "EXDATE", "EXRULE"})
_FOLD = re.compile(r"\r?\n[ \t]")
# Not what else Python takes for the end of a line: a text could begin lines of its own.
_LINE_END = re.compile(r"\r?\n")
# Nothing that a more lenient reader could take for another name.
_NAME = re.compile(r"([A-Za-z-]{1,40})(?=[;:])")
_PARAMETER = re.compile(r';([A-Za-z-]{1,40})=("[^"]*"|[^";:]*)')
_SEQUENCE = re.compile(r"\d{1,9}")
_NOT_IN_A_NAME = re.compile(r"[^\w /.+()-]")


@dataclass(slots=True)
class _Reader:
    """Where in the calendar it is, and what of the event has been seen."""

    known_zone: Callable[[str], str | None]
    inside: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    events: int = 0
    attendees: int = 0

    def lines(self, text: str) -> Iterator[str]:
        for line in _LINE_END.split(_FOLD.sub("", text)):
            found = _NAME.match(line)
            name = found[1].upper() if found else ""
            if name in ("BEGIN", "END"):
                yield from self._border(name, line.rpartition(":")[2].strip().upper())
                if name == "END" and not self.inside:
                    return
            elif name and len(line) <= (LONGEST_TEXT if name in _LONG else LONGEST_LINE):
                yield from self._property(name, line)

    def _border(self, name: str, component: str) -> Iterator[str]:
        if name == "BEGIN":
            self.inside.append(component)
            if self.inside == ["VCALENDAR", "VEVENT"]:
                self.events += 1
                self.seen &= {"METHOD"}
                self.attendees = 0
        read = self._is_read()
        if name == "END" and (not self.inside or self.inside.pop() != component):
            self.inside.clear()
            return
        if read:
            yield f"{name}:{component}"

    def _is_read(self) -> bool:
        return self.inside == ["VCALENDAR"] or (
            self.inside == ["VCALENDAR", "VEVENT"] and self.events <= MOST_EVENTS
        )

    def _property(self, name: str, line: str) -> Iterator[str]:
        in_event = self.inside == ["VCALENDAR", "VEVENT"]
        if not self._is_read() or in_event is (name == "METHOD"):
            return
        if name in _MORE_DATES or (name == "RRULE" and name in self.seen):
            name = ALSO
        if name == "ATTENDEE":
            self.attendees += 1
            if self.attendees <= MOST_ATTENDEES:
                yield line
        elif name not in self.seen:
            self.seen.add(name)
            yield from self._once(name, line)

    def _once(self, name: str, line: str) -> Iterator[str]:
        parameters, value = _taken_apart(line, len(name))
        if name in _TEXTS:
            # Whatever kind of value it is said to be, it is read as what it should be.
            yield f"{name}:{value}"
        elif name == "SEQUENCE" and _SEQUENCE.fullmatch(value.strip()):
            yield f"SEQUENCE:{value.strip()}"
        elif name in _MOMENTS:
            yield f"{name}{self._of_moment(parameters, value)}:{value}"
        elif name == "ORGANIZER":
            yield line
        elif name == ALSO:
            yield f"{ALSO}:1"

    def _of_moment(self, parameters: dict[str, str], value: str) -> str:
        kind = parameters.get("VALUE", "").upper()
        kept = [";VALUE=DATE"] if kind == "DATE" else []
        if "RANGE" in parameters:
            kept.append(";RANGE=THISANDFUTURE")
        zone = parameters.get("TZID", "").strip()
        # With Z it is UTC, whatever else stands there (RFC 5545 section 3.2.19).
        if zone and not value.strip().upper().endswith("Z"):
            known = self.known_zone(zone)
            name = _NOT_IN_A_NAME.sub("", known or zone)[:100].strip()
            kept.append(f';TZID="{name}"' if known else f';{UNKNOWN_ZONE}="{name}"')
        return "".join(kept)


def _taken_apart(line: str, at: int) -> tuple[dict[str, str], str]:
    parameters: dict[str, str] = {}
    while found := _PARAMETER.match(line, at):
        parameters.setdefault(found[1].upper(), found[2].strip('"'))
        at = found.end()
    return parameters, line[at:].partition(":")[2]


def own_lines(text: str, *, known_zone: Callable[[str], str | None]) -> Iterator[str]:
    """Lines for a parser; known_zone says the usual name of a time zone, or None."""
    return _Reader(known_zone).lines(text)
