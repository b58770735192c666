"""Stripping: takes the attachments out of a stored message; the original goes when the new one is certain."""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import BinaryIO

from webmail.mail.errors import ConnectionLost, MailError, Unstrippable
from webmail.mail.flags import Flag
from webmail.mail.mailbox.argument import Atom, FolderName, Stream
from webmail.mail.mailbox.borrowing import select_ref
from webmail.mail.mailbox.connection import Connection
from webmail.mail.mailbox.deadline import Deadline
from webmail.mail.mailbox.deeds import take_away
from webmail.mail.mailbox.fetched import Fetched
from webmail.mail.mailbox.folder import SpecialUse
from webmail.mail.mailbox.mailbox import Mailbox
from webmail.mail.mailbox.moved import Moved, Step
from webmail.mail.mailbox.opening import fetch_one
from webmail.mail.reading.stripped import Removable, Write, digest, removable, strip
from webmail.mail.ref import MessageRef

LARGEST = 100 * 1024 * 1024
APPEND_SECONDS = 60.0
ANSWER_SECONDS = 15.0
_CHUNK = 256 * 1024
_FLAG = re.compile(r"\\?[!#$&\'+,\-./0-9:;<=>?@A-Z\[^_`a-z|}~]+")
_LOOK = "FLAGS INTERNALDATE RFC822.SIZE BODYSTRUCTURE"


@dataclass(frozen=True, slots=True)
class Stripped:
    """What was done: copy is the message without its attachments, steps take it all back."""

    copy: MessageRef
    removed: tuple[Removable, ...]
    freed: int
    steps: tuple[Step, ...]


class Stripping:
    """One message: first the new one is stored and read again, then the old one is thrown away."""

    def __init__(self, mailbox: Mailbox, ref: MessageRef, *, spool: Callable[[], BinaryIO]) -> None:
        self.mailbox = mailbox
        self.borrower = mailbox.borrower
        self.ref = ref
        self.spool = spool

    def look(self) -> tuple[Removable, ...]:
        """What would go; Unstrippable where nothing can."""
        return removable(self._look().structure)

    def run(self, write: Write) -> Stripped:
        """Does it; write says what stands in the place of an attachment."""
        before = self._look()
        with self.spool() as original, self.spool() as rebuilt:
            for piece in self.mailbox.stretches(self.ref, ""):
                original.write(piece)
            structure = before.structure
            if structure is None:
                raise Unstrippable("broken", "no structure")
            removed = strip(original, structure, write=write, into=rebuilt)
            size, wanted = rebuilt.seek(0, 2), digest(rebuilt)
            copy = self._append(before, rebuilt, size)
        try:
            self._check(copy, before, wanted)
        except Exception:
            # The original stays, and nobody wants to find it twice.
            self._remove(copy)
            raise
        moved = self._throw_away(copy)
        # Where the store does not say where the original went, the copy is all that is left in its place.
        steps = (moved, self._way_back(copy, moved)) if moved.uids else (moved,)
        return Stripped(copy, removed, max(0, before.size - size), steps)

    # -- looking -----------------------------------------------------------------------------

    def _look(self) -> Fetched:
        if self.ref.folder in (
            self.mailbox.special(SpecialUse.TRASH),
            self.mailbox.special(SpecialUse.DRAFTS),
            self.mailbox.special(SpecialUse.OUTBOX),
        ):
            raise Unstrippable("place", "not in the trash, nor in the drafts")

        def look(connection: Connection) -> Fetched:
            if not connection.offers("UIDPLUS"):
                raise Unstrippable("store", "without APPENDUID the new message cannot be looked at")
            select_ref(connection, self.ref, readonly=True)
            return fetch_one(connection, self.ref.uid, _LOOK)

        found = self.borrower.reading(look)
        if found.size > LARGEST:
            raise Unstrippable("large", "the message is too large")
        return found

    def _check(self, copy: MessageRef, before: Fetched, wanted: bytes) -> None:
        """What the store has now must be what was sent, to the octet, with the date of the original."""

        def look(connection: Connection) -> Fetched:
            select_ref(connection, copy, readonly=True)
            return fetch_one(connection, copy.uid, "FLAGS INTERNALDATE")

        with self.spool() as stored:
            for piece in self.mailbox.stretches(copy, ""):
                stored.write(piece)
            same = digest(stored) == wanted
        if not same or self.borrower.reading(look).received != before.received:
            raise Unstrippable("store", "the store keeps something else than it was given")

    # -- changing ----------------------------------------------------------------------------

    def _append(self, before: Fetched, rebuilt: BinaryIO, size: int) -> MessageRef:
        self.borrower.kept.quotas.drop(self.borrower.login.name)
        with self.borrower.changing([self.ref]) as (connection, _uids):
            connection.hasten(Deadline.after(APPEND_SECONDS), read_seconds=ANSWER_SECONDS)
            date = before.values.get(b"INTERNALDATE")
            answer = connection.command(
                "APPEND",
                FolderName(self.ref.folder),
                [Atom(word) for word in _flags(before)],
                date.decode("ascii", "replace") if isinstance(date, bytes) else "",
                Stream(size, _pieces(rebuilt)),
            )
        words = (answer.find_code("APPENDUID") or b"").split()
        if len(words) != 2 or not all(word.isdigit() for word in words):
            raise Unstrippable("store", "the store does not say where the new message lies")
        return MessageRef(self.ref.folder, int(words[0]), int(words[1]))

    def _throw_away(self, copy: MessageRef) -> Moved:
        try:
            return self.mailbox.delete([self.ref])
        except ConnectionLost:
            # It may have been done: two messages are better than none.
            raise
        except MailError:
            self._remove(copy)
            raise

    def _remove(self, copy: MessageRef) -> None:
        """As far as the store lets us: what is to be told is why this became necessary."""
        with suppress(MailError), self.borrower.changing([copy]) as (connection, uids):
            take_away(connection, uids)

    @staticmethod
    def _way_back(copy: MessageRef, moved: Moved) -> Moved:
        """Taken back, the copy goes where the original was meanwhile; it counts as nothing by itself."""
        return Moved(moved.target, copy.folder, copy.uidvalidity, (copy.uid,), 0)


def _flags(before: Fetched) -> list[str]:
    """All flags of the original, those too that we do not know; \\Recent is the store's own.

    A keyword that is no atom (RFC 9051 section 9) cannot be given to a store, whoever gave it to this one.
    """
    told = before.values.get(b"FLAGS")
    told = told if isinstance(told, list) else []
    # One may be called 2025, and is read as a number.
    words = [word.decode("latin-1") if isinstance(word, bytes) else str(word) for word in told if word]
    words = [word for word in words if _FLAG.fullmatch(word)]
    return [word for word in words if word.lower() not in ("\\recent", Flag.DELETED.value.lower())]


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    file.seek(0)
    return iter(lambda: file.read(_CHUNK), b"")
