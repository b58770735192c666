"""Signatures and text blocks: what a person writes again and again, in an order of their own."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Generic, TypeVar

from sqlalchemy import ForeignKey, Index, Select, String, Text, bindparam, delete, func, select
from sqlalchemy.orm import Mapped, mapped_column

from webmail.accounts.errors import OwnTextRefused
from webmail.accounts.turns import await_turn
from webmail.database import Base, db
from webmail.policy import Feature, Policy

MOST_SIGNATURES = 20
MOST_BLOCKS = 200
LONGEST_TITLE = 60
LONGEST_SUBJECT = 200
LONGEST_SIGNATURE = 4_000
LONGEST_BLOCK = 20_000
# Tags weigh more than the words between them.
LONGEST_SIGNATURE_HTML = 5 * LONGEST_SIGNATURE
LONGEST_BLOCK_HTML = 3 * LONGEST_BLOCK
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]+")


class _OwnText(Base):
    """What every row of a person's own texts has; html is empty where it is plain, else text is its twin."""

    __abstract__ = True

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    place: Mapped[int]
    name: Mapped[str] = mapped_column(String(LONGEST_TITLE))
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text, default="", server_default="")


class Signature(_OwnText):
    """One signature; for_new and for_answers say what it is put under by itself, one each at most."""

    __tablename__ = "signature"
    __table_args__ = (Index("ix_signature_account_id_place", "account_id", "place"),)

    for_new: Mapped[bool] = mapped_column(default=False)
    for_answers: Mapped[bool] = mapped_column(default=False)


class TextBlock(_OwnText):
    """One text block; a template is offered first in an answer, and may bring a subject for a new message."""

    __tablename__ = "text_block"
    __table_args__ = (Index("ix_text_block_account_id_place", "account_id", "place"),)

    subject: Mapped[str] = mapped_column(String(LONGEST_SUBJECT), default="")
    template: Mapped[bool] = mapped_column(default=False)


Row = TypeVar("Row", Signature, TextBlock)


# Every page of writing asks; putting the question together takes as long as half of asking it.
@cache
def _of_account(kind: type[Row]) -> Select[Any]:
    mine = kind.account_id == bindparam("account")
    return select(kind).where(mine).order_by(kind.place, kind.id)


class _OwnTexts(Generic[Row]):
    """The rows of one account in their order."""

    kind: type[Row]
    most: int

    def __init__(self, account: int) -> None:
        self.account = account

    def all(self) -> tuple[Row, ...]:
        return tuple(db.session.scalars(_of_account(self.kind), {"account": self.account}))

    def find(self, number: int) -> Row | None:
        """Nobody else's."""
        row = db.session.get(self.kind, number)
        return row if row is not None and row.account_id == self.account else None

    def move(self, row: Row, *, up: bool) -> None:
        """One place nearer to the first, or to the last."""
        number = row.id
        await_turn(self.account)
        rows = list(self.all())
        at = next((at for at, each in enumerate(rows) if each.id == number), None)
        if at is not None and 0 <= (other := at - 1 if up else at + 1) < len(rows):
            rows[at], rows[other] = rows[other], rows[at]
        for place, each in enumerate(rows):
            each.place = place
        db.session.commit()

    def remove(self, row: Row) -> None:
        """Gone for good; what was written with it stays as it is."""
        number = row.id
        db.session.expunge(row)
        await_turn(self.account)
        # Not by the session, which complains where another page was quicker.
        db.session.execute(delete(self.kind).where(self.kind.id == number))
        db.session.commit()

    def _written(self, row: Row | None, values: Mapping[str, Any]) -> Row:
        """The row with these values; a new one where there is none. Twice the same new one is once."""
        number = None if row is None else row.id
        await_turn(self.account)
        found = self._same(values) if number is None else self.find(number)
        if found is None:
            # Also where another page has removed it meanwhile: what was typed is worth more.
            found = self.kind(account_id=self.account, place=self._next_place())
            db.session.add(found)
        for name, value in values.items():
            setattr(found, name, value)
        return found

    def _same(self, values: Mapping[str, Any]) -> Row | None:
        rows = (row for row in self.all() if all(getattr(row, name) == values[name] for name in values))
        return next(rows, None)

    def _next_place(self) -> int:
        kind = self.kind
        found = select(func.count(), func.max(kind.place)).where(kind.account_id == self.account)
        count, last = db.session.execute(found).one()
        if count >= self.most:
            raise OwnTextRefused("too_many")
        return 0 if last is None else int(last) + 1


class Signatures(_OwnTexts[Signature]):
    """The signatures of one account."""

    kind = Signature
    most = MOST_SIGNATURES

    def keep(
        self,
        row: Signature | None,
        *,
        name: str,
        text: str,
        for_new: bool,
        for_answers: bool,
        html: str = "",
    ) -> Signature:
        """A new signature, or another wording of one; what it is now used for, the others are not.

        html comes cleaned, and text is its twin then.
        """
        title, words = _title(name), _words(text, at_most=LONGEST_SIGNATURE)
        look = _look(html, at_most=LONGEST_SIGNATURE_HTML)
        values = {
            "name": title,
            "text": words,
            "html": look,
            "for_new": for_new,
            "for_answers": for_answers,
        }
        kept = self._written(row, values)
        for each in self.all():
            if each is not kept:
                each.for_new = each.for_new and not for_new
                each.for_answers = each.for_answers and not for_answers
        db.session.commit()
        return kept


class TextBlocks(_OwnTexts[TextBlock]):
    """The text blocks of one account; Forbidden where they are switched off."""

    kind = TextBlock
    most = MOST_BLOCKS

    def __init__(self, account: int, *, policy: Policy) -> None:
        policy.require(Feature.TEXT_BLOCKS)
        super().__init__(account)

    def keep(
        self, row: TextBlock | None, *, name: str, text: str, subject: str, template: bool, html: str = ""
    ) -> TextBlock:
        """A new block, or another wording of one; html comes cleaned, and text is its twin then."""
        title, words = _title(name), _words(text, at_most=LONGEST_BLOCK)
        line = subject.strip(" ")
        if len(line) > LONGEST_SUBJECT or not line.isprintable():
            raise OwnTextRefused("subject")
        look = _look(html, at_most=LONGEST_BLOCK_HTML)
        values = {"name": title, "text": words, "html": look, "subject": line, "template": template}
        kept = self._written(row, values)
        db.session.commit()
        return kept


def _title(name: str) -> str:
    title = name.strip(" ")
    if not title or len(title) > LONGEST_TITLE or not title.isprintable():
        raise OwnTextRefused("name")
    return title


def _words(text: str, *, at_most: int) -> str:
    words = _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip("\n")
    if not words.strip():
        raise OwnTextRefused("text")
    if len(words) > at_most:
        raise OwnTextRefused("long")
    return words


def _look(html: str, *, at_most: int) -> str:
    if len(html) > at_most:
        raise OwnTextRefused("long")
    return html
