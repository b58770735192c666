"""Saving: one version of a draft on its way into the store, and the older ones out of it."""

from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import BinaryIO

from webmail.errors import WebmailError
from webmail.mail.errors import (
    ConnectionLost,
    DeedRefused,
    DraftChanged,
    FolderMissing,
    Hindrance,
    MailError,
    MessageGone,
    StaleReference,
    StoreUnavailable,
    TooLarge,
    Unsendable,
)
from webmail.mail.mailbox.answer import Answer
from webmail.mail.mailbox.borrowing import Borrower, Once
from webmail.mail.mailbox.connection import Connection, Selected
from webmail.mail.mailbox.deadline import Deadline
from webmail.mail.mailbox.deeds import take_away
from webmail.mail.mailbox.folder import SpecialUse
from webmail.mail.mailbox.kept import Lying
from webmail.mail.reading.attachment import attachment_from, ending
from webmail.mail.ref import MessageRef
from webmail.mail.writing.draft import StoredDraft, shown_as
from webmail.mail.writing.finding import Version, chief, find_versions, read_stored, standing
from webmail.mail.writing.identity import Identity
from webmail.mail.writing.loading import Kept, Load, kept_of, load
from webmail.mail.writing.mime import head
from webmail.mail.writing.nest import Shape
from webmail.mail.writing.notes import Note, Notes
from webmail.mail.writing.recipients import addressed
from webmail.mail.writing.storing import Freight, append
from webmail.mail.writing.wish import Wish

RECOVERY_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class _Look:
    """The folder as it was before: every version of the draft with a UID below selected.uidnext."""

    selected: Selected
    versions: tuple[Version, ...]

    @property
    def chief(self) -> Version | None:
        return chief(self.versions)

    @property
    def uids(self) -> frozenset[int]:
        return frozenset(each.uid for each in self.versions)

    def ref(self, uid: int) -> MessageRef:
        return MessageRef(self.selected.folder, self.selected.uidvalidity, uid)


