"""All attachments of a message in one download."""

from collections.abc import Callable, Iterator, Sequence

from webmail.mail.errors import DeedRefused, MessageGone, PartMissing
from webmail.mail.mailbox.mailbox import Mailbox
from webmail.mail.mailbox.zipping import Entry, zipped
from webmail.mail.reading.opened import OpenedMessage

# What one attachment can fail by without the others.
_ALONE = (MessageGone, PartMissing, DeedRefused)


def attachments_together(
    mailbox: Mailbox, message: OpenedMessage, *, note: Callable[[Sequence[str]], bytes]
) -> Iterator[bytes]:
    """Fetched one after the other while the archive is on its way.

    note() is the text at its end when some are missing, or not whole, since they vanished meanwhile.
    """
    unhurried = mailbox.unhurried()
    missing: list[str] = []

    def octets(name: str, chunks: Iterator[bytes]) -> Iterator[bytes]:
        try:
            yield from chunks
        except _ALONE:
            missing.append(name)

    def entries() -> Iterator[Entry]:
        for attachment in message.attachments:
            try:
                part = unhurried.part(message.ref, attachment.section)
            except _ALONE:
                missing.append(attachment.name)
                continue
            chunks = octets(attachment.name, part.chunks)
            yield Entry(attachment.name, chunks, message.received, attachment.size)
        if missing:
            yield Entry("_.txt", iter((note(missing),)), message.received)

    return zipped(entries())
