"""Which messages have an attachment of such a name: no SEARCH knows it, so structures are read."""

from collections.abc import Sequence

from webmail.mail.errors import DeedRefused
from webmail.mail.mailbox.argument import Atom
from webmail.mail.mailbox.connection import Connection
from webmail.mail.mailbox.fetched import Fetched, fetched_by_uid
from webmail.mail.mailbox.numbers import written
from webmail.mail.mailbox.spelling import folded
from webmail.mail.reading.choice import choose

_AT_ONCE = 200
_STRUCTURE = Atom("(UID BODYSTRUCTURE)")


def with_files(connection: Connection, uids: Sequence[int], names: Sequence[str]) -> list[int]:
    """Those of the messages that have each name in an attachment's; "" is in every name. In their order."""
    found: list[int] = []
    for start in range(0, len(uids), _AT_ONCE):
        some = uids[start : start + _AT_ONCE]
        structures = _structures(connection, some)
        found += [uid for uid in some if uid in structures and _has(structures[uid], names)]
    return found


def _structures(connection: Connection, uids: Sequence[int]) -> dict[int, Fetched]:
    try:
        return fetched_by_uid(connection.command("UID", Atom("FETCH"), Atom(written(uids)), _STRUCTURE))
    except DeedRefused:
        if len(uids) == 1:
            return {}
        # One message that the store cannot describe spoils the answer for all.
        return {uid: each for one in uids for uid, each in _structures(connection, [one]).items()}


def _has(fetched: Fetched, names: Sequence[str]) -> bool:
    structure = fetched.structure
    if structure is None:
        return False
    chosen = choose(structure)
    files = [folded(part.name or "") for part in chosen.attachments if part.section not in chosen.related]
    return all(any(name in file for file in files) for name in names)
