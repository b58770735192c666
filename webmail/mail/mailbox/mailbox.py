"""Mailbox: the verbs a person has over stored mail."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from zoneinfo import ZoneInfo

from webmail.mail.envelope import Row
from webmail.mail.errors import DeedRefused, FolderMissing, MailError, PartMissing
from webmail.mail.flags import Flag, Keyword
from webmail.mail.login import Login
from webmail.mail.mailbox import deeds
from webmail.mail.mailbox.borrowing import Borrower, select_ref
from webmail.mail.mailbox.connection import Connection
from webmail.mail.mailbox.conversation import WholeConversation
from webmail.mail.mailbox.conversations import Conversations
from webmail.mail.mailbox.deadline import Patience
from webmail.mail.mailbox.everywhere import Everywhere
from webmail.mail.mailbox.finder import Finder
from webmail.mail.mailbox.folder import Folder, SpecialUse
from webmail.mail.mailbox.kept import Kept
from webmail.mail.mailbox.lister import Lister
from webmail.mail.mailbox.listing import ROWS_A_PAGE, Listing
from webmail.mail.mailbox.moved import Marked, Moved
from webmail.mail.mailbox.opening import Opening, PartUrl, fetch_one, fetch_original, fetch_structure
from webmail.mail.mailbox.pool import Pool
from webmail.mail.mailbox.query import Query
from webmail.mail.mailbox.searched import BEGINNING, Hits, Mark, Scope, Slice
from webmail.mail.mailbox.streaming import Streamed, fetch_stretch, stretches
from webmail.mail.mailbox.tree import read_tree
from webmail.mail.mailbox.view import PLAIN, View
from webmail.mail.mailbox.yearly import Groups, YearlyArchive
from webmail.mail.part import Part
from webmail.mail.reading.attachment import Attachment, attachment_from, message_name
from webmail.mail.reading.headers import read_header
from webmail.mail.reading.opened import Body, OpenedMessage
from webmail.mail.reading.original import Original
from webmail.mail.reading.transfer import decoded
from webmail.mail.ref import MessageRef
from webmail.policy import Feature, Policy

Refs = list[MessageRef]


class Mailbox:
    """All mail of one person; every read heals a lost line once, no change is ever repeated."""

    def __init__(
        self,
        *,
        pool: Pool,
        kept: Kept,
        login: Login,
        policy: Policy,
        part_url: PartUrl,
        quoted_label: str,
        patience: Patience | None = None,
        years: ZoneInfo | None = None,
    ) -> None:
        """patience is for all reading together; without it every verb has the time of a whole request.

        With years the archive has a folder for each, by the clock of that zone.
        """
        self.years = years
        self.pool = pool
        self.kept = kept
        self.login = login
        self.policy = policy
        self.part_url = part_url
        self.quoted_label = quoted_label
        self.borrower = Borrower(pool=pool, kept=kept, login=login, patience=patience)

    def unhurried(self) -> "Mailbox":
        """The same mailbox for work that outlasts a page: each verb has the time of a whole request."""
        return Mailbox(
            pool=self.borrower.pool,
            kept=self.borrower.kept,
            login=self.borrower.login,
            policy=self.policy,
            part_url=self.part_url,
            quoted_label=self.quoted_label,
            years=self.years,
        )

    def forget(self) -> None:
        """Drops what this process remembers of the person's mail; whom they have met, Acquaintances keeps."""
        self.kept.forget(self.login.name)

    # -- folders -----------------------------------------------------------------------------

    def folders(self) -> tuple[Folder, ...]:
        """The tree with its counts, in the order of the screen."""
        tree = self.borrower.reading(read_tree)
        self.kept.keep_special(self.login.name, {each.special: each.name for each in tree if each.special})
        return tree

    def special(self, use: SpecialUse) -> str | None:
        """The name of the folder that is for this, if there is one."""
        return self.borrower.special(use)

    # -- the list ----------------------------------------------------------------------------

    def list(self, folder: str, *, page: int = 1, size: int = ROWS_A_PAGE, view: View = PLAIN) -> Listing:
        """One page of a folder, newest first unless the view says otherwise."""
        return Lister(self.borrower, size=size).list(folder, page=page, view=view)

    def everything(
        self, folder: str, *, uidvalidity: int, until: int, view: View = PLAIN
    ) -> Sequence[MessageRef]:
        """All messages a view of the folder shows; none that came after until was its highest UID."""
        return Lister(self.borrower).everything(folder, uidvalidity=uidvalidity, until=until, view=view)

    def conversations(self, folder: str, *, page: int = 1, size: int = ROWS_A_PAGE) -> Listing:
        """One page as conversations, by references alone; older than the newest 2,000: one by one."""
        return Conversations(self.borrower).list(folder, page=page, size=size)

    def conversation(
        self, ref: MessageRef, *, at: str | None = None, patiently: bool = False
    ) -> WholeConversation:
        """The conversation of a message: from its folder, the inbox, one's own answers and the archive.

        at is the folder that is open, where that is another one.
        """
        yearly = self.years is not None
        return Conversations(self.borrower, yearly=yearly).whole(ref, at=at, patiently=patiently)

    def everywhere(self, view: View, *, page: int = 1) -> Listing:
        """What a view shows of all folders together, newest first."""
        return Everywhere(self.borrower).find(view, page=page)

    def search(self, query: Query, scope: Scope, *, mark: Mark = BEGINNING, most: int = ROWS_A_PAGE) -> Slice:
        """What a slice of the search finds from the mark on; the slice says where the next one begins."""
        return Finder(self.borrower).slice(query, scope, mark=mark, most=most)

    def found(self, hits: Sequence[Hits]) -> tuple[Row, ...]:
        """What a search found before, as far as it is still there."""
        return Finder(self.borrower).rows(hits)

    def kept_page(self, ref: MessageRef, *, page: int, size: int) -> tuple[MessageRef, ...]:
        """The messages of a page of the plain list beside this one, as it was last seen; costs nothing."""
        uids = self.kept.on_page(self.login.name, ref, (page, size))
        return tuple(MessageRef(ref.folder, ref.uidvalidity, uid) for uid in uids)

    # -- one message -------------------------------------------------------------------------

    def read(
        self, ref: MessageRef, *, seen: bool = True, images: bool = False, plain: bool = False
    ) -> OpenedMessage:
        """The message prepared for reading; marks it seen by a command of its own. plain shows no HTML."""
        if images:
            self.policy.require(Feature.REMOTE_IMAGES)

        def open_it(connection: Connection) -> OpenedMessage:
            select_ref(connection, ref, readonly=not seen)
            message = self._opened(connection, ref, images=images, plain=plain)
            if not seen or message.seen:
                return message
            # What can be read is shown, even where it cannot be marked.
            with suppress(MailError):
                deeds.mark_seen(connection, ref.uid)
                return replace(message, flags=message.flags | {Flag.SEEN}, newly_seen=True)
            return message

        return self.borrower.reading(open_it)

    def body(self, ref: MessageRef, *, images: bool = False) -> Body:
        """The body alone, for its frame; costs nothing right after read()."""
        if images:
            self.policy.require(Feature.REMOTE_IMAGES)
        if known := self.kept.opened(self.login.name, ref, variant=(images, False, self.quoted_label)):
            return known.body

        def open_it(connection: Connection) -> Body:
            select_ref(connection, ref, readonly=True)
            return self._opened(connection, ref, images=images).body

        return self.borrower.reading(open_it)

    def _opened(
        self, connection: Connection, ref: MessageRef, *, images: bool, plain: bool = False
    ) -> OpenedMessage:
        variant = (images, plain, self.quoted_label)
        known = self.kept.opened(self.login.name, ref, variant=variant)
        if known is not None:
            now = fetch_one(connection, ref.uid, "FLAGS")
            return replace(known, flags=now.flags, tags=now.tags)
        row = self.kept.row(self.login.name, ref)
        opening = Opening(
            connection,
            ref,
            images=images,
            part_url=self.part_url,
            quoted_label=self.quoted_label,
            plain=plain,
        )
        message = opening.open(row.structure if row else None)
        self.kept.keep_opened(self.login.name, message, variant=variant)
        return message

    def part(self, ref: MessageRef, section: str) -> Streamed:
        """One part, decoded on the way; PartMissing when the message has none with this section."""

        structure = self.structure(ref)
        part = structure.find(section) if structure else None
        if part is None or part.media_type.startswith("multipart/"):
            raise PartMissing("the message has no such part")
        return Streamed(attachment_from(part), decoded(self.stretches(ref, part.section), part.encoding))

    def structure(self, ref: MessageRef) -> Part | None:
        """The MIME tree of a message; costs nothing where its row is known."""

        def look(connection: Connection) -> Part | None:
            select_ref(connection, ref, readonly=True)
            return fetch_structure(connection, ref.uid)

        row = self.kept.row(self.login.name, ref)
        return row.structure if row and row.structure else self.borrower.reading(look)

    def original(self, ref: MessageRef, *, html: bool = False) -> Original:
        """What an answer, a forwarded message or a resumed draft begins with; html says to read that too."""
        row = self.kept.row(self.login.name, ref)

        def look(connection: Connection) -> Original:
            select_ref(connection, ref, readonly=True)
            return fetch_original(connection, ref, row.structure if row else None, html=html)

        return self.borrower.reading(look)

    def source(self, ref: MessageRef) -> Streamed:
        """The whole message as it is stored; its name is "" where the subject gives none."""

        def look(connection: Connection) -> tuple[int, str]:
            select_ref(connection, ref, readonly=True)
            told = fetch_one(connection, ref.uid, "RFC822.SIZE BODY.PEEK[HEADER.FIELDS (SUBJECT)]<0.4096>")
            return told.size, read_header(told.header).subject

        row = self.kept.row(self.login.name, ref)
        size, subject = (row.size, row.subject) if row else self.borrower.reading(look)
        name = message_name(subject)
        message = Attachment("", name, "message/rfc822", size, content_id=None, warning=None)
        return Streamed(message, self.stretches(ref, ""))

    def stretches(self, ref: MessageRef, section: str, *, begin: int = 0) -> Iterator[bytes]:
        """The stored octets of a part, from begin on, 1 MiB at a time; a slow reader holds no connection."""

        def fetch(offset: int) -> bytes:
            def look(connection: Connection) -> bytes:
                select_ref(connection, ref, readonly=True)
                return fetch_stretch(connection, ref.uid, section, offset=offset)

            # The first stretch is what a page waits for; the others come while it is already being read.
            return self.borrower.reading(look, seconds=self.pool.store.request_seconds if offset else None)

        return stretches(fetch, begin=begin)

    # -- deeds -------------------------------------------------------------------------------

    def flag(self, refs: Sequence[MessageRef], flag: Flag, *, on: bool) -> int:
        """Sets or clears a flag; gives how many of the messages were there."""
        with self.borrower.changing(refs) as (connection, uids):
            return deeds.store_flag(connection, uids, flag, on=on)

    def mark(self, refs: Sequence[MessageRef], flag: Flag | Keyword, *, on: bool) -> Marked:
        """Like flag(), for a step that can be taken back: says also which messages it changed."""
        with self.borrower.changing(refs) as (connection, uids):
            changed = deeds.find_without(connection, uids, flag, on=on)
            count = deeds.store_flag(connection, uids, flag, on=on)
            if isinstance(flag, Keyword) and on:
                deeds.require_kept(connection, changed, flag)
            return Marked(refs[0].folder, refs[0].uidvalidity, flag, on, changed, count)

    def move(self, refs: Sequence[MessageRef], *, to: str) -> Moved:
        """Moves messages of one folder into another."""
        with self.borrower.changing(refs) as (connection, uids):
            return self._relocate(connection, uids, source=refs[0].folder, target=to)

    def archive(self, refs: Sequence[MessageRef]) -> Moved:
        """Moves messages into the archive, which is made if there is none."""
        self.policy.require(Feature.ARCHIVE)
        if self.years is not None:
            return YearlyArchive(borrower=self.borrower, zone=self.years).file(refs)
        return self.put_away(refs, SpecialUse.ARCHIVE)

    def apart_in_archive(self, refs: Refs) -> Groups:
        """Messages of one folder, those apart that archive() files apart."""
        if self.years is None or not self.policy.allows(Feature.ARCHIVE):
            return [refs]
        return YearlyArchive(borrower=self.borrower, zone=self.years).split(refs)

    def delete(self, refs: Sequence[MessageRef]) -> Moved:
        """Moves messages into the trash, which is made if there is none."""
        return self.put_away(refs, SpecialUse.TRASH)

    def snooze(self, refs: Sequence[MessageRef]) -> Moved:
        """Moves messages into the folder of what is to come back, which is made if there is none."""
        self.policy.require(Feature.SNOOZE)
        if refs[0].folder in map(self.special, (SpecialUse.DRAFTS, SpecialUse.OUTBOX)):
            raise DeedRefused("a draft is taken up again and not put away")
        return self.put_away(refs, SpecialUse.SNOOZED)

    def junk(self, refs: Sequence[MessageRef]) -> Moved:
        """Moves messages into the junk folder, which is made if there is none; a store may learn from it."""
        return self.put_away(refs, SpecialUse.JUNK)

    def not_junk(self, refs: Sequence[MessageRef]) -> Moved:
        """Moves messages that are no junk into the inbox."""
        return self.move(refs, to="INBOX")

    def remove(self, refs: Sequence[MessageRef]) -> int:
        """Removes messages for good, and only from the trash; gives how many."""
        trash = self.special(SpecialUse.TRASH)
        with self.borrower.changing(refs) as (connection, uids):
            if refs[0].folder != trash:
                raise DeedRefused("only what is in the trash is removed for good")
            self.kept.quotas.drop(self.login.name)
            return deeds.remove_for_good(connection, uids)

    def put_away(self, refs: Sequence[MessageRef], use: SpecialUse) -> Moved:
        """Moves messages into the folder that is for this, which is made if there is none."""
        target = self.special(use)
        with self.borrower.changing(refs) as (connection, uids):
            if target is not None:
                with suppress(FolderMissing):
                    return self._relocate(connection, uids, source=refs[0].folder, target=target)
            target = self.borrower.make_special(connection, use)
            return self._relocate(connection, uids, source=refs[0].folder, target=target)

    @staticmethod
    def _relocate(connection: Connection, uids: Sequence[int], *, source: str, target: str) -> Moved:
        if source == target:
            raise DeedRefused("the messages are there already")
        return deeds.relocate(connection, uids, source=source, target=target)
