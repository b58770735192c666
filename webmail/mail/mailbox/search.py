"""What was typed → SEARCH criteria (RFC 9051 section 6.4.4)."""

import re
from collections.abc import Sequence

from webmail.mail.mailbox.argument import Argument, Atom
from webmail.mail.mailbox.connection import Connection
from webmail.mail.mailbox.deadline import Deadline
from webmail.mail.mailbox.numbers import Ranges, read_ranges

MOST_WORDS = 12
LONGEST_WORD = 120
SEARCH_SECONDS = 15.0

_WORD = re.compile(r'"([^"]+)"|(\S+)')
_ALL = re.compile(rb"\bALL ([\d:,]+)")
_FIELDS = ("FROM", "TO", "CC", "SUBJECT")


def words_of(typed: str) -> tuple[str, ...]:
    """The words to look for; what stands in quotation marks is one word."""
    found = (" ".join((quoted or plain).split()) for quoted, plain in _WORD.findall(typed))
    return tuple(word[:LONGEST_WORD] for word in found if word)[:MOST_WORDS]


def criteria_for(words: tuple[str, ...]) -> list[Argument]:
    """Every word must be found in sender, recipients or subject."""
    criteria: list[Argument] = []
    for word in words:
        for field in _FIELDS[:-1]:
            criteria += [Atom("OR"), Atom(field), word]
        criteria += [Atom(_FIELDS[-1]), word]
    if not all(word.isascii() for word in words):
        return [Atom("CHARSET UTF-8"), *criteria]
    return criteria


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
    answer = connection.command("UID", Atom("SEARCH"), *criteria)
    numbers = b",".join(b",".join(record[0].split()) for record in answer.lines(b"SEARCH"))
    return read_ranges(numbers)
