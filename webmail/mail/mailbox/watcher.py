"""Watcher: one person's own line to the store, which listens and comes back when it was lost."""

import logging
import threading
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from time import monotonic

from webmail.errors import WebmailError
from webmail.mail.login import Login
from webmail.mail.mailbox.changes import Changes
from webmail.mail.mailbox.connection import Authenticate, Connection, StoreAddress
from webmail.mail.mailbox.folder import INBOX
from webmail.mail.mailbox.idle import Listener
from webmail.mail.mailbox.marks import Mark, changed

LOG = logging.getLogger(__name__)

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0

Within = Callable[[], AbstractContextManager[object]]
"""What must be around whoever opens a connection outside of a request."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How often a store is asked: one that does not speak by itself, and for what is in the other folders."""

    poll_seconds: float = 15.0
    counts_seconds: float = 30.0


class Watcher:
    """Listens to the inbox and looks at the other folders, in a thread of its own, as long as wanted."""

    def __init__(
        self,
        *,
        store: StoreAddress,
        authenticate: Authenticate,
        pace: Pace,
        within: Within,
        news: threading.Condition,
        whose: Callable[["Watcher"], Login | None],
    ) -> None:
        """whose(watcher): with which login it may listen now; None ends it. news is notified of changes."""
        self.changes = Changes()
        self.news = news
        self._store = store
        self._authenticate = authenticate
        self._pace = pace
        self._within = within
        self._whose = whose
        self._woken = threading.Event()
        self._connection: Connection | None = None
        self._listens_for: int | None = None
        self._listened = False
        self._place: tuple[int, int] | None = None
        self._thread = threading.Thread(target=self._run, name="watcher", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def join(self, seconds: float) -> None:
        self._thread.join(seconds)

    def drop(self, sign_in: int | None = None) -> None:
        """Ends the line if it is this sign-in's, or whoever's it is; called with the lock, never waits."""
        if sign_in is None or self._listens_for in (None, sign_in):
            if self._connection is not None:
                self._connection.cut()
            self._woken.set()

    def _run(self) -> None:
        pause = FIRST_PAUSE
        while True:
            self._woken.clear()
            login = self._whose(self)
            if login is None:
                return
            try:
                self._watch(login)
                pause = FIRST_PAUSE
                continue
            except WebmailError as error:
                kind = type(error).__name__
            except Exception as error:
                # Whatever it is, pages wait for this thread: it goes on, and says what happened.
                kind = type(error).__name__
            if self._woken.is_set():
                continue
            LOG.warning("watching_lost kind=%s sign_in=%d again_in=%.0f", kind, login.sign_in, pause)
            pause = FIRST_PAUSE if self._listened else pause
            self._woken.wait(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    def _watch(self, login: Login) -> None:
        """Listens until this login may not any more; raises when the line is lost."""
        self._listened = False
        with self._within():
            connection = Connection.open(
                self._store, login, authenticate=self._authenticate, deadline=self._store.deadline()
            )
        try:
            with self.news:
                self._connection, self._listens_for = connection, login.sign_in
                # Who was dropped until now is noticed before anything is waited for.
                self._woken.clear()
            listener = Listener(
                connection, folder=INBOX, poll_seconds=self._pace.poll_seconds, rest=self._woken.wait
            )
            self._listen(listener, login)
        finally:
            with self.news:
                self._connection = self._listens_for = None
            connection.close()

    def _listen(self, listener: Listener, login: Login) -> None:
        others = listener.others()
        self._begin(listener)
        self._listened = True
        due = monotonic() + self._pace.counts_seconds
        while (now := self._whose(self)) is not None and now.sign_in == login.sign_in:
            heard = listener.listen(max(0.0, due - monotonic()))
            self._place = listener.place
            if heard.changed:
                self._tell({INBOX}, arrived=heard.arrived, first_uid=heard.first_uid)
            if monotonic() >= due:
                others = self._compare(others, listener.others())
                due = monotonic() + self._pace.counts_seconds

    def _begin(self, listener: Listener) -> None:
        uidvalidity, _ = listener.place
        before = self._place
        first_uid = before[1] if before and before[0] == uidvalidity else 0
        arrived = listener.arrived_since(first_uid)
        self._place = listener.place
        with self.news:
            self.changes.begin(arrived=arrived, first_uid=first_uid)
            self.news.notify_all()

    def _compare(self, before: Mapping[str, Mark], after: dict[str, Mark]) -> dict[str, Mark]:
        if found := changed(before, after):
            self._tell(found)
        return after

    def _tell(self, folders: frozenset[str] | set[str], *, arrived: int = 0, first_uid: int = 0) -> None:
        with self.news:
            self.changes.add(folders, arrived=arrived, first_uid=first_uid)
            self.news.notify_all()
