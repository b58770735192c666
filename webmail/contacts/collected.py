"""CollectedAddresses: whom a person has written to, how often and when last."""

import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.exc import SQLAlchemyError

from webmail.accounts import Account, answer_in, await_turn, typed_words
from webmail.clock import Clock
from webmail.contacts.card import is_address, key_of, line
from webmail.contacts.models import CollectedAddress
from webmail.database import db
from webmail.policy import Feature, Policy

LOG = logging.getLogger(__name__)

MOST_COLLECTED = 2000
# A message to more is a mailing, and tells nothing about whom the person knows.
MOST_OF_A_MESSAGE = 50


@dataclass(frozen=True, slots=True)
class Collected:
    """One address, the name it was written with, how often and when last."""

    address: str
    name: str
    times: int
    used_at: datetime


class CollectedAddresses:
    """Those of one account; the person can switch it off, and forget them."""

    def __init__(self, account: Account, *, policy: Policy, clock: Clock) -> None:
        self._account = account
        self._policy = policy
        self._clock = clock

    @property
    def wanted(self) -> bool:
        """Whether the service collects, and this person wants it."""
        allowed = self._policy.allows(Feature.CONTACTS) and self._policy.allows(Feature.COLLECT_ADDRESSES)
        return allowed and answer_in(self._account.preferences, "collect_addresses") == "on"

    def note_sent(self, people: Sequence[tuple[str, str]]) -> None:
        """A message has gone to these people, name and address of each; where nobody wants it, nothing."""
        if not self.wanted or len(people) > MOST_OF_A_MESSAGE:
            return
        try:
            # Two messages to the same new address at one moment both count.
            await_turn(self._account.id)
            self._note(people)
            db.session.commit()
        except SQLAlchemyError as error:
            # A busy database: the next one counts. The message itself is sent.
            db.session.rollback()
            LOG.warning("addresses_not_collected kind=%s", type(error).__name__)

    def _note(self, people: Sequence[tuple[str, str]]) -> None:
        named = {address.lower(): line(name)[:200] for name, address in people if is_address(address)}
        # A copy for oneself tells nothing.
        named.pop(self._account.address, None)
        there = {row.address: row for row in self._rows(named)}
        for address, name in named.items():
            row = there.get(address)
            if row is None:
                row = CollectedAddress(account_id=self._account.id, address=address, name="", times=0)
                db.session.add(row)
            row.name = name or row.name
            row.times += 1
            row.used_at = self._clock()
            row.search_key = key_of(names=(row.name,), addresses=(address,))
        db.session.flush()
        self._drop_beyond()

    def all(self) -> tuple[Collected, ...]:
        """Every address, the latest first."""
        self._policy.require(Feature.CONTACTS)
        self._policy.require(Feature.COLLECT_ADDRESSES)
        asked = select(CollectedAddress).where(CollectedAddress.account_id == self._account.id)
        rows = db.session.scalars(asked.order_by(CollectedAddress.used_at.desc(), CollectedAddress.address))
        return tuple(_collected(row) for row in rows)

    def find(self, typed: str, *, most: int) -> tuple[Collected, ...]:
        """Those with words that begin like all of those typed, the latest first; none where it is off."""
        words = typed_words(typed)
        if not self.wanted or not words:
            return ()
        asked = select(CollectedAddress).where(
            CollectedAddress.account_id == self._account.id,
            *(CollectedAddress.search_key.contains(f" {word}", autoescape=True) for word in words),
        )
        rows = db.session.scalars(asked.order_by(CollectedAddress.used_at.desc()).limit(most))
        return tuple(_collected(row) for row in rows)

    def uses(self, addresses: Collection[str]) -> dict[str, Collected]:
        """What is known of these addresses, by the address in lower case."""
        if not self.wanted or not addresses:
            return {}
        return {row.address: _collected(row) for row in self._rows({each.lower() for each in addresses})}

    def forget(self, address: str) -> None:
        """Forgets one address; it is collected again when the person writes there."""
        self._policy.require(Feature.CONTACTS)
        self._forget(CollectedAddress.address == address.lower())

    def forget_all(self) -> None:
        """Forgets them all."""
        self._policy.require(Feature.CONTACTS)
        self._forget()

    def _forget(self, *which: object) -> None:
        mine = delete(CollectedAddress).where(CollectedAddress.account_id == self._account.id)
        db.session.execute(mine.where(*which))  # type: ignore[arg-type]
        db.session.commit()

    def _rows(self, addresses: Collection[str]) -> Sequence[CollectedAddress]:
        asked = select(CollectedAddress).where(
            CollectedAddress.account_id == self._account.id, CollectedAddress.address.in_(sorted(addresses))
        )
        return db.session.scalars(asked).all()

    def _drop_beyond(self) -> None:
        """Keeps the table within its bounds: what was not used for longest goes."""
        mine = CollectedAddress.account_id == self._account.id
        if (db.session.scalar(select(func.count()).where(mine)) or 0) <= MOST_COLLECTED:
            return
        kept = (
            select(CollectedAddress.address)
            .where(mine)
            .order_by(CollectedAddress.used_at.desc())
            .limit(MOST_COLLECTED)
        )
        db.session.execute(
            delete(CollectedAddress)
            .where(mine, CollectedAddress.address.not_in(kept.scalar_subquery()))
            .execution_options(synchronize_session=False)
        )


def _collected(row: CollectedAddress) -> Collected:
    return Collected(row.address, row.name, row.times, row.used_at)
