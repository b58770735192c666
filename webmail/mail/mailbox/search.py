"""UID SEARCH → the numbers found (RFC 9051 section 6.4.4, ESEARCH: RFC 4731)."""

import re
from collections.abc import Sequence

from webmail.mail.mailbox.argument import Argument, Atom
from webmail.mail.mailbox.connection import Connection
from webmail.mail.mailbox.numbers import Ranges, read_ranges

_ALL = re.compile(rb"\bALL ([\d:,]+)")


def search_uids(connection: Connection, criteria: Sequence[Argument]) -> Ranges:
    """The UIDs found, as ranges where the store can say it so: a year of unread mail is then a short line."""
    if connection.offers("ESEARCH"):
        answer = connection.command("UID", Atom("SEARCH"), Atom("RETURN (ALL)"), *criteria)
        found = [_ALL.search(record[0]) for record in answer.lines(b"ESEARCH")]
        return tuple(each for match in found if match for each in read_ranges(match[1]))
    answer = connection.command("UID", Atom("SEARCH"), *criteria)
    numbers = b",".join(b",".join(record[0].split()) for record in answer.lines(b"SEARCH"))
    return read_ranges(numbers)
