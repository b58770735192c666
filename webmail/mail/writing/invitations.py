"""Invitations: shown as what they are, and answered by mail when a person says so (RFC 5546, RFC 6047)."""

from base64 import encodebytes
from collections.abc import Callable
from contextlib import suppress

from webmail.mail.address import Address
from webmail.mail.errors import MailError, PartMissing
from webmail.mail.flags import Flag
from webmail.mail.mailbox import Mailbox
from webmail.mail.mailbox.borrowing import select_ref
from webmail.mail.mailbox.connection import Connection
from webmail.mail.mailbox.folder import SpecialUse
from webmail.mail.mailbox.opening import fetch_one
from webmail.mail.reading.invitation import (
    CALENDAR_LIMIT,
    Invitation,
    Method,
    Participation,
    read_invitation,
    reply_to,
)
from webmail.mail.reading.opened import OpenedMessage
from webmail.mail.reading.safety import Official, is_denied
from webmail.mail.reading.transfer import decode_transfer
from webmail.mail.ref import MessageRef
from webmail.mail.writing.dispatch import Dispatch, Sent
from webmail.mail.writing.recipients import is_address, to_smtp
from webmail.policy import Feature, Policy

# What a stranger has written goes on in the person's name: as a title and no further.
_TITLE = 200
_NOBODY_ANSWERS = (SpecialUse.SENT, SpecialUse.DRAFTS, SpecialUse.JUNK)


class Invitations:
    """What one person is invited to; an answer goes to the organizer alone, and only when it is pressed."""

    def __init__(self, *, mailbox: Mailbox, dispatch: Dispatch, official: Official, policy: Policy) -> None:
        self.mailbox = mailbox
        self.dispatch = dispatch
        self.official = official
        self.policy = policy

    def invitation(self, message: OpenedMessage) -> Invitation | None:
        """What the calendar in the message says; None where there is none, or none that can be read."""
        part = message.calendar
        if part is None or part.size > 2 * CALENDAR_LIMIT:
            return None

        def look(connection: Connection) -> bytes:
            select_ref(connection, message.ref, readonly=True)
            item = f"BODY.PEEK[{part.section}]<0.{2 * CALENDAR_LIMIT}>"
            return fetch_one(connection, message.ref.uid, item).sections.get(part.section, b"")

        octets = decode_transfer(self.mailbox.borrower.reading(look), part.encoding)
        return read_invitation(octets, charset=part.parameters.get("charset"))

    def organizer(self, message: OpenedMessage, invitation: Invitation) -> Address | None:
        """Who gets the answer; None where nobody waits for one, or nobody should be told."""
        to = invitation.organizer
        if not self.policy.allows(Feature.INVITATIONS) or invitation.method is not Method.REQUEST:
            return None
        if invitation.cancelled or not invitation.exact:
            return None
        if to is None or not is_address(to.spec) or self._is_own(to) or is_denied(message, self.official):
            return None
        if message.ref.folder in {self.mailbox.special(use) for use in _NOBODY_ANSWERS}:
            return None
        return to

    def _is_own(self, address: Address) -> bool:
        return address.spec.lower() == self.dispatch.identity.address.spec.lower()

    def answer(
        self, ref: MessageRef, said: Participation, *, subject: Callable[[str], str], text: str
    ) -> Sent:
        """Tells the organizer; subject makes one of the invitation's title.

        PartMissing when this message is no invitation that can be answered.
        """
        self.policy.require(Feature.INVITATIONS)
        with self.mailbox.borrower.turn(f"answer {ref}", seconds=self.mailbox.pool.store.request_seconds):
            message = self.mailbox.read(ref, seen=False)
            invitation = self.invitation(message)
            to = self.organizer(message, invitation) if invitation else None
            if invitation is None or to is None:
                raise PartMissing("this is no invitation that waits for an answer")
            sent = self.dispatch.answer(
                message.message_id,
                to,
                self._reply(invitation, to, said),
                subject=subject(invitation.summary[:_TITLE]),
                text=text,
                multipart="alternative",
            )
            if sent is not Sent.NOT:
                # The list shows it; without that mark the answer has been given all the same.
                with suppress(MailError):
                    self.mailbox.flag([ref], Flag.ANSWERED, on=True)
            return sent

    def _reply(self, invitation: Invitation, to: Address, said: Participation) -> bytes:
        """The part for the organizer's calendar (RFC 6047 section 2.4)."""
        own = self.dispatch.identity.address
        attendee, organizer = Address(own.name, to_smtp(own.spec)), Address("", to_smtp(to.spec))
        reply = reply_to(invitation, organizer, attendee, said, now=self.dispatch.clock())
        return (
            b"Content-Type: text/calendar; charset=utf-8; method=REPLY\r\n"
            b"Content-Transfer-Encoding: base64\r\n\r\n" + encodebytes(reply).replace(b"\n", b"\r\n")
        )
