"""What a person has decided about folders: favourites and their order, hidden ones, the last targets."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, Text, UniqueConstraint, bindparam, select
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Mapped, mapped_column

from webmail.clock import Clock
from webmail.database import Base, Moment, db

LOG = logging.getLogger(__name__)

MOST_TARGETS = 5
MOST_CHOICES = 500


class FolderChoice(Base):
    """One folder of one person; place orders the favourites, chosen_at the last targets of a move or copy."""

    __tablename__ = "folder_choice"
    __table_args__ = (UniqueConstraint("account_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(Text)
    place: Mapped[int | None] = mapped_column()
    hidden: Mapped[bool] = mapped_column(default=False)
    chosen_at: Mapped[datetime | None] = mapped_column(Moment)


# Made once: every page with the folder column asks it.
_CHOICES = (
    select(FolderChoice.name, FolderChoice.place, FolderChoice.hidden, FolderChoice.chosen_at)
    .where(FolderChoice.account_id == bindparam("account"))
    .order_by(FolderChoice.place.is_(None), FolderChoice.chosen_at.is_(None), FolderChoice.id)
    .limit(MOST_CHOICES)
)


@dataclass(frozen=True, slots=True)
class Chosen:
    """All of it, as it stands now; folders that are gone may be among them."""

    favourites: tuple[str, ...] = ()
    hidden: frozenset[str] = frozenset()
    targets: tuple[str, ...] = ()


class FolderChoices:
    """One person's; follows a folder when it gets another name."""

    def __init__(self, account: int, *, clock: Clock) -> None:
        self._account = account
        self._clock = clock

    def all(self) -> Chosen:
        """What was chosen; one question to the database."""
        rows = db.session.connection().execute(_CHOICES, {"account": self._account}).all()
        favourites = sorted((row.place, row.name) for row in rows if row.place is not None)
        targets = sorted(((row.chosen_at, row.name) for row in rows if row.chosen_at), reverse=True)
        return Chosen(
            tuple(name for _, name in favourites),
            frozenset(row.name for row in rows if row.hidden),
            tuple(name for _, name in targets[:MOST_TARGETS]),
        )

    def favour(self, name: str, *, on: bool) -> None:
        """Puts the folder last among the favourites, or takes it from them."""
        row = self._row(name)
        if on and row.place is None:
            places = [each.place for each in self._rows() if each.place is not None]
            row.place = max(places, default=0) + 1
        elif not on:
            row.place = None
        self._keep(row)

    def shift(self, name: str, *, up: bool) -> None:
        """The favourite changes places with the one above or below it."""
        favourites = sorted(
            (row for row in self._rows() if row.place is not None), key=lambda row: (row.place, row.name)
        )
        at = next((number for number, row in enumerate(favourites) if row.name == name), None)
        if at is None:
            return
        other = at - 1 if up else at + 1
        if 0 <= other < len(favourites):
            favourites[at], favourites[other] = favourites[other], favourites[at]
        for number, row in enumerate(favourites, start=1):
            row.place = number
        db.session.commit()

    def hide(self, name: str, *, on: bool) -> None:
        """Leaves the folder out of the column, or shows it again."""
        row = self._row(name)
        row.hidden = on
        self._keep(row)

    def aim(self, name: str) -> None:
        """Remembers where messages were just put; forgets the sixth."""
        with self._surviving():
            row = self._row(name)
            row.chosen_at = self._clock()
            self._keep(row)
            aimed = sorted((each for each in self._rows() if each.chosen_at), key=_newest, reverse=True)
            for old in aimed[MOST_TARGETS:]:
                old.chosen_at = None
                self._keep(old)

    # -- names change --------------------------------------------------------------------------

    def renamed(self, old: str, new: str, *, delimiter: str | None) -> None:
        """What was chosen for the folder and those below it is so under their new names."""
        with self._surviving():
            following = [row for row in self._rows() if _is_in(row.name, old, delimiter)]
            # Left from a folder that once had one of the new names.
            for row in self._rows():
                if row not in following and _is_in(row.name, new, delimiter):
                    db.session.delete(row)
            db.session.flush()
            for row in following:
                row.name = new + row.name[len(old) :]
            db.session.commit()

    def removed(self, name: str, *, delimiter: str | None) -> None:
        """Nothing is known of the folder and those below it any more."""
        with self._surviving():
            for row in self._rows():
                if _is_in(row.name, name, delimiter):
                    db.session.delete(row)
            db.session.commit()

    @contextmanager
    def _surviving(self) -> Iterator[None]:
        """The store has done it; that a favourite got lost over it must not look like a failure."""
        try:
            yield
        except SQLAlchemyError as error:
            db.session.rollback()
            LOG.warning("folder_choices_lost kind=%s", type(error).__name__)

    def _rows(self) -> list[FolderChoice]:
        mine = select(FolderChoice).where(FolderChoice.account_id == self._account)
        return list(db.session.scalars(mine))

    def _row(self, name: str) -> FolderChoice:
        row = next((each for each in self._rows() if each.name == name), None)
        return row or FolderChoice(account_id=self._account, name=name, hidden=False)

    def _keep(self, row: FolderChoice) -> None:
        """A row that says nothing is not kept."""
        if row.place is None and not row.hidden and row.chosen_at is None:
            if row in db.session:
                db.session.delete(row)
        else:
            db.session.add(row)
        try:
            db.session.commit()
        except IntegrityError:
            # A second click, answered at the same time, has chosen the same.
            db.session.rollback()


def _newest(row: FolderChoice) -> tuple[datetime, str]:
    assert row.chosen_at is not None
    return row.chosen_at, row.name


def _is_in(name: str, folder: str, delimiter: str | None) -> bool:
    return name == folder or (bool(delimiter) and name.startswith(f"{folder}{delimiter}"))
