"""Drafts: messages being written, in the person's Drafts folder, from the first save to the copy in Sent."""

import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from typing import BinaryIO, TypeVar

from webmail.clock import Clock
from webmail.mail.address import Address
from webmail.mail.errors import (
    ConnectionLost,
    FolderMissing,
    Hindrance,
    MailError,
    MessageGone,
    StaleReference,
    Unsendable,
)
from webmail.mail.flags import Flag
from webmail.mail.mailbox import Mailbox, Moved
from webmail.mail.mailbox.argument import Atom
from webmail.mail.mailbox.borrowing import select_ref
from webmail.mail.mailbox.connection import Connection
from webmail.mail.mailbox.deeds import take_away
from webmail.mail.mailbox.fetched import Fetched, fetched_by_uid
from webmail.mail.mailbox.folder import SpecialUse
from webmail.mail.mailbox.opening import fetch_one, fetch_structure
from webmail.mail.part import Part
from webmail.mail.reading.choice import choose
from webmail.mail.reading.headers import read_header
from webmail.mail.reading.transfer import decoded
from webmail.mail.ref import MessageRef
from webmail.mail.writing.draft import Draft, Kind, StoredDraft, Writing
from webmail.mail.writing.finding import HEADER_LIMIT, Version, find_uids, find_versions, read_stored
from webmail.mail.writing.identity import Identity
from webmail.mail.writing.mime import closing, head, new_boundary, opening
from webmail.mail.writing.notes import Notes
from webmail.mail.writing.recipients import addressed
from webmail.mail.writing.saving import Enclosure, Saving, Wish
from webmail.mail.writing.storing import APPEND_SECONDS
from webmail.mail.writing.upload import Upload
from webmail.policy import Policy

CARRIED_UNNOTICED = 1024 * 1024
SUMMARIES = 200
_SUMMARY_OCTETS = 64 * 1024
_FIELDS = "BODY.PEEK[HEADER.FIELDS (MESSAGE-ID SUBJECT TO CC BCC X-DIENSTPOST-DRAFT)]"
T = TypeVar("T")
_LOOKS = 4
_ANSWERS = (Kind.REPLY, Kind.REPLY_ALL)


@dataclass(frozen=True, slots=True)
class DraftSummary:
    """What a list of drafts shows of one."""

    subject: str
    recipients: tuple[Address, ...]
    writing: Writing


