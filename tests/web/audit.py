"""What the audit trail says, and numbers of the cast, for the tests of those who look and act."""

from flask import Flask
from sqlalchemy import select

from tests.cast import ANNA, Person
from webmail.accounts import AuditEntry, SignIn
from webmail.accounts.lookup import find_by_address
from webmail.database import db


def number_of(app: Flask, person: Person = ANNA) -> int:
    """The number of somebody's account."""
    with app.app_context():
        found = find_by_address(person.address)
        assert found is not None, f"{person.name} was never here"
        return found.id


def sign_ins_of(app: Flask, person: Person = ANNA) -> list[SignIn]:
    """All sign-ins of somebody in their order."""
    number = number_of(app, person)
    with app.app_context():
        asked = select(SignIn).where(SignIn.account_id == number).order_by(SignIn.id)
        return list(db.session.scalars(asked).all())


def trail_of(app: Flask) -> list[tuple[str, str]]:
    """Deeds and reasons, oldest first."""
    with app.app_context():
        rows = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
        return [(row.deed, row.reason) for row in rows]
