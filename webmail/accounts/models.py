"""Account, Preferences, SignIn, FailedSignIn, Receipt, Submission; more around the door: door_models.py."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webmail.database import Base, Moment


class Account(Base):
    """The record of a person here; made by the first accepted sign-in, or by an administrator.

    subject is what the portal calls the person (`sub`), and from the first sign-in on the only thing that
    counts; personnel_number is what HR calls them; school tells people of one name apart.
    """

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    address: Mapped[str] = mapped_column(String(320), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    subject: Mapped[str | None] = mapped_column(String(255), unique=True)
    personnel_number: Mapped[str | None] = mapped_column(String(40), unique=True)
    school: Mapped[str | None] = mapped_column(String(200), index=True)
    created_at: Mapped[datetime] = mapped_column(Moment)
    preferences: Mapped["Preferences"] = relationship(lazy="joined", cascade="all, delete-orphan")


class Preferences(Base):
    """How a person likes it, in the words of preferences.CHOICES; None means the service's own way."""

    __tablename__ = "preferences"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    language: Mapped[str | None] = mapped_column(String(8))
    conversations: Mapped[str | None] = mapped_column(String(12))
    tags: Mapped[str | None] = mapped_column(Text)
    scheme: Mapped[str | None] = mapped_column(String(12))
    density: Mapped[str | None] = mapped_column(String(12))
    layout: Mapped[str | None] = mapped_column(String(12))
    page_size: Mapped[str | None] = mapped_column(String(12))
    seen_after: Mapped[str | None] = mapped_column(String(12))
    images: Mapped[str | None] = mapped_column(String(12))
    shortcuts: Mapped[str | None] = mapped_column(String(12))
    collect_addresses: Mapped[str | None] = mapped_column(String(12))
    formats: Mapped[str | None] = mapped_column(String(12))
    notifications: Mapped[bool] = mapped_column(default=False, server_default=false())
    display_name: Mapped[str | None] = mapped_column(String(100))
    answer_position: Mapped[str | None] = mapped_column(String(12))
    bcc_self: Mapped[str | None] = mapped_column(String(12))
    vcard: Mapped[str | None] = mapped_column(String(12))


def _only(condition: str) -> dict[str, Any]:
    """An index over some rows only, as both databases want to be told."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


class SignIn(Base):
    """One person in one browser, from arrival to leaving.

    key_hash is SHA-256 of the random key in the cookie; sealed is what the vault needs to open the store
    and is emptied when the sign-in ends. What the portal said: sid, its ID token (the hint for leaving, which
    opens nothing), issued_at and proven_at (`iat` and `auth_time`, by its own clock), and the roles.
    code_id is the support code under which its story is told.
    """

    __tablename__ = "sign_in"
    __table_args__ = (
        Index("ix_sign_in_account_id_ended_at", "account_id", "ended_at"),
        # Those that have ended are many and stay; looking for what is due must not read them.
        Index("ix_sign_in_living", "last_seen", **_only("ended_at IS NULL")),
        Index("ix_sign_in_hint", "ended_at", **_only("id_token IS NOT NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    key_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    opened_at: Mapped[datetime] = mapped_column(Moment)
    last_seen: Mapped[datetime] = mapped_column(Moment)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    device: Mapped[str] = mapped_column(String(200))
    origin: Mapped[str] = mapped_column(String(45))
    shared: Mapped[bool] = mapped_column(default=False)
    roles: Mapped[str] = mapped_column(String(80), default="")
    sid: Mapped[str | None] = mapped_column(String(255), index=True)
    id_token: Mapped[str | None] = mapped_column(Text)
    issued_at: Mapped[int | None] = mapped_column(BigInteger)
    proven_at: Mapped[int | None] = mapped_column(BigInteger)
    code_id: Mapped[int | None] = mapped_column(
        ForeignKey("support_code.id", ondelete="SET NULL"), index=True
    )
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    end_reason: Mapped[str | None] = mapped_column(String(20))
    account: Mapped[Account] = relationship(lazy="joined", innerjoin=True)


class FailedSignIn(Base):
    """One refused sign-in; who is a hash of the address typed, since a typo may be a stranger's address."""

    __tablename__ = "failed_sign_in"
    __table_args__ = (Index("ix_failed_sign_in_who_origin_at", "who", "origin", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    who: Mapped[bytes] = mapped_column(LargeBinary(32))
    origin: Mapped[str] = mapped_column(String(45))
    at: Mapped[datetime] = mapped_column(Moment, index=True)


class Receipt(Base):
    """What a sign-out has ended; found by the fresh key in the cookie, which opens nothing else.

    sign_in_id is empty when nobody was in. state names it to the portal, and only there; others is how many
    sign-ins of the person went on elsewhere; begins_again says that the person wants to come in at once.
    held_…: how many messages that could still have been taken back were sent, are drafts, are on their way.
    """

    __tablename__ = "receipt"

    id: Mapped[int] = mapped_column(primary_key=True)
    key_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    state_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32), unique=True)
    sign_in_id: Mapped[int | None] = mapped_column(ForeignKey("sign_in.id", ondelete="CASCADE"), index=True)
    code_id: Mapped[int | None] = mapped_column(ForeignKey("support_code.id", ondelete="SET NULL"))
    mailbox_ended_at: Mapped[datetime] = mapped_column(Moment)
    others: Mapped[int] = mapped_column(default=0)
    begins_again: Mapped[bool] = mapped_column(default=False)
    portal_asked_at: Mapped[datetime | None] = mapped_column(Moment)
    portal_returned_at: Mapped[datetime | None] = mapped_column(Moment)
    portal_confirmed_at: Mapped[datetime | None] = mapped_column(Moment)
    held_sent: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    held_back: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    held_open: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    sign_in: Mapped[SignIn | None] = relationship()


class Submission(Base):
    """How far one message got on its way out; message_hash is SHA-256 of its Message-ID.

    page marks the browser page that sent it, claim is the random mark of who is at work on it; after
    lease_until nobody is any more. due is when held mail goes out, later whether at a time of the person's
    choice, uidvalidity and uid where it waits. sign_in_id is the only sign-in that may send it, where the
    service cannot. reason is why it was not sent, sealed.
    """

    __tablename__ = "submission"
    __table_args__ = (
        UniqueConstraint("account_id", "message_hash"),
        Index("ix_submission_account_id_state_changed_at", "account_id", "state", "changed_at"),
        # Looking for what is due reads none of what is settled, which is nearly everything.
        Index("ix_submission_due", "due", **_only("due IS NOT NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    message_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    state: Mapped[str] = mapped_column(String(20))
    page: Mapped[str] = mapped_column(String(64))
    claim: Mapped[bytes] = mapped_column(LargeBinary(16))
    made_at: Mapped[datetime] = mapped_column(Moment)
    changed_at: Mapped[datetime] = mapped_column(Moment)
    due: Mapped[datetime | None] = mapped_column(Moment)
    lease_until: Mapped[datetime | None] = mapped_column(Moment)
    later: Mapped[bool] = mapped_column(default=False, server_default=false())
    uidvalidity: Mapped[int | None] = mapped_column(BigInteger)
    uid: Mapped[int | None] = mapped_column(BigInteger)
    sign_in_id: Mapped[int | None] = mapped_column(ForeignKey("sign_in.id", ondelete="SET NULL"), index=True)
    tries: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    reason: Mapped[str | None] = mapped_column(Text)
