"""EverywherePage: the unread or the starred messages of all folders as one list."""

from collections.abc import Hashable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar
from zlib import crc32

from flask import request, url_for

from webmail.mail import Listing, Only, Row, View
from webmail.web.converters import sealed_refs
from webmail.web.current import current
from webmail.web.filters import folder_name
from webmail.web.list_page import ListPage, Place
from webmail.web.words import _, ngettext

WORDS = {Only.UNREAD.value: Only.UNREAD, Only.STARRED.value: Only.STARRED}


@dataclass(frozen=True)
class EverywherePage(ListPage):
    """Its rows say their folder, and its boxes name it."""

    mixed: ClassVar[bool] = True

    @classmethod
    def named(cls, word: str, *, folder: str = "") -> "EverywherePage | None":
        """The page of this word, "unread", "starred" or a tag's; folder is that of an opened message."""
        view = View(WORDS[word]) if word in WORDS else View(tag=word)
        if view.tag is not None and view.tag not in current.tags_by_keyword:
            return None
        return cls(folder, page=max(1, request.args.get("page", 1, type=int)), view=view)

    @property
    def word(self) -> str:
        """What names this list in addresses."""
        return self.view.tag or self.view.only.value

    @property
    def title(self) -> str:
        if self.view.tag is not None:
            return current.tags_by_keyword[self.view.tag].name
        return _("Unread in all folders") if self.view.only is Only.UNREAD else _("Starred in all folders")

    @cached_property
    def listing(self) -> Listing:
        return current.mailbox.everywhere(self.view, page=self.page)

    def url(self, page: int | None = None) -> str:
        number = page or self.page
        shown = number if number > 1 else None
        return url_for("mailbox.everywhere", word=self.word, page=shown)

    @cached_property
    def query(self) -> dict[str, Any]:
        more: dict[str, Any] = {"page": self.page} if self.page > 1 else {}
        return {"everywhere": self.word, **more}

    @property
    def remark(self) -> str | None:
        left_out = self.listing.left_out
        return (
            ngettext(
                "You have a great many folders: one of them was not looked into.",
                "You have a great many folders: %(num)s of them were not looked into.",
                left_out,
            )
            if left_out
            else None
        )

    @property
    def is_drafts(self) -> bool:
        """A draft among them is shown like any message; from there it can be taken up again."""
        return False

    @property
    def mark(self) -> Hashable:
        return "everywhere", *self.query.values()

    def place(self, row: Row) -> Place:
        box = sealed_refs(row.folder, row.uidvalidity, [row.uid])
        identity = f"m{row.uid}-{crc32(row.folder.encode()):08x}"
        return Place(self.message_url(row.ref), "ref", box, identity, self._labels.get(row.folder, ""))

    @cached_property
    def _labels(self) -> dict[str, str]:
        return {folder.name: folder_name(folder) for folder in current.folders_seen}
