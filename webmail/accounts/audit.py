"""record(): who did what to whose account, kept for the admins."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from webmail.accounts.door_models import AuditEntry
from webmail.clock import Clock
from webmail.database import db

PAGE = 100


class Audit:
    """The record of acts on accounts; an act that cannot be recorded is not done."""

    def __init__(self, *, clock: Clock) -> None:
        self._clock = clock

    def record(
        self,
        deed: str,
        *,
        actor: int | None,
        account: int | None = None,
        code: str | None = None,
        reason: str = "",
    ) -> None:
        """Adds an entry to the running transaction; committed together with the act itself."""
        at: datetime = self._clock()
        db.session.add(
            AuditEntry(at=at, actor_id=actor, deed=deed, account_id=account, code=code, reason=reason[:500])
        )

    def latest(
        self, *, account: int | None = None, actor: int | None = None, before: int | None = None
    ) -> Sequence[AuditEntry]:
        """Up to 100 entries, newest first, older than the entry with the number `before`."""
        asked = select(AuditEntry).order_by(AuditEntry.id.desc()).limit(PAGE)
        if account is not None:
            asked = asked.where(AuditEntry.account_id == account)
        if actor is not None:
            asked = asked.where(AuditEntry.actor_id == actor)
        if before is not None:
            asked = asked.where(AuditEntry.id < before)
        return db.session.scalars(asked).all()
