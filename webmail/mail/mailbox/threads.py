"""Threads: which messages belong together, by Message-ID, References and In-Reply-To alone (RFC 5256, REFS).

Never by subject: two messages called "Krankmeldung" are two messages. Nothing here follows a chain, so a loop
of references or ten thousand of them costs what its octets cost.
"""

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

WINDOW = 2000
"""So many of a folder's newest messages are put together; what is older stands in the list one by one."""

MOST_ANSWERED = 100
"""Of a message's references the first, which names the thread, and the newest."""

_FIELD = re.compile(
    rb"^(message-id|in-reply-to|references)[ \t]*+:([^\n]*+(?:\n[ \t][^\n]*+)*+)",
    re.IGNORECASE | re.MULTILINE,
)
_ID = re.compile(rb"<[^<>\s]{1,998}+>")
_NOBODY = 0


@dataclass(frozen=True, slots=True)
class Link:
    """What a message is called and what it answers; names are numbers that mean nothing elsewhere."""

    uid: int
    moment: int = 0
    own: int = _NOBODY
    answered: tuple[int, ...] = ()

    @property
    def names(self) -> tuple[int, ...]:
        return (self.own, *self.answered) if self.own else self.answered


def name_of(message_id: bytes) -> int:
    """The number of a Message-ID: thousands are kept for each person, and eight octets are enough.

    Python's own hash is keyed anew in each process, so that no sender can choose two names with one number.
    """
    return hash(message_id) & 0xFFFF_FFFF_FFFF_FFFF or 1


def read_ids(header: bytes) -> tuple[bytes, list[bytes]]:
    """Message-ID and what is answered; of a field that comes twice the first one counts. Never raises."""
    fields: dict[bytes, list[bytes]] = {}
    for name, value in _FIELD.findall(header.replace(b"\r\n", b"\n")):
        fields.setdefault(name.lower(), _ID.findall(value))
    own = fields.get(b"message-id")
    # In-Reply-To counts where there are no references, and of it the first name (RFC 5256, step 1 A).
    answered = fields.get(b"references") or fields.get(b"in-reply-to", [])[:1]
    if len(answered) > MOST_ANSWERED:
        answered = [answered[0], *answered[1 - MOST_ANSWERED :]]
    return own[0] if own else b"", answered


def read_link(uid: int, header: bytes, *, moment: int = 0) -> Link:
    """The link in a header block."""
    own, answered = read_ids(header)
    names = tuple(dict.fromkeys(map(name_of, answered)))
    return Link(uid, moment, name_of(own) if own else _NOBODY, names)


@dataclass(frozen=True, slots=True)
class Links:
    """The links of one folder by rising UID, in columns: a thousand objects would weigh ten times as much."""

    uids: "array[int]" = field(default_factory=lambda: array("I"))
    moments: "array[int]" = field(default_factory=lambda: array("q"))
    ends: "array[int]" = field(default_factory=lambda: array("I"))
    names: "array[int]" = field(default_factory=lambda: array("Q"))

    @classmethod
    def of(cls, links: Iterable[Link]) -> "Links":
        made = cls()
        for link in sorted(links, key=lambda each: each.uid):
            made.uids.append(link.uid)
            made.moments.append(link.moment)
            made.names.append(link.own)
            made.names.extend(link.answered)
            made.ends.append(len(made.names))
        return made

    def __len__(self) -> int:
        return len(self.uids)

    def __iter__(self) -> Iterator[Link]:
        return map(self._link, range(len(self.uids)))

    def find(self, uid: int) -> Link | None:
        """The link of one message, if it is among these."""
        place = bisect_left(self.uids, uid)
        return self._link(place) if place < len(self.uids) and self.uids[place] == uid else None

    def owns(self) -> Iterator[tuple[int, int]]:
        """UID and own name of each that has one, without making its link."""
        starts = (0, *self.ends[:-1])
        return ((uid, own) for uid, at in zip(self.uids, starts, strict=False) if (own := self.names[at]))

    def dates(self) -> dict[int, int]:
        """When each of them came; one that the store cannot describe, when the one before it did."""
        found: dict[int, int] = {}
        last = 0
        for uid, moment in zip(self.uids, self.moments, strict=True):
            found[uid] = last = moment or last
        return found

    @property
    def octets(self) -> int:
        return sum(len(each) * each.itemsize for each in (self.uids, self.moments, self.ends, self.names))

    def _link(self, place: int) -> Link:
        start = self.ends[place - 1] if place else 0
        own, *answered = self.names[start : self.ends[place]]
        return Link(self.uids[place], self.moments[place], own, tuple(answered))


