"""FoundPage: what a search has found, as a list; it implements what the templates of a list ask for."""

from collections.abc import Hashable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar
from urllib.parse import urlsplit

from flask import request, url_for

from webmail.accounts import searches_of
from webmail.errors import SealBroken
from webmail.mail import Folder, Listing, MessageRef, Query, Row, Scope, Slice, SpecialUse
from webmail.web.chips import Chip, chips_of
from webmail.web.converters import FOLDER, sealed_refs, sealed_search, unsealed_search
from webmail.web.current import current
from webmail.web.filters import folder_name
from webmail.web.list_page import Place
from webmail.web.search_state import ROWS_A_PAGE, SearchState
from webmail.web.words import _

INBOX = "INBOX"
LEFT_OUT = (SpecialUse.JUNK, SpecialUse.TRASH)


@dataclass(frozen=True)
class FoundPage:
    """A search as its address names it; the store is asked when the rows are needed, and once."""

    search: SearchState
    mixed: ClassVar[bool] = True
    is_drafts: ClassVar[bool] = False
    makes_room: ClassVar[bool] = False

    @classmethod
    def asked_for(cls) -> "FoundPage | None":
        """The search that a message was opened from, if it was opened from one."""
        sealed = request.args.get("found")
        return cls(unsealed_search(sealed)) if sealed else None

    @cached_property
    def asked(self) -> Query:
        """What was understood."""
        return self.search.query

    @cached_property
    def part(self) -> Slice:
        """What this slice found, from the store."""
        state = self.search
        if not state.looks or state.mark is None or not self.asked.asks:
            return Slice((), (), state.mark if self.asked.asks else None)
        room = ROWS_A_PAGE - state.shown
        return current.mailbox.search(self.asked, state.scope, mark=state.mark, most=room)

    @cached_property
    def listing(self) -> Listing:
        """What was on the page before this slice."""
        return _listing(current.mailbox.found(self.search.hits))

    @cached_property
    def more(self) -> Listing:
        """What this slice has added."""
        return _listing(self.part.rows)

    @cached_property
    def state(self) -> SearchState:
        """The page as it is now."""
        return self.search.after(self.part)

    @cached_property
    def there(self) -> SearchState:
        """The page without what has gone since; a slice does not read again what the page has before it."""
        return self.state if self.search.looks else self.state.only({row.ref for row in self.listing.rows})

    @cached_property
    def further(self) -> str | None:
        """Where the search goes on; None when all has been looked through."""
        return url_for("mailbox.search", search=self.there.further()) if self.state.mark else None

    @property
    def at_bodies(self) -> bool:
        """Whether the texts of messages are being looked through, or have been."""
        mark = self.state.mark
        return self.asked.wants_bodies and (mark is None or mark.step > 0)

    @property
    def where(self) -> str | None:
        """The folder that is searched next."""
        return folder_label(self.state.mark.folder) if self.state.mark else None

    @cached_property
    def chips(self) -> list[Chip]:
        """What was understood, each with the search without it."""
        return chips_of(self.asked)

    def without(self, chip: Chip) -> str:
        """The address of the search without this; of the list when nothing is left of it."""
        left = self.asked.without(chip.term)
        if not left.asks:
            return self.end
        return url_for("mailbox.search", search=self.search.again(typed=left.text))

    @property
    def refused(self) -> str:
        """The folders that could not be looked through."""
        return ", ".join(folder_label(name) for name in self.part.refused)

    @property
    def left_out(self) -> list[str]:
        """The folders that nobody looks through without being asked, if there are any here."""
        state = self.search
        if state.scope.folder is not None or state.scope.everywhere or self.asked.names_folders:
            return []
        names = [current.mailbox.special(use) for use in LEFT_OUT]
        return [folder_label(name) for name in names if name is not None]

    @property
    def end(self) -> str:
        """Where the search was begun."""
        return url_for("mailbox.index", folder=self.search.home)

    @cached_property
    def kept(self) -> str:
        """The search as it is saved, wherever it was begun and however far it got."""
        return sealed_search(self.search.kept())

    @property
    def is_saved(self) -> bool:
        """Whether the person has saved it."""
        return self.kept in searches_of(current.account)

    @property
    def scopes(self) -> list[tuple[str, str, bool]]:
        """Where can be searched: the words, the address, and whether it is so now."""
        state, home = self.search, self.search.home or INBOX
        folder = state.scope.folder or home
        everywhere = state.scope.folder is None
        return [
            (_("All folders"), self._again(Scope()), everywhere),
            (_("Only %(folder)s", folder=folder_label(folder)), self._again(Scope(folder)), not everywhere),
        ]

    @property
    def beginning(self) -> str:
        """The same search from its first page on."""
        return self._again()

    @property
    def everywhere(self) -> str:
        """The same search in Junk and Trash, too."""
        return self._again(Scope(everywhere=True))

    @property
    def all_folders(self) -> str:
        """The same search in all folders."""
        return self._again(Scope())

    def _again(self, scope: Scope | None = None) -> str:
        return url_for("mailbox.search", search=self.search.again(scope=scope))

    def url(self, page: int | None = None) -> str:
        """The address of what is shown, which is not searched for again."""
        return url_for("mailbox.search", search=self.state)

    @cached_property
    def query(self) -> dict[str, Any]:
        """What a message's address says about the list it was opened from."""
        return {"found": self.sealed}

    @cached_property
    def sealed(self) -> str:
        """What is shown, sealed."""
        return sealed_search(self.state)

    def message_url(self, ref: MessageRef, **more: Any) -> str:
        """The address of a message opened from here."""
        return url_for("message.show", ref=ref, **self.query, **more)

    @property
    def mark(self) -> Hashable:
        """What is the same for all rows of the list."""
        return self.sealed

    def place(self, row: Row) -> Place:
        """What the page says about a row; a draft is taken up again."""
        drafts = row.folder == current.mailbox.special(SpecialUse.DRAFTS)
        href = (
            url_for("compose.resume", ref=row.ref, back=self.url()) if drafts else self.message_url(row.ref)
        )
        return Place(
            href=href,
            field="ref",
            value=sealed_refs(row.folder, row.uidvalidity, [row.uid]),
            id=f"m{row.uid}-{current.seal(FOLDER, row.folder)[:12]}",
            where=folder_label(row.folder),
            leaves=drafts,
        )


def begun_anew(path: str) -> str:
    """The page of a search as it begins; any other page as it is."""
    sealed = urlsplit(path).path.rpartition("/")[2]
    try:
        search = unsealed_search(sealed)
    except SealBroken:
        return path
    return url_for("mailbox.search", search=search.again())


def folder_label(name: str) -> str:
    """What a folder is called on screen, by its name alone; one of the person's own with its parents."""
    uses = (use for use in SpecialUse if current.mailbox.special(use) == name)
    return folder_name(Folder(name, name, None, 0, next(uses, None), selectable=True, unread=0, total=0))


def _listing(rows: tuple[Row, ...]) -> Listing:
    return Listing("", 0, rows, page=1, pages=1, total=len(rows))
