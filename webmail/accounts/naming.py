"""The name in From: the account's, or one of the person's choice where the service allows it."""

import unicodedata

from webmail.accounts.errors import NameRefused
from webmail.accounts.models import Account
from webmail.database import db
from webmail.policy import N_, Clause, Forbidden

LONGEST_NAME = 100
LOCKED = Clause(
    "identity.name", N_("The name in the sender comes from the staff records; nobody chooses it.")
)
_OF_ADDRESSES = frozenset("@<>")


def sender_name(account: Account, *, own: bool) -> str:
    """The name that others read; own says whether the service leaves it to the person."""
    chosen = account.preferences.display_name if own else None
    return chosen if chosen and not _wrong(chosen) else account.name


def choose_sender_name(account: Account, typed: str, *, own: bool) -> None:
    """Keeps another name; nothing typed means that of the account.

    Raises Forbidden where the name is locked, NameRefused for what cannot be a name.
    """
    if not own:
        raise Forbidden(LOCKED)
    name = typed.strip(" ")
    if name and (why := _wrong(name)):
        raise NameRefused(why)
    account.preferences.display_name = name if name and name != account.name else None
    db.session.commit()


def _wrong(name: str) -> str | None:
    """In one word, why others must not read this as a name; None where they may."""
    # What turns the direction of writing, and what nobody sees, is not printable; a line end is neither.
    if not name.isprintable():
        return "characters"
    # Signs that only look different are the same ones here.
    if _OF_ADDRESSES & set(unicodedata.normalize("NFKC", name)):
        return "address"
    if len(name) > LONGEST_NAME or not any(each.isalpha() for each in name):
        return "length"
    return None
