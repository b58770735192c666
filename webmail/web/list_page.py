"""ListPage: a page of a folder, of its unread messages, or of what a search found."""

from collections.abc import Hashable
from dataclasses import dataclass, replace
from enum import Enum
from functools import cached_property
from typing import Any, ClassVar, TypeVar
from urllib.parse import urlencode

from flask import request, url_for

from webmail.mail import MOST_AT_ONCE, PLAIN, Listing, MessageRef, Only, Order, Row, SpecialUse, View
from webmail.web.converters import WORDS
from webmail.web.current import current
from webmail.web.deeds import is_outgoing, is_trash
from webmail.web.trash_words import emptied_by_itself, thrown_away
from webmail.web.view_words import nothing, told

Chosen = TypeVar("Chosen", bound=Enum)


@dataclass(frozen=True, slots=True)
class Place:
    """What the page says about a row: where it leads, how its box names it, in a mixed list its folder."""

    href: str
    field: str
    value: str
    id: str
    where: str | None = None


@dataclass(frozen=True)
class ListPage:
    """A list as an address names it; the store is asked when the rows are needed, and once."""

    folder: str
    page: int = 1
    mixed: ClassVar[bool] = False
    view: View = PLAIN
    everything: bool = False
    words: str | None = None

    @classmethod
    def asked_for(cls, folder: str, *, words: str | None = None) -> "ListPage":
        """The list that this request's query names; a message's names the one it was opened from."""
        sealed = request.args.get("found")
        return cls(
            folder,
            page=max(1, request.args.get("page", 1, type=int)),
            view=View(_named(Only, "only"), _named(Order, "order"), outgoing=is_outgoing(folder)),
            everything=request.args.get("all") == "1",
            words=current.unseal(WORDS, sealed) if sealed else words,
        )

    @property
    def title(self) -> str | None:
        """What the list is called, unless it is called like its folder."""
        return None

    @cached_property
    def listing(self) -> Listing:
        """The rows, from the store."""
        if self.words is not None:
            return current.mailbox.search(self.folder, self.words, page=self.page)
        return current.mailbox.list(self.folder, page=self.page, view=self.view)

    def url(self, page: int | None = None) -> str:
        """The address of this list, or of another page of it."""
        number = page or self.page
        shown = number if number > 1 else None
        if self.words is not None:
            return url_for("mailbox.found", folder=self.folder, words=self.words, page=shown)
        return _index(self.folder, self.view, page=shown)

    def url_of(self, *, only: str | None = None, order: str | None = None) -> str:
        """The address of this folder, looked at in another way; names of Only and Order."""
        view = replace(
            self.view, only=Only[only or self.view.only.name], order=Order[order or self.view.order.name]
        )
        return _index(self.folder, view)

    @property
    def url_of_everything(self) -> str:
        """The address of this list with all its messages selected, those of other pages too."""
        return _index(self.folder, self.view, all=1)

    @property
    def at_once(self) -> int:
        """How many messages a deed on everything is done to."""
        return min(self.listing.total, MOST_AT_ONCE)

    @property
    def told(self) -> str:
        """How many messages the filter lets through."""
        return told(self.view.only, self.listing.total)

    @property
    def nothing(self) -> str:
        """What to say when the filter lets nothing through."""
        return nothing(self.view.only)

    @cached_property
    def query(self) -> dict[str, Any]:
        """What a message's address says about the list it was opened from."""
        named: dict[str, Any] = {"page": self.page} if self.page > 1 else {}
        if self.words is not None:
            named["found"] = current.seal(WORDS, self.words)
        else:
            named |= _spelt(self.view)
        return named

    def message_url(self, ref: MessageRef, **more: Any) -> str:
        """The address of a message opened from here."""
        return url_for("message.show", ref=ref, **self.query, **more)

    @cached_property
    def is_drafts(self) -> bool:
        """Whether the rows are drafts, which a click takes up again."""
        return bool(current.mailbox.special(SpecialUse.DRAFTS) == self.folder)

    @property
    def mark(self) -> Hashable:
        """What is the same for all rows of the list; a row rendered under another mark is another row."""
        return self.around_uid

    def place(self, row: Row) -> Place:
        """What the page says about a row."""
        before, behind = self.around_uid
        where = thrown_away(row) if self.is_trash else None
        return Place(f"{before}{row.uid}{behind}", "uid", str(row.uid), f"m{row.uid}", where)

    @cached_property
    def is_trash(self) -> bool:
        """Whether the rows say when they were thrown away."""
        return bool(self.folder) and is_trash(self.folder)

    @property
    def remark(self) -> str | None:
        """A sentence above the rows."""
        return emptied_by_itself() if self.is_trash and self.words is None else None

    @cached_property
    def around_uid(self) -> tuple[str, str]:
        """What stands before and behind the UID in a row's address; worked out once for fifty rows."""
        ref = MessageRef(self.folder, self.listing.uidvalidity, 1)
        if self.is_drafts:
            first = url_for("compose.resume", ref=ref)
            return first.removesuffix("1"), f"?{urlencode({'back': self.url()})}"
        first = url_for("message.show", ref=ref)
        return first.removesuffix("1"), f"?{urlencode(self.query)}" if self.query else ""


def _named(kind: type[Chosen], field: str) -> Chosen:
    """What the query says of it; the first of its kind when it says nothing we know."""
    word = request.args.get(field)
    return next((each for each in kind if each.value == word), next(iter(kind)))


def _index(folder: str, view: View, **more: Any) -> str:
    named: dict[str, Any] = {**_spelt(view), **more}
    return url_for("mailbox.index", folder=folder, **named)


def _spelt(view: View) -> dict[str, str]:
    """The view as an address says it; what is usual is left out."""
    spelt = {"only": view.only.value, "order": view.order.value}
    return {name: word for name, word in spelt.items() if word not in (Only.ALL.value, Order.NEWEST.value)}
