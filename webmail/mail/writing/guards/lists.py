"""Lists: whether an answer goes to a mailing list (RFC 2369, RFC 2919)."""

import re
from urllib.parse import unquote

from webmail.mail.errors import DeedRefused, FolderMissing, MessageGone, StaleReference
from webmail.mail.mailbox.borrowing import select_ref
from webmail.mail.mailbox.connection import Connection
from webmail.mail.mailbox.mailbox import Mailbox
from webmail.mail.mailbox.opening import fetch_one
from webmail.mail.ref import MessageRef
from webmail.mail.writing.draft import Kind, Writing
from webmail.mail.writing.recipients import Addressed

_FIELDS = "BODY.PEEK[HEADER.FIELDS (LIST-ID LIST-POST MAILING-LIST)]<0.4096>"
_POST = re.compile(r"<\s*mailto:([^<>?\s]{3,320})", re.IGNORECASE)
_NAME = 200


def list_answered(mailbox: Mailbox, writing: Writing, read: Addressed) -> str:
    """The name of the mailing list that this answer goes to; "" for none.

    An answer to all of a message that came through a list does. An answer to one does where one recipient is
    the list itself, because its answers are led there.
    """
    if writing.origin is None or writing.kind not in (Kind.REPLY, Kind.REPLY_ALL):
        return ""
    to = {each.spec.casefold() for each in (*read.to, *read.cc, *read.bcc)}
    if writing.kind is Kind.REPLY and (not to or _is_personal(mailbox, writing.origin, to)):
        return ""
    fields = _fields(mailbox, writing.origin)
    if writing.kind is Kind.REPLY and not to & _posted_to(fields):
        return ""
    return next((value[:_NAME] for _field, value in fields if value), "")


def _is_personal(mailbox: Mailbox, origin: MessageRef, to: set[str]) -> bool:
    """Whether it goes to who wrote, as the list of messages told it; a list that writes itself is none."""
    row = mailbox.kept.row(mailbox.login.name, origin)
    if row is None:
        return False
    senders = {each.spec.casefold() for each in row.senders}
    return to <= senders and not senders & {each.spec.casefold() for each in row.recipients}


def _posted_to(fields: list[tuple[str, str]]) -> set[str]:
    found = (spec for name, value in fields if name == "list-post" for spec in _POST.findall(value))
    return {unquote(spec).casefold() for spec in found}


def _fields(mailbox: Mailbox, origin: MessageRef) -> list[tuple[str, str]]:
    """What the message says of its list; nothing where it is gone."""

    def look(connection: Connection) -> bytes:
        select_ref(connection, origin, readonly=True)
        return fetch_one(connection, origin.uid, _FIELDS).header

    try:
        header = mailbox.borrower.reading(look)
    except (MessageGone, StaleReference, FolderMissing, DeedRefused):
        return []
    text = re.sub(r"\r?\n[ \t]", " ", header.decode("utf-8", "replace"))
    lines = (line.partition(":") for line in text.splitlines() if ":" in line)
    return [(name.strip().lower(), value.strip()) for name, _colon, value in lines]
