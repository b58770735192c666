"""Snoozed messages come back into the inbox, and sent ones that nobody has answered are shown there."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import date, timedelta

from webmail.mail.errors import DeedRefused, MailError, MessageGone
from webmail.mail.flags import Flag
from webmail.mail.mailbox import deeds
from webmail.mail.mailbox.argument import Argument, Atom, FolderName
from webmail.mail.mailbox.borrowing import select_ref
from webmail.mail.mailbox.connection import Connection
from webmail.mail.mailbox.folder import INBOX, SpecialUse, find_special
from webmail.mail.mailbox.mailbox import Mailbox
from webmail.mail.mailbox.moment import written_day
from webmail.mail.mailbox.moved import read_copied
from webmail.mail.mailbox.numbers import expand
from webmail.mail.mailbox.opening import fetch_one, fetch_original
from webmail.mail.mailbox.search import search_uids
from webmail.mail.mailbox.tree import list_folders, skipping
from webmail.mail.ref import MessageRef
from webmail.policy import Feature

MOST_LOST = 1000
# No answer lies there: what is one's own, and what nobody has read. Who has thrown one away has read it.
NOT_ANSWERS = (SpecialUse.SENT, SpecialUse.DRAFTS, SpecialUse.OUTBOX, SpecialUse.JUNK)


def find_place(mailbox: Mailbox, use: SpecialUse) -> str | None:
    """The folder for this, looked for anew before it is said that there is none: another process may have
    made it.
    """
    found = mailbox.special(use)
    if found is None:
        mailbox.kept.keep_special(mailbox.login.name, None)
        found = mailbox.special(use)
    return found


def require_names(mailbox: Mailbox) -> None:
    """DeedRefused by a store that does not say what it moves or copies where (UIDPLUS, RFC 4315)."""
    if not mailbox.borrower.reading(lambda connection: connection.offers("UIDPLUS")):
        raise DeedRefused("the store does not name what it moves")


def resurface(mailbox: Mailbox, refs: Sequence[MessageRef]) -> int:
    """Brings snoozed messages of one folder back into the inbox, unread and marked; gives how many.

    No feature is asked for: what was snoozed comes back, whatever has been switched off since.
    """
    try:
        with mailbox.borrower.changing(refs) as (connection, uids):
            deeds.store_flag(connection, uids, Flag.SEEN, on=False)
            with suppress(DeedRefused):
                deeds.store_flag(connection, uids, Flag.RESURFACED, on=True)
            return deeds.relocate(connection, uids, source=refs[0].folder, target=INBOX).count
    except MessageGone:
        return 0


def find_snoozed(mailbox: Mailbox, folder: str) -> list[MessageRef]:
    """What lies in the folder now, after it was renumbered."""

    def look(connection: Connection) -> list[MessageRef]:
        selected = connection.select(folder, readonly=True)
        uids = expand(search_uids(connection, [Atom("ALL")]), most=MOST_LOST)
        return [MessageRef(folder, selected.uidvalidity, uid) for uid in uids]

    return mailbox.borrower.reading(look)


def wait_anew(mailbox: Mailbox, refs: Sequence[MessageRef]) -> int:
    """Takes the marks of an earlier time away; gives how many are still there, MessageGone when none is."""
    mailbox.policy.require(Feature.SNOOZE)
    mailbox.flag(refs, Flag.UNANSWERED, on=False)
    return mailbox.flag(refs, Flag.RESURFACED, on=False)


def show_unanswered(mailbox: Mailbox, ref: MessageRef) -> bool:
    """Puts a copy of a sent message into the inbox, unread and marked, unless an answer to it is found."""
    try:
        if is_answered(mailbox, ref):
            return False
        with mailbox.borrower.changing([ref]) as (connection, _uids):
            answer = connection.command("UID", Atom("COPY"), ref.uid, FolderName(INBOX))
    except MessageGone:
        return False
    copied = read_copied(answer)
    if copied is not None:
        copies = [MessageRef(INBOX, copied.uidvalidity, uid) for uid in copied.target]
        # It is there; that it cannot be marked must not put it there once more.
        with suppress(MailError), mailbox.borrower.changing(copies) as (connection, uids):
            deeds.store_flag(connection, uids, Flag.SEEN, on=False)
            deeds.store_flag(connection, uids, Flag.UNANSWERED, on=True)
    return True


def is_answered(mailbox: Mailbox, ref: MessageRef) -> bool:
    """Whether a message by somebody else names it in In-Reply-To or References, in any folder.

    What says that no person wrote it (Auto-Submitted, RFC 3834) is no answer. MessageGone when ref is gone.
    """

    def look(connection: Connection) -> bool:
        select_ref(connection, ref, readonly=True)
        sent = fetch_original(connection, ref, None)
        since = fetch_one(connection, ref.uid, "INTERNALDATE").received.date() - timedelta(days=1)
        if not sent.message_id:
            return False
        wanted = _answers_to(sent.message_id, (each.spec for each in sent.senders), since=since)
        for folder in _where_answers_lie(connection):
            with skipping():
                connection.select(folder, readonly=True)
                if search_uids(connection, wanted):
                    return True
        return False

    return mailbox.borrower.reading(look)


def _answers_to(name: str, ours: Iterable[str], *, since: date) -> list[Argument]:
    # The store knows by itself when a message came, so of ten years it reads the days since.
    by_others: list[Argument] = [word for each in ours if each for word in (Atom("NOT FROM"), each)]
    by_people: list[Argument] = [
        Atom("OR NOT HEADER AUTO-SUBMITTED"),
        "",
        Atom("HEADER AUTO-SUBMITTED"),
        "no",
    ]
    naming: list[Argument] = [Atom("OR HEADER IN-REPLY-TO"), name, Atom("HEADER REFERENCES"), name]
    return [Atom(f"SINCE {written_day(since)}"), *naming, *by_others, *by_people]


def _where_answers_lie(connection: Connection) -> list[str]:
    """The folders, the inbox first."""
    listed = list_folders(connection)
    special = find_special(listed)
    names = [each.name for each in listed if each.selectable and special.get(each.name) not in NOT_ANSWERS]
    return sorted(names, key=lambda name: name != INBOX)
