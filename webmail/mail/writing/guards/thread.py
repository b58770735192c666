"""Thread: the message of a Message-ID, looked for where people keep what they have received."""

from collections.abc import Iterator
from contextlib import suppress

from webmail.mail.errors import DeedRefused, FolderMissing, MessageGone, StaleReference
from webmail.mail.mailbox.argument import Atom
from webmail.mail.mailbox.connection import Connection
from webmail.mail.mailbox.folder import SpecialUse
from webmail.mail.mailbox.mailbox import Mailbox
from webmail.mail.mailbox.numbers import newest
from webmail.mail.mailbox.opening import fetch_one
from webmail.mail.mailbox.search import search_uids
from webmail.mail.reading.headers import read_header
from webmail.mail.reading.original import Original
from webmail.mail.ref import MessageRef

_FOLDERS = 60
_LIKE_IT = 5
# Drafts of one's own name the same messages, and are none of them.
_PASSED_OVER = (SpecialUse.DRAFTS, SpecialUse.JUNK)


def find_message(mailbox: Mailbox, message_id: str) -> Original | None:
    """The message, wherever it lies, the inbox first; None when it is not there."""
    for ref in copies_of(mailbox, message_id):
        with suppress(MessageGone, StaleReference, FolderMissing):
            return mailbox.original(ref)
    return None


def copies_of(mailbox: Mailbox, message_id: str) -> Iterator[MessageRef]:
    """Where messages of this Message-ID lie, one of a folder."""
    for name in _places(mailbox):
        ref = _find_in(mailbox, name, message_id)
        if ref is not None:
            yield ref


def _places(mailbox: Mailbox) -> tuple[str, ...]:
    folders = [each for each in mailbox.folders() if each.selectable and each.special not in _PASSED_OVER]
    return tuple(each.name for each in folders[:_FOLDERS])


def _find_in(mailbox: Mailbox, name: str, message_id: str) -> MessageRef | None:
    def look(connection: Connection) -> MessageRef | None:
        selected = connection.select(name, readonly=True)
        hits = newest(
            search_uids(connection, [Atom("HEADER MESSAGE-ID"), message_id]), skip=0, count=_LIKE_IT
        )
        for uid in hits:
            found = fetch_one(connection, uid, "BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]")
            if read_header(found.header).message_id == message_id:
                return MessageRef(name, selected.uidvalidity, uid)
        return None

    try:
        return mailbox.borrower.reading(look)
    except (FolderMissing, DeedRefused):
        return None
