"""Snoozed messages come back into the inbox, and sent ones that nobody has answered are shown there."""

from collections.abc import Sequence
from contextlib import suppress

from webmail.mail.errors import DeedRefused, FolderMissing, MessageGone, StaleReference
from webmail.mail.flags import Flag
from webmail.mail.mailbox import deeds
from webmail.mail.mailbox.argument import Atom, FolderName
from webmail.mail.mailbox.conversation import Member
from webmail.mail.mailbox.mailbox import Mailbox
from webmail.mail.mailbox.moved import read_copied
from webmail.mail.ref import MessageRef
from webmail.policy import Feature

INBOX = "INBOX"
# Nobody waits for these any more: the person has done something else with the messages.
GONE = (MessageGone, StaleReference, FolderMissing)


def resurface(mailbox: Mailbox, refs: Sequence[MessageRef]) -> int:
    """Brings snoozed messages of one folder back into the inbox, unread and marked; gives how many.

    No feature is asked for: what was snoozed comes back, whatever has been switched off since.
    """
    try:
        with mailbox.borrower.changing(refs) as (connection, uids):
            deeds.store_flag(connection, uids, Flag.SEEN, on=False)
            with suppress(DeedRefused):
                deeds.store_flag(connection, uids, Flag.RESURFACED, on=True)
            return deeds.relocate(connection, uids, source=refs[0].folder, target=INBOX).count
    except GONE:
        return 0


def wait_anew(mailbox: Mailbox, refs: Sequence[MessageRef]) -> int:
    """Takes the marks of an earlier time away; gives how many are still there, MessageGone when none is."""
    mailbox.policy.require(Feature.SNOOZE)
    mailbox.flag(refs, Flag.UNANSWERED, on=False)
    return mailbox.flag(refs, Flag.RESURFACED, on=False)


def show_unanswered(mailbox: Mailbox, ref: MessageRef) -> bool:
    """Puts a copy of a sent message into the inbox, unread and marked, unless an answer to it is found.

    An answer is a later message of its conversation by somebody else.
    """
    try:
        if is_answered(mailbox, ref):
            return False
        with mailbox.borrower.changing([ref]) as (connection, _uids):
            answer = connection.command("UID", Atom("COPY"), ref.uid, FolderName(INBOX))
    except GONE:
        return False
    copied = read_copied(answer)
    if copied is not None:
        copies = [MessageRef(INBOX, copied.uidvalidity, uid) for uid in copied.target]
        with suppress(*GONE, DeedRefused), mailbox.borrower.changing(copies) as (connection, uids):
            deeds.store_flag(connection, uids, Flag.SEEN, on=False)
            deeds.store_flag(connection, uids, Flag.UNANSWERED, on=True)
    return True


def is_answered(mailbox: Mailbox, ref: MessageRef) -> bool:
    """Whether somebody else has written in the conversation since; MessageGone when ref is not there."""
    members = mailbox.conversation(ref).members
    sent = next((each for each in members if each.ref == ref), None)
    if sent is None:
        raise MessageGone("the sent message is not there any more")
    return any(_answers(each, sent) for each in members)


def _answers(member: Member, sent: Member) -> bool:
    ours = {address.spec.casefold() for address in sent.row.envelope.senders}
    theirs = {address.spec.casefold() for address in member.row.envelope.senders}
    return member.row.envelope.received > sent.row.envelope.received and not theirs & ours
