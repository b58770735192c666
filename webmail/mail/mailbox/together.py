"""All attachments of a message in one download."""

from collections.abc import Iterator

from webmail.mail.mailbox.mailbox import Mailbox
from webmail.mail.mailbox.zipping import Entry, all_of, zipped
from webmail.mail.reading.opened import OpenedMessage


def attachments_together(mailbox: Mailbox, message: OpenedMessage) -> Iterator[bytes]:
    """Fetched one after the other while the archive is on its way; one that has vanished is left out."""
    unhurried = mailbox.unhurried()

    def entries() -> Iterator[Entry]:
        for attachment in message.attachments:
            part = unhurried.part(message.ref, attachment.section)
            chunks = all_of(part.chunks)
            if chunks is not None:
                yield Entry(attachment.name, chunks, message.received, attachment.size)

    return zipped(entries())
