"""Scope, Mark, Hits, Slice: where is searched, how far it got, and what was found on the way."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from webmail.mail.envelope import Row
from webmail.mail.mailbox.folder import NAMES, Folder, SpecialUse
from webmail.mail.mailbox.query import Key, Query
from webmail.mail.ref import MessageRef

_NAMES: Mapping[SpecialUse, tuple[str, ...]] = {
    **NAMES,
    SpecialUse.INBOX: ("inbox", "posteingang", "eingang"),
}
LEFT_OUT = (SpecialUse.JUNK, SpecialUse.TRASH)


@dataclass(frozen=True, slots=True)
class Scope:
    """One folder, or all of them but Junk and Trash; everywhere takes these in, too."""

    folder: str | None = None
    everywhere: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a search stands: in which step, in which of how many folders, and below which UID it goes on.

    pace is how many UIDs the store got through in a second, so that the next slice begins as fast.
    """

    step: int = 0
    folder: str = ""
    number: int = 0
    of: int = 0
    uidvalidity: int = 0
    below: int = 0
    pace: int = 0


ALL_FOLDERS = Scope()
BEGINNING = Mark()


@dataclass(frozen=True, slots=True)
class Hits:
    """What was found in one folder, the newest first."""

    folder: str
    uidvalidity: int
    uids: tuple[int, ...]

    @property
    def refs(self) -> tuple[MessageRef, ...]:
        """Each of them by itself."""
        return tuple(MessageRef(self.folder, self.uidvalidity, uid) for uid in self.uids)


@dataclass(frozen=True, slots=True)
class Slice:
    """What one slice of a search has found, and where it goes on; no mark: all has been looked through.

    folders is how many there are to look through, refused those that the store did not let us.
    """

    hits: tuple[Hits, ...]
    rows: tuple[Row, ...]
    mark: Mark | None
    folders: int = 0
    refused: tuple[str, ...] = ()


def folders_to_search(tree: Iterable[Folder], query: Query, scope: Scope) -> list[Folder]:
    """In the order of the screen; a folder that is asked for by name is searched whatever it is for."""
    tree = list(tree)
    folders = [each for each in tree if each.selectable]
    if wanted := query.of(Key.FOLDER):
        called = [each for term in wanted for each in _called(term.text.casefold(), tree)]
        return [each for each in folders if any(_is_within(each, other) for other in called)]
    if scope.folder is not None:
        return [each for each in folders if each.name == scope.folder]
    return [each for each in folders if scope.everywhere or each.special not in LEFT_OUT]


def _called(typed: str, tree: Sequence[Folder]) -> list[Folder]:
    """A folder's whole name counts more than a part of others' names."""
    whole = [each for each in tree if typed in _names(each)]
    return whole or [each for each in tree if any(typed in name for name in _names(each))]


def _is_within(folder: Folder, other: Folder) -> bool:
    """Whether it is the other or lies below it."""
    if folder.name == other.name:
        return True
    # Some stores keep everything below the inbox, which is not meant by its name.
    holds = other.delimiter is not None and other.special is not SpecialUse.INBOX
    return holds and folder.name.startswith(f"{other.name}{other.delimiter}")


def _names(folder: Folder) -> tuple[str, ...]:
    own = (folder.name.casefold(), folder.label.casefold())
    return own + (_NAMES[folder.special] if folder.special else ())
