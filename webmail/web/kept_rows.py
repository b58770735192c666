"""KeptRows: rows of a list as they were last rendered, since a list shows the same fifty again and again."""

import threading
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import cast

from flask import current_app
from markupsafe import Markup

from webmail.accounts import Tag
from webmail.mail import Flag, Listing, MessageRef, Row
from webmail.web.current import current
from webmail.web.shown import List
from webmail.web.words import language

EXTENSION = "dienstpost_rows"
MOST = 6000

# What is the same for all rows of a list, the account first; the message; its flags, tags and conversation.
_Key = tuple[tuple[Hashable, ...], MessageRef, frozenset[Flag], tuple[Tag, ...], Hashable]


@dataclass(slots=True)
class _Memory:
    """Bounded, in this process only; the rows not shown for longest go first."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    rows: OrderedDict[_Key, Markup] = field(default_factory=OrderedDict)


def forget_rows(account: int) -> None:
    """Drops the rows of one person, who leaves."""
    memory = cast(_Memory, current_app.extensions.setdefault(EXTENSION, _Memory()))
    with memory.lock:
        for key in [key for key in memory.rows if key[0][0] == account]:
            del memory.rows[key]


class KeptRows:
    """The rendered rows of one list for one person, in one language, on one day."""

    def __init__(self, shown: List, listing: Listing, *, outgoing: bool) -> None:
        """listing has the rows that are made now; a search adds one slice after the other to its page."""
        today = current.now.astimezone(current.zone).date()
        self._memory = cast(_Memory, current_app.extensions.setdefault(EXTENSION, _Memory()))
        self._talks = listing.conversations
        self._tags = current.tags_by_keyword
        self._list: tuple[Hashable, ...] = (
            current.account.id,
            shown.mark,
            outgoing,
            language(),
            today,
        )

    def find(self, row: Row) -> Markup | None:
        """The row, if it was rendered with these flags before."""
        key = self._key(row)
        with self._memory.lock:
            found = self._memory.rows.get(key)
            if found is not None:
                self._memory.rows.move_to_end(key)
            return found

    def keep(self, row: Row, text: Markup) -> Markup:
        """Remembers the row and gives it back."""
        with self._memory.lock:
            self._memory.rows[self._key(row)] = text
            while len(self._memory.rows) > MOST:
                self._memory.rows.popitem(last=False)
        return text

    def _key(self, row: Row) -> _Key:
        named = tuple(tag for word in sorted(row.tags) if (tag := self._tags.get(word))) if row.tags else ()
        talk = self._talks.get(row.uid)
        return self._list, row.ref, row.flags, named, talk.mark if talk else None
