"""The tables are made once; every other SQLite file of the tests begins as a copy of the first."""

from pathlib import Path

from webmail.database import db

# By the names of the tables, for a test that imports more than the last one knows of more.
_made: dict[frozenset[str], bytes] = {}


def make_tables() -> None:
    """All tables in the empty database of the current application."""
    if db.engine.dialect.name != "sqlite" or not db.engine.url.database:
        db.create_all()
        return
    file, tables = Path(db.engine.url.database), frozenset(db.metadata.tables)
    if file.exists():
        # A second application on the same file: what the first has written is no beginning for others.
        db.create_all()
        return
    if tables in _made:
        file.write_bytes(_made[tables])
        return
    db.create_all()
    with db.engine.connect() as connection:
        _made[tables] = connection.connection.driver_connection.serialize()
