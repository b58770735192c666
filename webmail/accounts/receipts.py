"""Receipts: what a sign-out has ended, and what the portal said to it."""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update

from webmail.accounts.from_portal import FromPortal
from webmail.accounts.models import Account, Receipt, SignIn
from webmail.clock import Clock
from webmail.database import db

OPEN_FOR = timedelta(hours=24)


def state_of(key: str) -> str:
    """What names the receipt to the portal; whoever reads it there learns nothing of the cookie's key."""
    return hashlib.sha256(b"dienstpost receipt state " + key.encode()).hexdigest()[:43]


def new_receipt(
    key: str, sign_in: SignIn | None, *, at: datetime, others: int = 0, begins_again: bool = False
) -> Receipt:
    """The row of a receipt, not yet in the database."""
    return Receipt(
        key_hash=hashlib.sha256(key.encode()).digest(),
        state_hash=_hash_of_state(state_of(key)),
        sign_in_id=sign_in.id if sign_in else None,
        code_id=sign_in.code_id if sign_in else None,
        mailbox_ended_at=at,
        others=others,
        begins_again=begins_again,
    )


class Receipts:
    """All receipts of this installation."""

    def __init__(self, *, clock: Clock) -> None:
        self._clock = clock

    def write(
        self, key: str, ended: SignIn | None, *, code_id: int | None, begins_again: bool = False
    ) -> Receipt:
        """A receipt for somebody whose sign-in had ended before, or who was never in."""
        made = new_receipt(key, ended, at=self._clock(), begins_again=begins_again)
        made.code_id = code_id if code_id is not None else made.code_id
        db.session.add(made)
        db.session.commit()
        return made

    def tell(self, key: str, *, sent: int, back: int, still_open: int) -> None:
        """What leaving has done with messages that could still have been taken back."""
        if not sent + back + still_open:
            return
        found = db.session.scalar(
            select(Receipt).where(Receipt.key_hash == hashlib.sha256(key.encode()).digest())
        )
        if found is not None:
            found.held_sent, found.held_back, found.held_open = sent, back, still_open
            db.session.commit()

    def find_by_state(self, state: str) -> Receipt | None:
        """The receipt whose state the portal brought back."""
        return db.session.scalar(select(Receipt).where(Receipt.state_hash == _hash_of_state(state)))

    def ask(self, receipt: Receipt) -> None:
        """The person is being sent to the portal to leave there too."""
        receipt.portal_asked_at = self._clock()
        db.session.commit()

    def returned(self, receipt: Receipt, *, confirms: bool) -> None:
        """The portal has sent the person back; whether that alone proves anything, the settings say."""
        at = self._clock()
        if receipt.portal_returned_at is None:
            receipt.portal_returned_at = at
        if confirms and receipt.portal_confirmed_at is None:
            receipt.portal_confirmed_at = at
            self._forget_hint(receipt)
        db.session.commit()

    def confirm(self, *, sid: str | None, subject: str | None) -> list[Receipt]:
        """The portal says that one of its sessions, or all of a person, ended: the receipts that waited."""
        oldest: datetime = self._clock() - OPEN_FOR
        asked = (
            select(Receipt)
            .join(SignIn, Receipt.sign_in_id == SignIn.id)
            .join(Account, SignIn.account_id == Account.id)
            .where(Receipt.portal_confirmed_at.is_(None), Receipt.mailbox_ended_at > oldest)
        )
        asked = asked.where(SignIn.sid == sid) if sid is not None else asked.where(Account.subject == subject)
        waiting = list(db.session.scalars(asked).all())
        for receipt in waiting:
            receipt.portal_confirmed_at = self._clock()
            self._forget_hint(receipt)
        db.session.commit()
        return waiting

    def look_said(self, receipt: Receipt, *, signed_out: bool) -> None:
        """The portal was asked whether anybody is still in: what it says now is later than any order."""
        receipt.portal_confirmed_at = (receipt.portal_confirmed_at or self._clock()) if signed_out else None
        if signed_out:
            self._forget_hint(receipt)
        db.session.commit()

    def silently_returns(
        self, portal: FromPortal, *, account: int, authenticated_at: datetime | None
    ) -> bool:
        """Whether a portal answer is only the echo of a session that the person left by "Sign out".

        It is, when its session belongs to a sign-in ended so and the person has not proven anew who they are.
        """
        # A portal may give its session another name for us once we have left; the moment of the proof stays.
        same = [] if portal.sid is None else [SignIn.sid == portal.sid]
        same += [] if portal.proven_at is None else [SignIn.proven_at == portal.proven_at]
        if not same:
            return False
        left_at = db.session.scalar(
            select(SignIn.ended_at)
            .where(SignIn.account_id == account, or_(*same), SignIn.end_reason == "signed_out")
            .order_by(SignIn.ended_at.desc())
            .limit(1)
        )
        return left_at is not None and (authenticated_at is None or authenticated_at <= left_at)

    @staticmethod
    def _forget_hint(receipt: Receipt) -> None:
        if receipt.sign_in_id is not None:
            db.session.execute(update(SignIn).where(SignIn.id == receipt.sign_in_id).values(id_token=None))


def _hash_of_state(state: str) -> bytes:
    return hashlib.sha256(state.encode()).digest()
