"""Finder: looks through folders in slices that are short enough to wait for; nothing is kept between them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from time import monotonic

from webmail.mail.envelope import Row
from webmail.mail.errors import DeedRefused, FolderMissing
from webmail.mail.mailbox.borrowing import Borrower
from webmail.mail.mailbox.connection import Connection, Selected
from webmail.mail.mailbox.criteria import Step, steps_for
from webmail.mail.mailbox.filenames import AT_ONCE, with_files
from webmail.mail.mailbox.folder import Folder, make_tree
from webmail.mail.mailbox.numbers import count_of, newest
from webmail.mail.mailbox.query import Query
from webmail.mail.mailbox.rows import RowReader, rows_of
from webmail.mail.mailbox.search import search_patiently
from webmail.mail.mailbox.searched import Hits, Mark, Scope, Slice, folders_to_search
from webmail.mail.mailbox.tree import list_folders

SLICE_SECONDS = 0.4
# Whoever has first hits sees them sooner.
FOUND_SECONDS = 0.25
# What one command may take, what it takes at first, and what is left for reading the rows.
COMMAND_SECONDS = 0.12
ROWS_SECONDS = 0.08
FIRST_STRETCH, FIRST_BODIES = 400, 100
GROWTH = 4
# Folders with hits are named in an address: a slice ends when their names become long.
NAMES_OCTETS = 400
LARGEST_UID = 2**32 - 1
Clock = Callable[[], float]


class Finder:
    """Searches for one person: newest messages first, folder after folder, the quick step before the slow."""

    def __init__(self, borrower: Borrower, *, clock: Clock = monotonic) -> None:
        self._borrower = borrower
        self._clock = clock

    def slice(self, query: Query, scope: Scope, *, mark: Mark, most: int) -> Slice:
        """The next hits from the mark on, at most so many."""

        def look(connection: Connection) -> Slice:
            tree = make_tree(list_folders(connection), {})
            run = _Run(
                connection=connection,
                read_rows=self._reader(connection),
                steps=steps_for(query),
                folders=folders_to_search(tree, query, scope),
                began=self._clock(),
                clock=self._clock,
                room=most,
            )
            return run.from_mark(mark)

        # How long a search may take is not taken from what else the page asks of the store.
        return self._borrower.reading(look, seconds=self._borrower.pool.store.request_seconds)

    def rows(self, hits: Sequence[Hits]) -> tuple[Row, ...]:
        """What was found before, as it is now; what has gone or was renumbered since is left out."""

        def look(connection: Connection) -> tuple[Row, ...]:
            refs = [ref for each in hits for ref in each.refs]
            return rows_of(connection, self._borrower.kept, self._borrower.login.name, refs)

        return self._borrower.reading(look) if hits else ()

    def _reader(self, connection: Connection) -> "ReadRows":
        kept, name = self._borrower.kept, self._borrower.login.name
        return lambda selected, uids: RowReader(connection, kept, name, selected).by_uid(uids)


ReadRows = Callable[[Selected, Sequence[int]], tuple[Row, ...]]


@dataclass(slots=True)
class _Run:
    """One slice on its way."""

    connection: Connection
    read_rows: ReadRows
    steps: Sequence[Step]
    folders: Sequence[Folder]
    began: float
    clock: Clock
    room: int
    tried: bool = False
    found: bool = False
    hits: list[Hits] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def from_mark(self, mark: Mark) -> Slice:
        while (at := self._settled(mark)) is not None:
            mark = self._through(self.folders[at.number], at)
            if mark.below or not self._time:
                break
        return Slice(
            tuple(self.hits),
            tuple(self.rows),
            self._settled(mark),
            folders=len(self.folders),
            refused=tuple(self.refused),
        )

    @property
    def _time(self) -> float:
        """Seconds left for looking; none when the page is full."""
        if not self.room:
            return 0.0
        whole = min(FOUND_SECONDS, SLICE_SECONDS) if self.found else SLICE_SECONDS
        left = self.began + whole - ROWS_SECONDS - self.clock()
        # Each slice gets on, however long the store took to say which folders there are.
        return max(left, 0.0 if self.tried else COMMAND_SECONDS)

    def _settled(self, mark: Mark) -> Mark | None:
        """The mark as folders are now: they come and go meanwhile. None when there is nothing more."""
        numbers = {folder.name: number for number, folder in enumerate(self.folders)}
        if mark.folder and mark.folder not in numbers:
            # It has gone: what stood behind it is in its place.
            mark = replace(mark, folder="", uidvalidity=0, below=0)
        number = numbers.get(mark.folder, mark.number)
        if number >= len(self.folders):
            mark, number = Mark(step=mark.step + 1), 0
        if mark.step >= len(self.steps) or not self.folders:
            return None
        return replace(mark, folder=self.folders[number].name, number=number, of=len(self.folders))

    def _through(self, folder: Folder, mark: Mark) -> Mark:
        """Downwards through one folder for as long as there is time; gives the mark where it goes on."""
        behind = Mark(step=mark.step, number=mark.number + 1, pace=mark.pace)
        try:
            selected = self.connection.select(folder.name, readonly=True)
            if not selected.exists:
                return behind
            if mark.uidvalidity != selected.uidvalidity:
                # Renumbered, or not begun: no UID of before means anything in it.
                mark = replace(mark, uidvalidity=selected.uidvalidity, below=0)
            found, mark = self._downwards(selected, mark)
        except FolderMissing:
            return behind
        except DeedRefused:
            self.refused.append(folder.name)
            return behind
        if found and (rows := self.read_rows(selected, found)):
            self.rows += rows
            self.hits.append(Hits(folder.name, selected.uidvalidity, tuple(row.uid for row in rows)))
            if sum(len(each.folder.encode()) for each in self.hits) > NAMES_OCTETS:
                self.room = 0
        return mark if mark.below else replace(behind, pace=mark.pace)

    def _downwards(self, selected: Selected, mark: Mark) -> tuple[list[int], Mark]:
        step = self.steps[mark.step]
        found: list[int] = []
        below = mark.below or selected.uidnext or LARGEST_UID + 1
        first = FIRST_BODIES if step.bodies else FIRST_STRETCH
        pace, most = mark.pace, first * GROWTH if mark.pace else first
        while below > 1 and self._time:
            # A store that is far away takes its time for one message as for a hundred.
            least = max(1, first // GROWTH)
            size = max(least, min(most, int(pace * min(COMMAND_SECONDS, self._time)))) if pace else most
            low = max(1, below - size)
            began = self.clock()
            uids, reached = self._search(step, low, below - 1)
            found += uids
            self.room -= len(uids)
            self.found = self.found or bool(uids)
            pace = max(1, int((below - reached) / max(self.clock() - began, 0.001)))
            most = size * GROWTH
            below = reached
        return found, replace(mark, below=below if below > 1 else 0, pace=pace)

    def _search(self, step: Step, low: int, high: int) -> tuple[list[int], int]:
        """The newest hits among these UIDs that there is room for, and below which UID there may be more."""
        self.tried = True
        ranges = search_patiently(self.connection, step.among(low, high))
        if step.names:
            return self._with_files(newest(ranges, skip=0, count=high - low + 1), step.names, low)
        uids = newest(ranges, skip=0, count=self.room)
        return uids, low if count_of(ranges) <= self.room else uids[-1]

    def _with_files(self, candidates: Sequence[int], names: Sequence[str], low: int) -> tuple[list[int], int]:
        """As _search(); reading structures is the slow part, so the clock is looked at on the way."""
        kept: list[int] = []
        for start in range(0, len(candidates), AT_ONCE):
            some = candidates[start : start + AT_ONCE]
            kept += with_files(self.connection, some, names)
            if len(kept) > self.room:
                return kept[: self.room], kept[self.room - 1]
            if start + AT_ONCE < len(candidates) and not self._time:
                return kept, some[-1]
        return kept, low
