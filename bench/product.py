"""The product under measurement: its WSGI application before a store, with an instance folder of its own."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Flask

from webmail import create_app
from webmail.config import Config, Database, Directory, Server, Service, Store, Submission
from webmail.database import bring_up_to_date, db
from webmail.web.current import EXTENSION


@contextmanager
def application(
    host: str,
    port: int,
    *,
    submission_port: int = 587,
    database: str = Database().address,
    directory: Directory = Directory(),
) -> Iterator[Flask]:
    """The application as it runs for people, before the store at this address."""
    with TemporaryDirectory(prefix="dienstpost-bench-") as folder:
        config = Config(
            service=Service(name="Dienstpost", domains=("schule.example",)),
            server=Server(url="http://127.0.0.1:8000/"),
            store=Store(host=host, port=port),
            submission=Submission(port=submission_port, hold_seconds=0),
            database=Database(database),
            directory=directory,
            instance=Path(folder),
        )
        app = create_app(config)
        bring_up_to_date(app)
        # As app.py does it.
        gc.collect()
        gc.freeze()
        try:
            yield app
        finally:
            gc.unfreeze()
            app.extensions["dienstpost_live"].close()
            app.extensions[EXTENSION].pool.close_all()
            with app.app_context():
                db.session.remove()
                db.engine.dispose()
