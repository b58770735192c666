"""Asks the database once a second which sign-ins have ended: one question for all streams of the process."""

import logging
import threading
from typing import cast

from flask import Flask, current_app

from webmail.accounts import SignIns
from webmail.mail import Watchers

LOG = logging.getLogger(__name__)

EXTENSION = "dienstpost_live"
EVERY_SECONDS = 1.0


class Ending:
    """Ends the streams of whoever has left in another process; there only while somebody looks at a page."""

    def __init__(self, app: Flask, *, watchers: Watchers, sign_ins: SignIns) -> None:
        self._app = app
        self._watchers = watchers
        self._sign_ins = sign_ins
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._stopped = threading.Event()

    def begin(self) -> None:
        """Somebody looks at a page now."""
        with self._lock:
            if self._thread is None and not self._stopped.is_set():
                self._thread = threading.Thread(target=self._run, name="live-ending", daemon=True)
                self._thread.start()

    def close(self) -> None:
        """Ends all streams and lines, for this process ends."""
        self._stopped.set()
        self._watchers.close()
        thread = self._thread
        if thread is not None:
            thread.join(5.0)

    def _run(self) -> None:
        while not self._stopped.wait(EVERY_SECONDS):
            if not threading.main_thread().is_alive():
                # The server ends and waits for its threads, each of which waits for news.
                self._watchers.close()
            with self._lock:
                numbers = self._watchers.sign_ins()
                if not numbers:
                    self._thread = None
                    return
            self._end_among(numbers)

    def _end_among(self, numbers: frozenset[int]) -> None:
        try:
            with self._app.app_context():
                ended = self._sign_ins.ended_among(numbers)
        except Exception as error:
            # Whatever it is: without this thread nobody would notice that somebody has left.
            LOG.error("live_ending_failed kind=%s", type(error).__name__)
            return
        for number in ended:
            self._watchers.end(number)


def install(app: Flask) -> None:
    """Gives the application what ends its streams."""
    parts = app.extensions["dienstpost"]
    app.extensions[EXTENSION] = Ending(app, watchers=parts.watchers, sign_ins=parts.sign_ins)


def begin_ending() -> None:
    """From now on the sign-in of this request is asked for."""
    cast(Ending, current_app.extensions[EXTENSION]).begin()
