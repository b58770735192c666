"""Marks: what stands for the state of a folder, so that a change in it is noticed without opening it."""

from collections.abc import Mapping

from webmail.mail.errors import ConnectionLost, DeedRefused, StoreUnavailable
from webmail.mail.mailbox.answer import Answer
from webmail.mail.mailbox.argument import Atom, FolderName
from webmail.mail.mailbox.connection import Connection
from webmail.mail.mailbox.tree import list_folders, read_items

Mark = tuple[tuple[str, int], ...]
"""What the store counts in a folder; two that are equal mean that nothing has changed."""

# Where each folder costs a round trip of its own, no more than so many are looked at.
MOST_ASKED = 60


def read_marks(connection: Connection) -> dict[str, Mark]:
    """The marks of all folders; in one round trip where the store can say it so."""
    wanted = "MESSAGES UNSEEN UIDNEXT UIDVALIDITY"
    if connection.offers("CONDSTORE"):
        # Without it a star set elsewhere is seen only where the folder is open.
        wanted += " HIGHESTMODSEQ"
    if connection.offers("LIST-STATUS"):
        return _marks(connection.command("LIST", "", "*", Atom(f"RETURN (STATUS ({wanted}))")))
    found: dict[str, Mark] = {}
    for folder in [each for each in list_folders(connection) if each.selectable][:MOST_ASKED]:
        try:
            found |= _marks(connection.command("STATUS", FolderName(folder.name), Atom(f"({wanted})")))
        except ConnectionLost:
            raise
        except (DeedRefused, StoreUnavailable):
            continue
    return found


def _marks(answer: Answer) -> dict[str, Mark]:
    return {name: tuple(sorted(items.items())) for name, items in read_items(answer)}


def changed(before: Mapping[str, Mark], after: Mapping[str, Mark]) -> frozenset[str]:
    """The folders that are new, gone or not as they were."""
    return frozenset(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
