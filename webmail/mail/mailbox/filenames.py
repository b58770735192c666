"""Which messages have an attachment of such a name: no SEARCH knows it, so structures are read."""

from collections.abc import Sequence

from webmail.mail.mailbox.argument import Atom
from webmail.mail.mailbox.connection import Connection
from webmail.mail.mailbox.fetched import Fetched
from webmail.mail.mailbox.fetching import fetch_many
from webmail.mail.mailbox.spelling import folded
from webmail.mail.reading.choice import choose

AT_ONCE = 100
"""So many structures are read before whoever asked looks at the clock again."""

_STRUCTURE = Atom("(UID BODYSTRUCTURE)")


def with_files(connection: Connection, uids: Sequence[int], names: Sequence[str]) -> list[int]:
    """Those of the messages that have each name in an attachment's; "" is in every name. In their order."""
    structures = fetch_many(connection, uids, _STRUCTURE)
    return [uid for uid in uids if uid in structures and _has(structures[uid], names)]


def _has(fetched: Fetched, names: Sequence[str]) -> bool:
    structure = fetched.structure
    if structure is None:
        return False
    chosen = choose(structure)
    files = [folded(part.name or "") for part in chosen.attachments if part.section not in chosen.related]
    return all(any(name in file for file in files) for name in names)
