"""Filing: where a draft goes when its writing has ended, into Sent or into the trash."""

from collections.abc import Callable, Collection
from contextlib import suppress
from itertools import groupby

from webmail.mail.errors import ConnectionLost, DraftChanged, FolderMissing, MailError, MessageGone
from webmail.mail.flags import Flag
from webmail.mail.mailbox import Mailbox, Moved
from webmail.mail.mailbox.argument import Atom
from webmail.mail.mailbox.connection import Connection
from webmail.mail.mailbox.deeds import take_away
from webmail.mail.mailbox.folder import SpecialUse
from webmail.mail.mailbox.opening import fetch_one
from webmail.mail.reading.headers import read_header
from webmail.mail.ref import MessageRef
from webmail.mail.writing.draft import Kind, Writing
from webmail.mail.writing.finding import Found, Version, chief, find_uids, standing

_ANSWERS = (Kind.REPLY, Kind.REPLY_ALL)
DRAFTS, OUTBOX = SpecialUse.DRAFTS, SpecialUse.OUTBOX


class Filing:
    """Moves the one version that counts; what it does not replace goes into the trash and is not lost."""

    def __init__(self, *, mailbox: Mailbox, find: Callable[[Writing, SpecialUse], Found]) -> None:
        self.mailbox = mailbox
        self.borrower = mailbox.borrower
        self._find = find

    # -- into Sent ---------------------------------------------------------------------------

    def file(self, writing: Writing) -> bool:
        """Files what was sent; False when neither folder has it."""
        self._flag_origin(writing)
        found, late = self._where_it_lies(writing)
        if not found.versions:
            return self._lies_in_sent(writing)
        sent = _sent(found)
        self._flag_enclosed(sent)
        if not sent.final and self._lies_in_sent(writing):
            # What was sent has been filed, and this came late: it was never sent.
            self.mailbox.delete([found.ref(each) for each in found.versions])
            return True
        try:
            self._file(writing, found, sent)
        except ConnectionLost:
            if self._where_it_lies(writing)[0].versions or not self._lies_in_sent(writing):
                raise
        if late.versions:
            self.mailbox.delete([late.ref(each) for each in late.versions])
        return True

    def _where_it_lies(self, writing: Writing) -> tuple[Found, Found]:
        """The folder with what was handed over, and that with what was not, or came late."""
        drafts, waiting = self._find(writing, DRAFTS), self._find(writing, OUTBOX)
        if waiting.versions and not any(each.final for each in drafts.versions):
            return waiting, drafts
        return drafts, waiting

    def _file(self, writing: Writing, found: Found, sent: Version) -> None:
        # Without MOVE an earlier try may have got as far as the copy: a second one would file it twice.
        moves = self.borrower.reading(lambda connection: connection.offers("MOVE"))
        copied = not moves and self._lies_in_sent(writing)
        self._tidy(found, sent)
        ref = found.ref(sent)
        with self.borrower.changing([ref]) as (connection, uids):
            flags = Atom("FLAGS.SILENT"), Atom("(\\Seen)")
            connection.command("UID", Atom("STORE"), ref.uid, *flags)
            if copied:
                take_away(connection, uids)
        if not copied:
            self.mailbox.put_away([ref], SpecialUse.SENT)

    def _tidy(self, found: Found, kept: Version) -> None:
        """Leaves this version alone in the folder; what it does not replace goes into the trash."""
        older = [each for each in found.versions if each.uid < kept.uid and kept.replaces(each)]
        others = [found.ref(each) for each in found.versions if each not in (kept, *older)]
        if older:
            with self.borrower.changing([found.ref(each) for each in older]) as (connection, uids):
                take_away(connection, uids)
        if others:
            self.mailbox.delete(others)

    def _lies_in_sent(self, writing: Writing) -> bool:
        sent = self.borrower.special(SpecialUse.SENT)
        if sent is None:
            return False

        def look(connection: Connection) -> bool:
            connection.select(sent, readonly=True)
            uids = find_uids(connection, writing.message_id)
            found = (fetch_one(connection, uid, "BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]") for uid in uids)
            return any(read_header(each.header).message_id == writing.message_id for each in found)

        try:
            return self.borrower.reading(look)
        except FolderMissing:
            return False

    def _flag_origin(self, writing: Writing) -> None:
        if writing.origin is None or writing.kind not in (*_ANSWERS, Kind.FORWARD, Kind.ENCLOSE):
            return
        flag = Flag.ANSWERED if writing.kind in _ANSWERS else Flag.FORWARDED
        with suppress(MailError):
            self.mailbox.flag([writing.origin], flag, on=True)

    def _flag_enclosed(self, sent: Version) -> None:
        """Messages attached from a selection are forwarded like any other, if they were left attached."""
        enclosed = sent.note.private.enclosed if sent.note is not None else ()
        attached = {each.name for each in sent.parts}
        went = sorted((ref for ref, name in enclosed if name in attached), key=_folder_of)
        for _, refs in groupby(went, key=_folder_of):
            with suppress(MailError):
                self.mailbox.flag(list(refs), Flag.FORWARDED, on=True)

    # -- into the outbox and back --------------------------------------------------------------

    def put_by(self, writing: Writing, uid: int) -> MessageRef:
        """Moves this version to where it waits; MessageGone when it is not there any more."""
        found = self._find(writing, DRAFTS)
        final = next((each for each in found.versions if each.uid == uid), None)
        if final is None:
            raise MessageGone("what was stored to be sent is not there any more")
        self._tidy(found, final)
        with suppress(ConnectionLost):
            moved = self.mailbox.put_away([found.ref(final)], SpecialUse.OUTBOX)
            if len(moved.uids) == 1:
                return MessageRef(moved.target, moved.uidvalidity, moved.uids[0])
        # The store did not say where it is, or the line broke on the way.
        waiting = self._find(writing, OUTBOX)
        if not waiting.versions:
            raise ConnectionLost("nothing has arrived where it should wait")
        return waiting.ref(waiting.versions[-1])

    def bring_back(self, writing: Writing) -> MessageRef | None:
        """Moves what waits into the drafts; None when there is nothing."""
        found = self._find(writing, OUTBOX)
        if not found.versions:
            return None
        moved = self.mailbox.put_away([found.ref(each) for each in found.versions], DRAFTS)
        return MessageRef(moved.target, moved.uidvalidity, moved.uids[-1]) if moved.uids else None

    # -- into the trash ----------------------------------------------------------------------

    def discard(
        self,
        writing: Writing,
        *,
        page: str,
        seen: Collection[int],
        check: Callable[[], object] | None,
    ) -> Moved | None:
        """Throws away what this page knows; DraftChanged when there is another page's version beside it."""
        found = self._find(writing, DRAFTS)
        if check is not None:
            # After looking: what is stored to be sent was claimed before, and is not among what we found.
            check()
        others = [each.uid for each in standing(found.versions) if each.uid not in seen and each.page != page]
        if page and others:
            raise DraftChanged(max(others))
        counts = chief(found.versions)
        if counts is None:
            return self._discard_origin(writing)
        self._tidy(found, counts)
        return self.mailbox.delete([found.ref(counts)])

    def _discard_origin(self, writing: Writing) -> Moved | None:
        if writing.kind is not Kind.RESUME or writing.origin is None:
            return None
        with suppress(MessageGone):
            return self.mailbox.delete([writing.origin])
        return None


def _folder_of(ref: MessageRef) -> tuple[str, int]:
    return ref.folder, ref.uidvalidity


def _sent(found: Found) -> Version:
    """The version that was handed over: the last one that was stored to be sent, whatever came later."""
    return max(found.versions, key=lambda each: (each.final, each.uid))
