"""SpacePage: the largest messages of all folders as one list, beside what is used."""

from collections.abc import Hashable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from flask import url_for

from webmail.mail import Listing, Row, Space, SpecialUse, find_space
from webmail.web.current import current
from webmail.web.everywhere_page import EverywherePage
from webmail.web.filters import size
from webmail.web.list_page import Place
from webmail.web.words import _


@dataclass(frozen=True)
class SpacePage(EverywherePage):
    """Like the views of all folders; its rows say their size, too."""

    makes_room: ClassVar[bool] = True

    @property
    def title(self) -> str:
        return _("Largest messages")

    @property
    def nothing(self) -> str:
        return _("There are no large messages.")

    @cached_property
    def space(self) -> Space:
        """Folders and largest messages, from the store."""
        return find_space(current.mailbox.borrower)

    @cached_property
    def listing(self) -> Listing:
        return self.space.largest

    @property
    def trash(self) -> Any:
        """The trash with its size, if anything is in it."""
        return next(
            (
                each
                for each in self.space.folders
                if each.folder.special is SpecialUse.TRASH and each.folder.total
            ),
            None,
        )

    def url(self, page: int | None = None) -> str:
        return url_for("mailbox.space")

    @property
    def query(self) -> dict[str, Any]:
        return {"everywhere": "largest"}

    @property
    def mark(self) -> Hashable:
        return "largest"

    def place(self, row: Row) -> Place:
        place = super().place(row)
        told = _("%(folder)s · %(size)s", folder=place.where, size=size(row.envelope.size))
        return Place(place.href, place.field, place.value, place.id, told)
