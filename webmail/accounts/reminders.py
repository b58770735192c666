"""Reminders: which messages are to come back when; the ledger knows their numbers and nothing of them."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    bindparam,
    delete,
    exists,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Mapped, mapped_column

from webmail.accounts.models import Account
from webmail.clock import Clock
from webmail.database import Base, Moment, db

LOG = logging.getLogger(__name__)

# Longer than bringing back a great many may take; then another may try.
LEASE = timedelta(minutes=5)
# Whose folder is gone for so long, waits for nothing any more.
FORGOTTEN = timedelta(days=30)
MOST_ACCOUNTS = 500
MOST_AT_ONCE = 200


class Reason(Enum):
    """Why a message comes back; the value is what the table says."""

    SNOOZED = "snoozed"
    UNANSWERED = "unanswered"


class Reminder(Base):
    """One message of one person: snoozed ones by their place in the folder for it, others by that in Sent."""

    __tablename__ = "reminder"
    __table_args__ = (
        UniqueConstraint("account_id", "reason", "uidvalidity", "uid"),
        Index("ix_reminder_due_at", "due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    reason: Mapped[str] = mapped_column(String(12))
    uidvalidity: Mapped[int] = mapped_column(BigInteger)
    uid: Mapped[int] = mapped_column(BigInteger)
    due_at: Mapped[datetime] = mapped_column(Moment)
    lease_until: Mapped[datetime | None] = mapped_column(Moment)


@dataclass(frozen=True, slots=True)
class Due:
    """A row that its taker has for himself until its lease runs out; a new time ends the lease."""

    number: int
    lease: datetime
    reason: Reason
    uidvalidity: int
    uid: int


# What is due and nobody has taken, at the moment at; what is older than forgotten waits for nothing.
_OPEN = (
    Reminder.due_at <= bindparam("at", type_=Moment),
    Reminder.due_at > bindparam("forgotten", type_=Moment),
    or_(Reminder.lease_until.is_(None), Reminder.lease_until <= bindparam("at", type_=Moment)),
)
# Made once: every list asks it.
_ANY_DUE = select(exists().where(Reminder.account_id == bindparam("account"), *_OPEN))


class Reminders:
    """One person's."""

    def __init__(self, account: int, *, clock: Clock) -> None:
        self._account = account
        self._clock = clock

    def put(self, reason: Reason, uidvalidity: int, uids: Sequence[int], *, due: datetime) -> None:
        """Says when these come back, whatever was said of them before."""
        if not uids:
            return
        old = self._clock() - FORGOTTEN
        db.session.execute(
            delete(Reminder).where(Reminder.account_id == self._account, Reminder.due_at <= old)
        )
        insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
        told = {"account_id": self._account, "reason": reason.value, "uidvalidity": uidvalidity}
        statement = insert(Reminder).on_conflict_do_update(
            index_elements=["account_id", "reason", "uidvalidity", "uid"],
            set_={"due_at": due, "lease_until": None},
        )
        db.session.execute(statement, [{**told, "uid": uid, "due_at": due} for uid in uids])
        db.session.commit()

    def due_of(self, reason: Reason, uidvalidity: int) -> Mapping[int, datetime]:
        """When the messages of a folder come back, by UID."""
        found = db.session.execute(
            select(Reminder.uid, Reminder.due_at).where(*self._those(reason, uidvalidity))
        )
        due = dict(found.all())
        db.session.commit()
        return due

    def forget(self, reason: Reason, uidvalidity: int, uid: int) -> bool:
        """Takes back what was said of a message; whether anything was."""
        taken = delete(Reminder).where(*self._those(reason, uidvalidity), Reminder.uid == uid)
        found = db.session.scalars(taken.returning(Reminder.id)).all()
        db.session.commit()
        return bool(found)

    def take(self) -> tuple[Due, ...]:
        """What is due and nobody else has taken; whoever takes it drops it when it is done.

        What is taken and not dropped is due again when its lease has run out.
        """
        at = self._clock()
        due = db.session.scalar(_ANY_DUE, {"account": self._account, **_moments(at)})
        db.session.commit()
        return self._claimed(at) if due else ()

    def drop(self, done: Sequence[Due]) -> None:
        """Forgets rows whose messages have come back, or are gone."""
        db.session.execute(delete(Reminder).where(*self._taken(done)))
        db.session.commit()

    def give_back(self, left: Sequence[Due]) -> None:
        """Says that these were not tried: whoever looks next takes them."""
        db.session.execute(
            update(Reminder).where(*self._taken(left)).values(lease_until=None),
            execution_options={"synchronize_session": False},
        )
        db.session.commit()

    def _taken(self, rows: Sequence[Due]) -> list[ColumnElement[bool]]:
        """The rows as they were taken; one that has got another time since is another matter."""
        return [
            Reminder.account_id == self._account,
            Reminder.id.in_([each.number for each in rows]),
            Reminder.lease_until.in_({each.lease for each in rows}),
        ]

    def _claimed(self, at: datetime) -> tuple[Due, ...]:
        lease = at + LEASE
        due = select(Reminder.id).where(Reminder.account_id == self._account, *_OPEN)
        mine = update(Reminder).where(
            Reminder.id.in_(due.order_by(Reminder.due_at).limit(MOST_AT_ONCE)), *_OPEN
        )
        try:
            rows = db.session.execute(
                mine.values(lease_until=lease).returning(
                    Reminder.id, Reminder.reason, Reminder.uidvalidity, Reminder.uid
                ),
                _moments(at),
                execution_options={"synchronize_session": False},
            ).all()
            db.session.commit()
        except OperationalError:
            # Whoever looks next takes them.
            db.session.rollback()
            LOG.warning("reminders_busy account=%d", self._account)
            return ()
        return tuple(
            Due(number, lease, Reason(word), uidvalidity, uid) for number, word, uidvalidity, uid in rows
        )

    def _those(self, reason: Reason, uidvalidity: int) -> list[ColumnElement[bool]]:
        return [
            Reminder.account_id == self._account,
            Reminder.reason == reason.value,
            Reminder.uidvalidity == uidvalidity,
        ]


def accounts_due(*, clock: Clock) -> Sequence[Account]:
    """Whose messages are due now; of a great many some, for the next look finds the others."""
    whose = select(Reminder.account_id).where(*_OPEN).distinct().limit(MOST_ACCOUNTS)
    found = db.session.scalars(select(Account).where(Account.id.in_(whose)), _moments(clock())).unique().all()
    db.session.commit()
    return found


def _moments(at: datetime) -> dict[str, datetime]:
    return {"at": at, "forgotten": at - FORGOTTEN}
