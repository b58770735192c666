"""TrustedSenders: whose images a person wants to see without being asked each time."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from webmail.clock import Clock
from webmail.database import Base, Moment, db
from webmail.policy import Feature, Policy

MOST = 1000
LONGEST = 320


class TrustedSender(Base):
    """One address of one person's list, in lower case; plain, as it is shown to them and can be deleted."""

    __tablename__ = "trusted_sender"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    address: Mapped[str] = mapped_column(String(LONGEST), primary_key=True)
    added_at: Mapped[datetime] = mapped_column(Moment)


class TrustedSenders:
    """The lists of all people; each call names whose it is about."""

    def __init__(self, *, policy: Policy, clock: Clock) -> None:
        self.policy = policy
        self.clock = clock

    def has(self, account: int, address: str) -> bool:
        """Whether this person has put the address on the list."""
        row = db.session.get(TrustedSender, (account, _written(address)))
        return row is not None

    def all_of(self, account: int) -> tuple[str, ...]:
        """The addresses, sorted."""
        found = select(TrustedSender.address).where(TrustedSender.account_id == account)
        return tuple(sorted(db.session.scalars(found)))

    def add(self, account: int, address: str) -> bool:
        """Puts the address on the list; False when it is none, or the list is full."""
        self.policy.require(Feature.REMOTE_IMAGES)
        written = _written(address)
        if "@" not in written or len(written) > LONGEST:
            return False
        if self.has(account, written):
            return True
        count = select(func.count()).where(TrustedSender.account_id == account)
        if (db.session.scalar(count) or 0) >= MOST:
            return False
        db.session.add(TrustedSender(account_id=account, address=written, added_at=self.clock()))
        try:
            db.session.commit()
        except IntegrityError:
            # Another page has put it there in this moment.
            db.session.rollback()
        return True

    def remove(self, account: int, address: str) -> None:
        """Takes the address off the list, if it is there."""
        db.session.execute(
            delete(TrustedSender).where(
                TrustedSender.account_id == account, TrustedSender.address == _written(address)
            )
        )
        db.session.commit()


def _written(address: str) -> str:
    return address.strip().lower()
