"""Resending: from a bounce back to the message, to be put right and sent to those who did not get it."""

from dataclasses import dataclass

from webmail.mail.address import Address
from webmail.mail.errors import DeedRefused, FolderMissing, PartMissing
from webmail.mail.mailbox import Mailbox
from webmail.mail.mailbox.argument import Atom
from webmail.mail.mailbox.borrowing import select_ref
from webmail.mail.mailbox.connection import Connection
from webmail.mail.mailbox.folder import SpecialUse
from webmail.mail.mailbox.numbers import newest
from webmail.mail.mailbox.opening import QUOTED_LIMIT, fetch_one
from webmail.mail.mailbox.search import search_uids
from webmail.mail.reading.bounce import (
    STATUS_LIMIT,
    Bounce,
    Delivery,
    bounce_from,
    read_described,
    those_written_to,
)
from webmail.mail.reading.charset import decode_text
from webmail.mail.reading.choice import choose
from webmail.mail.reading.headers import read_header
from webmail.mail.reading.opened import OpenedMessage
from webmail.mail.reading.transfer import decode_transfer
from webmail.mail.ref import MessageRef
from webmail.mail.writing.draft import Draft, Kind, Writing, writable
from webmail.mail.writing.drafts import Drafts
from webmail.mail.writing.formatting import taken_up
from webmail.mail.writing.recipients import written
from webmail.mail.writing.returned import ids_named, names, returned_text

_HEADER_LIMIT = 256 * 1024
_DEEP = 4


@dataclass(frozen=True, slots=True)
class Reopened:
    """What became of it: the draft is stored; complete says that nothing of the message is missing in it."""

    writing: Writing
    complete: bool


@dataclass(frozen=True, slots=True)
class Returned:
    """An own message that came back; named are those of its recipients whom the mail server mentions."""

    sent: MessageRef
    subject: str
    named: tuple[Address, ...]


