"""record_look(): a look at somebody's account is written down before anything is shown."""

from webmail.accounts.audit import Audit
from webmail.database import db


def record_look(
    audit: Audit,
    deed: str,
    *,
    actor: int | None,
    account: int | None = None,
    code: str | None = None,
    reason: str = "",
) -> None:
    """Adds the entry and commits, for there is no act that it could be committed with."""
    audit.record(deed, actor=actor, account=account, code=code, reason=reason)
    db.session.commit()
