"""Everywhere: the unread or the starred messages of all folders together, newest first."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import NamedTuple

from webmail.mail.mailbox.argument import Atom
from webmail.mail.mailbox.borrowing import Borrower
from webmail.mail.mailbox.connection import Connection
from webmail.mail.mailbox.fetched import fetched_by_uid
from webmail.mail.mailbox.folder import Folder, SpecialUse
from webmail.mail.mailbox.listing import ROWS_A_PAGE, Listing
from webmail.mail.mailbox.numbers import count_of, newest, written
from webmail.mail.mailbox.rows import rows_of
from webmail.mail.mailbox.search import search_uids
from webmail.mail.mailbox.tree import read_tree, skipping
from webmail.mail.mailbox.view import Only, View
from webmail.mail.ref import MessageRef

MOST_PAGES = 10
MOST_FOLDERS = 200
"""So many are opened for one page, in the order of the screen: each costs the store some trips."""

_LEFT_OUT = (SpecialUse.JUNK, SpecialUse.TRASH)


class _Found(NamedTuple):
    received: datetime
    ref: MessageRef


class Everywhere:
    """Looks into each folder but junk and trash; of what is on no page it asks the dates alone."""

    def __init__(self, borrower: Borrower) -> None:
        self.borrower = borrower

    def find(self, view: View, *, page: int) -> Listing:
        """The page, at most the tenth; folders in which nothing is unread are not opened for the unread."""
        page = min(max(1, page), MOST_PAGES)

        def look(connection: Connection) -> Listing:
            found: list[_Found] = []
            total = 0
            folders = _worth_a_look(connection, view)
            for folder in islice(folders, MOST_FOLDERS):
                with skipping():
                    count, some = self._look_into(connection, folder.name, view, page * ROWS_A_PAGE)
                    total += count
                    found += some
            listing = self._page(connection, found, total, page, view)
            return replace(listing, left_out=sum(1 for _ in folders))

        return self.borrower.reading(look)

    def _look_into(
        self, connection: Connection, folder: str, view: View, most: int
    ) -> tuple[int, list[_Found]]:
        """How many there are, and the newest of them, with their dates."""
        selected = connection.select(folder, readonly=True)
        found = search_uids(connection, view.criteria())
        uids = newest(found, skip=0, count=most)
        known = self.borrower.kept.rows(self.borrower.login.name, selected, uids)
        moments = {uid: envelope.received for uid, envelope in known.items()}
        if missing := [uid for uid in uids if uid not in known]:
            items = Atom("(UID INTERNALDATE)")
            answer = connection.command("UID", Atom("FETCH"), Atom(written(missing)), items)
            moments.update((uid, fetched.received) for uid, fetched in fetched_by_uid(answer).items())
        refs = (MessageRef(folder, selected.uidvalidity, uid) for uid in uids if uid in moments)
        return count_of(found), [_Found(moments[ref.uid], ref) for ref in refs]

    def _page(
        self, connection: Connection, found: list[_Found], total: int, page: int, view: View
    ) -> Listing:
        pages = min(max(1, -(-total // ROWS_A_PAGE)), MOST_PAGES)
        page = min(page, pages)
        found.sort(key=lambda each: each.received, reverse=True)
        shown = found[(page - 1) * ROWS_A_PAGE : page * ROWS_A_PAGE]
        rows = rows_of(connection, self.borrower.kept, self.borrower.login.name, [each.ref for each in shown])
        return Listing("", 0, rows, page=page, pages=pages, total=total, view=view)


def _worth_a_look(connection: Connection, view: View) -> Iterator[Folder]:
    return (
        folder
        for folder in read_tree(connection)
        if folder.selectable
        and folder.special not in _LEFT_OUT
        # What is snoozed unread is put away until its time.
        and (view.only is not Only.UNREAD or (folder.unread and folder.special is not SpecialUse.SNOOZED))
    )
