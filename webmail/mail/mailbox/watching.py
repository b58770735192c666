"""Watchers: who looks at a page now, and the one line to the store that each of these people has."""

import threading
from dataclasses import dataclass, field
from enum import Enum
from time import monotonic

from webmail.mail.login import Login
from webmail.mail.mailbox.changes import Known, News
from webmail.mail.mailbox.connection import Authenticate, StoreAddress
from webmail.mail.mailbox.deadline import Deadline
from webmail.mail.mailbox.watcher import Pace, Watcher, Within

CLOSING_SECONDS = 2.0


class Over(Enum):
    """Why a stream has ended."""

    ENDED = "ended"
    CROWDED = "crowded"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Room:
    """What one process bears; lingering_seconds: how long a person is watched for nobody.

    deaf_seconds: after which a stream that does not come back for more has ended.
    """

    streams: int = 500
    per_person: int = 4
    people: int = 500
    lingering_seconds: float = 60.0
    deaf_seconds: float = 60.0


class Stream:
    """What one page hears; whoever opened it closes it."""

    def __init__(self, watchers: "Watchers", watcher: Watcher, login: Login, mark: str) -> None:
        self._watchers = watchers
        self._watcher = watcher
        self._mark = mark
        self.login = login
        self.opened = self.heard = monotonic()
        self.over: Over | None = None

    def wait(self, seconds: float) -> News | Over | None:
        """What is new, as soon as something is; None when nothing was for so long."""
        with self._watcher.news:
            self.heard = monotonic()
            if self.over is None and not self._watcher.changes.since(self._mark):
                self._watcher.news.wait(seconds)
            if self.over is not None:
                return self.over
            news = self._watcher.changes.since(self._mark)
            self._mark = news.mark
            return news or None

    def close(self) -> None:
        """Nobody hears any more."""
        self._watchers.forget(self)


@dataclass(slots=True)
class _Interest:
    """One sign-in's: its streams, and until when it is remembered without one."""

    login: Login
    streams: list[Stream] = field(default_factory=list)
    until: float = 0.0

    @property
    def lives(self) -> bool:
        return bool(self.streams) or monotonic() < self.until


@dataclass(slots=True)
class _Watched:
    """One person: the watcher, and the sign-ins that want it."""

    watcher: Watcher
    interests: dict[int, _Interest] = field(default_factory=dict)

    @property
    def streams(self) -> list[Stream]:
        return [stream for interest in self.interests.values() for stream in interest.streams]


class Watchers:
    """One watcher for each person, however many pages they look at; gone when nobody looks any more."""

    def __init__(
        self,
        *,
        store: StoreAddress,
        authenticate: Authenticate,
        pace: Pace | None = None,
        room: Room | None = None,
    ) -> None:
        self.room = room or Room()
        self._store = store
        self._authenticate = authenticate
        self._pace = pace or Pace()
        self._lock = threading.RLock()
        self._people: dict[str, _Watched] = {}
        self._streams = 0
        self._closed = False

    def open(self, login: Login, *, known: Known, within: Within) -> Stream | None:
        """A stream for a page; None when there is no room. A person's oldest makes room for their newest."""
        with self._lock:
            if self._streams >= self.room.streams or (found := self._watched(login, within)) is None:
                return None
            mine = sorted(found.streams, key=lambda each: each.opened)
            for crowded in mine[: max(0, len(mine) + 1 - self.room.per_person)]:
                self._end(found, crowded, Over.CROWDED)
            stream = Stream(self, found.watcher, login, found.watcher.changes.start(known))
            found.interests[login.sign_in].streams.append(stream)
            self._streams += 1
            return stream

    def look(self, login: Login, *, known: Known, within: Within) -> News | None:
        """What is new to a page that asks now and then; None when there is no room."""
        with self._lock:
            if (found := self._watched(login, within)) is None:
                return None
            changes = found.watcher.changes
            return changes.since(changes.start(known))

    def forget(self, stream: Stream) -> None:
        """The stream has been closed."""
        with self._lock:
            found = self._people.get(stream.login.name)
            interest = found.interests.get(stream.login.sign_in) if found else None
            if interest is not None and stream in interest.streams:
                interest.streams.remove(stream)
                interest.until = monotonic() + self.room.lingering_seconds
                self._streams -= 1

    def end(self, sign_in: int) -> None:
        """Ends what was opened for this sign-in; other pages of the same person go on."""
        with self._lock:
            for found in list(self._people.values()):
                if sign_in in found.interests:
                    for stream in list(found.interests[sign_in].streams):
                        self._end(found, stream, Over.ENDED)
                    del found.interests[sign_in]
                    found.watcher.drop(sign_in)

    def sign_ins(self) -> frozenset[int]:
        """Everybody who looks at a page now."""
        with self._lock:
            return frozenset(number for found in self._people.values() for number in found.interests)

    @property
    def counts(self) -> tuple[int, int]:
        """How many people are watched, and how many streams are open."""
        with self._lock:
            return len(self._people), self._streams

    def close(self) -> None:
        """Ends everything, and waits a moment for all threads together; nothing is opened any more."""
        with self._lock:
            self._closed = True
            people = list(self._people.values())
            for found in people:
                for stream in found.streams:
                    self._end(found, stream, Over.CLOSED)
                found.interests.clear()
                found.watcher.drop()
        until = Deadline.after(CLOSING_SECONDS)
        for found in people:
            found.watcher.join(until.remaining)

    def _watched(self, login: Login, within: Within) -> _Watched | None:
        found = self._people.get(login.name)
        if found is None:
            if self._closed or len(self._people) >= self.room.people:
                return None
            found = self._people[login.name] = _Watched(self._begin(within))
            found.interests[login.sign_in] = _Interest(login)
            self._touch(found, login)
            found.watcher.start()
        self._touch(found, login)
        return found

    def _touch(self, found: _Watched, login: Login) -> None:
        interest = found.interests.setdefault(login.sign_in, _Interest(login))
        # What is kept with the sign-in may have been renewed since.
        interest.login = login
        interest.until = monotonic() + self.room.lingering_seconds

    def _begin(self, within: Within) -> Watcher:
        return Watcher(
            store=self._store,
            authenticate=self._authenticate,
            pace=self._pace,
            within=within,
            news=threading.Condition(self._lock),
            whose=self._whose,
        )

    def _whose(self, watcher: Watcher) -> Login | None:
        """With which login this watcher may listen; without one it is forgotten."""
        with self._lock:
            for name, found in self._people.items():
                if found.watcher is watcher:
                    self._end_deaf(found)
                    for number in [n for n, interest in found.interests.items() if not interest.lives]:
                        del found.interests[number]
                    if found.interests:
                        return next(iter(found.interests.values())).login
                    del self._people[name]
                    break
            return None

    def _end_deaf(self, found: _Watched) -> None:
        """Not every server closes what it could not send, and who does not read keeps a thread in a write."""
        oldest = monotonic() - self.room.deaf_seconds
        for stream in found.streams:
            if stream.heard < oldest:
                self._end(found, stream, Over.CLOSED)

    def _end(self, found: _Watched, stream: Stream, why: Over) -> None:
        stream.over = why
        found.interests[stream.login.sign_in].streams.remove(stream)
        self._streams -= 1
        found.watcher.news.notify_all()
