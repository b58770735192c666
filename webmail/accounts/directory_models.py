"""AccountWord and FormerAddress: by what people of the staff directory are found."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from webmail.database import Base, Moment

# Compared octet by octet, so that the beginning of a word is a stretch of the index on either database.
WORD = String(320).with_variant(String(320, collation="C"), "postgresql")


class AccountWord(Base):
    """One word of somebody's name or address, as accounts/name_words.py compares it."""

    __tablename__ = "account_word"
    __table_args__ = (Index("ix_account_word_word", "word", "account_id"),)

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    word: Mapped[str] = mapped_column(WORD, primary_key=True)


class FormerAddress(Base):
    """An address that was somebody's before their name or school changed; in lower case."""

    __tablename__ = "former_address"

    address: Mapped[str] = mapped_column(String(320), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    until: Mapped[datetime] = mapped_column(Moment)
