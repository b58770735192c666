"""Tripwire: the faulty proxy, which also acts at a chosen moment of what the client or the server says."""

import re
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from typing import cast

from tests.servers.fault import CHUNK, Fault, Line


class Side(Enum):
    """Who speaks: the client upwards, the server downwards."""

    UP = "up"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class Trip:
    """A moment and a deed: the nth time one side says the mark, or has said so many octets (no mark).

    after must have been said by the client before anything counts. passes: what was said arrives, then the
    deed is done; otherwise it does not arrive, the line is cut, and the deed is done.
    """

    side: Side
    deed: Callable[[], None]
    mark: bytes = b""
    octets: int = 0
    nth: int = 1
    after: bytes = b""
    passes: bool = True


class Set:
    """A trip that waits for its moment; it comes once."""

    def __init__(self, trip: Trip) -> None:
        self.trip = trip
        self.fired = threading.Event()
        self._begun = not trip.after
        self._left = trip.nth if trip.mark else trip.octets
        self._tails: dict[int, bytes] = {}

    def place(self, line: Line, side: Side, chunk: bytes) -> int | None:
        """Where in the chunk the moment is; None when it is not in it."""
        trip = self.trip
        if not self._begun:
            if side is Side.UP and self._places(line, chunk, trip.after):
                self._begun = True
                self._tails.clear()
            return None
        if side is not trip.side:
            return None
        if not trip.mark:
            self._left -= len(chunk)
            return len(chunk) + self._left if self._left <= 0 else None
        places = self._places(line, chunk, trip.mark)
        self._left -= len(places)
        # Below zero another trip had the moment before; then the next occurrence will do.
        return places[max(self._left - 1, -len(places))] if places and self._left <= 0 else None

    def _places(self, line: Line, chunk: bytes, mark: bytes) -> list[int]:
        """Where the mark begins, also when it began in the chunk before (then 0)."""
        tail = self._tails.get(id(line), b"")
        seen = tail + chunk
        self._tails[id(line)] = seen[max(0, len(seen) - len(mark) + 1) :]
        return [
            max(0, found.start() - len(tail)) for found in re.finditer(re.escape(mark), seen, re.IGNORECASE)
        ]


class WatchedLine(Line):
    """A line whose two directions are read along."""

    def _upwards(self, server: socket.socket) -> None:
        try:
            with suppress(OSError):
                while chunk := self.client.recv(CHUNK):
                    self.spoken.add(chunk)
                    self._watched.passing(self, Side.UP, chunk, server.sendall)
        finally:
            self.close()

    def _pass(self, chunk: bytes) -> None:
        self._watched.passing(self, Side.DOWN, chunk, super()._pass)

    @property
    def is_open(self) -> bool:
        """Whether both ends still talk."""
        return not self._closed.is_set()

    @property
    def _watched(self) -> "Tripwire":
        return cast(Tripwire, self.proxy)


class Tripwire(Fault):
    """A faulty proxy in which trips can be set."""

    def __init__(self, to: tuple[str, int]) -> None:
        super().__init__(to)
        self._set: list[Set] = []
        self._lock = threading.Lock()
        self._opening = threading.Lock()

    def trip(self, trip: Trip) -> threading.Event:
        """Sets a trip; the event says that its moment has come and its deed is done."""
        waiting = Set(trip)
        with self._lock:
            self._set.append(waiting)
        return waiting.fired

    def disarm(self) -> None:
        """Takes away all trips whose moment has not come."""
        with self._lock:
            self._set.clear()

    def passing(self, line: Line, side: Side, chunk: bytes, forward: Callable[[bytes], None]) -> None:
        """Lets a chunk pass, and does the deed whose moment is in it."""
        with self._lock:
            places = [(each, each.place(line, side, chunk)) for each in self._set]
            due = [(each, place) for each, place in places if place is not None][:1]
            for each, _ in due:
                self._set.remove(each)
        if not due:
            forward(chunk)
            return
        waiting, place = due[0]
        try:
            if waiting.trip.passes:
                forward(chunk)
            else:
                if chunk[:place]:
                    forward(chunk[:place])
                line.close()
            waiting.trip.deed()
        finally:
            waiting.fired.set()

    @property
    def open_lines(self) -> int:
        """How many lines are open now."""
        return sum(line.is_open for line in self._lines if isinstance(line, WatchedLine))

    def _listen(self) -> None:
        # A deed may close the port while the test opens it.
        with self._opening:
            super()._listen()

    def _deaf(self) -> None:
        with self._opening:
            super()._deaf()

    def _accept(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                client, _ = listener.accept()
                self._lines.append(WatchedLine(self, client))
