"""Worker: what is due while nobody looks; a thread in the demo, `flask worker` in production."""

import logging
from collections.abc import Callable, Sequence
from threading import Event

from webmail.accounts import Account, accounts_due, accounts_sending
from webmail.mail import CredentialRefused, MailError, StoreUnavailable
from webmail.wiring import Parts

LOG = logging.getLogger(__name__)

# What is held for a moment goes out when that is over, and not much later.
PAUSE_SECONDS = 2.0
# What comes back into the inbox has time.
LOOKS_FOR_REMINDERS = 10


class Worker:
    """Does what is due; several of them never do one thing twice, since each takes what it does."""

    def __init__(self, parts: Parts) -> None:
        """Raises ValueError where the service may not enter a mailbox for its owner."""
        if parts.reminding_of is None or parts.sending_of is None:
            raise ValueError("only with credentials = 'service' may the service enter a mailbox")
        self._parts = parts
        self._enter = parts.reminding_of
        self._enter_to_send = parts.sending_of
        self._looks = 0

    def look(self, ended: Event | None = None) -> int:
        """Does what is due now, one person after the other, until it is ended; gives how many came back."""
        self.send(ended)
        self._looks += 1
        return self.remind(ended) if self._looks % LOOKS_FOR_REMINDERS == 1 else 0

    def send(self, ended: Event | None = None) -> int:
        """Sends what is due; gives how many messages went out."""

        def send(account: Account) -> int:
            try:
                with self._enter_to_send(account) as hold:
                    return hold.send_due()
            except CredentialRefused:
                with self._enter_to_send(account) as hold:
                    hold.put_off()
                raise

        count = _each(accounts_sending(clock=self._parts.clock), send, ended, left="held_mail_left")
        if count:
            LOG.info("held_mail_sent messages=%d", count)
        return count

    def remind(self, ended: Event | None = None) -> int:
        """Brings back what is due; gives how many messages."""

        def remind(account: Account) -> int:
            with self._enter(account) as reminding:
                return reminding.fulfil()

        count = _each(accounts_due(clock=self._parts.clock), remind, ended, left="reminders_left")
        if count:
            LOG.info("reminded messages=%d", count)
        return count


def _each(
    accounts: Sequence[Account], work: Callable[[Account], int], ended: Event | None, *, left: str
) -> int:
    count = 0
    for account in accounts:
        if ended is not None and ended.is_set():
            break
        try:
            count += work(account)
        except StoreUnavailable:
            # Away for one is away for all; what is due stays due.
            break
        except MailError as error:
            LOG.warning("%s account=%d reason=%s", left, account.id, type(error).__name__)
    return count


def work(look: Callable[[], object], ended: Event, *, pause: float = PAUSE_SECONDS) -> None:
    """Looks again and again until it is ended; nothing that goes wrong once ends it. pause: seconds."""
    while not ended.wait(pause):
        try:
            look()
        except Exception:
            LOG.exception("worker_failed")
