"""Lister: one page of one folder, in as few round trips as possible."""

from collections.abc import Sequence

from webmail.mail.envelope import Row
from webmail.mail.mailbox.argument import Atom
from webmail.mail.mailbox.arrival import by_arrival, newest_of
from webmail.mail.mailbox.borrowing import Borrower, select_ref
from webmail.mail.mailbox.connection import Connection, Selected
from webmail.mail.mailbox.listing import ROWS_A_PAGE, Listing, Stretch
from webmail.mail.mailbox.numbers import Ranges, count_of, expand, newest
from webmail.mail.mailbox.rows import RowReader
from webmail.mail.mailbox.search import search_uids, sort_partly, sort_uids
from webmail.mail.mailbox.threads import WINDOW
from webmail.mail.mailbox.view import HAS_ATTACHMENT, PLAIN, Order, View
from webmail.mail.ref import MessageRef

MOST_SORTED = 100_000
MOST_AT_ONCE = 10_000


class Lister:
    """Reads pages of folders for one person, of so many rows each."""

    def __init__(self, borrower: Borrower, *, size: int = ROWS_A_PAGE) -> None:
        self.borrower = borrower
        self.size = size

    def list(self, folder: str, *, page: int, view: View) -> Listing:
        """The newest by date, beyond them by sequence number, so that page 1,000 costs what page 1 costs."""
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
        order = self._order(connection, selected) if stretch.before < WINDOW else ()
        rows: Sequence[Row] = ()
        if uids := order[stretch.before : stretch.before + self.size]:
            rows = reader.page(uids, place=stretch.place)
        elif selected.exists:
            rows = reader.by_number(*stretch.numbers, place=stretch.place)
        return _listing(connection, selected, stretch, rows, PLAIN)

    def _chosen(
        self, connection: Connection, reader: RowReader, selected: Selected, page: int, view: View
    ) -> Listing:
        if view.order is Order.NEWEST:
            found = search_uids(connection, view.criteria())
            stretch = Stretch.of(count_of(found), page, size=self.size)
            order = self._order(connection, selected)
            uids: Sequence[int] = newest_of(found, order, skip=stretch.before, count=self.size)
        else:
            uids, stretch = self._sorted(connection, view, page)
        return _listing(connection, selected, stretch, reader.by_uid(uids), view)

    def _order(self, connection: Connection, selected: Selected) -> Sequence[int]:
        return by_arrival(connection, self.borrower.kept, self.borrower.login.name, selected)

    def _sorted(self, connection: Connection, view: View, page: int) -> tuple[Sequence[int], Stretch]:
        """The UIDs of a page, sorted by the store (RFC 5256), only these where it can (RFC 5267)."""
        keys, criteria = view.keys(by_name=connection.offers("SORT=DISPLAY")), view.criteria()

        def part(page: int) -> tuple[Sequence[int], int] | None:
            first = (page - 1) * self.size + 1
            return sort_partly(connection, keys, criteria, first=first, most=self.size)

        if (partly := part(page)) is not None:
            uids, total = partly
            stretch = Stretch.of(total, page, size=self.size)
            if stretch.page != page:
                uids, _ = part(stretch.page) or ((), 0)
            return uids, stretch
        found = sort_uids(connection, keys, criteria)
        stretch = Stretch.of(count_of(found), page, size=self.size)
        return expand(found, most=min(stretch.before + self.size, MOST_SORTED))[stretch.before :], stretch


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
