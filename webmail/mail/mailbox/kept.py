"""Kept: what this process remembers of the store, so that it need not be asked and read again."""

import threading
from array import array
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field

from webmail.mail.envelope import Envelope
from webmail.mail.mailbox.connection import Selected
from webmail.mail.mailbox.folder import SpecialUse
from webmail.mail.mailbox.kept_links import KeptLinks
from webmail.mail.mailbox.quotas import Quotas
from webmail.mail.mailbox.turns import Turns
from webmail.mail.part import Part
from webmail.mail.reading.opened import OpenedMessage
from webmail.mail.ref import MessageRef

Look = tuple[int, int]
"""UIDNEXT and EXISTS: while both stand still, no sequence number changes its message."""

PagePlace = tuple[int, int]
"""Number of a page and how many rows a page has."""

Variant = tuple[bool, bool, str]
"""What else decides how a message is prepared: whether images are loaded, whether it is shown as plain text,
and the words on folded quotes."""


MOST_DRAFTS = 5000


@dataclass(frozen=True, slots=True)
class Lying:
    """A draft of which this and no other version lay in its folder when we last looked; page stored it."""

    ref: MessageRef
    structure: Part | None
    page: str = ""
    enclosed: tuple[tuple[MessageRef, str], ...] = ()


@dataclass(slots=True)
class _KeptFolder:
    """Rows of one folder under one UIDVALIDITY."""

    uidvalidity: int
    rows: dict[int, Envelope] = field(default_factory=dict)
    look: Look = (0, 0)
    pages: dict[PagePlace, tuple[int, ...]] = field(default_factory=dict)
    order: "array[int]" = field(default_factory=lambda: array("I"))
    order_look: Look = (0, 0)


