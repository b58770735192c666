"""Listener: one connection with a folder open, which hears what happens there (IDLE, RFC 2177)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from webmail.mail.errors import DeedRefused
from webmail.mail.mailbox.answer import Answer, Record
from webmail.mail.mailbox.argument import Atom
from webmail.mail.mailbox.connection import Connection, Selected
from webmail.mail.mailbox.deadline import Deadline
from webmail.mail.mailbox.marks import Mark, read_marks
from webmail.mail.mailbox.numbers import count_of
from webmail.mail.mailbox.search import search_uids

# What belongs together comes together: a message, its count, its flags.
SETTLED_SECONDS = 0.03
MOST_AT_ONCE = 20_000
_TELLS = (b"EXISTS", b"EXPUNGE", b"FETCH")

Rest = Callable[[float], object]
"""Lets so many seconds pass, fewer if it is to end."""


@dataclass(frozen=True, slots=True)
class Heard:
    """Whether something is not as it was; arrived counts new unread messages, from first_uid on."""

    changed: bool = False
    arrived: int = 0
    first_uid: int = 0


class Listener:
    """Hears of new messages, flags and removals in one folder; where IDLE is not offered, by asking."""

    def __init__(self, connection: Connection, *, folder: str, poll_seconds: float, rest: Rest) -> None:
        """Opens the folder; poll_seconds is how often a store is asked that does not speak by itself."""
        self._connection = connection
        self._poll_seconds = poll_seconds
        self._rest = rest
        self._noted: list[Record] = []
        self._idles = connection.offers("IDLE")
        self.folder = folder
        connection.begin_anew()
        self.selected: Selected = connection.select(folder, readonly=True)
        self._uidnext = self.selected.uidnext
        connection.overhear = self._note

    @property
    def place(self) -> tuple[int, int]:
        """UIDVALIDITY and UIDNEXT, for whoever listens after this one."""
        return self.selected.uidvalidity, self._uidnext

    def listen(self, seconds: float) -> Heard:
        """Waits for something to happen, at most so long."""
        if not self._noted:
            self._connection.begin_anew()
            self._idle(seconds) if self._idles else self._ask(seconds)
        records, self._noted = self._noted, []
        if not records:
            return Heard()
        came = any(_word(record) == b"EXISTS" for record in records)
        first_uid = self._uidnext
        arrived = self.arrived_since(first_uid) if came else 0
        return Heard(changed=True, arrived=arrived, first_uid=first_uid if arrived else 0)

    def arrived_since(self, uidnext: int) -> int:
        """How many messages from this UID on nobody has read; moves the place on."""
        if not uidnext:
            return 0
        self._connection.begin_anew()
        fresh = [Atom(f"UID {uidnext}:*")]
        # "n:*" names the last message even where its UID is below n.
        unread = _from(uidnext, search_uids(self._connection, [Atom("UNSEEN"), *fresh]))
        all_new = _from(uidnext, search_uids(self._connection, fresh))
        self._uidnext = max([self._uidnext, *(high + 1 for _low, high in all_new)])
        return count_of(unread)

    def others(self) -> dict[str, Mark]:
        """The marks of all other folders; of the open one a store tells what was true when it was opened."""
        self._connection.begin_anew()
        marks = read_marks(self._connection)
        marks.pop(self.folder, None)
        return marks

    def _idle(self, seconds: float) -> None:
        connection = self._connection
        try:
            connection.begin_idle()
        except DeedRefused:
            self._idles = False
            return
        until = Deadline.after(seconds)
        while until.remaining and len(self._noted) < MOST_AT_ONCE:
            record = connection.hear(until.remaining)
            if record is None:
                break
            if _tells(record):
                self._noted.append(record)
                until = Deadline.after(min(until.remaining, SETTLED_SECONDS))
        self._note(connection.end_idle())

    def _ask(self, seconds: float) -> None:
        self._rest(min(seconds, self._poll_seconds))
        self._connection.begin_anew()
        self._connection.command("NOOP")

    def _note(self, answer: Answer) -> None:
        self._noted += [record for record in answer.untagged if _tells(record)]


def _tells(record: Record) -> bool:
    """Whether this says that the folder is not as it was; "* OK Still here" does not."""
    return _word(record) in _TELLS or record[0][:11].upper() == b"* VANISHED "


def _word(record: Record) -> bytes:
    words = record[0].split(b" ", 3)
    return words[2].upper() if len(words) >= 3 and words[1].isdigit() else b""


def _from(uid: int, ranges: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    return tuple((max(low, uid), high) for low, high in map(sorted, ranges) if high >= uid)