@dataclass(frozen=True, slots=True)
class Thread:
    """Messages that belong together: those of the folder, the newest first, and one's own from Sent."""

    uids: tuple[int, ...]
    sent: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Threads:
    """All threads of a folder's newest messages; the one with the latest message comes first."""

    uids: "array[int]" = field(default_factory=lambda: array("I"))
    ends: "array[int]" = field(default_factory=lambda: array("I"))
    sent: "array[int]" = field(default_factory=lambda: array("I"))
    sent_ends: "array[int]" = field(default_factory=lambda: array("I"))

    @classmethod
    def of(cls, folder: Links, sent: Links) -> "Threads":
        """The threads with at least one message in the folder, by the date of its newest; what lies in both
        folders is in them once.

        Not by UIDs alone: what is moved back gets a new one.
        """
        came = folder.dates()

        def age(uid: int) -> tuple[int, int]:
            return came[uid], uid

        here = {own for _, own in folder.owns()}
        twice = {uid for uid, own in sent.owns() if own in here}
        found = [
            (sorted(uids, key=age, reverse=True), [uid for uid in reversed(own) if uid not in twice])
            for uids, own in united((folder, sent))
            if uids
        ]
        found.sort(key=lambda each: age(each[0][0]), reverse=True)
        made = cls()
        for uids, own in found:
            made.uids.extend(uids)
            made.ends.append(len(made.uids))
            made.sent.extend(own)
            made.sent_ends.append(len(made.sent))
        return made

    def __len__(self) -> int:
        return len(self.ends)

    def part(self, start: int, stop: int) -> list[Thread]:
        """Some of them: a page looks at no more."""
        return [
            Thread(_piece(self.uids, self.ends, place), _piece(self.sent, self.sent_ends, place))
            for place in range(start, min(stop, len(self.ends)))
        ]

    @property
    def octets(self) -> int:
        return sum(len(each) * each.itemsize for each in (self.uids, self.ends, self.sent, self.sent_ends))


def _piece(values: "array[int]", ends: "array[int]", place: int) -> tuple[int, ...]:
    return tuple(values[ends[place - 1] if place else 0 : ends[place]])


def united(folders: Sequence[Iterable[Link]]) -> list[list[list[int]]]:
    """The threads across some folders: of each thread the UIDs by folder, as they came.

    Whoever names a name meets everybody else who names it, there or not. A name that comes a second time in
    one folder is no name (RFC 5256, step 1 B): devices that call all their mail the same make no thread.
    """
    joined = _Joined()
    groups: dict[int, list[list[int]]] = {}
    places: list[tuple[int, int]] = []
    for number, links in enumerate(folders):
        taken: set[int] = set()
        for link in links:
            own = () if not link.own or link.own in taken else (link.own,)
            taken.update(own)
            joined.add((*own, *link.answered))
            places.append((number, link.uid))
    root = joined.root
    for place, (number, uid) in enumerate(places):
        groups.setdefault(root(place), [[] for _ in folders])[number].append(uid)
    return list(groups.values())


class _Joined:
    """Messages by number, and whom each of them meets (union by halving paths: as good as linear)."""

    def __init__(self) -> None:
        self._above: list[int] = []
        self._first: dict[int, int] = {}

    def add(self, names: Iterable[int]) -> None:
        place = len(self._above)
        self._above.append(place)
        for name in names:
            other = self._first.setdefault(name, place)
            if other != place:
                # The earlier one stays on top.
                one, two = sorted((self.root(place), self.root(other)))
                self._above[two] = one

    def root(self, place: int) -> int:
        above = self._above
        while above[place] != place:
            above[place] = above[above[place]]
            place = above[place]
        return place
