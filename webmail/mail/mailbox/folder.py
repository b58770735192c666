"""Folder, special use (RFC 6154), order, hierarchy."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple


class SpecialUse(Enum):
    """What a folder is for; the value is its attribute, the order of the members that on the screen."""

    INBOX = "\\Inbox"
    DRAFTS = "\\Drafts"
    OUTBOX = "\\Outbox"
    SENT = "\\Sent"
    SNOOZED = "\\Snoozed"
    ARCHIVE = "\\Archive"
    JUNK = "\\Junk"
    TRASH = "\\Trash"


INBOX = "INBOX"
"""The one folder that every store has under this name (RFC 9051 section 5.1)."""

_BY_ATTRIBUTE = {use.value.lower(): use for use in SpecialUse}
_RANK = {use: rank for rank, use in enumerate(SpecialUse)}

NAMES: Mapping[SpecialUse, tuple[str, ...]] = {
    SpecialUse.DRAFTS: ("drafts", "draft", "entwürfe", "entwurf"),
    SpecialUse.OUTBOX: ("outbox", "postausgang"),
    SpecialUse.SENT: (
        "sent",
        "sent items",
        "sent messages",
        "sent mail",
        "gesendet",
        "gesendete objekte",
        "gesendete elemente",
        "gesendete nachrichten",
        "postausgang gesendet",
    ),
    SpecialUse.SNOOZED: ("snoozed", "wiedervorlage"),
    SpecialUse.ARCHIVE: ("archive", "archives", "archiv", "archived"),
    SpecialUse.JUNK: ("junk", "spam", "junk e-mail", "junk mail", "bulk mail", "spamverdacht", "werbung"),
    SpecialUse.TRASH: (
        "trash",
        "deleted items",
        "deleted messages",
        "papierkorb",
        "gelöscht",
        "gelöschte objekte",
        "gelöschte elemente",
    ),
}

NEW_NAMES: Mapping[SpecialUse, str] = {
    SpecialUse.DRAFTS: "Drafts",
    SpecialUse.OUTBOX: "Outbox",
    SpecialUse.SENT: "Sent",
    SpecialUse.SNOOZED: "Snoozed",
    SpecialUse.ARCHIVE: "Archive",
    SpecialUse.JUNK: "Junk",
    SpecialUse.TRASH: "Trash",
}


@dataclass(frozen=True, slots=True)
class Listed:
    """A LIST response (RFC 9051 section 7.3.1), its name decoded; attributes in lower case."""

    name: str
    delimiter: str | None
    attributes: frozenset[str]

    @property
    def selectable(self) -> bool:
        return not self.attributes & {"\\noselect", "\\nonexistent"}

    @property
    def holds_folders(self) -> bool:
        return "\\noinferiors" not in self.attributes

    @property
    def path(self) -> tuple[str, ...]:
        return tuple(self.name.split(self.delimiter)) if self.delimiter else (self.name,)


class Counted(NamedTuple):
    """What STATUS says of a folder (RFC 9051 section 6.3.11)."""

    unread: int = 0
    total: int = 0
    uidvalidity: int = 0
    uidnext: int = 0


@dataclass(frozen=True, slots=True)
class Folder:
    """One named container in the store, as the tree shows it; uidnext is 0 where it was not asked."""

    name: str
    label: str
    delimiter: str | None
    depth: int
    special: SpecialUse | None
    selectable: bool
    unread: int
    total: int
    uidvalidity: int = 0
    uidnext: int = 0
    holds_folders: bool = True


def find_special(listed: Iterable[Listed]) -> dict[str, SpecialUse]:
    """Special use by folder name: attributes decide, names only where no attribute does."""
    found: dict[str, SpecialUse] = {}
    folders = [each for each in listed if each.selectable]
    for each in folders:
        use = SpecialUse.INBOX if each.name.upper() == "INBOX" else _by_attribute(each)
        if use is not None and use not in found.values():
            found[each.name] = use
    for use, names in NAMES.items():
        if use in found.values():
            continue
        # Below INBOX counts as the top: some stores keep everything there.
        candidates = [
            each
            for each in folders
            if each.name not in found
            and each.path[-1].casefold() in names
            and (len(each.path) == 1 or (len(each.path) == 2 and each.path[0].upper() == "INBOX"))
        ]
        if candidates:
            best = min(candidates, key=lambda each: (len(each.path), names.index(each.path[-1].casefold())))
            found[best.name] = use
    return found


def _by_attribute(listed: Listed) -> SpecialUse | None:
    return next((_BY_ATTRIBUTE[word] for word in sorted(listed.attributes) if word in _BY_ATTRIBUTE), None)


def make_tree(listed: Iterable[Listed], counts: Mapping[str, Counted]) -> tuple[Folder, ...]:
    """The folders in the order of the screen; counts are by name."""
    folders = {each.name: each for each in listed}
    special = find_special(folders.values())

    def place(each: Listed) -> tuple[tuple[int, str, str], ...]:
        names = [(each.delimiter or "").join(each.path[: n + 1]) for n in range(len(each.path))]
        return tuple(
            (_RANK[special[name]] if name in special else len(_RANK), label.casefold(), label)
            for name, label in zip(names, each.path, strict=True)
        )

    return tuple(
        Folder(
            name=each.name,
            label=each.path[-1],
            delimiter=each.delimiter,
            depth=len(each.path) - 1,
            special=special.get(each.name),
            selectable=each.selectable,
            holds_folders=each.holds_folders,
            **counts.get(each.name, Counted())._asdict(),
        )
        for each in sorted(folders.values(), key=place)
    )


def prefix_for_new(listed: Iterable[Listed]) -> str:
    """What a new top-level folder's name begins with: "INBOX." where everything lies below INBOX."""
    others = [each for each in listed if each.name.upper() != "INBOX"]
    if others and all(len(each.path) > 1 and each.path[0].upper() == "INBOX" for each in others):
        return f"{others[0].path[0]}{others[0].delimiter}"
    return ""
