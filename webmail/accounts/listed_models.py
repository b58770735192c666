"""ListedPerson, ListedWord, DirectoryFetch: who is listed as staff without an account here."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from webmail.accounts.directory_models import WORD
from webmail.database import Base, Moment


class ListedPerson(Base):
    """Somebody of the staff who has no account here; the address is in lower case."""

    __tablename__ = "listed_person"

    id: Mapped[int] = mapped_column(primary_key=True)
    address: Mapped[str] = mapped_column(String(320), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    school: Mapped[str | None] = mapped_column(String(200), index=True)


class ListedWord(Base):
    """One word of their name or address, as accounts/name_words.py compares it."""

    __tablename__ = "listed_word"
    __table_args__ = (Index("ix_listed_word_word", "word", "person_id"),)

    person_id: Mapped[int] = mapped_column(
        ForeignKey("listed_person.id", ondelete="CASCADE"), primary_key=True
    )
    word: Mapped[str] = mapped_column(WORD, primary_key=True)


class DirectoryFetch(Base):
    """When the directory was fetched and is fetched next; one row, and whoever moves next_at on does it."""

    __tablename__ = "directory_fetch"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    next_at: Mapped[datetime] = mapped_column(Moment)
    fetched_at: Mapped[datetime | None] = mapped_column(Moment)
