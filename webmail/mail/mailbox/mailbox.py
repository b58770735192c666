"""Mailbox: the verbs a person has over stored mail."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace

from webmail.mail.errors import DeedRefused, FolderMissing, MailError, PartMissing
from webmail.mail.flags import Flag
from webmail.mail.login import Login
from webmail.mail.mailbox import deeds
from webmail.mail.mailbox.argument import Atom, FolderName
from webmail.mail.mailbox.borrowing import Borrower, select_ref
from webmail.mail.mailbox.connection import Connection
from webmail.mail.mailbox.deadline import Patience
from webmail.mail.mailbox.everywhere import Everywhere
from webmail.mail.mailbox.folder import Folder, SpecialUse
from webmail.mail.mailbox.kept import Kept
from webmail.mail.mailbox.lister import Lister
from webmail.mail.mailbox.listing import ROWS_A_PAGE, Listing, Stretch
from webmail.mail.mailbox.moved import Marked, Moved
from webmail.mail.mailbox.numbers import count_of, newest
from webmail.mail.mailbox.opening import Opening, PartUrl, fetch_one, fetch_original, fetch_structure
from webmail.mail.mailbox.pool import Pool
from webmail.mail.mailbox.rows import RowReader
from webmail.mail.mailbox.search import criteria_for, search_patiently, words_of
from webmail.mail.mailbox.streaming import Streamed, fetch_stretch, stretches
from webmail.mail.mailbox.tree import read_counts, read_tree
from webmail.mail.mailbox.view import PLAIN, Only, View
from webmail.mail.part import Part
from webmail.mail.reading.attachment import Attachment, attachment_from
from webmail.mail.reading.opened import Body, OpenedMessage
from webmail.mail.reading.original import Original
from webmail.mail.reading.transfer import decoded
from webmail.mail.ref import MessageRef
from webmail.policy import Feature, Policy


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
    ) -> None:
        """patience is for all reading together; without it every verb has the time of a whole request."""
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
        )

    def forget(self) -> None:
        """Drops what this process remembers of the person's mail."""
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

    def unread(self, folder: str) -> int:
        """How many messages of the folder are unread."""

        def count(connection: Connection) -> int:
            try:
                answer = connection.command("STATUS", FolderName(folder), Atom("(UNSEEN)"))
            except DeedRefused as error:
                raise FolderMissing("no such folder") from error
            return next(iter(read_counts(answer).values()), (0, 0))[0]

        return self.borrower.reading(count)

    # -- the list ----------------------------------------------------------------------------

    def list(self, folder: str, *, page: int = 1, view: View = PLAIN) -> Listing:
        """One page of a folder, newest first unless the view says otherwise."""
        return Lister(self.borrower).list(folder, page=page, view=view)

    def everything(
        self, folder: str, *, uidvalidity: int, until: int, view: View = PLAIN
    ) -> Sequence[MessageRef]:
        """All messages a view of the folder shows; none that came after until was its highest UID."""
        return Lister(self.borrower).everything(folder, uidvalidity=uidvalidity, until=until, view=view)

    def everywhere(self, only: Only, *, page: int = 1) -> Listing:
        """The unread or the starred messages of all folders together, newest first."""
        return Everywhere(self.borrower).find(only, page=page)

    def search(self, folder: str, words: str, *, page: int = 1) -> Listing:
        """The messages in which every word is found in sender, recipients or subject."""
        wanted = words_of(words)
        if not wanted:
            return replace(self.list(folder, page=page), words="")

        def look(connection: Connection) -> Listing:
            selected = connection.select(folder, readonly=True)
            found = search_patiently(connection, criteria_for(wanted))
            stretch = Stretch.of(count_of(found), page)
            uids = newest(found, skip=(stretch.page - 1) * ROWS_A_PAGE, count=ROWS_A_PAGE)
            rows = RowReader(connection, self.kept, self.login.name, selected).by_uid(uids)
            return Listing(
                folder,
                selected.uidvalidity,
                rows,
                page=stretch.page,
                pages=stretch.pages,
                total=stretch.total,
                words=words,
            )

        # How long a search may take is not taken from what else the page asks of the store.
        return self.borrower.reading(look, seconds=self.pool.store.request_seconds)

    # -- one message -------------------------------------------------------------------------

    def read(self, ref: MessageRef, *, seen: bool = True, images: bool = False) -> OpenedMessage:
        """The message prepared for reading; marks it seen by a command of its own."""
        if images:
            self.policy.require(Feature.REMOTE_IMAGES)

        def open_it(connection: Connection) -> OpenedMessage:
            select_ref(connection, ref, readonly=not seen)
            message = self._opened(connection, ref, images=images)
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
        if known := self.kept.opened(self.login.name, ref, variant=(images, self.quoted_label)):
            return known.body

        def open_it(connection: Connection) -> Body:
            select_ref(connection, ref, readonly=True)
            return self._opened(connection, ref, images=images).body

        return self.borrower.reading(open_it)

    def _opened(self, connection: Connection, ref: MessageRef, *, images: bool) -> OpenedMessage:
        variant = (images, self.quoted_label)
        known = self.kept.opened(self.login.name, ref, variant=variant)
        if known is not None:
            return replace(known, flags=fetch_one(connection, ref.uid, "FLAGS").flags)
        row = self.kept.row(self.login.name, ref)
        opening = Opening(
            connection, ref, images=images, part_url=self.part_url, quoted_label=self.quoted_label
        )
        message = opening.open(row.structure if row else None)
        self.kept.keep_opened(self.login.name, message, variant=variant)
        return message

    def part(self, ref: MessageRef, section: str) -> Streamed:
        """One part, decoded on the way; PartMissing when the message has none with this section."""

        def find(connection: Connection) -> Part | None:
            select_ref(connection, ref, readonly=True)
            return fetch_structure(connection, ref.uid)

        row = self.kept.row(self.login.name, ref)
        structure = row.structure if row and row.structure else self.borrower.reading(find)
        part = (
            next((each for each in structure.walk() if each.section == section), None) if structure else None
        )
        if part is None or part.media_type.startswith("multipart/"):
            raise PartMissing("the message has no such part")
        return Streamed(attachment_from(part), decoded(self.stretches(ref, part.section), part.encoding))

    def original(self, ref: MessageRef) -> Original:
        """What an answer, a forwarded message or a resumed draft begins with."""
        row = self.kept.row(self.login.name, ref)

        def look(connection: Connection) -> Original:
            select_ref(connection, ref, readonly=True)
            return fetch_original(connection, ref, row.structure if row else None)

        return self.borrower.reading(look)

    def source(self, ref: MessageRef) -> Streamed:
        """The whole message as it is stored."""

        def size_of(connection: Connection) -> int:
            select_ref(connection, ref, readonly=True)
            return fetch_one(connection, ref.uid, "RFC822.SIZE").size

        row = self.kept.row(self.login.name, ref)
        size = row.size if row else self.borrower.reading(size_of)
        message = Attachment("", f"{ref.uid}.eml", "message/rfc822", size, content_id=None, warning=None)
        return Streamed(message, self.stretches(ref, ""))

    def stretches(self, ref: MessageRef, section: str) -> Iterator[bytes]:
        """The octets of a part as they are stored, 1 MiB at a time; a slow reader holds no connection."""

        def fetch(offset: int) -> bytes:
            def look(connection: Connection) -> bytes:
                select_ref(connection, ref, readonly=True)
                return fetch_stretch(connection, ref.uid, section, offset=offset)

            # The first stretch is what a page waits for; the others come while it is already being read.
            return self.borrower.reading(look, seconds=self.pool.store.request_seconds if offset else None)

        return stretches(fetch)

    # -- deeds -------------------------------------------------------------------------------

    def flag(self, refs: Sequence[MessageRef], flag: Flag, *, on: bool) -> int:
        """Sets or clears a flag; gives how many of the messages were there."""
        with self.borrower.changing(refs) as (connection, uids):
            return deeds.store_flag(connection, uids, flag, on=on)

    def mark(self, refs: Sequence[MessageRef], flag: Flag, *, on: bool) -> Marked:
        """Like flag(), for a step that can be taken back: says also which messages it changed."""
        with self.borrower.changing(refs) as (connection, uids):
            changed = deeds.find_without(connection, uids, flag, on=on)
            count = deeds.store_flag(connection, uids, flag, on=on)
            return Marked(refs[0].folder, refs[0].uidvalidity, flag, on, changed, count)

    def move(self, refs: Sequence[MessageRef], *, to: str) -> Moved:
        """Moves messages of one folder into another."""
        with self.borrower.changing(refs) as (connection, uids):
            return self._relocate(connection, uids, source=refs[0].folder, target=to)

    def archive(self, refs: Sequence[MessageRef]) -> Moved:
        """Moves messages into the archive, which is made if there is none."""
        self.policy.require(Feature.ARCHIVE)
        return self.put_away(refs, SpecialUse.ARCHIVE)

    def delete(self, refs: Sequence[MessageRef]) -> Moved:
        """Moves messages into the trash, which is made if there is none."""
        return self.put_away(refs, SpecialUse.TRASH)

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

    def undo(self, moved: Moved) -> int:
        """Brings moved messages back; gives how many, 0 when the store never said where they went."""
        self.policy.require(Feature.UNDO)
        if not moved.uids:
            return 0
        return self.move(
            [MessageRef(moved.target, moved.uidvalidity, uid) for uid in moved.uids], to=moved.source
        ).count

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
