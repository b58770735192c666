"""Copying: the messages stay where they are, and lie in another folder besides."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from webmail.mail.errors import DeedRefused, FolderMissing, MailError, MessageGone
from webmail.mail.mailbox.argument import Atom, FolderName
from webmail.mail.mailbox.borrowing import Borrower
from webmail.mail.mailbox.connection import Connection
from webmail.mail.mailbox.deeds import take_time
from webmail.mail.mailbox.fetched import fetched_by_uid
from webmail.mail.mailbox.moved import STORE_AWAY, read_copied, unclear_of
from webmail.mail.mailbox.numbers import written
from webmail.mail.ref import MessageRef


@dataclass(frozen=True, slots=True)
class Copies:
    """How many messages were copied, how many were left because of what, and of how many nobody knows."""

    count: int
    left: int = 0
    cause: MailError | None = None
    unclear: int = 0


def copy(borrower: Borrower, groups: Iterable[Sequence[MessageRef]], *, to: str) -> Copies:
    """Folder after folder; what lies in the target is left. Raises when nothing at all was copied.

    With a store that is away the work ends, and what was not tried is left.
    """
    count, left, unclear = 0, 0, 0
    cause: MailError | None = None
    for group in groups:
        if isinstance(cause, STORE_AWAY):
            left += len(group)
            continue
        try:
            if group[0].folder == to:
                raise DeedRefused("the messages are there already")
            with borrower.changing(group) as (connection, uids):
                count += _copy(connection, uids, to=to)
        except STORE_AWAY as error:
            cause, unclear = error, unclear_of(error, len(group))
            left += len(group) - unclear
        except MailError as error:
            left, cause = left + len(group), cause or error
    borrower.kept.quotas.drop(borrower.login.name)
    if cause is not None and not count:
        raise cause
    return Copies(count, left, cause, unclear)


def _copy(connection: Connection, uids: Sequence[int], *, to: str) -> int:
    """One COPY; MessageGone when none of the messages was there."""
    take_time(connection)
    numbers = Atom(written(uids))
    try:
        answer = connection.command("UID", Atom("COPY"), numbers, FolderName(to))
    except DeedRefused as error:
        if str(error) in ("TRYCREATE", "NONEXISTENT"):
            raise FolderMissing("no such folder to copy to") from error
        raise
    copied = read_copied(answer)
    if copied is not None:
        return len(copied.target)
    # A store that does not say what it copied says the same of messages that are gone.
    there = connection.command("UID", Atom("FETCH"), numbers, Atom("(UID)"))
    count = len(fetched_by_uid(there).keys() & set(uids))
    if not count:
        raise MessageGone("none of the messages is there any more")
    return count
