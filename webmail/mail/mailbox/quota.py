"""Reads how much of the person's space is used (RFC 9208)."""

from webmail.mail.errors import DeedRefused
from webmail.mail.mailbox.answer import Answer, Unreadable, Value, read_values
from webmail.mail.mailbox.argument import FolderName
from webmail.mail.mailbox.borrowing import Borrower
from webmail.mail.mailbox.connection import Connection
from webmail.mail.mailbox.quotas import Quota

# RFC 9208 section 5.1: STORAGE is counted in units of 1,024 octets.
_UNIT = 1024


def find_quota(borrower: Borrower, *, fresh: bool = False) -> Quota | None:
    """The quota; None when the store has none. Some minutes old, unless fresh."""
    quotas, name = borrower.kept.quotas, borrower.login.name
    known = None if fresh else quotas.find(name)
    if known is not None:
        return known[0]
    quota = borrower.reading(read_quota)
    quotas.keep(name, quota)
    return quota


def read_quota(connection: Connection) -> Quota | None:
    """Of several that hold for the inbox the one that is nearest to its end."""
    if not connection.offers("QUOTA"):
        return None
    try:
        answer = connection.command("GETQUOTAROOT", FolderName("INBOX"))
    except DeedRefused:
        return None
    return max(_quotas(answer), key=lambda quota: quota.used / quota.allowed, default=None)


def _quotas(answer: Answer) -> list[Quota]:
    found = []
    for record in answer.lines(b"QUOTA"):
        try:
            resources = (*read_values(record), None, None)[1]
        except Unreadable:
            continue
        if quota := _storage(resources):
            found.append(quota)
    return found


def _storage(resources: Value) -> Quota | None:
    """STORAGE among the resources (name, used, allowed); what makes no sense is no quota."""
    if not isinstance(resources, list):
        return None
    for name, used, allowed in zip(resources[::3], resources[1::3], resources[2::3], strict=False):
        if not isinstance(name, bytes) or name.upper() != b"STORAGE":
            continue
        if isinstance(used, int) and isinstance(allowed, int) and allowed > 0:
            return Quota(used * _UNIT, allowed * _UNIT)
    return None
