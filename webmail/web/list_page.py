"""ListPage: a page of a folder, or of its unread messages."""

from collections.abc import Hashable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar
from urllib.parse import urlencode

from flask import request, url_for

from webmail.mail import Listing, MessageRef, Row, SpecialUse
from webmail.web.current import current

UNREAD = "unread"


@dataclass(frozen=True, slots=True)
class Place:
    """What the page says about a row: where it leads, how its box names it, in a mixed list its folder.

    leaves: whether it leads to a page with another frame.
    """

    href: str
    field: str
    value: str
    id: str
    where: str | None = None
    leaves: bool = False


@dataclass(frozen=True)
class ListPage:
    """A list as an address names it; the store is asked when the rows are needed, and once."""

    folder: str
    page: int = 1
    mixed: ClassVar[bool] = False
    only_unread: bool = False
    search: ClassVar[None] = None

    @classmethod
    def asked_for(cls, folder: str) -> "ListPage":
        """The list of this folder that this request's query names."""
        return cls(
            folder,
            page=max(1, request.args.get("page", 1, type=int)),
            only_unread=request.args.get("only") == UNREAD,
        )

    @cached_property
    def listing(self) -> Listing:
        """The rows, from the store."""
        return current.mailbox.list(self.folder, page=self.page, only_unread=self.only_unread)

    def url(self, page: int | None = None) -> str:
        """The address of this list, or of another page of it."""
        number = page or self.page
        shown = number if number > 1 else None
        only = UNREAD if self.only_unread else None
        return url_for("mailbox.index", folder=self.folder, only=only, page=shown)

    @cached_property
    def query(self) -> dict[str, Any]:
        """What a message's address says about the list it was opened from."""
        named: dict[str, Any] = {"page": self.page} if self.page > 1 else {}
        if self.only_unread:
            named["only"] = UNREAD
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
        return Place(f"{before}{row.uid}{behind}", "uid", str(row.uid), f"m{row.uid}")

    @cached_property
    def around_uid(self) -> tuple[str, str]:
        """What stands before and behind the UID in a row's address; worked out once for fifty rows."""
        ref = MessageRef(self.folder, self.listing.uidvalidity, 1)
        if self.is_drafts:
            first = url_for("compose.resume", ref=ref)
            return first.removesuffix("1"), f"?{urlencode({'back': self.url()})}"
        first = url_for("message.show", ref=ref)
        return first.removesuffix("1"), f"?{urlencode(self.query)}" if self.query else ""
