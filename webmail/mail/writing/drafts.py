"""Drafts: messages being written, in the person's Drafts folder, from the first save to the copy in Sent."""

import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, TypeVar

from webmail.clock import Clock
from webmail.mail.address import Address
from webmail.mail.errors import FolderMissing, MailError, MessageGone, NoDraft, StaleReference
from webmail.mail.flags import Flag
from webmail.mail.mailbox import Mailbox, Moved
from webmail.mail.mailbox.argument import Atom
from webmail.mail.mailbox.borrowing import select_ref
from webmail.mail.mailbox.connection import Connection
from webmail.mail.mailbox.fetched import Fetched, fetched_by_uid
from webmail.mail.mailbox.folder import SpecialUse
from webmail.mail.mailbox.opening import fetch_one, fetch_structure
from webmail.mail.part import Part
from webmail.mail.reading.attachment import OPAQUE, Attachment
from webmail.mail.reading.choice import choose
from webmail.mail.reading.headers import read_header
from webmail.mail.ref import MessageRef
from webmail.mail.writing.attached import encoded, part_header
from webmail.mail.writing.beside import carried_over
from webmail.mail.writing.draft import Draft, Kind, StoredDraft, Writing
from webmail.mail.writing.enclosing import MESSAGE, enclosed_message, enclosed_part, moved_forward
from webmail.mail.writing.filing import Filing
from webmail.mail.writing.finding import HEADER_LIMIT, Found, chief, find_versions, read_stored
from webmail.mail.writing.identity import Identity
from webmail.mail.writing.mime import head
from webmail.mail.writing.nest import Nest, opening
from webmail.mail.writing.notes import Notes
from webmail.mail.writing.recipients import addressed
from webmail.mail.writing.saving import Saving
from webmail.mail.writing.storing import APPEND_SECONDS
from webmail.mail.writing.upload import Upload
from webmail.mail.writing.wish import Enclosure, Wish
from webmail.policy import Policy

CARRIED_UNNOTICED = 1024 * 1024
SUMMARIES = 200
_SUMMARY_OCTETS = 64 * 1024
_FIELDS = "BODY.PEEK[HEADER.FIELDS (MESSAGE-ID SUBJECT TO CC BCC X-DIENSTPOST-DRAFT)]"
# What begins with the attachments of another message.
_BRINGING = (Kind.FORWARD, Kind.ENCLOSE, Kind.RESUME, Kind.ANEW)
T = TypeVar("T")
_LOOKS = 4


@dataclass(frozen=True, slots=True)
class DraftSummary:
    """What a list of drafts shows of one; ours: it was not stored by another program."""

    subject: str
    recipients: tuple[Address, ...]
    writing: Writing
    ours: bool = True


