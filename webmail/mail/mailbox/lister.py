"""Lister: one page of one folder, in as few round trips as possible."""

import re
from collections.abc import Sequence

from webmail.mail.envelope import Row
from webmail.mail.errors import DeedRefused
from webmail.mail.mailbox.argument import Argument, Atom
from webmail.mail.mailbox.borrowing import Borrower, select_ref
from webmail.mail.mailbox.connection import Connection, Selected
from webmail.mail.mailbox.listing import ROWS_A_PAGE, Listing, Stretch
from webmail.mail.mailbox.numbers import Ranges, count_of, expand, newest, read_ranges
from webmail.mail.mailbox.rows import RowReader
from webmail.mail.mailbox.search import search_uids
from webmail.mail.mailbox.view import HAS_ATTACHMENT, PLAIN, Order, View
from webmail.mail.ref import MessageRef

MOST_SORTED = 100_000
MOST_AT_ONCE = 10_000

_PARTIAL = re.compile(rb"PARTIAL \(\S+ ([\d:,]+)\)")
_COUNT = re.compile(rb"COUNT (\d+)")


class Lister:
    """Reads pages of folders for one person, of so many rows each."""

    def __init__(self, borrower: Borrower, *, size: int = ROWS_A_PAGE) -> None:
        self.borrower = borrower
        self.size = size

    def list(self, folder: str, *, page: int, view: View) -> Listing:
        """The plain list goes by sequence number, so that page 1,000 costs what page 1 costs."""
        sparing = False

        def look(connection: Connection) -> Listing:
            nonlocal sparing
            selected = connection.select(folder, readonly=True)
            kept, name = self.borrower.kept, self.borrower.login.name
            reader = RowReader(connection, kept, name, selected, sparing)
            sparing = True
            shown = _possible(connection, view)
            if shown.plain:
                return self._plain(connection, reader, selected, page)
            return self._chosen(connection, reader, selected, page, shown)

        return self.borrower.reading(look)

    def everything(self, folder: str, *, uidvalidity: int, until: int, view: View) -> Sequence[MessageRef]:
        """All messages the view shows up to this UID, at most MOST_AT_ONCE, the newest of them."""

        def look(connection: Connection) -> Ranges:
            select_ref(connection, MessageRef(folder, uidvalidity, until), readonly=True)
            return search_uids(connection, [Atom("UID"), Atom(f"1:{until}"), *view.criteria()])

        uids = newest(self.borrower.reading(look), skip=0, count=MOST_AT_ONCE)
        return [MessageRef(folder, uidvalidity, uid) for uid in uids]

    def _plain(self, connection: Connection, reader: RowReader, selected: Selected, page: int) -> Listing:
        stretch = Stretch.of(selected.exists, page, size=self.size)
        rows = reader.by_number(*stretch.numbers, place=stretch.place) if selected.exists else ()
        return _listing(connection, selected, stretch, rows, PLAIN)

    def _chosen(
        self, connection: Connection, reader: RowReader, selected: Selected, page: int, view: View
    ) -> Listing:
        if view.order is Order.NEWEST:
            found = search_uids(connection, view.criteria())
            stretch = Stretch.of(count_of(found), page, size=self.size)
            uids: Sequence[int] = newest(found, skip=stretch.before, count=self.size)
        else:
            uids, stretch = self._sorted(connection, view, page)
        return _listing(connection, selected, stretch, reader.by_uid(uids), view)

    def _sorted(self, connection: Connection, view: View, page: int) -> tuple[Sequence[int], Stretch]:
        """The UIDs of a page, sorted by the store (RFC 5256), only these where it can (RFC 5267)."""
        arguments = [view.keys(by_name=connection.offers("SORT=DISPLAY")), Atom("UTF-8"), *view.criteria()]
        if connection.offers("ESORT"):
            try:
                uids, total = self._partly(connection, arguments, page)
            except DeedRefused:
                pass
            else:
                stretch = Stretch.of(total, page, size=self.size)
                if stretch.page != page:
                    uids, _ = self._partly(connection, arguments, stretch.page)
                return uids, stretch
        answer = connection.command("UID", Atom("SORT"), *arguments)
        found = read_ranges(b",".join(b",".join(record[0].split()) for record in answer.lines(b"SORT")))
        stretch = Stretch.of(count_of(found), page, size=self.size)
        uids = list(expand(found, most=min(stretch.before + self.size, MOST_SORTED)))[stretch.before :]
        return uids, stretch

    def _partly(
        self, connection: Connection, arguments: Sequence[Argument], page: int
    ) -> tuple[Sequence[int], int]:
        first = (page - 1) * self.size + 1
        wanted = Atom(f"RETURN (COUNT PARTIAL {first}:{first + self.size - 1})")
        answer = connection.command("UID", Atom("SORT"), wanted, *arguments)
        told = b" ".join(record[0] for record in answer.lines(b"ESEARCH"))
        count, partial = _COUNT.search(told), _PARTIAL.search(told)
        uids = expand(read_ranges(partial[1]), most=self.size) if partial else ()
        return list(uids), int(count[1]) if count else 0


def _possible(connection: Connection, view: View) -> View:
    """What of the view the store can do: without SORT every list is by date."""
    if view.order is not Order.NEWEST and not connection.offers("SORT"):
        return View(view.only, tag=view.tag)
    return view


def _listing(
    connection: Connection, selected: Selected, stretch: Stretch, rows: Sequence[Row], view: View
) -> Listing:
    return Listing(
        selected.folder,
        selected.uidvalidity,
        tuple(rows),
        page=stretch.page,
        pages=stretch.pages,
        total=stretch.total,
        view=view,
        last=max(selected.uidnext - 1, 0),
        sorts=connection.offers("SORT"),
        knows_attachments=HAS_ATTACHMENT.lower() in selected.keywords,
    )
