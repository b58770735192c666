"""Many messages in one FETCH, where one that the store cannot describe must not hide the others."""

from collections.abc import Sequence

from webmail.mail.errors import DeedRefused
from webmail.mail.mailbox.argument import Atom
from webmail.mail.mailbox.connection import Connection
from webmail.mail.mailbox.fetched import Fetched, fetched_by_uid
from webmail.mail.mailbox.numbers import written


def fetch_many(connection: Connection, uids: Sequence[int], items: Atom) -> dict[int, Fetched]:
    """What the store can tell of these: where it refuses, one half is asked about, and then the other."""
    if not uids:
        return {}
    try:
        return fetched_by_uid(connection.command("UID", Atom("FETCH"), Atom(written(uids)), items))
    except DeedRefused:
        if len(uids) == 1:
            return {}
    half = len(uids) // 2
    return fetch_many(connection, uids[:half], items) | fetch_many(connection, uids[half:], items)
