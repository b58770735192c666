"""Space: what takes it, by folder where the store can say it, and the largest messages of all folders."""

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import nlargest

from webmail.mail.errors import FolderMissing
from webmail.mail.mailbox.argument import Atom
from webmail.mail.mailbox.borrowing import Borrower
from webmail.mail.mailbox.connection import Connection
from webmail.mail.mailbox.fetched import fetched_by_uid
from webmail.mail.mailbox.folder import Folder, SpecialUse
from webmail.mail.mailbox.listing import Listing
from webmail.mail.mailbox.numbers import expand, newest, written
from webmail.mail.mailbox.rows import rows_of
from webmail.mail.mailbox.search import SEARCH_SECONDS, search_uids, sort_partly, sort_uids
from webmail.mail.mailbox.tree import list_with_status, read_tree
from webmail.mail.ref import MessageRef

MOST_LARGEST = 50
MOST_FOLDERS = 100
LARGE = 1_000_000
"""Without SORT only what is larger than this is looked for."""

MOST_LOOKED_AT = 2000


@dataclass(frozen=True, slots=True)
class Sized:
    """A folder and the octets in it; None where the store does not count them."""

    folder: Folder
    octets: int | None


@dataclass(frozen=True, slots=True)
class Space:
    """The folders, the fullest first, and the largest messages; left_out counts folders not looked into."""

    folders: tuple[Sized, ...]
    largest: Listing
    left_out: int = 0


@dataclass(frozen=True, slots=True, order=True)
class _Large:
    octets: int
    folder: str
    uidvalidity: int
    uid: int


def find_space(borrower: Borrower) -> Space:
    """Looks into each folder but the trash, which is emptied as a whole; a small one is not even opened."""

    def look(connection: Connection) -> Space:
        # A store counts an open folder as it was when it was opened, and one is open from the page before.
        connection.command("NOOP")
        folders = _sized(connection)
        worth = [
            each for each in folders if each.folder.special is not SpecialUse.TRASH and each.folder.total
        ]
        found: list[_Large] = []
        for each in worth[:MOST_FOLDERS]:
            least = found[-1].octets if len(found) == MOST_LARGEST else 0
            # What all its messages have together, one of them cannot have alone.
            if each.octets is None or each.octets > least:
                found = nlargest(MOST_LARGEST, [*found, *_largest(connection, each.folder.name)])
        refs = [MessageRef(each.folder, each.uidvalidity, each.uid) for each in found]
        rows = rows_of(connection, borrower.kept, borrower.login.name, refs)
        listing = Listing("", 0, rows, page=1, pages=1, total=len(rows))
        return Space(folders, listing, max(0, len(worth) - MOST_FOLDERS))

    return borrower.reading(look, seconds=SEARCH_SECONDS)


def _sized(connection: Connection) -> tuple[Sized, ...]:
    tree = [each for each in read_tree(connection) if each.selectable]
    # STATUS=SIZE: RFC 8438.
    sizes = list_with_status(connection, "SIZE")[1] if connection.offers("STATUS=SIZE") else {}
    sized = [Sized(each, sizes.get(each.name, {}).get("SIZE")) for each in tree]
    return tuple(sorted(sized, key=lambda each: each.octets or 0, reverse=True))


def _largest(connection: Connection, folder: str) -> list[_Large]:
    """The largest of one folder, with their sizes."""
    try:
        selected = connection.select(folder, readonly=True)
    except FolderMissing:
        return []
    uids = _candidates(connection)
    if not uids:
        return []
    items = Atom("(UID RFC822.SIZE)")
    fetched = fetched_by_uid(connection.command("UID", Atom("FETCH"), Atom(written(uids)), items))
    return [_Large(fetched[uid].size, folder, selected.uidvalidity, uid) for uid in uids if uid in fetched]


def _candidates(connection: Connection) -> Sequence[int]:
    """SORT by size (RFC 5256) where offered, only its first where that can be (RFC 5267); else SEARCH."""
    keys, criteria = Atom("(REVERSE SIZE)"), [Atom("ALL")]
    partly = sort_partly(connection, keys, criteria, first=1, most=MOST_LARGEST)
    if partly is not None:
        return partly[0]
    if connection.offers("SORT"):
        return expand(sort_uids(connection, keys, criteria), most=MOST_LARGEST)
    return newest(search_uids(connection, [Atom(f"LARGER {LARGE}")]), skip=0, count=MOST_LOOKED_AT)