@dataclass(frozen=True, slots=True)
class _Found:
    """The versions of a draft and the folder in which they lie."""

    place: MessageRef
    versions: tuple[Version, ...] = ()

    def ref(self, version: Version) -> MessageRef:
        return replace(self.place, uid=version.uid)


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
    ) -> None:
        """limit: octets of all attachments together; spool(): a new temporary file without a name."""
        self.mailbox = mailbox
        self.borrower = mailbox.borrower
        self.identity = identity
        self.policy = policy
        self.clock = clock
        self.limit = limit
        self.spool = spool
        self.notes = Notes(seal=seal, unseal=unseal)

    # -- finding -----------------------------------------------------------------------------

    def find(self, writing: Writing) -> StoredDraft | None:
        """The newest version, its fields exactly as they were typed; None when nothing is stored."""

        def read(connection: Connection, found: _Found) -> StoredDraft | None:
            if not found.versions:
                return None
            return read_stored(connection, found.versions[-1], writing=writing, ref=found.place)

        for _ in range(_LOOKS - 1):
            # Another page may just be replacing the version that was found.
            with suppress(MessageGone):
                return self._look(writing, read)
        return self._look(writing, read)

    def adopt(self, ref: MessageRef) -> Writing:
        """What names a stored draft; another program's gets a name of its own, always the same."""

        def look(connection: Connection) -> Fetched:
            select_ref(connection, ref, readonly=True)
            return fetch_one(connection, ref.uid, f"BODY.PEEK[HEADER]<0.{HEADER_LIMIT}>")

        header = self.borrower.reading(look).header
        note, message_id = self.notes.read(header), read_header(header).message_id
        if note is not None and message_id:
            return Writing(message_id, note.private.kind, note.private.origin)
        place = f"{ref.folder}\0{ref.uidvalidity}\0{ref.uid}".encode()
        domain = self.identity.address.spec.rpartition("@")[2]
        return Writing(f"<{hashlib.sha256(place).hexdigest()[:40]}@{domain}>", Kind.RESUME, ref)

    def summaries(self) -> Mapping[bytes, DraftSummary]:
        """What lies in Drafts, by the SHA-256 of its Message-ID, which is all that the ledger knows."""
        drafts = self.borrower.special(SpecialUse.DRAFTS)
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
        return key, DraftSummary(read.subject, read.to + read.cc + read.bcc, writing)

    def _look(self, writing: Writing, use: Callable[[Connection, _Found], T]) -> T | None:
        """What use() makes of the versions; None when there is no folder for drafts."""
        drafts = self.borrower.special(SpecialUse.DRAFTS)
        if drafts is None:
            return None

        def look(connection: Connection) -> T:
            selected = connection.select(drafts, readonly=True)
            versions = find_versions(connection, writing.message_id, notes=self.notes)
            return use(connection, _Found(MessageRef(drafts, selected.uidvalidity, 0), versions))

        try:
            return self.borrower.reading(look)
        except FolderMissing:
            self.borrower.kept.keep_special(self.borrower.login.name, None)
            return None

    def _find(self, writing: Writing) -> _Found:
        return self._look(writing, lambda _, found: found) or _Found(MessageRef("", 0, 0))

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
        final: bool = False,
        check: Callable[[], object] | None = None,
    ) -> StoredDraft:
        """Stores the draft, with what was attached to its newest version, and removes that version.

        base is the UID of the version that the page has, 0 for none; over that of another page's version
        which the person has seen and wants replaced. DraftChanged when there is a version that is neither and
        was not stored by this page. without names attached parts of that version by their sections, or of the
        forwarded or resumed message before the first save. final is the version that is sent. check is called
        when it is this save's turn and raises where nothing may be stored any more.

        A forwarded message that is not there any more costs its attachments and never the text: left_out
        says so, and what would be sent without them is Unsendable.
        """
        wish = Wish(draft, page, base, over, tuple(map(_enclosed, uploads)), without, final=final)
        seconds = APPEND_SECONDS if uploads or final else self.borrower.pool.store.request_seconds
        with self.borrower.turn(draft.writing.message_id, seconds=seconds), ExitStack() as files:
            if check is not None:
                check()
            brought = self._brought_first(draft.writing, without, files) if not base else []
            if brought is None and final:
                raise Unsendable({"attachments": (Hindrance("gone"),)})
            return replace(self._save(wish.bringing(brought or ())), left_out=brought is None)

    def _save(self, wish: Wish) -> StoredDraft:
        writing = wish.draft.writing
        lay_alone = self.borrower.kept.lying(self.borrower.login.name, writing.message_id) is not None
        stored = Saving(
            wish,
            borrower=self.borrower,
            identity=self.identity,
            notes=self.notes,
            limit=self.limit,
            spool=self.spool,
            date=self.clock().replace(microsecond=0),
        ).run()
        if writing.kind is Kind.RESUME and writing.origin is not None and not lay_alone:
            self._put_away_origin(writing, writing.origin)
        return stored

    def _brought_first(
        self, writing: Writing, without: Collection[str], files: ExitStack
    ) -> list[Enclosure] | None:
        """What the first save of a forwarded or resumed message brings along; None: that is gone."""
        if writing.kind not in (Kind.FORWARD, Kind.RESUME) or writing.origin is None:
            return []
        if self._find(writing).versions:
            return []
        try:
            return self._brought(writing.origin, without, files)
        except (MessageGone, StaleReference, FolderMissing):
            return None

    def _brought(self, origin: MessageRef, without: Collection[str], files: ExitStack) -> list[Enclosure]:
        """What is attached to the message that is forwarded or resumed; it does not pass the browser."""

        def look(connection: Connection) -> Part | None:
            select_ref(connection, origin, readonly=True)
            return fetch_structure(connection, origin.uid)

        structure = self.borrower.reading(look)
        parts = choose(structure).attachments if structure is not None else ()
        return [
            self._fetched(origin, part, files.enter_context(self.spool()))
            for part in parts
            if part.section not in without
        ]

    def _fetched(self, origin: MessageRef, part: Part, file: BinaryIO) -> Enclosure:
        size = 0
        for octets in decoded(self.mailbox.stretches(origin, part.section), part.encoding):
            size += file.write(octets)
        return Enclosure(part.name or "", part.media_type, size, file)

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
        if sum(each.size for each in stored.draft.attachments) <= CARRIED_UNNOTICED:
            return False
        return not self.borrower.reading(lambda connection: connection.offers("CATENATE"))

    # -- sending -----------------------------------------------------------------------------

    def pieces(self, stored: StoredDraft, *, eight_bit: bool) -> Iterator[bytes]:
        """The message as it is submitted, piece by piece: without Bcc and without our private header."""
        draft = stored.draft
        boundary = new_boundary(draft.text) if draft.attachments else None
        yield head(
            draft,
            identity=self.identity,
            recipients=addressed(draft),
            date=stored.saved_at,
            private=None,
            bcc=False,
            eight_bit=eight_bit,
            boundary=boundary,
        )
        if boundary is None:
            return
        for each in draft.attachments:
            yield opening(boundary)
            yield from self.mailbox.stretches(stored.ref, f"{each.section}.MIME")
            yield from self.mailbox.stretches(stored.ref, each.section)
            yield b"\r\n"
        yield closing(boundary)

    def file(self, writing: Writing) -> bool:
        """Flags what was answered and moves the draft into Sent; False when neither folder has it."""
        with self.borrower.turn(writing.message_id, seconds=APPEND_SECONDS):
            self.borrower.kept.keep_lying(self.borrower.login.name, writing.message_id, lying=None)
            self._flag_origin(writing)
            if not (found := self._find(writing)).versions:
                return self._lies_in_sent(writing)
            try:
                self._file(writing, found)
            except ConnectionLost:
                if self._find(writing).versions or not self._lies_in_sent(writing):
                    raise
            return True

    def _file(self, writing: Writing, found: _Found) -> None:
        # Without MOVE an earlier try may have got as far as the copy: a second one would file it twice.
        moves = self.borrower.reading(lambda connection: connection.offers("MOVE"))
        copied = not moves and self._lies_in_sent(writing)
        self._tidy(found)
        newest = found.ref(found.versions[-1])
        with self.borrower.changing([newest]) as (connection, uids):
            flags = Atom("FLAGS.SILENT"), Atom("(\\Seen)")
            connection.command("UID", Atom("STORE"), newest.uid, *flags)
            if copied:
                take_away(connection, uids)
        if not copied:
            self.mailbox.put_away([newest], SpecialUse.SENT)

    def _tidy(self, found: _Found) -> None:
        """Leaves the newest version alone in the folder; what it does not replace goes into the trash."""
        newest = found.versions[-1]
        replaced = [found.ref(each) for each in found.versions if newest.replaces(each)]
        others = [found.ref(each) for each in found.versions[:-1] if not newest.replaces(each)]
        if replaced:
            with self.borrower.changing(replaced) as (connection, uids):
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
        if writing.origin is None or writing.kind not in (*_ANSWERS, Kind.FORWARD):
            return
        flag = Flag.ANSWERED if writing.kind in _ANSWERS else Flag.FORWARDED
        with suppress(MailError):
            self.mailbox.flag([writing.origin], flag, on=True)

    # -- discarding --------------------------------------------------------------------------

    def discard(self, writing: Writing) -> Moved | None:
        """Moves the draft into the trash; None when there was nothing stored."""
        with self.borrower.turn(writing.message_id, seconds=APPEND_SECONDS):
            self.borrower.kept.keep_lying(self.borrower.login.name, writing.message_id, lying=None)
            found = self._find(writing)
            if not found.versions:
                return self._discard_origin(writing)
            self._tidy(found)
            return self.mailbox.delete([found.ref(found.versions[-1])])

    def _discard_origin(self, writing: Writing) -> Moved | None:
        if writing.kind is not Kind.RESUME or writing.origin is None:
            return None
        with suppress(MessageGone):
            return self.mailbox.delete([writing.origin])
        return None


def _enclosed(upload: Upload) -> Enclosure:
    """Its size is measured: what the sender said of it is not believed."""
    size = upload.content.seek(0, 2)
    upload.content.seek(0)
    return Enclosure(upload.name, upload.media_type, size, upload.content)
