"""Everywhere: the unread or the starred messages of all folders together, newest first."""

from collections.abc import Iterable

from webmail.mail.envelope import Row
from webmail.mail.errors import FolderMissing
from webmail.mail.mailbox.borrowing import Borrower
from webmail.mail.mailbox.connection import Connection
from webmail.mail.mailbox.folder import Folder, SpecialUse
from webmail.mail.mailbox.listing import ROWS_A_PAGE, Listing
from webmail.mail.mailbox.numbers import count_of, newest
from webmail.mail.mailbox.rows import RowReader
from webmail.mail.mailbox.search import search_uids
from webmail.mail.mailbox.tree import read_tree
from webmail.mail.mailbox.view import Only, View

MOST_PAGES = 10

_LEFT_OUT = (SpecialUse.JUNK, SpecialUse.TRASH)


class Everywhere:
    """Looks into each folder but junk and trash; a page of it needs the newest of every folder."""

    def __init__(self, borrower: Borrower) -> None:
        self.borrower = borrower

    def find(self, view: View, *, page: int) -> Listing:
        """The page, at most the tenth; folders in which nothing is unread are not opened for the unread."""
        page = min(max(1, page), MOST_PAGES)

        def look(connection: Connection) -> Listing:
            rows: list[Row] = []
            total = 0
            for folder in _worth_a_look(read_tree(connection), view):
                count, found = self._look_into(connection, folder.name, view, page * ROWS_A_PAGE)
                total += count
                rows += found
            return _page(rows, total, page, view)

        return self.borrower.reading(look)

    def _look_into(
        self, connection: Connection, folder: str, view: View, most: int
    ) -> tuple[int, Iterable[Row]]:
        try:
            selected = connection.select(folder, readonly=True)
        except FolderMissing:
            return 0, ()
        found = search_uids(connection, view.criteria())
        reader = RowReader(connection, self.borrower.kept, self.borrower.login.name, selected)
        uids = newest(found, skip=0, count=most)
        return count_of(found), reader.by_uid(uids) if uids else ()


def _worth_a_look(tree: Iterable[Folder], view: View) -> Iterable[Folder]:
    return (
        folder
        for folder in tree
        if folder.selectable
        and folder.special not in _LEFT_OUT
        and (folder.unread or view.only is not Only.UNREAD)
    )


def _page(rows: list[Row], total: int, page: int, view: View) -> Listing:
    pages = min(max(1, -(-total // ROWS_A_PAGE)), MOST_PAGES)
    page = min(page, pages)
    rows.sort(key=lambda row: row.envelope.received, reverse=True)
    shown = rows[(page - 1) * ROWS_A_PAGE : page * ROWS_A_PAGE]
    return Listing("", 0, tuple(shown), page=page, pages=pages, total=total, view=view)
