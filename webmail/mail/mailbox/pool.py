"""Pool: lends connections for the length of a block."""

import secrets
import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from time import monotonic

from webmail.mail.errors import SignInEnded, StoreUnavailable
from webmail.mail.login import Login
from webmail.mail.mailbox.connection import Authenticate, Connection, StoreAddress
from webmail.mail.mailbox.deadline import Deadline

_ENDED_REMEMBERED = 10_000


@dataclass(slots=True)
class _Shelf:
    """The connections of one sign-in; opening counts those that are on their way."""

    resting: list[tuple[float, Connection]] = field(default_factory=list)
    lent: set[Connection] = field(default_factory=set)
    opening: int = 0

    @property
    def count(self) -> int:
        return len(self.resting) + len(self.lent) + self.opening


class Pool:
    """Connections by sign-in: kept while in use, closed when idle, gone when the sign-in ends."""

    def __init__(
        self,
        *,
        store: StoreAddress,
        authenticate: Authenticate,
        idle_seconds: float = 300.0,
        per_sign_in: int = 4,
    ) -> None:
        self.store = store
        self._authenticate = authenticate
        self._idle_seconds = idle_seconds
        self._per_sign_in = per_sign_in
        self._shelves: dict[int, _Shelf] = {}
        self._ended: OrderedDict[int, None] = OrderedDict()
        self._outlasting: dict[int, int] = {}
        self._changed = threading.Condition()
        self._sweeper: threading.Thread | None = None
        self._stopped = threading.Event()

    def enter(self, login: Login) -> None:
        """Opens a connection for a sign-in that begins and keeps it for the first page."""
        with self._changed:
            self._ended.pop(login.sign_in, None)
        with self.lend(login, fresh=True):
            return

    @contextmanager
    def lend(
        self,
        login: Login,
        *,
        deadline: Deadline | None = None,
        read_seconds: float | None = None,
        fresh: bool = False,
    ) -> Iterator[Connection]:
        """A connection of this sign-in until the block ends; a broken one is thrown away."""
        deadline = deadline or self.store.deadline()
        connection = self._borrow(login, deadline=deadline, fresh=fresh)
        try:
            connection.hasten(deadline, read_seconds=read_seconds)
            yield connection
        finally:
            self._take_back(login.sign_in, connection)

    @contextmanager
    def outlasting(self, login: Login) -> Iterator[Login]:
        """A login whose connections no end of the sign-in cuts; at the end of the block none is left.

        While the sign-in lives it shares its resting connections, so that nothing is opened for it.
        """
        # No row has it, so that it can never meet a sign-in's.
        lasting = replace(login, sign_in=-1 - secrets.randbelow(2**62))
        with self._changed:
            self._outlasting[lasting.sign_in] = login.sign_in
        try:
            yield lasting
        finally:
            with self._changed:
                del self._outlasting[lasting.sign_in]
                shelf = self._shelves.pop(lasting.sign_in, None)
                self._changed.notify_all()
            if shelf is not None:
                self._end(shelf)

    def has_ended(self, sign_in: int) -> bool:
        """Whether this sign-in was ended in this process."""
        with self._changed:
            return sign_in in self._ended

    def _borrow(self, login: Login, *, deadline: Deadline, fresh: bool) -> Connection:
        self._sweep()
        with self._changed:
            while True:
                if login.sign_in in self._ended:
                    raise SignInEnded("this sign-in has ended")
                shelf = self._shelves.setdefault(login.sign_in, _Shelf())
                if not fresh and (connection := self._rested(login.sign_in)) is not None:
                    shelf.lent.add(connection)
                    return connection
                if shelf.count < self._per_sign_in:
                    shelf.opening += 1
                    break
                if fresh and shelf.resting:
                    shelf.resting.pop(0)[1].close()
                    continue
                if not self._changed.wait(deadline.remaining):
                    raise StoreUnavailable("all connections of this sign-in are busy")
        return self._open(login, shelf, deadline=deadline)

    def _rested(self, sign_in: int) -> Connection | None:
        """A resting connection of this sign-in, or of the one that it outlasts."""
        for number in (sign_in, self._outlasting.get(sign_in)):
            shelf = self._shelves.get(number) if number is not None else None
            while shelf is not None and shelf.resting:
                _, connection = shelf.resting.pop()
                if not connection.stale:
                    return connection
                connection.close()
        return None

    def _place(self, sign_in: int) -> _Shelf:
        """Where a connection rests: with the sign-in that is outlasted while that lives and has room."""
        shared = self._outlasting.get(sign_in)
        if shared is not None and shared not in self._ended:
            shelf = self._shelves.setdefault(shared, _Shelf())
            if shelf.count < self._per_sign_in:
                return shelf
        return self._shelves[sign_in]

    def _open(self, login: Login, shelf: _Shelf, *, deadline: Deadline) -> Connection:
        connection: Connection | None = None
        try:
            connection = Connection.open(
                self.store, login, authenticate=self._authenticate, deadline=deadline
            )
        finally:
            with self._changed:
                shelf.opening -= 1
                ended = self._shelves.get(login.sign_in) is not shelf
                if connection is not None and not ended:
                    shelf.lent.add(connection)
                elif not shelf.count and not ended:
                    del self._shelves[login.sign_in]
                self._changed.notify_all()
        if ended:
            connection.close()
            raise SignInEnded("this sign-in has ended")
        self._start_sweeper()
        return connection

    def _take_back(self, sign_in: int, connection: Connection) -> None:
        connection.tidy()
        dropped: list[Connection] = []
        with self._changed:
            shelf = self._shelves.get(sign_in)
            known = shelf is not None and connection in shelf.lent
            if shelf is not None and known:
                shelf.lent.discard(connection)
                place = self._place(sign_in)
                if connection.usable:
                    place.resting.append((monotonic(), connection))
                else:
                    # One dead line means that the store was away: the resting ones are dead too.
                    dropped = [resting for _, resting in place.resting]
                    place.resting.clear()
                self._forget_empty(sign_in, self._outlasting.get(sign_in))
            if not known or not connection.usable:
                dropped.append(connection)
            self._changed.notify_all()
        for each in dropped:
            each.close()

    def _forget_empty(self, *sign_ins: int | None) -> None:
        for number in sign_ins:
            if number is not None and number in self._shelves and not self._shelves[number].count:
                del self._shelves[number]

    def close(self, sign_in: int) -> None:
        """Ends every connection of this sign-in, lent ones too; it can have none any more."""
        with self._changed:
            self._ended[sign_in] = None
            while len(self._ended) > _ENDED_REMEMBERED:
                self._ended.popitem(last=False)
            shelf = self._shelves.pop(sign_in, None)
            self._changed.notify_all()
        if shelf is not None:
            self._end(shelf)

    def close_all(self) -> None:
        """Ends all connections and the sweeping."""
        self._stopped.set()
        with self._changed:
            shelves = list(self._shelves.values())
            self._shelves.clear()
            sweeper, self._sweeper = self._sweeper, None
            self._changed.notify_all()
        for shelf in shelves:
            self._end(shelf)
        if sweeper is not None and sweeper is not threading.current_thread():
            sweeper.join(1.0)

    def open_count(self, sign_in: int) -> int:
        """How many connections this sign-in has, lent or resting."""
        with self._changed:
            shelf = self._shelves.get(sign_in)
            return shelf.count if shelf else 0

    @staticmethod
    def _end(shelf: _Shelf) -> None:
        for _, connection in shelf.resting:
            connection.close()
        for connection in list(shelf.lent):
            connection.cut()

    def _sweep(self) -> None:
        oldest = monotonic() - self._idle_seconds
        dropped: list[Connection] = []
        with self._changed:
            for sign_in, shelf in list(self._shelves.items()):
                dropped += [connection for since, connection in shelf.resting if since < oldest]
                shelf.resting[:] = [entry for entry in shelf.resting if entry[0] >= oldest]
                if not shelf.count:
                    del self._shelves[sign_in]
        for connection in dropped:
            connection.close()

    def _start_sweeper(self) -> None:
        with self._changed:
            if self._sweeper is not None and self._sweeper.is_alive():
                return
            self._stopped.clear()
            self._sweeper = threading.Thread(target=self._keep_sweeping, name="pool-sweeper", daemon=True)
            self._sweeper.start()

    def _keep_sweeping(self) -> None:
        while not self._stopped.wait(max(0.05, self._idle_seconds / 4)):
            self._sweep()
