"""Streamed: a part or a whole message on its way to a download, a stretch at a time."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain

from webmail.mail.errors import MessageGone
from webmail.mail.mailbox.argument import Atom
from webmail.mail.mailbox.connection import Connection
from webmail.mail.mailbox.fetched import fetched_by_uid
from webmail.mail.reading.attachment import Attachment

STRETCH = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Streamed:
    """What is downloaded and its octets; the first are here already, so failures come before the answer."""

    attachment: Attachment
    chunks: Iterator[bytes]


def looked_into(chunks: Iterator[bytes], *, octets: int) -> tuple[bytes, Iterator[bytes]]:
    """The first octets, at least so many if there are, and all of them once more from the beginning."""
    first: list[bytes] = []
    while sum(map(len, first)) < octets and (chunk := next(chunks, None)) is not None:
        first.append(chunk)
    head = b"".join(first)
    return head, chain((head,), chunks)


def fetch_stretch(connection: Connection, uid: int, section: str, *, offset: int) -> bytes:
    """At most STRETCH stored octets from the offset on; none after the end."""
    items = Atom(f"(UID BODY.PEEK[{section}]<{offset}.{STRETCH}>)")
    fetched = fetched_by_uid(connection.command("UID", Atom("FETCH"), uid, items)).get(uid)
    if fetched is None or section.upper() not in fetched.sections:
        raise MessageGone("the message is not there any more")
    return fetched.sections[section.upper()]


def stretches(fetch: Callable[[int], bytes], *, begin: int = 0) -> Iterator[bytes]:
    """Stretch after stretch; each borrows its own connection, so a slow reader holds none."""
    offset = begin + len(first := fetch(begin))

    def rest() -> Iterator[bytes]:
        nonlocal first, offset
        stretch, first = first, b""
        while stretch:
            length = len(stretch)
            yield stretch
            stretch = b""
            if length < STRETCH:
                return
            stretch = fetch(offset)
            offset += len(stretch)

    return rest()
