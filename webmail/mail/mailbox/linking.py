"""LinkReader: the links of a folder's newest messages, of which only those not known yet are asked for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from webmail.mail.mailbox.argument import Atom
from webmail.mail.mailbox.connection import Connection, Selected
from webmail.mail.mailbox.deadline import Deadline
from webmail.mail.mailbox.fetched import fetched_by_uid, find_uid
from webmail.mail.mailbox.fetching import fetch_many
from webmail.mail.mailbox.kept_links import KeptLinks, Window, is_telling, look_of
from webmail.mail.mailbox.numbers import written
from webmail.mail.mailbox.threads import WINDOW, Link, Links, read_ids, read_link

LINK_SECONDS = 1.0
"""A store that reads its messages for the first time may be slow; the rest is asked for next time."""

FIRST_BATCH = 100
HEADER_LIMIT = 16 * 1024
_HEADER = f"BODY.PEEK[HEADER.FIELDS (MESSAGE-ID IN-REPLY-TO REFERENCES)]<0.{HEADER_LIMIT}>"
_ITEMS = Atom(f"(UID INTERNALDATE {_HEADER})")


@dataclass(frozen=True, slots=True)
class LinkReader:
    """Links on one borrowed connection."""

    connection: Connection
    kept: KeptLinks
    name: str

    def window(self, selected: Selected, *, until: Deadline | None = None) -> Window:
        """The newest messages of the folder that is open, without a gap, as many as are told in time.

        until is for several folders together; of each the first batch is asked for, however late it is.
        """
        known, look = self.kept.window(self.name, selected), look_of(selected)
        if known is not None and known.look == look and is_telling(look) and known.whole:
            return known
        uids = self._newest(selected)
        there = set(uids)
        links = {
            link.uid: link
            for each in ((known.links, known.spare) if known else ())
            for link in each
            if link.uid in there
        }
        until = until or Deadline.after(LINK_SECONDS)
        for batch in _batches([uid for uid in uids if uid not in links]):
            links.update((link.uid, link) for link in self.links(batch))
            if not until.remaining:
                break
        told = list(takewhile(links.__contains__, uids))
        window = Window(
            look,
            Links.of(links.pop(uid) for uid in told),
            spare=Links.of(links.values()),
            whole=len(told) == len(uids),
        )
        self.kept.keep_window(self.name, selected.folder, window)
        return window

    def links(self, uids: Sequence[int]) -> list[Link]:
        """One link for each UID; a message that the store cannot describe is linked with none."""
        told = fetch_many(self.connection, uids, _ITEMS)
        return [
            read_link(uid, told[uid].header, moment=int(told[uid].received.timestamp()))
            if uid in told
            else Link(uid)
            for uid in uids
        ]

    def ids(self, uids: Sequence[int]) -> list[tuple[bytes, list[bytes]]]:
        """Message-ID and what is answered, as the senders wrote them."""
        answer = self.connection.command("UID", Atom("FETCH"), Atom(written(uids)), Atom(f"(UID {_HEADER})"))
        return [read_ids(fetched.header) for fetched in fetched_by_uid(answer).values()]

    def _newest(self, selected: Selected) -> tuple[int, ...]:
        """UIDs, the highest first."""
        if not selected.exists:
            return ()
        first, last = max(1, selected.exists - WINDOW + 1), selected.exists
        # Not by SEARCH: there are stores that take sequence numbers in UID SEARCH for UIDs.
        answer = self.connection.command("FETCH", Atom(f"{first}:{last}"), Atom("(UID)"))
        told = (find_uid(record) for number, record in answer.numbered(b"FETCH") if first <= number <= last)
        return tuple(sorted({uid for uid in told if uid is not None}, reverse=True))


def _batches(uids: Sequence[int]) -> Iterator[Sequence[int]]:
    """The first one small, each twice as large as the one before: how fast the store is shows on the way."""
    start, size = 0, FIRST_BATCH
    while start < len(uids):
        yield uids[start : start + size]
        start, size = start + size, size * 2
