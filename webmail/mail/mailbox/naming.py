"""What a folder may be called, and where below which other it may lie."""

import re
import unicodedata
from collections.abc import Iterable

from webmail.mail.errors import FolderMissing, FolderRefused
from webmail.mail.mailbox.folder import NAMES, Listed, find_special, prefix_for_new

LONGEST_NAME = 200
# Control signs, surrogates, line ends of Unicode, and what turns the direction of reading.
_UNSEEN = ("Cc", "Cs", "Zl", "Zp")
_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def tidy(label: str) -> str:
    """The name as it is compared and stored: composed, without space around it."""
    return unicodedata.normalize("NFC", label).strip()


class Naming:
    """The folders as they are listed, and what else may stand among them."""

    def __init__(self, listed: Iterable[Listed]) -> None:
        self.listed = {each.name: each for each in listed}
        self.special = find_special(self.listed.values())

    def one(self, name: str) -> Listed:
        """The folder; FolderMissing when there is none of this name."""
        if name not in self.listed:
            raise FolderMissing("no such folder")
        return self.listed[name]

    def below(self, name: str) -> list[str]:
        """The folders somewhere below this one, the deepest first."""
        start = f"{name}{self.listed[name].delimiter}" if self.listed[name].delimiter else None
        found = [each for each in self.listed if start and each.startswith(start)]
        return sorted(found, key=lambda each: (len(self.listed[each].path), each), reverse=True)

    def require_own(self, name: str) -> Listed:
        """The folder, if it is one of the person's own and none with a use lies below it."""
        listed = self.one(name)
        if any(each in self.special for each in (name, *self.below(name))):
            raise FolderRefused("special")
        return listed

    def parent(self, name: str) -> str | None:
        """The folder that this one lies in; None at the top."""
        listed = self.one(name)
        above = (listed.delimiter or "").join(listed.path[:-1])
        return above if above and self.prefix(None) != f"{above}{listed.delimiter}" else None

    def prefix(self, below: str | None) -> str:
        """What the name of a folder begins with that lies there."""
        if below is None:
            return prefix_for_new(self.listed.values())
        listed = self.one(below)
        if not listed.delimiter or not listed.holds_folders:
            raise FolderRefused("no_place")
        return f"{below}{listed.delimiter}"

    def new(self, label: str, *, below: str | None, instead_of: str | None = None) -> str:
        """The whole name of a folder called so there; FolderRefused says what is wrong with it."""
        label = tidy(label)
        self._check_signs(label)
        return self.placed(label, below=below, instead_of=instead_of)

    def placed(self, label: str, *, below: str | None, instead_of: str | None = None) -> str:
        """As new(), for a name that a folder has already."""
        prefix = self.prefix(below)
        if below is None:
            self._check_reserved(label, instead_of)
        # Two folders that differ in small and capital letters only are a trap, and one for some file systems.
        wanted = f"{prefix}{label}"
        there = {tidy(each).casefold() for each in self.listed if each != instead_of}
        if wanted.casefold() in there:
            raise FolderRefused("taken", entry=label)
        return wanted

    def spare(self, label: str, *, below: str) -> str:
        """A name there that is not taken: the label, else with a number behind it."""
        prefix, number, name = self.prefix(below), 1, label
        there = {each.casefold() for each in self.listed}
        while f"{prefix}{name}".casefold() in there:
            number += 1
            name = f"{label} ({number})"
        return f"{prefix}{name}"

    def _check_signs(self, label: str) -> None:
        if not label:
            raise FolderRefused("none")
        if len(label) > LONGEST_NAME:
            raise FolderRefused("too_long", entry=str(LONGEST_NAME))
        if _TURNING.search(label) or any(unicodedata.category(sign) in _UNSEEN for sign in label):
            raise FolderRefused("signs")
        for delimiter in {each.delimiter for each in self.listed.values() if each.delimiter}:
            if delimiter in label:
                raise FolderRefused("delimiter", entry=delimiter)
        # A store that keeps folders as directories would climb out of the mailbox.
        if label in (".", ".."):
            raise FolderRefused("reserved", entry=label)

    def _check_reserved(self, label: str, instead_of: str | None) -> None:
        """At the top a name can claim a use: INBOX always, the others where some folder has the use."""
        folded = label.casefold()
        uses = {use for name, use in self.special.items() if name != instead_of}
        claims = [use for use, names in NAMES.items() if folded in names and use in uses]
        if folded == "inbox" or claims:
            raise FolderRefused("reserved", entry=label)
