"""The sentences about folders: why something is not done to one, and what was done."""

from collections.abc import Callable
from typing import Any

from webmail.mail import Extent, FolderRefused, Removed
from webmail.web.words import _, ngettext


def refused(error: FolderRefused) -> str:
    """Why nothing was done."""
    sentences: dict[str, Callable[[], str]] = {
        "none": lambda: _("Please enter a name."),
        "too_long": lambda: _("The name may have at most %(most)s characters.", most=error.entry),
        "signs": lambda: _("The name contains characters that cannot be seen. Please type it anew."),
        "delimiter": lambda: _(
            "“%(sign)s” separates folders and cannot be part of a name.", sign=error.entry
        ),
        "reserved": lambda: _(
            "“%(name)s” is the name of a folder with a purpose of its own.", name=error.entry
        ),
        "taken": lambda: _("There is a folder of this name already."),
        "refused": lambda: _("The mail server does not take this name. A shorter, plainer one will do."),
        "special": lambda: _(
            "This folder, or one below it, has a purpose of its own. It keeps its name and its place."
        ),
        "into_itself": lambda: _("A folder cannot be moved into itself."),
        "there_already": lambda: _("The folder is there already."),
        "no_place": lambda: _("No folder can lie below this one."),
        "not_emptied": lambda: _("Only the trash and spam can be emptied."),
        "not_empty": lambda: _(
            "The messages were put into the trash. The folder stayed, because something is still in it."
        ),
        "changed": lambda: _("The folder has changed in the meantime. Nothing was done."),
    }
    return sentences.get(error.reason, lambda: _("This cannot be done to this folder."))()


def _held(extent: Extent) -> str:
    """How much a folder holds."""
    if not extent.folders:
        return ngettext("It holds one message.", "It holds %(num)s messages.", extent.messages)
    if extent.folders == 1:
        return ngettext(
            "With the folder below it, it holds one message.",
            "With the folder below it, it holds %(num)s messages.",
            extent.messages,
        )
    return ngettext(
        "With %(folders)s folders below it, it holds one message.",
        "With %(folders)s folders below it, it holds %(num)s messages.",
        extent.messages,
        folders=extent.folders,
    )


def _holds(extent: Extent) -> bool:
    return bool(extent.messages or extent.folders)


def asks_removal(extent: Extent, name: str) -> dict[str, Any]:
    """The question before a folder is removed."""
    if extent.for_good:
        return {
            "question": _("Delete the folder “%(name)s” for good?", name=name),
            "consequence": " ".join((_held(extent), _("Nothing of it can be brought back after that.")))
            if _holds(extent)
            else _("It is empty. It cannot be brought back after that."),
            "deed": _("Delete for good"),
        }
    return {
        "question": _("Remove the folder “%(name)s”?", name=name),
        "consequence": " ".join((_held(extent), _("All of it moves to the trash.")))
        if _holds(extent)
        else _("It is empty and moves to the trash."),
        "deed": _("Remove folder"),
    }


def asks_emptying(extent: Extent, name: str) -> dict[str, Any]:
    """The question before trash or spam is emptied."""
    return {
        "question": _("Empty the folder “%(name)s”?", name=name),
        "consequence": " ".join((_held(extent), _("Nothing of it can be brought back after that.")))
        if _holds(extent)
        else _("It is empty."),
        "deed": ngettext("Delete one message for good", "Delete %(num)s messages for good", extent.messages)
        if extent.messages
        else _("Delete for good"),
    }


def removed_folder(removed: Removed, name: str) -> str:
    """What became of a folder."""
    if removed.for_good:
        return _("The folder “%(name)s” was deleted for good.", name=name)
    if removed.after:
        return _("The folder “%(name)s” lies in the trash now.", name=name)
    return _("The folder “%(name)s” was removed. Its messages lie in the trash.", name=name)


def all_read(count: int) -> str:
    """After all messages of a folder were marked as read."""
    if not count:
        return _("There was nothing unread here.")
    return ngettext("Marked as read.", "%(num)s messages marked as read.", count)
