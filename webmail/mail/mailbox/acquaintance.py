"""Whether somebody has written here before, or was written to: asked once, within bounds, and remembered."""

import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from time import monotonic

from webmail.mail.errors import DeedRefused, FolderMissing, MailError
from webmail.mail.mailbox.argument import Argument, Atom
from webmail.mail.mailbox.borrowing import Borrower
from webmail.mail.mailbox.connection import Connection
from webmail.mail.mailbox.deadline import Deadline
from webmail.mail.mailbox.fetched import fetched_by_uid, find_uid
from webmail.mail.mailbox.folder import INBOX, SpecialUse
from webmail.mail.mailbox.moment import written_day
from webmail.mail.mailbox.numbers import newest, written
from webmail.mail.mailbox.search import search_uids
from webmail.mail.reading.headers import read_header
from webmail.mail.ref import MessageRef

FROM, TO = "FROM", "TO"
NOT_TELLING = (SpecialUse.SENT, SpecialUse.JUNK, SpecialUse.TRASH)
# A stranger who writes twice in a row is one still.
APART = timedelta(days=1)
# Of each folder the newest ones: a store without an index reads that many in the time of one page.
LOOKED_AT = 2000
# Not at once: a store that is asked for too much answers too late, and its line is lost for everything else.
STRETCHES = (100, 500)
SECONDS = 1.0
# Each stretch is about so many times as long as the one before.
GROWTH = 4
_COMPARED = 20
_REMEMBERED = 50_000


class Acquaintances:
    """Who has met whom, in memory and by the name at the store; only what is true for good is remembered.

    It outlasts the sign-in, as no mail is in it: the least recent ones go when there are too many.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._met: OrderedDict[tuple[str, str], None] = OrderedDict()

    def met(self, borrower: Borrower, spec: str, *, besides: MessageRef, received: datetime) -> bool | None:
        """Whether an earlier message from this address or one to it lies here; None where nobody knows.

        Looks into the inbox, the folder of this message and Sent, the newest messages of each. received is
        when this message came.
        """
        key = (borrower.login.name, spec.casefold())
        with self._lock:
            if key in self._met:
                self._met.move_to_end(key)
                return True
        again, until = count(), Deadline.after(SECONDS)

        def look(connection: Connection) -> bool | None:
            # What was too slow once is left out the second time.
            return (
                None
                if next(again)
                else _Search(connection, borrower, spec, besides, received, until).anywhere()
            )

        try:
            found = borrower.reading(look)
        except MailError:
            # It is a courtesy: a message is not withheld because of it.
            return None
        if found:
            with self._lock:
                self._met[key] = None
                while len(self._met) > _REMEMBERED:
                    self._met.popitem(last=False)
        return found


@dataclass(frozen=True, slots=True)
class _Search:
    """One question on its way, on a borrowed connection; after until nothing more is asked."""

    connection: Connection
    borrower: Borrower
    spec: str
    besides: MessageRef
    received: datetime
    until: Deadline

    def anywhere(self) -> bool | None:
        """None when there was no time to look everywhere."""
        special = self.borrower.specials(self.connection)
        # Whose mail was thrown away or is spam is not known by it.
        telling = {self.besides.folder, INBOX}.difference(map(special.get, NOT_TELLING))
        places = [(folder, FROM) for folder in sorted(telling, key=lambda each: each == INBOX)]
        if (sent := special.get(SpecialUse.SENT)) is not None:
            places.append((sent, TO))
        for folder, field in places:
            if (found := self._in(folder, field)) is not False:
                return found
        return False

    def _in(self, folder: str, field: str) -> bool | None:
        try:
            exists = self.connection.select(folder, readonly=True).exists
            took = 0.0
            for stretch in _stretches(self.connection, exists) if exists else ():
                if self.until.remaining <= GROWTH * took:
                    return None
                began = monotonic()
                if self._among(stretch, folder, field):
                    return True
                took = monotonic() - began
        except (DeedRefused, FolderMissing):
            return False
        return False

    def _among(self, stretch: Sequence[Argument], folder: str, field: str) -> bool:
        charset = [] if self.spec.isascii() else [Atom("CHARSET UTF-8")]
        # The store counts in whole days; what it has found is looked at to the minute.
        before = [Atom(f"BEFORE {written_day(self.received.date())}")] if field == FROM else []
        found = search_uids(self.connection, [*charset, *stretch, *before, Atom(field), self.spec])
        hits = newest(found, skip=0, count=_COMPARED)
        others = [uid for uid in hits if (folder, uid) != (self.besides.folder, self.besides.uid)]
        return bool(others) and self._really(others, field)

    def _really(self, uids: Sequence[int], field: str) -> bool:
        """SEARCH finds "eva@…" in "neva@…" too, and in names that somebody has given himself."""
        items = Atom(f"(UID INTERNALDATE BODY.PEEK[HEADER.FIELDS ({field})]<0.65536>)")
        answer = self.connection.command("UID", Atom("FETCH"), Atom(written(sorted(uids))), items)
        return any(
            self.spec.casefold() == each.spec.casefold()
            for found in fetched_by_uid(answer).values()
            if field == TO or found.received <= self.received - APART
            for each in read_header(found.header).addresses(field.lower())
        )


def _stretches(connection: Connection, exists: int) -> Iterator[Sequence[Argument]]:
    """The newest messages, by UID: there are stores that take sequence numbers in UID SEARCH for UIDs."""
    sizes = [size for size in STRETCHES if size < min(exists, LOOKED_AT)]
    if exists <= LOOKED_AT and not sizes:
        yield ()
        return
    firsts = [exists - size + 1 for size in (*sizes, min(LOOKED_AT, exists))]
    answer = connection.command("FETCH", Atom(written(firsts)), Atom("(UID)"))
    told = (find_uid(record) for number, record in answer.numbered(b"FETCH") if number in firsts)
    above = "*"
    for low in sorted((uid for uid in told if uid), reverse=True):
        yield (Atom(f"UID {low}:{above}"),)
        above = str(low - 1)
