"""await_turn: what one person changes in several places at once is changed one after the other."""

from sqlalchemy import update

from webmail.accounts.models import Account
from webmail.database import db


def await_turn(account: int) -> None:
    """From here to the end of the transaction nobody else changes what is this account's and asks likewise.

    What was read before may have changed while this one waited: it is read anew.
    """
    db.session.flush()
    # A row lock in PostgreSQL, the one lock of writers in SQLite; a SELECT FOR UPDATE is none there.
    same = update(Account).where(Account.id == account).values(name=Account.name)
    db.session.execute(same.execution_options(synchronize_session=False))
    db.session.expire_all()