class Drafts:
    """A person's drafts; the newest version is stored and known before an older one is removed."""

    def __init__(
        self,
        *,
        mailbox: Mailbox,
        identity: Identity,
        policy: Policy,
        clock: Clock,
        seal: Callable[[str], str],
        unseal: Callable[[str], str],
        limit: int,
        spool: Callable[[], BinaryIO],
        refused: Collection[str] = (),
    ) -> None:
        """limit: octets of all attachments together; spool(): a new temporary file without a name.

        refused: endings of names of files that nobody may send, in small letters and without the dot.
        """
        self.mailbox = mailbox
        self.borrower = mailbox.borrower
        self.identity = identity
        self.policy = policy
        self.clock = clock
        self.limit = limit
        self.spool = spool
        self.refused = refused
        self.notes = Notes(seal=seal, unseal=unseal)
        self._filing = Filing(mailbox=mailbox, find=self._find)

    # -- finding -----------------------------------------------------------------------------

    def find(self, writing: Writing, *, where: SpecialUse = SpecialUse.DRAFTS) -> StoredDraft | None:
        """The version that counts, its fields exactly as they were typed; None when nothing lies there."""

        def read(connection: Connection, found: Found) -> StoredDraft | None:
            counts = chief(found.versions)
            if counts is None:
                return None
            return read_stored(connection, counts, writing=writing, ref=found.place)

        for _ in range(_LOOKS - 1):
            # Another page may just be replacing the version that was found.
            with suppress(MessageGone):
                return self._look(writing, read, where=where)
        return self._look(writing, read, where=where)

    def adopt(self, ref: MessageRef) -> Writing:
        """What names a stored draft; another program's gets a name of its own, always the same.

        Raises NoDraft for received mail that was moved here: sent on, it would pass for the person's own.
        """

        def look(connection: Connection) -> Fetched:
            select_ref(connection, ref, readonly=True)
            return fetch_one(connection, ref.uid, f"FLAGS BODY.PEEK[HEADER]<0.{HEADER_LIMIT}>")

        fetched = self.borrower.reading(look)
        note, read = self.notes.read(fetched.header), read_header(fetched.header)
        if note is not None and read.message_id:
            return Writing(read.message_id, note.private.kind, note.private.origin)
        if Flag.DRAFT not in fetched.flags and not self.identity.may_have_written(read.senders):
            raise NoDraft("somebody else has written it")
        place = f"{ref.folder}\0{ref.uidvalidity}\0{ref.uid}".encode()
        message_id = self.identity.message_id(hashlib.sha256(place).hexdigest()[:40])
        return Writing(message_id, Kind.RESUME, ref)

    def summaries(self, *, where: SpecialUse = SpecialUse.DRAFTS) -> Mapping[bytes, DraftSummary]:
        """What lies in this folder, by the SHA-256 of its Message-ID, which is all that the ledger knows."""
        drafts = self.borrower.special(where)
        if drafts is None:
            return {}

        def look(connection: Connection) -> dict[bytes, DraftSummary]:
            exists = connection.select(drafts, readonly=True).exists
            if not exists:
                return {}
            stretch = Atom(f"{max(1, exists - SUMMARIES + 1)}:{exists}")
            items = Atom(f"(UID {_FIELDS}<0.{_SUMMARY_OCTETS}>)")
            found = fetched_by_uid(connection.command("FETCH", stretch, items))
            return dict(self._summary(connection, each) for _, each in sorted(found.items()))

        try:
            return self.borrower.reading(look)
        except FolderMissing:
            return {}

    def _summary(self, connection: Connection, fetched: Fetched) -> tuple[bytes, DraftSummary]:
        header = fetched.header
        if len(header) >= _SUMMARY_OCTETS:
            header = fetch_one(connection, fetched.uid, f"{_FIELDS}<0.{HEADER_LIMIT}>").header
        read, note = read_header(header), self.notes.read(header)
        writing = Writing(read.message_id)
        if note is not None:
            writing = Writing(read.message_id, note.private.kind, note.private.origin)
        key = hashlib.sha256(read.message_id.encode()).digest()
        everybody = read.to + read.cc + read.bcc
        return key, DraftSummary(read.subject, everybody, writing, note is not None)

    def _look(
        self,
        writing: Writing,
        use: Callable[[Connection, Found], T],
        *,
        where: SpecialUse = SpecialUse.DRAFTS,
    ) -> T | None:
        """What use() makes of the versions; None when there is no such folder."""
        drafts = self.borrower.special(where)
        if drafts is None:
            return None

        def look(connection: Connection) -> T:
            selected = connection.select(drafts, readonly=True)
            versions = find_versions(connection, writing.message_id, notes=self.notes)
            return use(connection, Found(MessageRef(drafts, selected.uidvalidity, 0), versions))

        try:
            return self.borrower.reading(look)
        except FolderMissing:
            self.borrower.kept.keep_special(self.borrower.login.name, None)
            return None

    def _find(self, writing: Writing, where: SpecialUse = SpecialUse.DRAFTS) -> Found:
        return self._look(writing, lambda _, found: found, where=where) or Found(MessageRef("", 0, 0))

    # -- saving ------------------------------------------------------------------------------

    def save(
        self,
        draft: Draft,
        *,
        page: str,
        base: int = 0,
        over: int = 0,
        uploads: Sequence[Upload] = (),
        without: Collection[str] = (),
        forward: str = "",
        shown: str = "",
        messages: Sequence[MessageRef] = (),
        beside: Writing | None = None,
        final: bool = False,
        dated: datetime | None = None,
        check: Callable[[], object] | None = None,
    ) -> StoredDraft:
        """Stores the draft, with what was attached to its newest version, and removes that version.

        base is the UID of the version that the page has, 0 for none; over that of another page's version
        which the person has seen and wants replaced. DraftChanged when there is a version that is neither and
        was not stored by this page. without names attached parts of that version by their sections, or of the
        forwarded or resumed message before the first save; forward names the one that goes a place nearer to
        the first; both are believed of a later version of the same page too that has attached what shown
        says, see shown_as(). messages are attached whole; what hangs on the draft beside is brought by the
        first save. final is the version that is sent, dated when that is not now. check raises where nothing
        may be stored any more, asked at this save's turn and before anything old goes: what came in between
        is then taken out. What was attached and is gone costs itself, never the text: left_out says so.
        """
        files_of = tuple(map(Enclosure.of, uploads))
        wish = Wish(draft, page, base, over, files_of, without, forward, shown, final, check)
        carries = uploads or messages or final
        seconds = APPEND_SECONDS if carries else self.borrower.pool.store.request_seconds
        with self.borrower.turn(draft.writing.message_id, seconds=seconds), ExitStack() as files:
            wish.ask()
            if base and self.borrower.kept.lying(self.borrower.login.name, draft.writing.message_id) is None:
                self._filing.bring_back(draft.writing)
            wish = wish if base else self._bringing_first(wish, files, beside)
            wish = wish.attaching([(each, self._message(each, files)) for each in messages])
            return self._save(wish, dated or self.clock())

    def _save(self, wish: Wish, date: datetime) -> StoredDraft:
        writing = wish.draft.writing
        lay_alone = self.borrower.kept.lying(self.borrower.login.name, writing.message_id) is not None
        stored = Saving(
            wish,
            borrower=self.borrower,
            identity=self.identity,
            notes=self.notes,
            limit=self.limit,
            refused=self.refused,
            spool=self.spool,
            date=date.replace(microsecond=0),
        ).run()
        if writing.kind is Kind.RESUME and writing.origin is not None and not lay_alone:
            self._put_away_origin(writing, writing.origin)
        return stored

    def _bringing_first(self, wish: Wish, files: ExitStack, beside: Writing | None) -> Wish:
        """The wish with what the first save brings along: of another draft, or of a message taken up."""
        if beside is None or self._find(wish.draft.writing).versions:
            return wish.bringing(self._brought_first(wish, files))
        stretches = self.mailbox.stretches
        return carried_over(wish, self._find(beside), stretches=stretches, files=files, spool=self.spool)

    def _brought_first(self, wish: Wish, files: ExitStack) -> list[Enclosure] | None:
        """What is attached to a forwarded or resumed message; None: that is gone."""
        writing = wish.draft.writing
        if writing.kind not in _BRINGING or writing.origin is None:
            return []
        if self._find(writing).versions:
            return []
        try:
            if writing.kind is Kind.ENCLOSE:
                return [] if "" in wish.without else [self._message(writing.origin, files)]
            return self._brought(writing.origin, wish, files)
        except (MessageGone, StaleReference, FolderMissing):
            return None

    def _brought(self, origin: MessageRef, wish: Wish, files: ExitStack) -> list[Enclosure]:
        """What is attached to the message that is forwarded or resumed; it does not pass the browser."""

        def look(connection: Connection) -> Part | None:
            select_ref(connection, origin, readonly=True)
            return fetch_structure(connection, origin.uid)

        structure = self.borrower.reading(look)
        parts = choose(structure).attachments if structure is not None else ()
        return [
            enclosed_part(self.mailbox.stretches, origin, part, files.enter_context(self.spool()))
            for part in moved_forward(parts, wish.forward)
            if part.section not in wish.without
        ]

    def _message(self, ref: MessageRef, files: ExitStack) -> Enclosure:
        return enclosed_message(self.mailbox.stretches, ref, files.enter_context(self.spool()))

    def _put_away_origin(self, writing: Writing, origin: MessageRef) -> None:
        """Another program's draft goes into the trash: what it had and ours has not is not lost."""
        try:
            self.mailbox.delete([origin])
        except MessageGone:
            return
        except MailError:
            # The next save shall try again.
            self.borrower.kept.keep_lying(self.borrower.login.name, writing.message_id, lying=None)

    def carries_again(self, stored: StoredDraft) -> bool:
        """Whether each save moves so much that the page should save less often."""
        carried = (*stored.draft.attachments, *stored.draft.pictures)
        if sum(each.size for each in carried) <= CARRIED_UNNOTICED:
            return False
        return not self.borrower.reading(lambda connection: connection.offers("CATENATE"))

    # -- sending -----------------------------------------------------------------------------

    def pieces(self, stored: StoredDraft, *, eight_bit: bool) -> Iterator[bytes]:
        """The message as it is submitted, piece by piece: without Bcc and without our private header."""
        draft = stored.draft
        nest = Nest.of(
            draft.text, draft.html, pictures=bool(draft.pictures), attached=bool(draft.attachments)
        )
        yield head(
            draft,
            identity=self.identity,
            recipients=addressed(draft),
            date=stored.saved_at,
            private=None,
            bcc=False,
            eight_bit=eight_bit,
            nest=nest,
        )
        for each in draft.pictures:
            yield opening(nest.related)
            yield from self._part(stored.ref, each, eight_bit=eight_bit)
        yield nest.behind_pictures
        for each in draft.attachments:
            yield opening(nest.mixed)
            yield from self._part(stored.ref, each, eight_bit=eight_bit)
        yield nest.behind_attached

    def _part(self, ref: MessageRef, attachment: Attachment, *, eight_bit: bool) -> Iterator[bytes]:
        """An attachment as it lies there.

        A message with 8-bit text, for a server without 8BITMIME: no encoding may be put around a message
        (RFC 2046 section 5.2.1), and one put into it would break what is signed. It goes as a file.
        """
        header = b"".join(self.mailbox.stretches(ref, f"{attachment.section}.MIME"))
        content = self.mailbox.stretches(ref, attachment.section)
        if eight_bit or attachment.media_type != MESSAGE or b"8bit" not in header.lower():
            yield header
            yield from content
            yield b"\r\n"
            return
        with self.spool() as file:
            for octets in content:
                file.write(octets)
            file.seek(0)
            yield part_header(attachment.name, OPAQUE)
            yield from encoded(file)

    def file(self, writing: Writing) -> bool:
        """Flags what was answered and moves what was sent into Sent; False when neither folder has it."""
        with self._ending(writing):
            return self._filing.file(writing)

    # -- waiting -----------------------------------------------------------------------------

    def put_by(self, stored: StoredDraft) -> MessageRef:
        """Moves what was stored to be sent to where it waits; where it lies there."""
        with self._ending(stored.draft.writing):
            return self._filing.put_by(stored.draft.writing, stored.ref.uid)

    def bring_back(self, writing: Writing) -> MessageRef | None:
        """Makes what waits a draft again; None when nothing of it waits. Who calls has the ledger's word."""
        if not self._find(writing, SpecialUse.OUTBOX).versions:
            return None
        with self._ending(writing):
            return self._filing.bring_back(writing)

    # -- discarding --------------------------------------------------------------------------

    def discard(
        self,
        writing: Writing,
        *,
        page: str = "",
        base: int = 0,
        over: int = 0,
        check: Callable[[], object] | None = None,
    ) -> Moved | None:
        """Moves the draft into the trash; None when there was nothing stored.

        page, base, over and check are those of save(); without a page nobody is asked, and all of it goes.
        """
        with self._ending(writing):
            return self._filing.discard(writing, page=page, seen=(base, over), check=check)

    @contextmanager
    def _ending(self, writing: Writing) -> Iterator[None]:
        with self.borrower.turn(writing.message_id, seconds=APPEND_SECONDS):
            self.borrower.kept.keep_lying(self.borrower.login.name, writing.message_id, lying=None)
            yield