class Resending:
    """Reads reports of one person's mailbox, and begins their messages anew."""

    def __init__(self, *, mailbox: Mailbox, drafts: Drafts) -> None:
        self.mailbox = mailbox
        self.drafts = drafts

    def bounce(self, message: OpenedMessage) -> Bounce | None:
        """What the report says; None for any other message."""
        delivery = message.delivery
        if delivery is None:
            return None

        def look(connection: Connection) -> Bounce:
            select_ref(connection, message.ref, readonly=True)
            header = _header_section(delivery)
            items = f"BODY.PEEK[{delivery.status}]<0.{STATUS_LIMIT}>"
            if header:
                items += f" BODY.PEEK[{header}]<0.{_HEADER_LIMIT}>"
            found = fetch_one(connection, message.ref.uid, items).sections
            status = decode_transfer(found.get(delivery.status, b""), delivery.encoding)
            returned = found.get(header) if header else None
            return bounce_from(status, returned and decode_transfer(returned, delivery.returned_encoding))

        return self.mailbox.borrower.reading(look)

    def returned(self, message: OpenedMessage) -> Returned | None:
        """The own message that a mail server has sent back without a report; None where there is none.

        Anybody can write such a message: it is believed only that it names one which lies in Sent.
        """
        if not message.may_be_returned:
            return None
        text = returned_text(self.mailbox, message.ref, self.mailbox.structure(message.ref))
        for message_id in ids_named(text):
            if (sent := self._find_in_sent(message_id)) is not None:
                original = self.mailbox.original(sent)
                everybody = (*original.to, *original.cc, *original.bcc)
                named = tuple(each for each in everybody if names(text, each.spec))
                return Returned(sent, original.subject, named)
        return None

    def begin(self, ref: MessageRef, writing: Writing, *, page: str) -> Reopened:
        """Stores a draft with what was sent; PartMissing when the message is no report about a failure."""
        message = self.mailbox.read(ref, seen=False)
        if (back := self.returned(message)) is not None:
            return self._begin_from_sent(back.sent, back.named, writing, page=page)
        bounce = self.bounce(message)
        if bounce is None or message.delivery is None or not bounce.failed:
            raise PartMissing("this is no report about a message that did not arrive")
        sent = self._find_in_sent(bounce.header.message_id if bounce.header else "")
        if sent is not None:
            original = self.mailbox.original(sent)
            failed = those_written_to(bounce, (*original.to, *original.cc, *original.bcc))
            return self._begin_from_sent(sent, failed, writing, page=page)
        text = self._returned_text(ref, message.delivery)
        # Nothing proves that this is about a message of this person: whom to write to, they say themselves.
        draft = Draft(writing, subject=writable(bounce.subject), text=writable(text))
        self.drafts.save(draft, page=page)
        return Reopened(writing, complete=False)

    def _begin_from_sent(
        self, sent: MessageRef, people: tuple[Address, ...], writing: Writing, *, page: str
    ) -> Reopened:
        """As it looked, with its pictures and attachments, each of these people where they stood."""
        original = self.mailbox.original(sent, html=True)
        anew = Writing(writing.message_id, Kind.ANEW, sent)
        # Put into "To", those who were hidden would see each other.
        to, cc, bcc = (
            written(each for each in field if each in people)
            for field in (original.to, original.cc, original.bcc)
        )
        draft = Draft(
            anew,
            to=to,
            cc=cc,
            bcc=bcc,
            subject=writable(original.subject),
            text=writable(original.text).removesuffix("\n"),
            references=original.references,
        )
        structure = self.mailbox.structure(sent)
        complete = structure is not None and not choose(structure).cut
        stored = self.drafts.save(taken_up(draft, original), page=page)
        return Reopened(anew, complete=complete and not stored.left_out)

    def _find_in_sent(self, message_id: str) -> MessageRef | None:
        """One's own copy of the message."""
        folder = self.mailbox.special(SpecialUse.SENT)
        if not message_id or folder is None:
            return None

        def look(connection: Connection) -> MessageRef | None:
            selected = connection.select(folder, readonly=True)
            hits = newest(search_uids(connection, [Atom("HEADER MESSAGE-ID"), message_id]), skip=0, count=10)
            for uid in hits:
                found = fetch_one(connection, uid, "BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]")
                if read_header(found.header).message_id == message_id:
                    return MessageRef(folder, selected.uidvalidity, uid)
            return None

        try:
            return self.mailbox.borrower.reading(look)
        except (FolderMissing, DeedRefused):
            return None

    def _returned_text(self, ref: MessageRef, delivery: Delivery) -> str:
        """The first text of the message that came back; "" when only its header did."""
        if delivery.returned is None or not delivery.whole:
            return ""
        returned = delivery.returned

        def look(connection: Connection) -> str:
            select_ref(connection, ref, readonly=True)
            at, header = returned, f"{returned}.HEADER"
            for _ in range(_DEEP):
                fields = _octets(connection, ref.uid, header, _HEADER_LIMIT)
                described = read_described(fields)
                if not described.media_type.startswith("multipart/"):
                    break
                at, header = f"{at}.1", f"{at}.1.MIME"
            if described.media_type != "text/plain":
                return ""
            # Of a message with one part the first part is its text.
            text = f"{at}.1" if at == returned else at
            raw = _octets(connection, ref.uid, text, QUOTED_LIMIT)
            return decode_text(decode_transfer(raw, described.encoding), described.charset)

        return self.mailbox.borrower.reading(look)


def _octets(connection: Connection, uid: int, section: str, limit: int) -> bytes:
    item = f"BODY.PEEK[{section}]<0.{limit}>"
    return fetch_one(connection, uid, item).sections.get(section, b"")


def _header_section(delivery: Delivery) -> str | None:
    """Where the header of the message that came back stands."""
    if delivery.returned is None:
        return None
    return f"{delivery.returned}.HEADER" if delivery.whole else delivery.returned
