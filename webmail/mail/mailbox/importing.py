"""Importing: messages from files into a folder, each once, however often the files are sent."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic
from typing import BinaryIO

from webmail.mail.errors import DeedRefused, QuotaExceeded, SignInEnded, StoreUnavailable
from webmail.mail.mailbox.argument import Atom, FolderName, Stream
from webmail.mail.mailbox.borrowing import Once
from webmail.mail.mailbox.connection import Connection
from webmail.mail.mailbox.deadline import Deadline
from webmail.mail.mailbox.fetching import fetch_many
from webmail.mail.mailbox.letters import MOST_MESSAGES, Flaw, Letter, Span, is_zip, read_letter, spans
from webmail.mail.mailbox.mailbox import Mailbox
from webmail.mail.mailbox.moment import written_moment
from webmail.mail.mailbox.numbers import Ranges, count_of, newest
from webmail.mail.mailbox.search import search_uids
from webmail.mail.reading.headers import read_header

IMPORT_SECONDS = 240.0
_APPEND_SECONDS = 60.0
_ANSWER_SECONDS = 15.0
_LOOKED_AT = 2000
_TOLD = 10
_MESSAGE_ID = Atom("(UID BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]<0.2000>)")
_LAST = {Flaw.FULL, Flaw.STOPPED}


@dataclass(frozen=True, slots=True)
class NotImported:
    """What was not imported: the file, the number of the message in it (0: the file itself), and why."""

    name: str
    number: int
    flaw: Flaw


@dataclass(slots=True)
class Imported:
    """What became of the files; known is how many lay in the folder already. Ten failures are told singly."""

    count: int = 0
    known: int = 0
    failed: int = 0
    failures: list[NotImported] = field(default_factory=list)

    def fail(self, name: str, number: int, flaw: Flaw) -> Flaw:
        self.failed += 1
        if len(self.failures) < _TOLD:
            self.failures.append(NotImported(name, number, flaw))
        return flaw


def import_files(
    mailbox: Mailbox, folder: str, files: Iterable[tuple[str, BinaryIO]], *, clock: Callable[[], datetime]
) -> Imported:
    """Stores what is a message; when the mailbox is full or does not answer, what is left is not tried."""
    began = monotonic()
    ids = _ids_in(mailbox, folder, until=began + IMPORT_SECONDS / 2)
    work = _Work(mailbox, folder, clock, ids, ends=began + IMPORT_SECONDS)
    try:
        for name, file in files:
            if work.do(name, file) in _LAST:
                break
    finally:
        mailbox.kept.quotas.drop(mailbox.login.name)
    return work.imported


@dataclass(slots=True)
class _Work:
    """One import."""

    mailbox: Mailbox
    folder: str
    clock: Callable[[], datetime]
    ids: set[int]
    ends: float
    imported: Imported = field(default_factory=Imported)

    def do(self, name: str, file: BinaryIO) -> Flaw | None:
        """One file; gives what ended the whole work, if something did."""
        if is_zip(name, file):
            self.imported.fail(name, 0, Flaw.ZIP)
            return None
        for span in spans(file):
            flaw = self._one(file, span)
            if flaw is not None and self.imported.fail(name, span.number, flaw) in _LAST:
                return flaw
        return None

    def _one(self, file: BinaryIO, span: Span) -> Flaw | None:
        if span.number > MOST_MESSAGES:
            return Flaw.TOO_MANY
        if monotonic() > self.ends:
            return Flaw.STOPPED
        letter = read_letter(file, span)
        if isinstance(letter, Flaw):
            return letter
        mark = hash(letter.message_id)
        if letter.message_id and mark in self.ids:
            self.imported.known += 1
            return None
        try:
            self._store(letter)
        except QuotaExceeded:
            return Flaw.FULL
        except DeedRefused:
            return Flaw.REFUSED
        except SignInEnded:
            raise
        except StoreUnavailable:
            return Flaw.STOPPED
        self.ids.add(mark)
        self.imported.count += 1
        return None

    def _store(self, letter: Letter) -> None:
        once = Once()

        def append(connection: Connection) -> None:
            connection.hasten(Deadline.after(_APPEND_SECONDS), read_seconds=_ANSWER_SECONDS)
            once.begun = True
            date = written_moment(letter.date or self.clock())
            content = Stream(letter.size, letter.pieces())
            connection.command("APPEND", FolderName(self.folder), Atom("(\\Seen)"), date, content)

        self.mailbox.borrower.deed(append, once=once, deadline=Deadline.after(_APPEND_SECONDS))


def _ids_in(mailbox: Mailbox, folder: str, *, until: float) -> set[int]:
    """The Message-IDs in the folder, as hashes: a hundred thousand of them must fit beside each other.

    The newest first: what an earlier import stored is known, however large the folder and slow the store.
    """

    def look(connection: Connection) -> Ranges:
        connection.select(folder, readonly=True)
        return search_uids(connection, [Atom("ALL")])

    found: set[int] = set()
    there = mailbox.borrower.reading(look)
    for skip in range(0, count_of(there), _LOOKED_AT):
        if monotonic() > until:
            break
        uids = newest(there, skip=skip, count=_LOOKED_AT)
        found.update(mailbox.borrower.reading(_looking(folder, uids), seconds=_ANSWER_SECONDS))
    return found


def _looking(folder: str, uids: Sequence[int]) -> Callable[[Connection], Sequence[int]]:
    def look(connection: Connection) -> Sequence[int]:
        connection.select(folder, readonly=True)
        # What the store cannot tell is imported once more rather than not at all.
        told = fetch_many(connection, uids, _MESSAGE_ID)
        return list(_hashes(fetched.header for fetched in told.values()))

    return look


def _hashes(heads: Iterable[bytes]) -> Iterator[int]:
    return (hash(found) for head in heads if (found := read_header(head).message_id))
