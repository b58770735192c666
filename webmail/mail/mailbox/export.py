"""Export: a whole folder on its way to a download, one small batch of messages at a time."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from webmail.mail.errors import MessageGone
from webmail.mail.mailbox.argument import Atom
from webmail.mail.mailbox.borrowing import select_ref
from webmail.mail.mailbox.connection import Connection
from webmail.mail.mailbox.fetched import Fetched, read_moment
from webmail.mail.mailbox.fetching import fetch_many
from webmail.mail.mailbox.mailbox import Mailbox
from webmail.mail.mailbox.mbox import first_line, quoted
from webmail.mail.mailbox.numbers import Ranges, batches, count_of
from webmail.mail.mailbox.search import search_uids
from webmail.mail.mailbox.streaming import STRETCH
from webmail.mail.mailbox.zipping import Entry, zipped
from webmail.mail.reading.attachment import message_name
from webmail.mail.reading.headers import read_header
from webmail.mail.ref import MessageRef

MESSAGES_A_BATCH = 50
PIECE = 256 * 1024


class Form(Enum):
    """What the messages become."""

    ZIP = "zip"
    MBOX = "mbox"


@dataclass(frozen=True, slots=True)
class _One:
    """A message of the folder, all of it or its beginning."""

    ref: MessageRef
    received: datetime
    size: int
    head: bytes


@dataclass(slots=True)
class Export:
    """A folder as it was when the export began; what vanishes meanwhile is counted in missing."""

    mailbox: Mailbox
    folder: str
    uidvalidity: int
    found: Ranges
    missing: list[int] = field(default_factory=list)

    @classmethod
    def of(cls, mailbox: Mailbox, folder: str) -> "Export":
        """One round trip; the messages themselves come later."""

        def look(connection: Connection) -> tuple[int, Ranges]:
            selected = connection.select(folder, readonly=True)
            return selected.uidvalidity, search_uids(connection, [Atom("ALL")])

        uidvalidity, found = mailbox.borrower.reading(look, seconds=mailbox.pool.store.request_seconds)
        return cls(mailbox.unhurried(), folder, uidvalidity, found)

    @property
    def count(self) -> int:
        return count_of(self.found)

    def chunks(self, form: Form, *, note: Callable[[Sequence[int]], bytes]) -> Iterator[bytes]:
        """The file. note() is the message that stands at its end when messages have vanished meanwhile."""
        return _gathered(self._zip(note) if form is Form.ZIP else self._mbox(note))

    def _zip(self, note: Callable[[Sequence[int]], bytes]) -> Iterator[bytes]:
        def entries() -> Iterator[Entry]:
            for one in self._messages():
                name = message_name(read_header(one.head).subject) or f"{one.ref.uid}.eml"
                yield Entry(
                    f"{one.received:%Y-%m-%d} {name}", self._octets(one), one.received, one.size, packed=True
                )
            if self.missing:
                yield Entry("_.eml", iter((note(self.missing),)), packed=True)

        return zipped(entries())

    def _mbox(self, note: Callable[[Sequence[int]], bytes]) -> Iterator[bytes]:
        last = None
        for one in self._messages():
            last = one.received
            yield first_line(one.received)
            yield from quoted(self._octets(one))
        if self.missing:
            yield first_line(last or read_moment(b""))
            yield from quoted(iter((note(self.missing),)))

    def _octets(self, one: _One) -> Iterator[bytes]:
        """The rest of a long message is fetched while its beginning is on its way."""
        yield one.head
        if len(one.head) == STRETCH:
            try:
                yield from self.mailbox.stretches(one.ref, "", begin=STRETCH)
            except MessageGone:
                # Its beginning is on its way already, and all other messages are to follow.
                self.missing.append(one.ref.uid)

    def _messages(self) -> Iterator[_One]:
        for uids in batches(self.found, size=MESSAGES_A_BATCH):
            sizes = self._look(uids, "RFC822.SIZE INTERNALDATE")
            self.missing += [uid for uid in uids if uid not in sizes]
            for together in _by_size(sizes):
                heads = self._look(together, f"BODY.PEEK[]<0.{STRETCH}>")
                for uid in together:
                    told = heads.get(uid)
                    if told is None or "" not in told.sections:
                        self.missing.append(uid)
                        continue
                    ref = MessageRef(self.folder, self.uidvalidity, uid)
                    yield _One(ref, sizes[uid].received, sizes[uid].size, told.sections[""])

    def _look(self, uids: Sequence[int], items: str) -> dict[int, Fetched]:
        def look(connection: Connection) -> dict[int, Fetched]:
            select_ref(connection, MessageRef(self.folder, self.uidvalidity, uids[0]), readonly=True)
            return fetch_many(connection, uids, Atom(f"(UID {items})"))

        return self.mailbox.borrower.reading(look, seconds=self.mailbox.pool.store.request_seconds)


def _by_size(sizes: dict[int, Fetched]) -> Iterator[list[int]]:
    """Messages that are fetched together: no more than one stretch, by what the store says of them."""
    together: list[int] = []
    octets = 0
    for uid in sorted(sizes):
        size = min(sizes[uid].size, STRETCH)
        if together and octets + size > STRETCH:
            yield together
            together, octets = [], 0
        together.append(uid)
        octets += size
    if together:
        yield together


def _gathered(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Small pieces together, for each of them is asked whether the person is still signed in."""
    waiting: list[bytes] = []
    octets = 0
    for chunk in chunks:
        waiting.append(chunk)
        octets += len(chunk)
        if octets >= PIECE:
            yield b"".join(waiting)
            waiting, octets = [], 0
    yield b"".join(waiting)
