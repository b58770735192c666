"""Saved searches: what a person looks for again and again; sealed, so that the database knows no words."""

from sqlalchemy import ForeignKey, Text, UniqueConstraint, bindparam, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from webmail.accounts.models import Account
from webmail.database import Base, db

MOST_SEARCHES = 30


class SavedSearch(Base):
    """One search as it stands in addresses; the seal is always the same for the same search."""

    __tablename__ = "saved_search"
    __table_args__ = (UniqueConstraint("account_id", "sealed"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    sealed: Mapped[str] = mapped_column(Text)


# Every page with folders asks for them, so the question is worded once.
_OF_ACCOUNT = (
    select(SavedSearch.sealed).where(SavedSearch.account_id == bindparam("account")).order_by(SavedSearch.id)
)


def searches_of(account: Account) -> list[str]:
    """What the person has saved, sealed, in the order of saving."""
    return list(db.session.scalars(_OF_ACCOUNT, {"account": account.id}))


def save_search(account: Account, sealed: str) -> bool:
    """Keeps a search; False when there are as many as there may be. Twice the same is once."""
    kept = searches_of(account)
    if sealed in kept:
        return True
    if len(kept) >= MOST_SEARCHES:
        return False
    db.session.add(SavedSearch(account_id=account.id, sealed=sealed))
    try:
        db.session.commit()
    except IntegrityError:
        # Another page of the same person was as quick.
        db.session.rollback()
    return True


def drop_search(account: Account, sealed: str) -> None:
    """Forgets a search, if it was saved."""
    found = select(SavedSearch).where(SavedSearch.account_id == account.id, SavedSearch.sealed == sealed)
    for each in db.session.scalars(found):
        db.session.delete(each)
    db.session.commit()
