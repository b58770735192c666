"""WaitingTexts: words posted into a dead sign-in, closed until their person is back in the same browser."""

import hashlib
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, delete, func, select, update
from sqlalchemy.exc import IntegrityError

from webmail.accounts.door_models import WaitingText
from webmail.accounts.models import SignIn
from webmail.accounts.sign_ins import hash_of
from webmail.clock import Clock
from webmail.database import db
from webmail.errors import SealBroken

LOG = logging.getLogger(__name__)

LASTS = timedelta(hours=24)
MOST = 20


@dataclass(frozen=True, slots=True)
class Waiting:
    """One text that waits, opened."""

    number: int
    text: str


class WaitingTexts:
    """All that wait: at most 20 for a sign-in, one for each message, none for more than 24 hours."""

    def __init__(
        self,
        *,
        keep: Callable[[str, str, int], bytes],
        kept: Callable[[bytes, str, int], str],
        clock: Clock,
    ) -> None:
        """keep(text, key, account) closes a text so that only the server and the key open it together.

        kept(sealed, key, account) is the text again; it raises SealBroken.
        """
        self._keep = keep
        self._kept = kept
        self._clock = clock

    def put(self, text: str, *, message_id: str, sign_in: SignIn, key: str) -> bool:
        """Keeps the text in the place of an earlier one of this message; False when there are too many.

        key is the one in the cookie, which the database does not know.
        """
        self.forget_old()
        row: dict[str, Any] = {
            "sign_in_id": sign_in.id,
            "message_hash": hashlib.sha256(message_id.encode()).digest(),
            "sealed": self._keep(text, key, sign_in.account_id),
            "at": self._clock(),
        }
        if self._replace(row):
            return True
        if self._count(sign_in.id) >= MOST:
            return False
        db.session.add(WaitingText(**row))
        try:
            db.session.commit()
        except IntegrityError:
            # The same page has sent it twice at the same moment.
            db.session.rollback()
            return self._replace(row)
        return True

    def of(self, key: str, *, account: int) -> Sequence[Waiting]:
        """What waits for this person in the browser that has this key, the oldest first."""
        rows = db.session.execute(
            select(WaitingText.id, WaitingText.sealed)
            .join(SignIn, WaitingText.sign_in_id == SignIn.id)
            .where(
                SignIn.key_hash == hash_of(key),
                SignIn.account_id == account,
                WaitingText.at > self._clock() - LASTS,
            )
            .order_by(WaitingText.id)
        ).all()
        db.session.commit()
        return [
            Waiting(number, text)
            for number, sealed in rows
            if (text := self._opened(number, sealed, key=key, account=account)) is not None
        ]

    def hand_on(self, waiting: Waiting, sign_in: SignIn, *, key: str) -> None:
        """From now on it is this sign-in's, and opened by its key; it waits no longer for that."""
        sealed = self._keep(waiting.text, key, sign_in.account_id)
        db.session.execute(
            update(WaitingText)
            .where(WaitingText.id == waiting.number)
            .values(sign_in_id=sign_in.id, sealed=sealed)
        )
        db.session.commit()

    def drop(self, waiting: Waiting) -> None:
        """It has become a draft."""
        db.session.execute(delete(WaitingText).where(WaitingText.id == waiting.number))
        db.session.commit()

    def forget_old(self) -> None:
        """Removes what nobody has come back for."""
        oldest: datetime = self._clock() - LASTS
        db.session.execute(delete(WaitingText).where(WaitingText.at <= oldest))
        db.session.commit()

    def _replace(self, row: dict[str, Any]) -> bool:
        changed = cast(
            CursorResult[tuple[()]],
            db.session.execute(
                update(WaitingText)
                .where(
                    WaitingText.sign_in_id == row["sign_in_id"],
                    WaitingText.message_hash == row["message_hash"],
                )
                .values(sealed=row["sealed"], at=row["at"])
                .execution_options(synchronize_session=False)
            ),
        )
        db.session.commit()
        return changed.rowcount == 1

    def _count(self, sign_in: int) -> int:
        asked = select(func.count()).where(WaitingText.sign_in_id == sign_in)
        return db.session.scalar(asked) or 0

    def _opened(self, number: int, sealed: bytes, *, key: str, account: int) -> str | None:
        try:
            return self._kept(sealed, key, account)
        except SealBroken:
            LOG.warning("waiting_text_unopened number=%d", number)
            return None
