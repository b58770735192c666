"""Marks: what stands for the state of a folder, so that a change in it is noticed without opening it."""

from collections.abc import Mapping

from webmail.mail.mailbox.connection import Connection
from webmail.mail.mailbox.tree import list_with_status

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
    _, numbers = list_with_status(connection, wanted, most=MOST_ASKED)
    return {name: tuple(sorted(items.items())) for name, items in numbers.items()}


def changed(before: Mapping[str, Mark], after: Mapping[str, Mark]) -> frozenset[str]:
    """The folders that are new, gone or not as they were."""
    return frozenset(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
