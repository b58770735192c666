"""Find an account by address, or make it on the first accepted sign-in."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from webmail.accounts.models import Account, Preferences
from webmail.database import db


def find_by_address(address: str) -> Account | None:
    """The account with this address in lower case, or None."""
    return db.session.scalar(select(Account).where(Account.address == address))


def find_by_subject(subject: str) -> Account | None:
    """The account of this person of the portal, or None."""
    return db.session.scalar(select(Account).where(Account.subject == subject))


def account_for(address: str, *, at: datetime) -> Account:
    """The account with this address, made now if the person was never here before."""
    if found := find_by_address(address):
        return found
    made = Account(address=address, name=name_from(address), created_at=at)
    made.preferences = Preferences()
    db.session.add(made)
    try:
        db.session.commit()
    except IntegrityError:
        # Two first sign-ins at the same moment: the other one's row is as good as ours.
        db.session.rollback()
        found = find_by_address(address)
        if found is None:
            raise
        return found
    return made


def name_from(address: str) -> str:
    """A person's name as an address tells it: "anna-lena.arnold@…" is "Anna-Lena Arnold"."""
    local = address.split("@")[0]
    words = [word for word in local.split(".") if word]
    return " ".join("-".join(piece.capitalize() for piece in word.split("-")) for word in words) or address
