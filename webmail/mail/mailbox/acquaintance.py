"""Whether somebody has written here before, or was written to: asked once, within bounds, and remembered."""

import threading
from collections import OrderedDict
from collections.abc import Sequence

from webmail.mail.errors import DeedRefused, FolderMissing, MailError
from webmail.mail.mailbox.argument import Argument, Atom
from webmail.mail.mailbox.borrowing import Borrower
from webmail.mail.mailbox.connection import Connection
from webmail.mail.mailbox.fetched import fetched_by_uid
from webmail.mail.mailbox.folder import SpecialUse
from webmail.mail.mailbox.numbers import newest, written
from webmail.mail.mailbox.search import search_uids
from webmail.mail.reading.headers import read_header
from webmail.mail.ref import MessageRef

# Of each folder the newest ones: a store without an index reads that many in the time of one page.
LOOKED_AT = 2000
SECONDS = 1.0
_COMPARED = 20
_REMEMBERED = 50_000


class Acquaintances:
    """Who has met whom, in memory and by the name at the store; only what is true for good is remembered."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._met: OrderedDict[tuple[str, str], None] = OrderedDict()

    def met(self, borrower: Borrower, spec: str, *, besides: MessageRef) -> bool | None:
        """Whether another message from or to this address lies here; None when the store does not say.

        Looks into the inbox, the folder of this message and Sent, the newest messages of each.
        """
        key = (borrower.login.name, spec.casefold())
        with self._lock:
            if key in self._met:
                self._met.move_to_end(key)
                return True
        sent = (borrower.kept.special(borrower.login.name) or {}).get(SpecialUse.SENT)
        try:
            found = borrower.reading(
                lambda connection: _look(connection, spec, besides=besides, sent=sent), seconds=SECONDS
            )
        except MailError:
            # It is a courtesy: a message is not withheld because of it.
            return None
        if found:
            with self._lock:
                self._met[key] = None
                while len(self._met) > _REMEMBERED:
                    self._met.popitem(last=False)
        return found


def _look(connection: Connection, spec: str, *, besides: MessageRef, sent: str | None) -> bool:
    places = [(folder, "FROM") for folder in dict.fromkeys((besides.folder, "INBOX")) if folder != sent]
    if sent is not None:
        places.append((sent, "TO"))
    return any(_found(connection, folder, field, spec, besides=besides) for folder, field in places)


def _found(connection: Connection, folder: str, field: str, spec: str, *, besides: MessageRef) -> bool:
    try:
        exists = connection.select(folder, readonly=True).exists
        if not exists:
            return False
        hits = newest(search_uids(connection, _criteria(exists, field, spec)), skip=0, count=_COMPARED)
    except (DeedRefused, FolderMissing):
        return False
    others = [uid for uid in hits if (folder, uid) != (besides.folder, besides.uid)]
    return bool(others) and _really(connection, others, field.lower(), spec.casefold())


def _criteria(exists: int, field: str, spec: str) -> list[Argument]:
    criteria: list[Argument] = [] if spec.isascii() else [Atom("CHARSET UTF-8")]
    if exists > LOOKED_AT:
        # Only then: the embedded store takes these numbers for UIDs.
        criteria.append(Atom(f"{exists - LOOKED_AT + 1}:{exists}"))
    return [*criteria, Atom(field), spec]


def _really(connection: Connection, uids: Sequence[int], field: str, spec: str) -> bool:
    """SEARCH finds "eva@…" in "neva@…" too, and in names that somebody has given himself."""
    items = Atom(f"(UID BODY.PEEK[HEADER.FIELDS ({field.upper()})]<0.65536>)")
    answer = connection.command("UID", Atom("FETCH"), Atom(written(sorted(uids))), items)
    return any(
        spec == each.spec.casefold()
        for found in fetched_by_uid(answer).values()
        for each in read_header(found.header).addresses(field)
    )