class Kept:
    """Bounded and only in memory; by the name at the store, so that nobody sees another's."""

    def __init__(self, *, rows: int = 20_000, messages: int = 300, octets: int = 16 * 1024 * 1024) -> None:
        self._most_rows = rows
        self._most_messages = messages
        self._most_octets = octets
        self._lock = threading.Lock()
        self._folders: OrderedDict[tuple[str, str], _KeptFolder] = OrderedDict()
        self._row_count = 0
        self._opened: OrderedDict[tuple[str, MessageRef, Variant], OpenedMessage] = OrderedDict()
        self._octets = 0
        self._special: OrderedDict[str, dict[SpecialUse, str]] = OrderedDict()
        self._lying: OrderedDict[tuple[str, str], Lying] = OrderedDict()
        self.turns = Turns()
        self.links = KeptLinks()
        self.quotas = Quotas()

    # -- rows --------------------------------------------------------------------------------

    def rows(self, name: str, selected: Selected, uids: Iterable[int]) -> dict[int, Envelope]:
        """Those of the rows that are known."""
        with self._lock:
            folder = self._folder(name, selected)
            return {uid: folder.rows[uid] for uid in uids if uid in folder.rows} if folder else {}

    def row(self, name: str, ref: MessageRef) -> Envelope | None:
        """One row, if it is known."""
        with self._lock:
            folder = self._folders.get((name, ref.folder))
            return folder.rows.get(ref.uid) if folder and folder.uidvalidity == ref.uidvalidity else None

    def keep_rows(self, name: str, selected: Selected, envelopes: Iterable[Envelope]) -> None:
        """Remembers rows; the folders looked at longest ago are forgotten for them."""
        with self._lock:
            folder = self._made(name, selected)
            before = len(folder.rows)
            folder.rows.update((envelope.uid, envelope) for envelope in envelopes)
            self._row_count += len(folder.rows) - before
            self._make_room(folder)

    def order(self, name: str, selected: Selected) -> "array[int] | None":
        """The newest messages in their order, if the folder is as it was."""
        with self._lock:
            folder = self._folder(name, selected)
            look = (selected.uidnext, selected.exists)
            return folder.order if folder and selected.uidnext and folder.order_look == look else None

    def keep_order(self, name: str, selected: Selected, order: "array[int]") -> None:
        """Remembers in which order the newest messages stand; it goes with the rows of its folder."""
        with self._lock:
            folder = self._made(name, selected)
            folder.order, folder.order_look = order, (selected.uidnext, selected.exists)

    def page(self, name: str, selected: Selected, place: PagePlace) -> dict[int, Envelope] | None:
        """The rows of a page, if the folder is as it was when the page was seen and all are known."""
        with self._lock:
            folder = self._folder(name, selected)
            if folder is None or not selected.uidnext or folder.look != (selected.uidnext, selected.exists):
                return None
            uids = folder.pages.get(place)
            if not uids or not all(uid in folder.rows for uid in uids):
                return None
            return {uid: folder.rows[uid] for uid in uids}

    def keep_page(self, name: str, selected: Selected, place: PagePlace, *, uids: tuple[int, ...]) -> None:
        """Remembers which messages stood on a page."""
        with self._lock:
            folder = self._folder(name, selected)
            if folder is None:
                return
            look = (selected.uidnext, selected.exists)
            if folder.look != look:
                folder.look = look
                folder.pages.clear()
            folder.pages[place] = uids

    def on_page(self, name: str, ref: MessageRef, place: PagePlace) -> tuple[int, ...]:
        """The UIDs of the page as it was last seen; none when it was not, or the folder is another now."""
        with self._lock:
            folder = self._folders.get((name, ref.folder))
            known = folder is not None and folder.uidvalidity == ref.uidvalidity
            return folder.pages.get(place, ()) if folder and known else ()

    def _folder(self, name: str, selected: Selected) -> _KeptFolder | None:
        key = (name, selected.folder)
        folder = self._folders.get(key)
        if folder is None:
            return None
        if folder.uidvalidity != selected.uidvalidity:
            self._row_count -= len(self._folders.pop(key).rows)
            return None
        self._folders.move_to_end(key)
        return folder

    def _made(self, name: str, selected: Selected) -> _KeptFolder:
        folder = self._folder(name, selected)
        if folder is None:
            folder = self._folders[name, selected.folder] = _KeptFolder(selected.uidvalidity)
        return folder

    def _make_room(self, newest: _KeptFolder) -> None:
        while self._row_count > self._most_rows and len(self._folders) > 1:
            _, oldest = self._folders.popitem(last=False)
            self._row_count -= len(oldest.rows)
        while self._row_count > self._most_rows:
            del newest.rows[next(iter(newest.rows))]
            self._row_count -= 1

    # -- opened messages ---------------------------------------------------------------------

    def opened(self, name: str, ref: MessageRef, *, variant: Variant) -> OpenedMessage | None:
        """A message as it was prepared for reading; its flags are those of then."""
        with self._lock:
            found = self._opened.get((name, ref, variant))
            if found is not None:
                self._opened.move_to_end((name, ref, variant))
            return found

    def keep_opened(self, name: str, message: OpenedMessage, *, variant: Variant) -> None:
        """Remembers a prepared message."""
        with self._lock:
            key = (name, message.ref, variant)
            if earlier := self._opened.pop(key, None):
                self._octets -= _octets(earlier)
            self._opened[key] = message
            self._octets += _octets(message)
            while self._opened and (
                len(self._opened) > self._most_messages or self._octets > self._most_octets
            ):
                _, oldest = self._opened.popitem(last=False)
                self._octets -= _octets(oldest)

    # -- names of special folders ------------------------------------------------------------

    def special(self, name: str) -> dict[SpecialUse, str] | None:
        """The names of the special folders, as they were last listed."""
        with self._lock:
            return self._special.get(name)

    def keep_special(self, name: str, found: dict[SpecialUse, str] | None) -> None:
        """Remembers them, or forgets them when they proved wrong."""
        with self._lock:
            self._special.pop(name, None)
            if found is not None:
                self._special[name] = found
            while len(self._special) > 5000:
                self._special.popitem(last=False)

    # -- drafts ------------------------------------------------------------------------------

    def lying(self, name: str, message_id: str) -> Lying | None:
        """Where a draft lies, if it is certain that it does so once."""
        with self._lock:
            return self._lying.get((name, message_id))

    def keep_lying(self, name: str, message_id: str, *, lying: Lying | None) -> None:
        """Remembers it, or forgets it while it is not certain."""
        with self._lock:
            self._lying.pop((name, message_id), None)
            if lying is not None:
                self._lying[name, message_id] = lying
            while len(self._lying) > MOST_DRAFTS:
                self._lying.popitem(last=False)

    def forget(self, name: str) -> None:
        """Everything that is kept here about one person."""
        self.links.forget(name)
        with self._lock:
            for key in [key for key in self._folders if key[0] == name]:
                self._row_count -= len(self._folders.pop(key).rows)
            for opened in [key for key in self._opened if key[0] == name]:
                self._octets -= _octets(self._opened.pop(opened))
            for draft in [key for key in self._lying if key[0] == name]:
                del self._lying[draft]
            self._special.pop(name, None)
        self.quotas.drop(name)


def _octets(message: OpenedMessage) -> int:
    # A character of a cleaned body takes up to four octets, ordinary German text one.
    return len(message.body.html) + 2000
