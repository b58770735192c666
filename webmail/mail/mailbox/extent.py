"""Extent: what a folder and those below it held when somebody was asked about them."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from webmail.mail.errors import FolderChanged, FolderMissing, StaleReference
from webmail.mail.mailbox.folder import Folder


@dataclass(frozen=True, slots=True)
class Extent:
    """What was asked about; what comes later is not meant. mark stands for the folders below as they were."""

    folder: str
    uidvalidity: int
    uidnext: int
    messages: int = 0
    folders: int = 0
    mark: str = ""
    for_good: bool = False

    def require_same(self, now: "Extent") -> None:
        """That it is the same folder still; messages may have come."""
        if self.uidvalidity != now.uidvalidity:
            raise StaleReference("another folder has this name now")

    def require_same_below(self, now: "Extent") -> None:
        """That the folders below are the same, and hold nothing else."""
        if self.mark != now.mark:
            raise FolderChanged

    def require_nothing_new(self, now: "Extent") -> None:
        """That nothing came, here or below."""
        if self.uidnext != now.uidnext:
            raise FolderChanged
        self.require_same_below(now)


def extent_of(name: str, tree: Sequence[Folder], *, for_good: bool) -> Extent:
    """The folder as the tree tells it; FolderMissing when it is not there."""
    folder = next((each for each in tree if each.name == name), None)
    if folder is None:
        raise FolderMissing("no such folder")
    below = below_of(folder, tree)
    return Extent(
        name,
        folder.uidvalidity,
        folder.uidnext,
        messages=folder.total + sum(each.total for each in below),
        folders=len(below),
        mark=_mark(below),
        for_good=for_good,
    )


def below_of(folder: Folder, tree: Sequence[Folder]) -> list[Folder]:
    """The folders somewhere below this one, the deepest first."""
    found = [
        each for each in tree if folder.delimiter and each.name.startswith(f"{folder.name}{folder.delimiter}")
    ]
    return sorted(found, key=lambda each: (each.depth, each.name), reverse=True)


def _mark(folders: Sequence[Folder]) -> str:
    told = "\0".join(f"{each.name}\0{each.uidvalidity}\0{each.uidnext}" for each in folders)
    return hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()[:32] if folders else ""
