"""Models and migrations agree, on either database; and people come in on both."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, select

from tests.cast import ANNA, BORIS
from tests.conftest import close
from tests.letters import deliver
from tests.servers.dovecot import Dovecot
from tests.servers.postgresql import PostgreSQL
from tests.visitor import Visitor
from webmail import create_app
from webmail.accounts import Account, SignIn
from webmail.config import Config, Database
from webmail.database import MIGRATIONS, Base, bring_up_to_date, db

NewApp = Callable[[], Flask]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def new_app(request: pytest.FixtureRequest, config: Config, clock: object) -> object:
    """Builds applications on an empty database of either kind."""
    address = config.database.address
    if request.param == "postgresql":
        server: PostgreSQL = request.getfixturevalue("postgresql")
        address = server.new_database(request.node.name)
    built: list[Flask] = []

    def build() -> Flask:
        built.append(create_app(replace(config, database=Database(address)), clock=clock))  # type: ignore[arg-type]
        return built[-1]

    yield build
    for app in built:
        close(app)


def differences(app: Flask) -> list[object]:
    """What another migration would have to change."""
    with app.app_context(), db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, Base.metadata))


def tables(app: Flask) -> set[str]:
    with app.app_context():
        return set(inspect(db.engine).get_table_names()) - {"alembic_version"}


def test_after_all_migrations_nothing_is_left_to_change(new_app: NewApp) -> None:
    app = new_app()
    bring_up_to_date(app)
    assert tables(app) == set(Base.metadata.tables)
    assert differences(app) == []


def test_a_column_nobody_migrated_is_noticed(new_app: NewApp) -> None:
    app = new_app()
    bring_up_to_date(app)
    with app.app_context(), db.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE preferences DROP COLUMN language")
    assert differences(app) != []


def test_migrating_twice_changes_nothing(new_app: NewApp) -> None:
    app = new_app()
    bring_up_to_date(app)
    Visitor(app).sign_in(ANNA)
    bring_up_to_date(new_app())
    with app.app_context():
        assert db.session.scalars(select(Account.address)).all() == [ANNA.address]


def test_the_way_back_leaves_nothing(new_app: NewApp) -> None:
    app = new_app()
    bring_up_to_date(app)
    with app.app_context():
        downgrade(directory=str(MIGRATIONS), revision="base")
    assert tables(app) == set()
    with app.app_context():
        upgrade(directory=str(MIGRATIONS))
    assert differences(app) == []


def test_a_person_comes_in_reads_and_leaves(new_app: NewApp, dovecot: Dovecot) -> None:
    deliver(dovecot)
    app = new_app()
    bring_up_to_date(app)
    anna = Visitor(app).sign_in(ANNA).sees("Elternabend")
    anna.follow("Elternabend").sees("Guten Tag.")
    anna.press("English").press("Sign out").sees("You are signed out", "09:30:00")
    with app.app_context():
        found = db.session.scalars(select(SignIn)).one()
        assert (found.end_reason, found.sealed, found.account.preferences.language) == (
            "signed_out",
            b"",
            "en",
        )
        assert found.ended_at is not None
        assert found.ended_at.tzinfo is not None


def test_mistakes_are_counted_and_two_people_are_two_accounts(new_app: NewApp) -> None:
    app = new_app()
    bring_up_to_date(app)
    visitor = Visitor(app)
    for _try in range(5):
        visitor.sign_in(ANNA, typed="falsch")
    assert visitor.sign_in(ANNA).status == 429
    visitor.sign_in(BORIS).sees("Posteingang")


def test_there_is_one_head() -> None:
    versions = [path.read_text() for path in Path(MIGRATIONS, "versions").glob("*.py")]
    roots = [
        text
        for text in versions
        if "down_revision = None" in text or "down_revision: str | None = None" in text
    ]
    assert versions
    assert len(roots) == 1
