"""Worker: what is due while nobody looks; a thread in the demo, `flask worker` in production."""

import logging
from collections.abc import Callable
from threading import Event

from webmail.accounts import accounts_due
from webmail.mail import MailError, StoreUnavailable
from webmail.wiring import Parts

LOG = logging.getLogger(__name__)

PAUSE_SECONDS = 20.0


class Worker:
    """Does what is due; several of them never do one thing twice, since each takes what it does."""

    def __init__(self, parts: Parts) -> None:
        """Raises ValueError where the service may not enter a mailbox for its owner."""
        if parts.reminding_of is None:
            raise ValueError("only with credentials = 'service' may the service enter a mailbox")
        self._parts = parts
        self._enter = parts.reminding_of

    def look(self, ended: Event | None = None) -> int:
        """Does what is due now, one person after the other, until it is ended; gives how many came back."""
        count = 0
        for account in accounts_due(clock=self._parts.clock):
            if ended is not None and ended.is_set():
                break
            try:
                with self._enter(account) as reminding:
                    count += reminding.fulfil()
            except StoreUnavailable:
                # Away for one is away for all; what is due stays due.
                break
            except MailError as error:
                LOG.warning("reminders_left account=%d reason=%s", account.id, type(error).__name__)
        if count:
            LOG.info("reminded messages=%d", count)
        return count


def work(look: Callable[[], object], ended: Event, *, pause: float = PAUSE_SECONDS) -> None:
    """Looks again and again until it is ended; nothing that goes wrong once ends it. pause: seconds."""
    while not ended.wait(pause):
        try:
            look()
        except Exception:
            LOG.exception("worker_failed")
