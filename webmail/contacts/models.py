"""Contact, ContactAddress, ContactGroup, GroupMember, GroupAddress, CollectedAddress, PendingImport."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webmail.database import Base, Moment


class ContactAddress(Base):
    """One address of a contact, as it was written; place 0 is the one that mail goes to by itself."""

    __tablename__ = "contact_address"

    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    address: Mapped[str] = mapped_column(String(320))


class Contact(Base):
    """Somebody in one person's address book; search_key is every word it is found by.

    sort_key is the name, or what stands for it, as it is put in order.
    """

    __tablename__ = "contact"
    __table_args__ = (Index("ix_contact_account_id_sort_key", "account_id", "sort_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(200))
    organisation: Mapped[str] = mapped_column(String(200))
    telephone: Mapped[str] = mapped_column(String(400))
    note: Mapped[str] = mapped_column(Text)
    photo: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    photo_type: Mapped[str | None] = mapped_column(String(20))
    sort_key: Mapped[str] = mapped_column(String(400))
    search_key: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[datetime] = mapped_column(Moment)
    addresses: Mapped[list[ContactAddress]] = relationship(
        order_by=ContactAddress.place, lazy="selectin", cascade="all, delete-orphan", passive_deletes=True
    )


class ContactGroup(Base):
    """A list of contacts with a name, for writing to all of them."""

    __tablename__ = "contact_group"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    search_key: Mapped[str] = mapped_column(Text)


class GroupMember(Base):
    """A contact that is in a group."""

    __tablename__ = "contact_group_member"

    group_id: Mapped[int] = mapped_column(
        ForeignKey("contact_group.id", ondelete="CASCADE"), primary_key=True
    )
    contact_id: Mapped[int] = mapped_column(
        ForeignKey("contact.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class GroupAddress(Base):
    """An address that is in a group without being in the book: a colleague's, or any other."""

    __tablename__ = "contact_group_address"

    group_id: Mapped[int] = mapped_column(
        ForeignKey("contact_group.id", ondelete="CASCADE"), primary_key=True
    )
    address: Mapped[str] = mapped_column(String(320), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))


class CollectedAddress(Base):
    """An address one person has written to: how often and when last; in lower case."""

    __tablename__ = "collected_address"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    address: Mapped[str] = mapped_column(String(320), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    times: Mapped[int]
    used_at: Mapped[datetime] = mapped_column(Moment)
    search_key: Mapped[str] = mapped_column(Text)


class PendingImport(Base):
    """What one person has uploaded and not decided about; sealed, and forgotten after an hour."""

    __tablename__ = "pending_import"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    mark: Mapped[str] = mapped_column(String(22))
    sealed: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(Moment)
