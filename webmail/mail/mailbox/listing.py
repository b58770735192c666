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
    old, do not. left_out counts the folders that a mixed list did not look into.
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
    left_out: int = 0

    @property
    def newer(self) -> int | None:
        return self.page - 1 if self.page > 1 else None

    @property
    def older(self) -> int | None:
        return self.page + 1 if self.page < self.pages else None


@dataclass(frozen=True, slots=True)
class Stretch:
    """A page's place among `total` messages, `size` of them a page; a page beyond the end is the last one."""

    page: int
    pages: int
    total: int
    size: int = ROWS_A_PAGE

    @classmethod
    def of(cls, total: int, page: int, *, size: int = ROWS_A_PAGE) -> "Stretch":
        pages = max(1, -(-total // size))
        return cls(page=min(max(1, page), pages), pages=pages, total=total, size=size)

    @property
    def place(self) -> tuple[int, int]:
        """Which page it is: the second of twenty-five rows is not the second of fifty."""
        return self.page, self.size

    @property
    def before(self) -> int:
        """How many messages stand on the pages before it."""
        return (self.page - 1) * self.size

    @property
    def numbers(self) -> tuple[int, int]:
        """First and last sequence number; the last page begins at 1."""
        last = self.total - self.before
        return max(1, last - self.size + 1), last
