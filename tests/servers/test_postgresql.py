"""The database server of the tests."""

import psycopg
import pytest

from tests.servers.postgresql import PostgreSQL


@pytest.mark.postgresql
def test_each_database_is_new_and_empty(postgresql: PostgreSQL) -> None:
    address = postgresql.new_database()
    assert address != postgresql.new_database()
    with psycopg.connect(address.replace("+psycopg", "")) as connection:
        tables = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    assert tables == (0,)
