"""Older: what a folder has from before a day, counted first, and then thrown away as it was counted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from webmail.mail.errors import ConnectionLost, DeedRefused, MailError, MessageGone
from webmail.mail.mailbox import deeds
from webmail.mail.mailbox.argument import Argument, Atom
from webmail.mail.mailbox.connection import Connection
from webmail.mail.mailbox.fetched import fetched_by_uid
from webmail.mail.mailbox.folder import SpecialUse
from webmail.mail.mailbox.mailbox import Mailbox
from webmail.mail.mailbox.moment import written_day
from webmail.mail.mailbox.numbers import count_of, expand, written
from webmail.mail.mailbox.search import SEARCH_SECONDS, search_patiently
from webmail.mail.mailbox.selection import A_COMMAND, grouped
from webmail.mail.ref import MessageRef

MOST = 10_000


@dataclass(frozen=True, slots=True)
class Older:
    """What was counted: these messages and no others; total may be more than are handled at once.

    first and last are the moments at which the oldest and the newest of them arrived.
    """

    folder: str
    uidvalidity: int
    uids: tuple[int, ...]
    total: int
    first: datetime | None
    last: datetime | None

    @property
    def refs(self) -> list[MessageRef]:
        return [MessageRef(self.folder, self.uidvalidity, uid) for uid in self.uids]


def find_older(mailbox: Mailbox, folder: str, *, before: date, spare_starred: bool) -> Older:
    """Counts by the day of arrival (RFC 9051 section 6.4.4, BEFORE), at most MOST, the first that came."""
    criteria: list[Argument] = [Atom(f"BEFORE {written_day(before)}")]
    if spare_starred:
        criteria.append(Atom("UNFLAGGED"))

    def look(connection: Connection) -> Older:
        selected = connection.select(folder, readonly=True)
        found = search_patiently(connection, criteria)
        uids = expand(found, most=MOST)
        moments = _moments(connection, uids)
        first, last = (min(moments), max(moments)) if moments else (None, None)
        return Older(folder, selected.uidvalidity, uids, count_of(found), first, last)

    return mailbox.borrower.reading(look, seconds=SEARCH_SECONDS)


def _moments(connection: Connection, uids: Sequence[int]) -> list[datetime]:
    found: list[datetime] = []
    for start in range(0, len(uids), A_COMMAND):
        numbers = Atom(written(uids[start : start + A_COMMAND]))
        answer = connection.command("UID", Atom("FETCH"), numbers, Atom("(UID INTERNALDATE)"))
        found += [fetched.received for fetched in fetched_by_uid(answer).values()]
    return found


def is_for_good(mailbox: Mailbox, folder: str) -> bool:
    """Whether what is thrown away here is gone: in the trash and in the junk folder."""
    return folder in (mailbox.special(SpecialUse.TRASH), mailbox.special(SpecialUse.JUNK))


def remove_older(mailbox: Mailbox, refs: Sequence[MessageRef]) -> int:
    """Removes for good, and only from trash and junk, a thousand at a time; gives how many.

    Raises what hindered it when nothing was removed, and ConnectionLost where nobody knows how many.
    """
    if not all(is_for_good(mailbox, folder) for folder in {ref.folder for ref in refs}):
        raise DeedRefused("only what is in the trash or the junk folder is removed for good")
    count, cause = 0, None
    for group in grouped(refs):
        try:
            with mailbox.borrower.changing(group) as (connection, uids):
                count += deeds.remove_for_good(connection, uids)
        except MessageGone:
            # Others were quicker with these; it is as it should be.
            continue
        except MailError as error:
            cause = error
            break
        finally:
            mailbox.kept.quotas.drop(mailbox.login.name)
    if cause is not None and (not count or isinstance(cause, ConnectionLost)):
        raise cause
    return count
