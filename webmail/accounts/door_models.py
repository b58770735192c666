"""Rows around the door: PendingSignIn, SupportCode, Event, LogoutOrderSeen, WaitingText, AuditEntry."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from webmail.database import Base, Moment


class SupportCode(Base):
    """Six characters a person reads out to the helpdesk; account_id is known once somebody has come in."""

    __tablename__ = "support_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(6), unique=True)
    made_at: Mapped[datetime] = mapped_column(Moment, index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    browser: Mapped[str] = mapped_column(String(60))


class Event(Base):
    """One thing that happened under a support code: what, why, in which request; never content."""

    __tablename__ = "event"

    id: Mapped[int] = mapped_column(primary_key=True)
    code_id: Mapped[int] = mapped_column(ForeignKey("support_code.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime] = mapped_column(Moment)
    kind: Mapped[str] = mapped_column(String(30))
    detail: Mapped[str] = mapped_column(String(60), default="")
    request: Mapped[str] = mapped_column(String(16), default="")


class PendingSignIn(Base):
    """A sign-in on its way through the portal: one row for each `state`, so that several tabs may try.

    trips counts the round trips of this chain since chain_began_at; browser_hash is SHA-256 of the browser's
    own random key. Completed means that the portal's answer was looked at; the mark proves once that the
    cookie set with it has arrived.
    """

    __tablename__ = "pending_sign_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    state_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    browser_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    nonce: Mapped[str] = mapped_column(String(64))
    verifier: Mapped[str] = mapped_column(String(128))
    target: Mapped[str | None] = mapped_column(Text)
    shared: Mapped[bool] = mapped_column(default=False)
    anew: Mapped[bool] = mapped_column(default=False)
    trips: Mapped[int] = mapped_column(default=1)
    chain_began_at: Mapped[datetime] = mapped_column(Moment)
    made_at: Mapped[datetime] = mapped_column(Moment, index=True)
    completed_at: Mapped[datetime | None] = mapped_column(Moment)
    mark_used_at: Mapped[datetime | None] = mapped_column(Moment)
    code_id: Mapped[int | None] = mapped_column(ForeignKey("support_code.id", ondelete="SET NULL"))


class LogoutOrderSeen(Base):
    """A logout token that was obeyed; jti_hash is SHA-256 of its name, so that none is obeyed twice."""

    __tablename__ = "logout_order_seen"

    jti_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment, index=True)


class WaitingText(Base):
    """Words posted into a dead sign-in whose store nobody can reach without the person.

    Encrypted with a key that needs the cookie of that sign-in; message_hash is SHA-256 of its Message-ID.
    """

    __tablename__ = "waiting_text"
    __table_args__ = (
        Index("ix_waiting_text_sign_in_id_message_hash", "sign_in_id", "message_hash", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sign_in_id: Mapped[int] = mapped_column(ForeignKey("sign_in.id", ondelete="CASCADE"))
    message_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime] = mapped_column(Moment, index=True)


class AuditEntry(Base):
    """Who did what to whose account, and why; actor_id is empty for the command line."""

    __tablename__ = "audit_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment, index=True)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    deed: Mapped[str] = mapped_column(String(40))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    code: Mapped[str | None] = mapped_column(String(6))
    reason: Mapped[str] = mapped_column(String(500), default="")
