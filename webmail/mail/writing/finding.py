"""Finding a draft in its folder: its versions, which of them counts, and what it says."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from webmail.mail.errors import DeedRefused, MessageGone
from webmail.mail.mailbox.argument import Atom
from webmail.mail.mailbox.connection import Connection
from webmail.mail.mailbox.fetched import Fetched, fetched_by_uid
from webmail.mail.mailbox.numbers import expand, written
from webmail.mail.mailbox.search import search_uids
from webmail.mail.mailbox.streaming import STRETCH, fetch_stretch
from webmail.mail.part import Part
from webmail.mail.reading.attachment import Attachment, attachment_from
from webmail.mail.reading.charset import decode_text
from webmail.mail.reading.choice import choose
from webmail.mail.reading.headers import read_header
from webmail.mail.reading.text import to_plain
from webmail.mail.reading.transfer import decode_transfer
from webmail.mail.ref import MessageRef
from webmail.mail.writing.draft import StoredDraft, Writing
from webmail.mail.writing.mime import read_draft
from webmail.mail.writing.nest import Shape, unwrapped
from webmail.mail.writing.notes import Note, Notes
from webmail.mail.writing.outgoing import clean_outgoing
from webmail.mail.writing.twin import twin

HEADER_LIMIT = 4 * 1024 * 1024
MOST_VERSIONS = 500
_HEADER = f"BODY.PEEK[HEADER]<0.{HEADER_LIMIT}>"
_ITEMS = f"INTERNALDATE RFC822.SIZE {_HEADER}"


@dataclass(frozen=True, slots=True)
class Version:
    """One stored version of a draft; note is None when another program has stored it."""

    uid: int
    note: Note | None = None
    structure: Part | None = None
    header: bytes = b""
    received: datetime | None = None
    size: int = 0

    @property
    def page(self) -> str:
        return self.note.private.page if self.note else ""

    @property
    def parts(self) -> tuple[Part, ...]:
        """What is attached to it."""
        if self.structure is None:
            return ()
        if self.note is not None:
            return self.shape.attached
        return choose(self.structure).attachments

    @property
    def shape(self) -> Shape:
        """Its parts, where we have stored it."""
        return Shape.of(self.structure if self.note is not None else None)

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        return tuple(map(attachment_from, self.parts))

    @property
    def final(self) -> bool:
        """Whether it was stored to be sent."""
        return self.note is not None and self.note.final

    @property
    def left_out(self) -> bool:
        return self.note is not None and self.note.left_out

    def knows(self, other: "Version") -> bool:
        """Whether the other one lay there when this one was stored, and was meant to be replaced."""
        return self.note is not None and other.uid < self.uid and other.uid <= self.note.after

    def replaces(self, other: "Version") -> bool:
        """Whether who stored this one knew the other one, or is the same page and has gone on."""
        if self.knows(other) or other.page == "" or other.page != self.page:
            return self.knows(other)
        if self.final != other.final:
            # What a page had on its way when it sent the message comes too late, wherever it lies.
            return self.final and not other.knows(self)
        return other.uid < self.uid


@dataclass(frozen=True, slots=True)
class Found:
    """The versions of a draft, the oldest first, and the folder in which they lie."""

    place: MessageRef
    versions: tuple[Version, ...] = ()

    def ref(self, version: Version) -> MessageRef:
        return replace(self.place, uid=version.uid)


def standing(versions: Sequence[Version]) -> tuple[Version, ...]:
    """The versions that no other one replaces; more than one is a conflict."""
    left = tuple(each for each in versions if not any(other.replaces(each) for other in versions))
    # They may replace one another in a ring, when a page that sent in vain has an old save on its way.
    return left or tuple(versions[-1:])


def chief(versions: Sequence[Version]) -> Version | None:
    """The version that counts: of those that stand the one stored to be sent, else the newest."""
    left = standing(versions)
    return max(left, key=lambda each: (each.final, each.uid), default=None)


def find_uids(connection: Connection, message_id: str) -> tuple[int, ...]:
    """Those with this Message-ID in the open folder, and perhaps others that only look like it."""
    criteria = (Atom("UNDELETED HEADER MESSAGE-ID"), message_id)
    return tuple(sorted(expand(search_uids(connection, criteria), most=MOST_VERSIONS)))


def find_versions(connection: Connection, message_id: str, *, notes: Notes) -> tuple[Version, ...]:
    """The versions in the open folder, the oldest first."""
    uids = find_uids(connection, message_id)
    if not uids:
        return ()
    found = _fetch(connection, uids)
    versions = (_version(fetched, notes) for _, fetched in sorted(found.items()))
    return tuple(each for each in versions if read_header(each.header).message_id == message_id)


def _fetch(connection: Connection, uids: Iterable[int]) -> dict[int, Fetched]:
    numbers = Atom(written(uids))
    with suppress(DeedRefused):
        return fetched_by_uid(
            connection.command("UID", Atom("FETCH"), numbers, Atom(f"(UID {_ITEMS} BODYSTRUCTURE)"))
        )
    return fetched_by_uid(connection.command("UID", Atom("FETCH"), numbers, Atom(f"(UID {_ITEMS})")))


def _version(fetched: Fetched, notes: Notes) -> Version:
    note, structure = notes.read(fetched.header), fetched.structure
    if note is not None and structure is None:
        # Another page has just removed it; what is attached must not be taken for nothing.
        raise MessageGone("the version is not there any more")
    return Version(
        uid=fetched.uid,
        note=note,
        structure=structure,
        header=fetched.header,
        received=fetched.received,
        size=fetched.size,
    )


def read_stored(
    connection: Connection, version: Version, *, writing: Writing, ref: MessageRef
) -> StoredDraft:
    """The version as a draft, its text read from the store."""
    html = _html(connection, version)
    draft = read_draft(
        writing,
        version.header,
        twin(html) if html else _text(connection, version),
        html=html,
        private=version.note.private if version.note else None,
        attachments=version.attachments,
        pictures=tuple(map(attachment_from, version.shape.pictures)),
    )
    assert version.received is not None
    return StoredDraft(
        draft,
        replace(ref, uid=version.uid),
        version.page,
        version.received,
        version.size,
        left_out=version.left_out,
        enclosed=version.note.private.enclosed if version.note else (),
    )


def _html(connection: Connection, version: Version) -> str:
    """Cleaned anew, for another program may have been at it; what we have written stays as it is."""
    part = version.shape.html
    if part is None:
        return ""
    octets = decode_transfer(_octets(connection, version, part), part.encoding)
    return clean_outgoing(unwrapped(octets.decode("utf-8", "replace")))


def _text(connection: Connection, version: Version) -> str:
    part = _text_part(version)
    if part is None:
        return ""
    octets = decode_transfer(_octets(connection, version, part), part.encoding)
    if version.note is not None:
        return version.note.ended(octets.decode("utf-8", "replace").replace("\r\n", "\n"))
    text = decode_text(octets, part.parameters.get("charset"))
    return to_plain(text) if part.media_type == "text/html" else text


def _octets(connection: Connection, version: Version, part: Part) -> bytes:
    raw = fetch_stretch(connection, version.uid, part.section, offset=0)
    stretch = raw
    while len(stretch) == STRETCH:
        stretch = fetch_stretch(connection, version.uid, part.section, offset=len(raw))
        raw += stretch
    if version.note is not None and not raw:
        # We never store less than a line end: a store may tell nothing of what is just being removed.
        raise MessageGone("the version is not there any more")
    return raw


def _text_part(version: Version) -> Part | None:
    if version.structure is None:
        return None
    if version.note is not None:
        return version.shape.plain
    choice = choose(version.structure)
    return choice.plain or choice.html
