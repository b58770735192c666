"""UID SEARCH and UID SORT → the numbers found (RFC 9051 section 6.4.4, ESEARCH: RFC 4731, SORT: RFC 5256)."""

import re
from collections.abc import Sequence

from webmail.mail.errors import DeedRefused
from webmail.mail.mailbox.answer import Answer
from webmail.mail.mailbox.argument import Argument, Atom
from webmail.mail.mailbox.connection import Connection
from webmail.mail.mailbox.deadline import Deadline
from webmail.mail.mailbox.numbers import Ranges, expand, read_ranges

# Not even one message may keep a page waiting for longer.
SEARCH_SECONDS = 15.0

_ALL = re.compile(rb"\bALL ([\d:,]+)")
_PARTIAL = re.compile(rb"PARTIAL \(\S+ ([\d:,]+)\)")
_COUNT = re.compile(rb"COUNT (\d+)")
_CHARSET = Atom("UTF-8")


def search_patiently(connection: Connection, criteria: Sequence[Argument]) -> Ranges:
    """Looking through a large folder takes long; what comes before and after it does not."""
    deadline = Deadline.after(SEARCH_SECONDS)
    connection.hasten(deadline, read_seconds=SEARCH_SECONDS)
    found = search_uids(connection, criteria)
    connection.hasten(deadline)
    return found


def search_uids(connection: Connection, criteria: Sequence[Argument]) -> Ranges:
    """The UIDs found, as ranges where the store can say it so: a year of unread mail is then a short line."""
    if connection.offers("ESEARCH"):
        answer = connection.command("UID", Atom("SEARCH"), Atom("RETURN (ALL)"), *criteria)
        found = [_ALL.search(record[0]) for record in answer.lines(b"ESEARCH")]
        return tuple(each for match in found if match for each in read_ranges(match[1]))
    return _numbers(connection.command("UID", Atom("SEARCH"), *criteria), b"SEARCH")


def sort_uids(connection: Connection, keys: Atom, criteria: Sequence[Argument]) -> Ranges:
    """All UIDs in the order of the keys."""
    return _numbers(connection.command("UID", Atom("SORT"), keys, _CHARSET, *criteria), b"SORT")


def sort_partly(
    connection: Connection, keys: Atom, criteria: Sequence[Argument], *, first: int, most: int
) -> tuple[Sequence[int], int] | None:
    """Some UIDs from the first on, and how many there are in all (RFC 5267); None where the store cannot."""
    if not connection.offers("ESORT"):
        return None
    wanted = Atom(f"RETURN (COUNT PARTIAL {first}:{first + most - 1})")
    try:
        answer = connection.command("UID", Atom("SORT"), wanted, keys, _CHARSET, *criteria)
    except DeedRefused:
        return None
    told = b" ".join(record[0] for record in answer.lines(b"ESEARCH"))
    count, partial = _COUNT.search(told), _PARTIAL.search(told)
    uids = expand(read_ranges(partial[1]), most=most) if partial else ()
    return uids, int(count[1]) if count else 0


def _numbers(answer: Answer, name: bytes) -> Ranges:
    return read_ranges(b",".join(b",".join(record[0].split()) for record in answer.lines(name)))
