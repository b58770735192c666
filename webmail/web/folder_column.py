"""Which folders the column shows: favourites first, hidden ones left out."""

from collections.abc import Sequence

from webmail.mail import Folder
from webmail.web.current import current


def favourites_of(tree: Sequence[Folder]) -> list[Folder]:
    """The favourites that are there, in the person's order."""
    there = {folder.name: folder for folder in tree if folder.selectable}
    return [there[name] for name in current.chosen.favourites if name in there]


def visible(tree: Sequence[Folder], *, open_folder: str | None) -> list[Folder]:
    """All but the hidden ones and those below them; the open one is always there."""
    hidden = current.chosen.hidden
    if not hidden:
        return list(tree)
    return [
        folder
        for folder in tree
        if folder.name == open_folder or not any(_is_in(folder, each) for each in hidden)
    ]


def targets_of(tree: Sequence[Folder], *, without: str | None) -> list[Folder]:
    """The last targets that are still there, the newest first."""
    there = {folder.name: folder for folder in tree if folder.selectable and folder.name != without}
    return [there[name] for name in current.chosen.targets if name in there]


def _is_in(folder: Folder, other: str) -> bool:
    return folder.name == other or (
        bool(folder.delimiter) and folder.name.startswith(f"{other}{folder.delimiter}")
    )
