"""Conversation: messages that belong together, as the list and as their own page show them."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from webmail.mail.address import Address
from webmail.mail.envelope import Row
from webmail.mail.flags import Flag
from webmail.mail.mailbox.folder import INBOX
from webmail.mail.mailbox.threads import Thread
from webmail.mail.ref import MessageRef

ROWS_READ = 12
"""Of a long conversation the list reads so many messages, the newest: names and marks come from them."""

Voice = Address | None
"""Who has written; None is oneself."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """One row of a list of conversations.

    row is that of the newest message here, with what is true of any of them: unread, star, attachment.
    uids are those in this folder, the newest first; starred are those of them with a star.
    """

    row: Row
    uids: tuple[int, ...]
    sent: int
    voices: tuple[Voice, ...]
    starred: tuple[int, ...]

    @property
    def mark(self) -> Hashable:
        """What a row of it shows beyond its newest message."""
        return self.uids, self.sent, self.voices, self.starred

    @property
    def count(self) -> int:
        """How many messages, one's own answers included."""
        return len(self.uids) + self.sent


@dataclass(frozen=True, slots=True)
class Said:
    """A moment and who said something in it."""

    moment: int
    voice: Voice


def conversation_of(
    thread: Thread, *, rows: Sequence[Row], flags: Mapping[int, frozenset[Flag]], sent: Iterable[int]
) -> Conversation:
    """rows: those read, the newest first; flags: of all in the folder; sent: moments of own answers."""
    newest = rows[0]
    if len(flags) == 1 and not thread.sent:
        # Most of a list: nothing is to be put together.
        uids = (newest.uid,)
        return Conversation(newest, uids, 0, (_writer(newest),), uids if newest.flagged else ())
    merged = set(newest.flags) - {Flag.SEEN, Flag.FLAGGED}
    starred = tuple(uid for uid in thread.uids if Flag.FLAGGED in flags.get(uid, ()))
    if starred:
        merged.add(Flag.FLAGGED)
    if all(Flag.SEEN in found for found in flags.values()):
        merged.add(Flag.SEEN)
    clip = any(row.envelope.has_attachment for row in rows)
    said = [Said(int(row.envelope.received.timestamp()), _writer(row)) for row in reversed(rows)]
    said += [Said(moment, None) for moment in sent]
    return Conversation(
        replace(
            newest,
            envelope=replace(newest.envelope, has_attachment=clip),
            flags=frozenset(merged),
            tags=frozenset().union(*(row.tags for row in rows)),
        ),
        uids=tuple(uid for uid in thread.uids if uid in flags),
        sent=len(thread.sent),
        voices=tuple(
            {_key(each.voice): each.voice for each in sorted(said, key=lambda one: one.moment)}.values()
        ),
        starred=starred,
    )


def _writer(row: Row) -> Address:
    return row.envelope.senders[0] if row.envelope.senders else Address("", "")


def _key(voice: Voice) -> str | None:
    return voice.spec.casefold() or voice.name if voice else None


@dataclass(frozen=True, slots=True)
class Member:
    """A message of an opened conversation; own says that it lies in Sent, name is the number of its own."""

    ref: MessageRef
    row: Row
    own: bool
    name: int = 0

    @property
    def same(self) -> Hashable:
        """Equal for copies; whoever takes the name of another's message does not hide that one by it."""
        writers = tuple(each.spec.casefold() for each in self.row.envelope.senders)
        return (self.name, writers) if self.name else self.ref


@dataclass(frozen=True, slots=True)
class WholeConversation:
    """All that was found of a conversation, the oldest first.

    cut: there are more messages than are shown. searched: whether everything older was looked through.
    """

    members: tuple[Member, ...]
    cut: bool = False
    searched: bool = True


def once(members: Iterable[Member], *, ref: MessageRef, at: str) -> list[Member]:
    """Without the copies in other folders: the named message stays, else the one in at, else in the inbox.

    Two in one folder both stay, as both are in its list, and a deed on all is for both.
    """

    def rank(member: Member) -> tuple[bool, bool, bool]:
        folder = member.ref.folder
        return member.ref != ref, folder != at, folder != INBOX

    found = list(members)
    folders: dict[Hashable, str] = {}
    for each in sorted(found, key=rank):
        folders.setdefault(each.same, each.ref.folder)
    return [each for each in found if folders[each.same] == each.ref.folder]
