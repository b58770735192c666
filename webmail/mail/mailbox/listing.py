"""Listing: a stretch of rows and where it stands in the folder."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from webmail.mail.envelope import Row
from webmail.mail.mailbox.conversation import Conversation
from webmail.mail.mailbox.view import PLAIN, View

ROWS_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a folder; total counts what the view lets through.

    last is the highest UID there may be now. sorts and knows_attachments tell what else the store could show.
    conversations says by UID which rows stand for several messages; one_by_one that those of this page, being
    old, do not.
    """

    folder: str
    uidvalidity: int
    rows: tuple[Row, ...]
    page: int
    pages: int
    total: int
    view: View = PLAIN
    last: int = 0
    sorts: bool = False
    knows_attachments: bool = False
    conversations: Mapping[int, Conversation] = field(default_factory=dict)
    one_by_one: bool = False

    @property
    def newer(self) -> int | None:
        return self.page - 1 if self.page > 1 else None

    @property
    def older(self) -> int | None:
        return self.page + 1 if self.page < self.pages else None


@dataclass(frozen=True, slots=True)
class Stretch:
    """A page's place among `total` messages; a page beyond the end is the last one."""

    page: int
    pages: int
    total: int

    @classmethod
    def of(cls, total: int, page: int) -> "Stretch":
        pages = max(1, -(-total // ROWS_A_PAGE))
        return cls(page=min(max(1, page), pages), pages=pages, total=total)

    @property
    def numbers(self) -> tuple[int, int]:
        """First and last sequence number; the last page begins at 1."""
        last = self.total - (self.page - 1) * ROWS_A_PAGE
        return max(1, last - ROWS_A_PAGE + 1), last
