"""FolderKeeper: the verbs a person has over folders; nothing that came after the question is touched."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar

from webmail.mail.errors import DeedRefused, FolderMissing, FolderRefused, MailError, MessageGone
from webmail.mail.flags import Flag
from webmail.mail.mailbox.argument import Atom, FolderName
from webmail.mail.mailbox.borrowing import Borrower, Once
from webmail.mail.mailbox.connection import Connection, Selected
from webmail.mail.mailbox.deeds import relocate, take_time
from webmail.mail.mailbox.extent import Extent, below_of, extent_of
from webmail.mail.mailbox.folder import Folder, SpecialUse
from webmail.mail.mailbox.moved import MOST_MOVED, Marked
from webmail.mail.mailbox.naming import Naming
from webmail.mail.mailbox.numbers import Ranges, batches, count_of, expand, written
from webmail.mail.mailbox.search import search_uids
from webmail.mail.mailbox.selection import A_COMMAND
from webmail.mail.mailbox.tree import list_folders, read_listed, read_tree
from webmail.policy import Policy

EMPTIED = (SpecialUse.TRASH, SpecialUse.JUNK)
T = TypeVar("T")


class FolderNotes(Protocol):
    """What is kept elsewhere about folders by their names, and must follow them."""

    def renamed(self, old: str, new: str, *, delimiter: str | None) -> None: ...

    def removed(self, name: str, *, delimiter: str | None) -> None: ...


@dataclass(frozen=True, slots=True)
class Renamed:
    """A folder with another name, of its own or of the folders it lies in."""

    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Removed:
    """What became of a removed folder: its new name below the trash, else None."""

    before: str
    after: str | None
    messages: int
    for_good: bool


class FolderKeeper:
    """All folders of one person; each deed is sent once and never again."""

    def __init__(self, *, borrower: Borrower, notes: FolderNotes, policy: Policy) -> None:
        self.borrower = borrower
        self.notes = notes
        self.policy = policy

    # -- what there is -----------------------------------------------------------------------

    def extent(self, folder: str) -> Extent:
        """What the folder holds, to be asked about: how much, and what would become of it."""

        def look(connection: Connection) -> Extent:
            tree = _read_anew(connection)
            trash = next((each for each in tree if each.special is SpecialUse.TRASH), None)
            return extent_of(folder, tree, for_good=_is_below(folder, trash))

        return self.borrower.reading(look)

    # -- making, renaming, moving ------------------------------------------------------------

    def make(self, label: str, *, below: str | None = None) -> str:
        """A new folder, subscribed; gives its name."""

        def work(connection: Connection, once: Once) -> str:
            name = Naming(list_folders(connection)).new(label, below=below)
            once.begun = True
            _named(connection, "CREATE", FolderName(name))
            _subscribe(connection, name, on=True)
            return name

        return self._changing(work)

    def rename(self, folder: str, label: str) -> Renamed:
        """The same folder in the same place under another name; what lies below follows."""

        def work(connection: Connection, once: Once) -> Renamed:
            naming = Naming(list_folders(connection))
            naming.require_own(folder)
            new = naming.new(label, below=naming.parent(folder), instead_of=folder)
            if new == folder:
                return Renamed(folder, folder)
            once.begun = True
            return self._rename(connection, naming, folder, new)

        return self._changing(work)

    def move(self, folder: str, *, below: str | None) -> Renamed:
        """The folder with all that lies below it into another one, or to the top."""

        def work(connection: Connection, once: Once) -> Renamed:
            naming = Naming(list_folders(connection))
            listed = naming.require_own(folder)
            if below is not None:
                naming.one(below)
                if below == folder or below in naming.below(folder):
                    raise FolderRefused("into_itself")
            if naming.parent(folder) == below:
                raise FolderRefused("there_already")
            new = naming.placed(listed.path[-1], below=below, instead_of=folder)
            once.begun = True
            return self._rename(connection, naming, folder, new)

        return self._changing(work)

    def _rename(self, connection: Connection, naming: Naming, old: str, new: str) -> Renamed:
        delimiter = naming.listed[old].delimiter
        followed = _subscribed(connection) & {old, *naming.below(old)}
        # A store may end the line of whoever has the folder open that gets another name.
        _close(connection)
        take_time(connection)
        _named(connection, "RENAME", FolderName(old), FolderName(new))
        self.notes.renamed(old, new, delimiter=delimiter)
        # No store we know lets subscriptions follow (RFC 9051 section 6.3.6).
        for name in sorted(followed):
            _subscribe(connection, new + name[len(old) :], on=True)
            _subscribe(connection, name, on=False)
        return Renamed(old, new)

    # -- removing ----------------------------------------------------------------------------

    def remove(self, asked: Extent) -> Removed:
        """Takes a folder of the person's own away: below the trash, or from there for good.

        Where it lies now decides which, not asked.for_good; for good it goes only if nothing has come since.
        Where it cannot lie below the trash its messages go there; nothing is lost without a word.
        """

        def work(connection: Connection, once: Once) -> Removed:
            tree = _read_anew(connection)
            naming = Naming(list_folders(connection))
            listed = naming.require_own(asked.folder)
            trash = next((each for each in tree if each.special is SpecialUse.TRASH), None)
            now = extent_of(asked.folder, tree, for_good=_is_below(asked.folder, trash))
            asked.require_same(now)
            if now.for_good:
                asked.require_nothing_new(now)
                once.begun = True
                self._delete(connection, [*naming.below(asked.folder), asked.folder])
                return Removed(asked.folder, None, now.messages, for_good=True)
            once.begun = True
            place = trash.name if trash else self.borrower.make_special(connection, SpecialUse.TRASH)
            with suppress(FolderRefused, DeedRefused):
                naming = Naming(list_folders(connection)) if trash is None else naming
                after = naming.spare(listed.path[-1], below=place)
                self._rename(connection, naming, asked.folder, after)
                self.notes.removed(after, delimiter=listed.delimiter)
                return Removed(asked.folder, after, now.messages, for_good=False)
            self._give_up(connection, [*naming.below(asked.folder), asked.folder], naming, trash=place)
            return Removed(asked.folder, None, now.messages, for_good=False)

        return self._changing(work)

    def _give_up(self, connection: Connection, names: Sequence[str], naming: Naming, *, trash: str) -> None:
        """The messages of each folder into the trash, then the folder, the deepest first."""
        for name in names:
            if naming.listed[name].selectable:
                _move_all(connection, name, target=trash)
                if connection.select(name, readonly=True).exists:
                    # Something came meanwhile, or the store only marks what it has copied.
                    raise FolderRefused("not_empty")
            self._delete(connection, [name])

    def _delete(self, connection: Connection, names: Sequence[str]) -> None:
        _close(connection)
        for name in names:
            take_time(connection)
            with suppress(FolderMissing):
                _named(connection, "DELETE", FolderName(name))
            _subscribe(connection, name, on=False)
            self.notes.removed(name, delimiter=None)

    # -- what lies in them -------------------------------------------------------------------

    def empty(self, asked: Extent) -> int:
        """Takes for good what the trash or the junk held when it was asked about; gives how many."""

        def work(connection: Connection, once: Once) -> int:
            tree = _read_anew(connection)
            folder = next((each for each in tree if each.name == asked.folder), None)
            if folder is None:
                raise FolderMissing("no such folder")
            if folder.special not in EMPTIED:
                raise FolderRefused("not_emptied")
            now = extent_of(asked.folder, tree, for_good=True)
            asked.require_same(now)
            asked.require_same_below(now)
            below = below_of(folder, tree)
            if any(each.special for each in below):
                raise FolderRefused("special")
            once.begun = True
            count = sum(each.total for each in below)
            self._delete(connection, [each.name for each in below])
            return count + _remove_older(connection, asked)

        return self._changing(work)

    def mark_all_read(self, asked: Extent) -> Marked:
        """Marks what the folder held when its page was made; says also what it changed."""

        def work(connection: Connection, once: Once) -> Marked:
            selected = connection.select(asked.folder, readonly=False)
            asked.require_same(replace(asked, uidvalidity=selected.uidvalidity))
            limit = min(asked.uidnext, _next(connection, selected))
            reach = Atom(f"1:{limit - 1}")
            found = search_uids(connection, [Atom("UID"), reach, Atom("UNSEEN")]) if limit > 1 else ()
            count = count_of(found)
            if count:
                once.begun = True
                _mark_seen(connection, reach, found)
            uids = expand(found, most=MOST_MOVED) if count <= MOST_MOVED else ()
            return Marked(asked.folder, asked.uidvalidity, Flag.SEEN, True, uids, count)

        return self._changing(work, forgets=False)

    # -- shown or not ------------------------------------------------------------------------

    def subscribe(self, folder: str, *, on: bool) -> None:
        """Tells the store, and so other programs, whether the folder is among those to be shown."""

        def work(connection: Connection, once: Once) -> None:
            Naming(list_folders(connection)).one(folder)
            once.begun = True
            connection.command("SUBSCRIBE" if on else "UNSUBSCRIBE", FolderName(folder))

        self._changing(work, forgets=False)

    def _changing(self, work: Callable[[Connection, Once], T], *, forgets: bool = True) -> T:
        once = Once()
        try:
            return self.borrower.deed(lambda connection: work(connection, once), once=once)
        finally:
            if forgets and once.begun:
                # Rows and special folders are remembered by name, and names mean something else now.
                self.borrower.kept.forget(self.borrower.login.name)


def _read_anew(connection: Connection) -> tuple[Folder, ...]:
    """The tree as it is: of a folder that is still open, a store tells what it was when last asked."""
    connection.command("NOOP")
    return read_tree(connection)


def _is_below(folder: str, trash: Folder | None) -> bool:
    return trash is not None and bool(trash.delimiter) and folder.startswith(f"{trash.name}{trash.delimiter}")


def _named(connection: Connection, verb: str, *names: FolderName) -> None:
    """A command whose refusal is about a name."""
    try:
        connection.command(verb, *names)
    except DeedRefused as error:
        if str(error) == "NONEXISTENT":
            raise FolderMissing("no such folder") from error
        raise FolderRefused("taken" if str(error) == "ALREADYEXISTS" else "refused") from error


def _subscribe(connection: Connection, name: str, *, on: bool) -> None:
    """It comes after a deed that is done: even a line that breaks here must not call that a failure."""
    with suppress(MailError):
        connection.command("SUBSCRIBE" if on else "UNSUBSCRIBE", FolderName(name))


def _subscribed(connection: Connection) -> set[str]:
    """The names of the folders that are subscribed."""
    with suppress(DeedRefused):
        answer = connection.command("LSUB", "", "*")
        return {each.name for each in read_listed(answer, b"LSUB")}
    return set()


def _close(connection: Connection) -> None:
    """No folder stays open that is about to go; without UNSELECT (RFC 3691) another one is opened."""
    with suppress(DeedRefused):
        if connection.offers("UNSELECT"):
            connection.command("UNSELECT")
        else:
            connection.command("EXAMINE", FolderName("INBOX"))


def _next(connection: Connection, selected: Selected) -> int:
    """UIDNEXT of an open folder, also where the store does not say it."""
    if selected.uidnext:
        return selected.uidnext
    found = search_uids(connection, [Atom("ALL")])
    return max((max(each) for each in found), default=0) + 1


def _mark_seen(connection: Connection, reach: Atom, unread: Ranges) -> None:
    """Everything at once, which is a short line; where that is refused, what is unread in pieces."""
    seen = Atom("+FLAGS.SILENT"), [Atom(Flag.SEEN.value)]
    take_time(connection)
    with suppress(DeedRefused):
        connection.command("UID", Atom("STORE"), reach, *seen)
        return
    for uids in batches(unread, size=A_COMMAND):
        take_time(connection)
        connection.command("UID", Atom("STORE"), Atom(written(uids)), *seen)


def _move_all(connection: Connection, folder: str, *, target: str) -> None:
    """What lies in the folder, so many at a time: UIDs may be few and far between."""
    if not connection.select(folder, readonly=False).exists:
        return
    for uids in batches(search_uids(connection, [Atom("ALL")]), size=A_COMMAND):
        with suppress(MessageGone):
            relocate(connection, uids, source=folder, target=target)


def _remove_older(connection: Connection, asked: Extent) -> int:
    selected = connection.select(asked.folder, readonly=False)
    asked.require_same(replace(asked, uidvalidity=selected.uidvalidity))
    limit = min(asked.uidnext, _next(connection, selected))
    reach = Atom(f"1:{max(1, limit - 1)}")
    count = count_of(search_uids(connection, [Atom("UID"), reach])) if limit > 1 else 0
    if count:
        take_time(connection)
        connection.command("UID", Atom("STORE"), reach, Atom("+FLAGS.SILENT"), [Atom(Flag.DELETED.value)])
        if connection.offers("UIDPLUS"):
            connection.command("UID", Atom("EXPUNGE"), reach)
    return count
