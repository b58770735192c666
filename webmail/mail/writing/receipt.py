"""Read receipts: sent when a person wants it, once, and never by themselves (RFC 8098, RFC 3503)."""

import threading
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass

from webmail.mail.address import Address
from webmail.mail.errors import AlreadySent, MailError, PartMissing
from webmail.mail.flags import Flag
from webmail.mail.mailbox import Mailbox
from webmail.mail.mailbox.folder import SpecialUse
from webmail.mail.reading.opened import OpenedMessage
from webmail.mail.reading.safety import Official, is_denied
from webmail.mail.ref import MessageRef
from webmail.mail.writing.dispatch import Dispatch, Sent
from webmail.mail.writing.mime import kept_references
from webmail.mail.writing.recipients import is_address, one_line, to_smtp
from webmail.policy import Feature, Policy

_REMEMBERED = 10_000
_NOBODY_ASKS = (SpecialUse.SENT, SpecialUse.DRAFTS, SpecialUse.JUNK)


@dataclass(frozen=True, slots=True)
class Asked:
    """Who wants to know; elsewhere says that the message came from another place than the receipt goes to."""

    to: Address
    elsewhere: bool


class Answered:
    """What was answered in this process: for stores that have no keywords, or were away in that moment."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: OrderedDict[tuple[str, MessageRef], None] = OrderedDict()

    def __contains__(self, key: tuple[str, MessageRef]) -> bool:
        with self._lock:
            return key in self._known

    def add(self, key: tuple[str, MessageRef]) -> None:
        """Remembers it; what was answered longest ago is forgotten."""
        with self._lock:
            self._known[key] = None
            while len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)

    def discard(self, key: tuple[str, MessageRef]) -> None:
        """It was not answered after all."""
        with self._lock:
            self._known.pop(key, None)


class ReadReceipts:
    """What senders ask for, and what the person answers; remembered in the store where it has keywords.

    Where it has none each process knows only what it has answered itself.
    """

    def __init__(
        self, *, mailbox: Mailbox, dispatch: Dispatch, official: Official, policy: Policy, answered: Answered
    ) -> None:
        self.answered = answered
        self.mailbox = mailbox
        self.dispatch = dispatch
        self.official = official
        self.policy = policy

    def asked(self, message: OpenedMessage) -> Asked | None:
        """Who asks; None where nobody does, where it was answered or is off, and where nobody should be told.

        Those are whoever writes to many, from Junk or in somebody else's name: they would learn who reads.
        """
        trace = message.trace
        if not self.policy.allows(Feature.READ_RECEIPTS):
            return None
        if len(trace.receipt_to) != 1 or trace.to_many or trace.return_path == "":
            return None
        if not is_address(trace.receipt_to[0].spec):
            return None
        if self._was_answered(message) or self._own(message) or is_denied(message, self.official):
            return None
        if message.ref.folder in {self.mailbox.special(use) for use in _NOBODY_ASKS}:
            return None
        to = trace.receipt_to[0]
        came_from = trace.return_path or message.sender.spec.lower()
        return Asked(to, elsewhere=to.spec.lower() != came_from)

    def _was_answered(self, message: OpenedMessage) -> bool:
        key = (self.mailbox.login.name, message.ref)
        return Flag.RECEIPT_ANSWERED in message.flags or key in self.answered

    def _own(self, message: OpenedMessage) -> bool:
        return message.sender.spec.lower() == self.dispatch.identity.address.spec.lower()

    def send(self, ref: MessageRef, *, subject: str, text: str) -> Sent:
        """Says that the message was shown; AlreadySent when that was answered before.

        It is remembered before it goes out, as another process may be asked the same meanwhile.
        """
        self.policy.require(Feature.READ_RECEIPTS)
        with self.mailbox.borrower.turn(f"receipt {ref}", seconds=self.mailbox.pool.store.request_seconds):
            message, asked = self._asking(ref)
            self._remember(ref)
            sent = Sent.NOT
            try:
                sent = self._send(message, asked.to, subject=subject, text=text)
            finally:
                if sent is Sent.NOT:
                    self._forget(ref)
            return sent

    def decline(self, ref: MessageRef) -> None:
        """Nothing is sent, and nobody is asked about this message again."""
        self.policy.require(Feature.READ_RECEIPTS)
        self._asking(ref)
        self._remember(ref)

    def _asking(self, ref: MessageRef) -> tuple[OpenedMessage, Asked]:
        message = self.mailbox.read(ref, seen=False)
        if self._was_answered(message):
            raise AlreadySent("this was answered before")
        asked = self.asked(message)
        if asked is None:
            raise PartMissing("nobody asks for a receipt of this message")
        return message, asked

    def _remember(self, ref: MessageRef) -> None:
        self.answered.add((self.mailbox.login.name, ref))
        self._flag(ref, on=True)

    def _forget(self, ref: MessageRef) -> None:
        self.answered.discard((self.mailbox.login.name, ref))
        self._flag(ref, on=False)

    def _flag(self, ref: MessageRef, *, on: bool) -> None:
        # A store without keywords, or one that went away: the answer stands without it.
        with suppress(MailError):
            self.mailbox.flag([ref], Flag.RECEIPT_ANSWERED, on=on)

    def _send(self, message: OpenedMessage, to: Address, *, subject: str, text: str) -> Sent:
        return self.dispatch.answer(
            message.message_id,
            to,
            self._notification(message.message_id),
            subject=subject,
            text=text,
            multipart="report; report-type=disposition-notification",
            fields=("Auto-Submitted: auto-replied",),
            from_nobody=True,
        )

    def _notification(self, message_id: str) -> bytes:
        """The part for machines (RFC 8098 section 3.1): what is known of us, and no more than was asked."""
        fields = [
            "Content-Type: message/disposition-notification",
            "",
            "Reporting-UA: Dienstpost",
            f"Final-Recipient: rfc822;{to_smtp(one_line(self.dispatch.identity.address.spec))}",
            *(f"Original-Message-ID: {each}" for each in kept_references((message_id,))),
            "Disposition: manual-action/MDN-sent-manually; displayed",
            "",
            "",
        ]
        return "\r\n".join(fields).encode("utf-8")
