"""Talk: an opened conversation as its address names it, and which of its messages are open."""

from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from flask import url_for

from webmail.mail import (
    MessageGone,
    MessageRef,
    OpenedMessage,
    Row,
    StaleReference,
    WholeConversation,
    written,
)
from webmail.web.converters import FOLDER, sealed_refs
from webmail.web.current import current
from webmail.web.message.beside import Beside
from webmail.web.message.images import Shown as Read
from webmail.web.message.images import read_with_images
from webmail.web.shown import List, refs_of

MOST_OPEN = 8
"""So many unread messages are opened at once, the newest: each costs the store a look, and a person time."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One message of the conversation as the page shows it: open, or folded to its row."""

    ref: MessageRef
    row: Row | None
    own: bool
    read: Read | None

    @property
    def message(self) -> OpenedMessage | None:
        return self.read.message if self.read else None

    @property
    def why_images(self) -> str | None:
        """Why images are shown; None where they are not."""
        return self.read.why.value if self.read and self.read.why else None


@dataclass(frozen=True)
class Talk:
    """The store is asked for what is needed, and once: to open one more message costs no look at the others.

    folder is the one that is open, where not every message of the conversation needs to lie. beside is where
    to go on when the one message that is asked for is taken away.
    """

    ref: MessageRef
    shown: List
    folder: str
    seen: bool
    images: bool = False
    patiently: bool = False
    beside: MessageRef | None = None
    opened: list[OpenedMessage] = field(default_factory=list)

    @cached_property
    def named(self) -> Shown:
        """The message in the address; it is always open."""
        read = read_with_images(self.ref, seen=self.seen, asked=self.images)
        self.opened.append(read.message)
        return Shown(self.ref, None, own=False, read=read)

    @cached_property
    def whole(self) -> WholeConversation:
        return current.mailbox.conversation(self.ref, at=self.folder, patiently=self.patiently)

    @cached_property
    def members(self) -> list[Shown]:
        """The oldest first; open are the one in the address, the last one, and what has not been read."""
        members = self.whole.members
        # The one in the address has just been read.
        unread = [each.ref for each in members if not each.row.seen and each.ref != self.ref][1 - MOST_OPEN :]
        wanted = {self.ref, members[-1].ref, *unread}
        return [
            Shown(each.ref, each.row, each.own, self._read(each.ref) if each.ref in wanted else None)
            for each in members
        ]

    def _read(self, ref: MessageRef) -> Read | None:
        if ref == self.ref:
            return self.named.read
        # What another program takes away in this moment stays folded, and says so when it is clicked.
        with suppress(MessageGone, StaleReference):
            read = read_with_images(ref, seen=self.seen, asked=False)
            self.opened.append(read.message)
            return read
        return None

    def counts(self) -> bool:
        """Whether what was opened so far has changed how much is unread."""
        return any(each.newly_seen for each in self.opened)

    @property
    def subject(self) -> str:
        return self.whole.members[-1].row.envelope.subject

    # -- deeds on all of it ------------------------------------------------------------------

    @cached_property
    def here(self) -> list[int]:
        """UIDs of what lies in the folder that is open; deeds on the conversation are for these."""
        return [each.ref.uid for each in self.whole.members if each.ref.folder == self.folder]

    @property
    def uidvalidity(self) -> int:
        """Under which they have these UIDs."""
        refs = (each.ref for each in self.whole.members if each.ref.folder == self.folder)
        return next((ref.uidvalidity for ref in refs), self.ref.uidvalidity)

    @property
    def uids(self) -> str:
        return written(self.here)

    @property
    def row_uid(self) -> int | None:
        """Whose row of the list it was opened from: the message's in the address, else the newest one's."""
        listed = refs_of(self.shown)
        if self.ref in listed:
            return self.ref.uid
        uids = {ref.uid for ref in listed if ref.folder == self.folder}
        return max(uids.intersection(self.here), default=None)

    @property
    def next_to_it(self) -> Beside:
        """What stands next to it in the list."""
        at_hand = "listing" in vars(self.shown)
        # Without the list a message of the open folder is taken for its row: that is what rows lead to.
        if self.ref in refs_of(self.shown) if at_hand else self.ref.folder == self.folder:
            return Beside(self.shown, self.ref)
        uid = self.row_uid if at_hand else max(self.here, default=None)
        return Beside(self.shown, MessageRef(self.folder, self.uidvalidity, uid) if uid else self.ref)

    # -- addresses ---------------------------------------------------------------------------

    def url(self) -> str:
        """The list it was opened from."""
        return self.shown.url()

    @property
    def query(self) -> dict[str, Any]:
        """What an address says about the list beside it."""
        return self.shown.query

    @property
    def makes_room(self) -> bool:
        return self.shown.makes_room

    def message_url(self, ref: MessageRef, **more: Any) -> str:
        """The conversation with this message open."""
        at = current.seal(FOLDER, self.folder) if ref.folder != self.folder else None
        return url_for("message.conversation", ref=ref, at=at, **self.query, **more)

    def after(self, ref: MessageRef) -> str:
        """Where to go on when this message has been taken away: the rest of the conversation, or the list."""
        other = self._other(ref) if "whole" in vars(self) else self.beside
        return self.message_url(other) if other else self.url()

    def fold_url(self, ref: MessageRef) -> str:
        """Like message_url(), for a message that is folded here."""
        other = self._other(ref)
        beside = sealed_refs(other.folder, other.uidvalidity, [other.uid]) if other else None
        return self.message_url(ref, beside=beside)

    def _other(self, ref: MessageRef) -> MessageRef | None:
        """Another message of the conversation, the newest that lies in the open folder."""
        others = [each.ref for each in reversed(self.whole.members) if each.ref != ref]
        return max(others, key=lambda each: each.folder == self.folder, default=None)
