"""A message that is attached to another, opened like any other (RFC 2046 section 5.2.1)."""

from webmail.mail.errors import PartMissing
from webmail.mail.mailbox.borrowing import select_ref
from webmail.mail.mailbox.connection import Connection
from webmail.mail.mailbox.mailbox import Mailbox
from webmail.mail.mailbox.opening import Opening
from webmail.mail.reading.opened import OpenedMessage
from webmail.mail.ref import MessageRef
from webmail.policy import Feature


def read_enclosed(
    mailbox: Mailbox, ref: MessageRef, section: str, *, images: bool = False, plain: bool = False
) -> OpenedMessage:
    """The attached message with this section; its ref is that of the message around it. Marks nothing."""
    if images:
        mailbox.policy.require(Feature.REMOTE_IMAGES)
    structure = mailbox.structure(ref)
    part = structure.find(section) if structure else None
    if part is None or part.media_type != "message/rfc822" or not part.parts:
        raise PartMissing("the message has no such message in it")
    inner = part.parts[0]

    def look(connection: Connection) -> OpenedMessage:
        select_ref(connection, ref, readonly=True)
        opening = Opening(
            connection,
            ref,
            images=images,
            part_url=mailbox.part_url,
            quoted_label=mailbox.quoted_label,
            plain=plain,
            inside=section,
        )
        return opening.open(inner)

    return mailbox.borrower.reading(look)
