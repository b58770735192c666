"""Conversations: a folder's list of them, and one of them whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

from webmail.mail.errors import FolderMissing
from webmail.mail.flags import Flag
from webmail.mail.mailbox.argument import Atom
from webmail.mail.mailbox.borrowing import Borrower
from webmail.mail.mailbox.connection import Connection
from webmail.mail.mailbox.conversation import ROWS_READ, Conversation, WholeConversation, conversation_of
from webmail.mail.mailbox.fetched import find_uid_and_flags, flags_of
from webmail.mail.mailbox.folder import INBOX, SpecialUse
from webmail.mail.mailbox.gathering import OLDER_SECONDS, Gathering
from webmail.mail.mailbox.kept import Kept
from webmail.mail.mailbox.kept_links import ABSENT, Window
from webmail.mail.mailbox.linking import LinkReader
from webmail.mail.mailbox.listing import ROWS_A_PAGE, Listing
from webmail.mail.mailbox.numbers import written
from webmail.mail.mailbox.rows import RowReader
from webmail.mail.mailbox.search import SEARCH_SECONDS
from webmail.mail.mailbox.threads import Links, Thread, Threads
from webmail.mail.mailbox.view import HAS_ATTACHMENT
from webmail.mail.mailbox.yearly import year_folders
from webmail.mail.ref import MessageRef

YEARS_NEAR = 2


class Conversations:
    """Reads conversations for one person."""

    def __init__(self, borrower: Borrower, *, yearly: bool = False) -> None:
        """yearly says that the archive has a folder for each year."""
        self.borrower = borrower
        self.yearly = yearly

    def list(self, folder: str, *, page: int, size: int = ROWS_A_PAGE) -> Listing:
        """What is older than the newest messages stands behind them, one by one."""
        sent, again = self.borrower.special(SpecialUse.SENT), count()

        def look(connection: Connection) -> Listing:
            name, sparing = self.borrower.login.name, next(again) > 0
            return _Reader(connection, self.borrower.kept, name, sent, sparing).listing(folder, page, size)

        return self.borrower.reading(look)

    def whole(self, ref: MessageRef, *, at: str | None, patiently: bool) -> WholeConversation:
        """Beside the message's own folder, answers lie in the inbox, in Sent, in the archive and snoozed.

        Of an archive by years the two last ones are looked into, and all of them patiently. at is the folder
        that is open, where that is another than the message's own.
        """
        uses = (SpecialUse.SENT, SpecialUse.ARCHIVE, SpecialUse.SNOOZED)
        sent, *others = (self.borrower.special(use) for use in uses)
        folders, again = [INBOX, *filter(None, (sent, *others))], count()

        def look(connection: Connection) -> WholeConversation:
            # What was too slow once is left out the second time.
            seconds = 0.0 if next(again) else SEARCH_SECONDS / 2 if patiently else OLDER_SECONDS
            years = year_folders(connection) if self.yearly else []
            near = years if patiently else years[:YEARS_NEAR]
            more = len(years) > len(near)
            name, kept = self.borrower.login.name, self.borrower.kept
            gathering = Gathering(connection, kept, name, ref, [*folders, *near], sent, seconds, more=more)
            return gathering.whole(at=at or ref.folder)

        return self.borrower.reading(look, seconds=SEARCH_SECONDS if patiently else None)


@dataclass(frozen=True, slots=True)
class _Reader:
    """A folder's list on a borrowed connection; sent is the folder with one's own answers."""

    connection: Connection
    kept: Kept
    name: str
    sent: str | None
    sparing: bool = False

    def listing(self, folder: str, page: int, size: int = ROWS_A_PAGE) -> Listing:
        """The newest messages as conversations; behind their last page the older ones, one by one."""
        sent = self._sent_window(folder)
        selected = self.connection.select(folder, readonly=True)
        window = LinkReader(self.connection, self.kept.links, self.name).window(selected)
        threads = self._threads(folder, window, sent)
        older = max(0, selected.exists - len(window.links))
        grouped, alone = -(-len(threads) // size), -(-older // size)
        pages = max(1, grouped + alone)
        page = min(max(1, page), pages)
        rows = RowReader(self.connection, self.kept, self.name, selected, self.sparing)
        if alone and page > grouped:
            last = older - (page - grouped - 1) * size
            return self._older(rows, (max(1, last - size + 1), last), page=page, pages=pages)
        found = self._conversations(rows, threads.part((page - 1) * size, page * size), sent.links)
        return Listing(
            folder,
            selected.uidvalidity,
            tuple(each.row for each in found),
            page=page,
            pages=pages,
            total=selected.exists,
            last=max(selected.uidnext - 1, 0),
            sorts=self.connection.offers("SORT"),
            knows_attachments=HAS_ATTACHMENT.lower() in selected.keywords,
            conversations={each.row.uid: each for each in found if each.count > 1},
        )

    def _sent_window(self, folder: str) -> Window:
        nothing = Window(ABSENT, Links())
        if self.sent is None or self.sent == folder:
            return nothing
        try:
            selected = self.connection.select(self.sent, readonly=True)
        except FolderMissing:
            return nothing
        return LinkReader(self.connection, self.kept.links, self.name).window(selected)

    def _threads(self, folder: str, window: Window, sent: Window) -> Threads:
        looks = (window.look, sent.look)
        known = self.kept.links.threads(self.name, folder, looks)
        if known is None:
            known = Threads.of(window.links, sent.links)
            # What is not whole yet is made again with the next look.
            if window.whole and sent.whole:
                self.kept.links.keep_threads(self.name, folder, looks, threads=known)
        return known

    def _older(self, rows: RowReader, stretch: tuple[int, int], *, page: int, pages: int) -> Listing:
        selected = rows.selected
        # A stretch of its own under a number that no page of the flat list has.
        found = rows.by_number(*stretch, place=(-stretch[1], stretch[1] - stretch[0]))
        return Listing(
            selected.folder,
            selected.uidvalidity,
            found,
            page=page,
            pages=pages,
            total=selected.exists,
            last=max(selected.uidnext - 1, 0),
            sorts=self.connection.offers("SORT"),
            knows_attachments=HAS_ATTACHMENT.lower() in selected.keywords,
            one_by_one=True,
        )

    def _conversations(self, rows: RowReader, threads: Sequence[Thread], sent: Links) -> list[Conversation]:
        """Those of which anything is still there."""
        read = [uid for thread in threads for uid in thread.uids[:ROWS_READ]]
        by_uid = {row.uid: row for row in rows.by_uid(read)} if read else {}
        flags = {uid: row.flags for uid, row in by_uid.items()}
        flags.update(self._flags([uid for thread in threads for uid in thread.uids[ROWS_READ:]]))
        return [
            conversation_of(
                thread,
                rows=known,
                flags={uid: flags[uid] for uid in thread.uids if uid in flags},
                sent=[link.moment for uid in thread.sent if (link := sent.find(uid))],
            )
            for thread in threads
            if (known := [by_uid[uid] for uid in thread.uids[:ROWS_READ] if uid in by_uid])
        ]

    def _flags(self, uids: Sequence[int]) -> dict[int, frozenset[Flag]]:
        if not uids:
            return {}
        answer = self.connection.command("UID", Atom("FETCH"), Atom(written(uids)), Atom("(UID FLAGS)"))
        found = (find_uid_and_flags(record) for _, record in answer.numbered(b"FETCH"))
        return {uid: flags_of(words) for uid, words in filter(None, found)}
