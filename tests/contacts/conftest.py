"""An address book without the web: the app's database, and two people with an account."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.cast import ANNA, BORIS, Person
from tests.conftest import HeldClock, close
from tests.servers.postgresql import PostgreSQL
from tests.tables import make_tables
from webmail import create_app
from webmail.accounts import Account, Preferences
from webmail.config import Config, Database
from webmail.contacts import PersonalContacts, contacts_of
from webmail.database import db
from webmail.policy import Policy


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database(request: pytest.FixtureRequest, tmp_path: object, clock: HeldClock) -> Iterator[Flask]:
    """An application of which only the database is used, on either kind."""
    address = "sqlite:///contacts.db"
    if request.param == "postgresql":
        server: PostgreSQL = request.getfixturevalue("postgresql")
        address = server.new_database(request.node.name)
    app = create_app(Config(instance=tmp_path, database=Database(address)), clock=clock)  # type: ignore[arg-type]
    with app.app_context():
        make_tables()
        yield app
    close(app)


def enrol(name: str, address: str, school: str | None = None) -> Account:
    """Somebody with an account, and so in the staff directory."""
    from tests.conftest import MONDAY

    account = Account(name=name, address=address, school=school, created_at=MONDAY, preferences=Preferences())
    db.session.add(account)
    db.session.commit()
    return account


def contacts(person: Person, clock: HeldClock) -> PersonalContacts:
    account = enrol(person.name, person.address)
    return contacts_of(account, policy=Policy({}), clock=clock)


@pytest.fixture
def annas(database: Flask, clock: HeldClock) -> PersonalContacts:
    return contacts(ANNA, clock)


@pytest.fixture
def boris_own(annas: PersonalContacts, clock: HeldClock) -> PersonalContacts:
    return contacts(BORIS, clock)