class Saving:
    """One save: look, check, store, look again, and only then remove what it replaces."""

    def __init__(
        self,
        wish: Wish,
        *,
        borrower: Borrower,
        identity: Identity,
        notes: Notes,
        limit: int,
        refused: Collection[str],
        spool: Callable[[], BinaryIO],
        date: datetime,
    ) -> None:
        self.wish = wish
        self.borrower = borrower
        self.identity = identity
        self.notes = notes
        self.limit = limit
        self.refused = refused
        self.spool = spool
        self.date = date
        self._id = wish.draft.writing.message_id
        self._once = Once()
        self._look: _Look | None = None
        self._stored = 0
        self._left: tuple[int, ...] = ()
        self._load = Load()
        self._note: Note | None = None
        self._left_out = False
        self._alone = False

    def run(self) -> StoredDraft:
        """Stores the draft; raises before anything is stored, or DraftChanged when it was taken out again."""
        deadline = self.borrower.pool.store.deadline()
        drafts = self.borrower.special(SpecialUse.DRAFTS)
        lying = self.borrower.kept.lying(self.borrower.login.name, self._id)
        self._keep(None)
        try:
            stored = self.borrower.deed(lambda line: self._save(line, drafts, lying), once=self._once)
        except ConnectionLost:
            if not self._once.begun or self._look is None:
                raise
            stored = self._recover(self._look, deadline.remaining)
        self._clear(stored)
        return stored

    # -- look and check ----------------------------------------------------------------------

    def _save(self, connection: Connection, drafts: str | None, lying: Lying | None) -> StoredDraft:
        selected = self._open(connection, drafts)
        look = self._known(selected, lying) or self._seen(connection, selected)
        self._check(look, lying)
        try:
            return self._store(connection, look)
        except (DeedRefused, MessageGone) as refusal:
            gone = isinstance(refusal, MessageGone) or str(refusal) == "BADURL"
            if not gone or lying is None:
                raise _meant(refusal) from refusal
        # What we remembered is gone; nothing was stored, so it is looked at once more.
        look = self._seen(connection, self._open(connection, drafts))
        self._check(look, lying)
        return self._store(connection, look)

    def _open(self, connection: Connection, drafts: str | None) -> Selected:
        if drafts is not None:
            with suppress(FolderMissing):
                return connection.select(drafts, readonly=False)
        return connection.select(self.borrower.make_special(connection, SpecialUse.DRAFTS), readonly=False)

    def _known(self, selected: Selected, lying: Lying | None) -> _Look | None:
        """Nothing came since this process stored the only version: there is nothing to look for."""
        ref = MessageRef(selected.folder, selected.uidvalidity, self.wish.base)
        if lying is None or lying.ref != ref or selected.uidnext != self.wish.base + 1:
            return None
        note = Note.of(self.wish.draft, page=lying.page, enclosed=lying.enclosed)
        return _Look(selected, (Version(ref.uid, note=note, structure=lying.structure),))

    def _seen(self, connection: Connection, selected: Selected) -> _Look:
        return _Look(selected, find_versions(connection, self._id, notes=self.notes))

    def _check(self, look: _Look, lying: Lying | None) -> None:
        unknown = [each for each in standing(look.versions) if not self._has_seen(each)]
        rivals = [each.uid for each in unknown if not self._is_ours(each)]
        if rivals:
            raise DraftChanged(max(rivals))
        if any(each.final for each in unknown):
            # It was stored to be sent since we asked.
            self.wish.ask()
        self._left_out = self._leaves_out(look, lying)
        if self._left_out and self.wish.final:
            raise Unsendable({"attachments": (Hindrance("gone"),)})

    def _leaves_out(self, look: _Look, lying: Lying | None) -> bool:
        """Whether attachments are gone that this page, as far as it was told, still has."""
        newest = look.chief
        if self.wish.left_out:
            return True
        if newest is not None:
            return newest.left_out and not self._has_seen(newest)
        if lying is not None and lying.ref.uid == self.wish.base and lying.structure is not None:
            shape = Shape.of(lying.structure)
            return bool(shape.attached or shape.pictures)
        return self.wish.base != 0

    def _has_seen(self, version: Version) -> bool:
        return version.uid in (self.wish.base, self.wish.over)

    def _shows(self, version: Version) -> bool:
        """Whether it is our page's, which has saved once more meanwhile, and what is attached is the same."""
        return self._is_ours(version) and self.wish.shown == shown_as(version.attachments)

    def _is_ours(self, version: Version) -> bool:
        return version.page != "" and version.page == self.wish.page

    # -- store -------------------------------------------------------------------------------

    def _store(self, connection: Connection, look: _Look) -> StoredDraft:
        self._look = look
        freight = self._freight(look, self._kept_parts(look))

        def begun() -> None:
            self._once.begun = True

        answer = append(
            connection, look.selected.folder, freight, date=self.date, spool=self.spool, begun=begun
        )
        connection.hasten(self.borrower.pool.store.deadline())
        self.borrower.kept.quotas.drop(self.borrower.login.name)
        self._stored = _appended(answer, look.selected)
        # Where it has got the number that was promised before, nobody stored anything in between.
        alone = self._stored != 0 and self._stored == look.selected.uidnext
        if alone:
            return self._finish(connection, look, look.versions)
        # An open folder may not show yet what others have stored: it is opened anew.
        selected = connection.select(look.selected.folder, readonly=False)
        return self._finish(connection, look, self._seen(connection, selected).versions)

    def _kept_parts(self, look: _Look) -> Kept:
        """What stays in it; sections are those of the version that the page has seen, and of no other."""
        newest = look.chief
        seen = newest is not None and (self._has_seen(newest) or self._shows(newest))
        kept = kept_of(self.wish, newest, seen=seen) if newest is not None else Kept()
        octets = sum(attachment_from(each).size for each in kept.parts)
        octets += sum(each.size for each in self.wish.enclosures)
        if octets > self.limit and self.wish.must_fit:
            raise TooLarge("more is attached than may be")
        self._check_types(
            [*(each.name or "" for each in kept.parts), *(each.name for each in self.wish.enclosures)]
        )
        return kept

    def _check_types(self, names: Sequence[str]) -> None:
        wrong = [each for each in names if ending(each) in self.refused]
        if wrong and self.wish.must_fit:
            raise Unsendable({"attachments": tuple(Hindrance("type", entry=each) for each in wrong)})

    def _freight(self, look: _Look, kept: Kept) -> Freight:
        wish, newest = self.wish, look.chief
        after = max(look.uids, default=0)
        before = newest.note.private.enclosed if newest is not None and newest.note is not None else ()
        self._note = note = Note.of(
            wish.draft,
            page=wish.page,
            after=after,
            final=wish.final,
            left_out=self._left_out,
            enclosed=(*before, *wish.enclosed),
        )
        self._load = load(
            wish,
            kept,
            place=look.ref(newest.uid) if newest is not None else None,
            head=lambda nest: head(
                wish.draft,
                identity=self.identity,
                recipients=addressed(wish.draft),
                date=self.date,
                private=self.notes.write(note),
                bcc=True,
                nest=nest,
            ),
        )
        return self._load.freight

    # -- look again and remove ---------------------------------------------------------------

    def _finish(self, connection: Connection, look: _Look, versions: Sequence[Version]) -> StoredDraft:
        mine = self._stored = self._stored or self._find_mine(connection, look, versions)
        if not mine:
            raise StoreUnavailable("the store has not stored the draft")
        # What came later than ours yields to ours and may be gone in a moment: it replaces nothing here.
        earlier = standing([each for each in versions if each.uid < mine])
        rivals = [each.uid for each in earlier if each.uid not in look.uids and not self._is_ours(each)]
        try:
            # Whoever sends has claimed the message first: what is stored to be sent is never removed here.
            self.wish.ask()
            if rivals:
                # Two pages at once: the one that was first stays, and the other one is told.
                raise DraftChanged(max(rivals))
        except WebmailError:
            take_away(connection, [mine])
            raise
        ours = {each.uid for each in versions if self._is_ours(each)} | {mine}
        # What is sent is what this page had when it sent it; what comes late takes itself out again.
        winner = mine if self.wish.final else max(ours)
        self._left = tuple(sorted(uid for uid in ours | look.uids if uid < winner))
        self._alone = all(each.uid <= mine for each in versions)
        # Stored it is, whatever becomes of the old ones: they are removed now, or soon.
        with suppress(StoreUnavailable, DeedRefused, MessageGone):
            self._remove(connection)
            if winner != mine:
                return self._read(connection, look, next(each for each in versions if each.uid == winner))
        return self._told(look.ref(mine))

    def _find_mine(self, connection: Connection, look: _Look, versions: Sequence[Version]) -> int:
        """Where this text lies if the store did not say; 0 when it does not."""
        for each in reversed(versions):
            if each.uid in look.uids or each.uid < look.selected.uidnext:
                continue
            if each.note is None or each.note != self._note or not self._load.looks_like(each.shape):
                continue
            read = self._read(connection, look, each).draft
            if (read.text, read.html) == (self.wish.draft.text, self.wish.draft.html):
                return each.uid
        return 0

    def _read(self, connection: Connection, look: _Look, version: Version) -> StoredDraft:
        return read_stored(connection, version, writing=self.wish.draft.writing, ref=look.ref(version.uid))

    def _remove(self, connection: Connection) -> None:
        if self._left:
            take_away(connection, self._left)
        self._left = ()

    def _told(self, ref: MessageRef) -> StoredDraft:
        shape = self._load.shape
        draft = replace(
            self.wish.draft,
            attachments=tuple(map(attachment_from, shape.attached)),
            pictures=tuple(map(attachment_from, shape.pictures)),
        )
        return StoredDraft(
            draft,
            ref,
            self.wish.page,
            self.date,
            self._load.size,
            left_out=self._left_out,
            enclosed=self._note.private.enclosed if self._note else (),
        )

    # -- after a lost line -------------------------------------------------------------------

    def _recover(self, look: _Look, seconds: float) -> StoredDraft:
        """The line broke while storing or removing: what lies there decides, nothing is stored again."""

        def look_again(connection: Connection) -> StoredDraft:
            selected = connection.select(look.selected.folder, readonly=False)
            if selected.uidvalidity != look.selected.uidvalidity:
                raise StaleReference("the folder was renumbered")
            return self._finish(connection, look, self._seen(connection, selected).versions)

        deadline = Deadline.after(max(RECOVERY_SECONDS, seconds))
        try:
            return self.borrower.deed(look_again, once=Once(), deadline=deadline)
        except (StoreUnavailable, FolderMissing, StaleReference):
            if not self._stored:
                raise
            return self._told(look.ref(self._stored))

    def _clear(self, stored: StoredDraft) -> None:
        """Removes what could not be removed at once; and remembers the draft when it lies there alone."""

        def remove(connection: Connection) -> None:
            connection.select(stored.ref.folder, readonly=False)
            self._remove(connection)

        if self._left:
            with suppress(MailError):
                self.borrower.deed(remove, once=Once(), deadline=Deadline.after(RECOVERY_SECONDS))
        if not self._left and self._alone and stored.ref.uid == self._stored:
            enclosed = self._note.private.enclosed if self._note is not None else ()
            self._keep(Lying(stored.ref, self._load.shape.structure, self.wish.page, enclosed))

    def _keep(self, lying: Lying | None) -> None:
        self.borrower.kept.keep_lying(self.borrower.login.name, self._id, lying=lying)


def _appended(answer: Answer, selected: Selected) -> int:
    """The UID in APPENDUID (RFC 4315); 0 when the store does not say."""
    words = (answer.find_code("APPENDUID") or b"").split()
    if len(words) != 2 or not all(word.isdigit() for word in words):
        return 0
    return int(words[1]) if int(words[0]) == selected.uidvalidity else 0


def _meant(refusal: MailError) -> MailError:
    if isinstance(refusal, DeedRefused) and str(refusal) in ("TOOBIG", "LIMIT"):
        return TooLarge("the store takes no message of this size")
    return refusal
