"""ListPage: a page of a folder, or of its unread messages."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from functools import cached_property
from typing import Any, ClassVar, TypeVar
from urllib.parse import urlencode

from flask import request, url_for

from webmail.mail import (
    MOST_AT_ONCE,
    PLAIN,
    Conversation,
    Listing,
    MessageRef,
    Only,
    Order,
    Row,
    SpecialUse,
    View,
    written,
)
from webmail.web.current import current
from webmail.web.deeds import is_outgoing, is_trash
from webmail.web.draft_words import draft_states, key_of, versions_among
from webmail.web.later import said_of
from webmail.web.trash_words import emptied_by_itself, thrown_away
from webmail.web.view_words import nothing, told

Chosen = TypeVar("Chosen", bound=Enum)


@dataclass(frozen=True, slots=True)
class Place:
    """What the page says about a row: where it leads, how its box names it, in a mixed list its folder.

    leaves: whether it leads to a page with another frame. state: what a draft is besides.
    """

    href: str
    field: str
    value: str
    id: str
    where: str | None = None
    leaves: bool = False
    talk: Conversation | None = None
    state: str | None = None

    @property
    def star(self) -> str:
        """Whose star the row's button sets or takes: the newest message's, or all there are."""
        if self.talk is None:
            return self.value
        return written(self.talk.starred or self.talk.uids[:1])


@dataclass(frozen=True)
class ListPage:
    """A list as an address names it; the store is asked when the rows are needed, and once."""

    folder: str
    page: int = 1
    mixed: ClassVar[bool] = False
    # Whether the list is there to make room, so that a message opened from it offers to lose its attachments.
    makes_room: ClassVar[bool] = False
    view: View = PLAIN
    everything: bool = False
    search: ClassVar[None] = None

    @classmethod
    def asked_for(cls, folder: str) -> "ListPage":
        """The list of this folder that this request's query names."""
        return cls(
            folder,
            page=max(1, request.args.get("page", 1, type=int)),
            view=View(_named(Only, "only"), _named(Order, "order"), outgoing=is_outgoing(folder)),
            everything=request.args.get("all") == "1",
        )

    @property
    def title(self) -> str | None:
        """What the list is called, unless it is called like its folder."""
        return None

    @cached_property
    def listing(self) -> Listing:
        """The rows, from the store."""
        size = current.taste.page_size
        if self.as_conversations:
            return current.mailbox.conversations(self.folder, page=self.page, size=size)
        return current.mailbox.list(self.folder, page=self.page, size=size, view=self.view)

    @cached_property
    def has_conversations(self) -> bool:
        """Whether the list can show conversations: not where it is filtered, sorted, or one's own mail."""
        return self.view.plain and not self.view.outgoing

    @property
    def as_conversations(self) -> bool:
        """Whether it does."""
        return self.has_conversations and current.taste.conversations

    def url(self, page: int | None = None) -> str:
        """The address of this list, or of another page of it."""
        number = page or self.page
        shown = number if number > 1 else None
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
        return told(self.view, self.listing.total)

    @property
    def nothing(self) -> str:
        """What to say when the filter lets nothing through."""
        return nothing(self.view)

    @cached_property
    def query(self) -> dict[str, Any]:
        """What a message's address says about the list it was opened from."""
        named: dict[str, Any] = {"page": self.page} if self.page > 1 else {}
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
        return (
            self.around_uid,
            tuple(self.due.items()),
            tuple(self.draft_states.items()),
            tuple(self.versions),
        )

    def place(self, row: Row) -> Place:
        """What the page says about a row."""
        before, behind = self.around_uid
        talk = self.listing.conversations.get(row.uid)
        where = thrown_away(row) if self.is_trash else said_of(row, self.folder, self.due.get(row.uid))
        if talk is not None:
            href, uids = f"{before}{row.uid}/conversation{behind}", written(talk.uids)
            return Place(href, "uid", uids, f"m{row.uid}", where, talk=talk)
        message_id = row.envelope.message_id
        state = self.draft_states.get(key_of(message_id)) if self.draft_states else None
        state = state or self.versions.get(message_id)
        return Place(f"{before}{row.uid}{behind}", "uid", str(row.uid), f"m{row.uid}", where, state=state)

    @cached_property
    def draft_states(self) -> Mapping[bytes, str]:
        """What is to be said of drafts that came back or are on their way out."""
        return draft_states() if self.is_drafts else {}

    @cached_property
    def versions(self) -> Mapping[str, str]:
        """What is to be said of drafts of which the list shows more than one version."""
        return versions_among(self.listing.rows) if self.is_drafts else {}

    @cached_property
    def due(self) -> Mapping[int, datetime]:
        """When messages of this list come back."""
        return current.reminding.due_of(self.folder, self.listing.uidvalidity)

    @cached_property
    def is_trash(self) -> bool:
        """Whether the rows say when they were thrown away."""
        return bool(self.folder) and is_trash(self.folder)

    @property
    def remark(self) -> str | None:
        """A sentence above the rows."""
        return emptied_by_itself() if self.is_trash else None

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
