"""KeptLinks: what the newest messages of folders answer, remembered so that only new ones are asked for."""

import threading
from collections import OrderedDict
from dataclasses import dataclass, field

from webmail.mail.mailbox.connection import Selected
from webmail.mail.mailbox.threads import Links, Threads

MOST_OCTETS = 24 * 1024 * 1024
_ENTRY = 1000

Look = tuple[int, int, int]
"""UIDVALIDITY, UIDNEXT and EXISTS: while all stand still, the folder has the same messages."""

ABSENT: Look = (0, 0, -1)
"""There is no such folder."""


def look_of(selected: Selected) -> Look:
    return selected.uidvalidity, selected.uidnext, selected.exists


def is_telling(look: Look) -> bool:
    """Whether two such looks mean the same messages: not where the store does not say the next UID."""
    return look[1] != 0 or look == ABSENT


@dataclass(frozen=True, slots=True)
class Window:
    """The links of a folder's newest messages, without a gap.

    whole: it reaches as far as it should. spare are links beyond a gap, not yet of use.
    """

    look: Look
    links: Links
    spare: Links = field(default_factory=Links)
    whole: bool = True

    @property
    def octets(self) -> int:
        return self.links.octets + self.spare.octets


@dataclass(slots=True)
class _Entry:
    """One folder: its window, and its threads together with the window of Sent that they were made with."""

    window: Window
    looks: tuple[Look, Look] | None = None
    threads: Threads | None = None

    @property
    def octets(self) -> int:
        return _ENTRY + self.window.octets + (self.threads.octets if self.threads else 0)


class KeptLinks:
    """Bounded and only in memory; by the name at the store. Two thousand messages are about 70 KB."""

    def __init__(self, *, octets: int = MOST_OCTETS) -> None:
        self._most = octets
        self._lock = threading.Lock()
        self._folders: OrderedDict[tuple[str, str], _Entry] = OrderedDict()
        self._octets = 0

    @property
    def octets(self) -> int:
        return self._octets

    def window(self, name: str, selected: Selected) -> Window | None:
        """What is known of the folder; with another look it may have other messages by now."""
        with self._lock:
            entry = self._folders.get((name, selected.folder))
            if entry is None or entry.window.look[0] != selected.uidvalidity:
                return None
            self._folders.move_to_end((name, selected.folder))
            return entry.window

    def keep_window(self, name: str, folder: str, window: Window) -> None:
        """Remembers a window; the folders looked at longest ago are forgotten for it."""
        with self._lock:
            self._put((name, folder), _Entry(window))

    def threads(self, name: str, folder: str, looks: tuple[Look, Look]) -> Threads | None:
        """The threads of a folder, if it and Sent are as they were."""
        with self._lock:
            entry = self._folders.get((name, folder))
            return entry.threads if entry and entry.looks == looks and all(map(is_telling, looks)) else None

    def keep_threads(self, name: str, folder: str, looks: tuple[Look, Look], *, threads: Threads) -> None:
        """Remembers the threads beside the window they were made of."""
        with self._lock:
            entry = self._folders.get((name, folder))
            if entry is not None and entry.window.look == looks[0]:
                self._put((name, folder), _Entry(entry.window, looks, threads))

    def forget(self, name: str) -> None:
        """Everything about one person."""
        with self._lock:
            for key in [key for key in self._folders if key[0] == name]:
                self._octets -= self._folders.pop(key).octets

    def _put(self, key: tuple[str, str], entry: _Entry) -> None:
        if earlier := self._folders.pop(key, None):
            self._octets -= earlier.octets
        self._folders[key] = entry
        self._octets += entry.octets
        while self._octets > self._most and len(self._folders) > 1:
            _, oldest = self._folders.popitem(last=False)
            self._octets -= oldest.octets
