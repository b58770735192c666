"""The ledger, and the outbox before it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.conftest import HeldClock
from tests.mail.conftest import Place
from tests.mail.writing.conftest import MakeDrafts
from tests.mail.writing.sending.office import MakeOffice, Office
from tests.servers.smtp import Sink
from tests.tables import make_tables
from webmail.accounts.lookup import account_for
from webmail.database import db


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    """An application that is a database and nothing else."""
    app = Flask("ledger")
    app.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{tmp_path / 'ledger.db'}"
    db.init_app(app)
    with app.app_context():
        make_tables()
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def make_office(
    app: Flask, clock: HeldClock, smtp: Sink, dovecot_place: Place, make_drafts: MakeDrafts
) -> MakeOffice:
    """Anna's outbox; store and sink may be proxies before the real ones."""
    account = account_for("anna.arnold@schule.example", at=clock()).id

    def make(**settings: Any) -> Office:
        parts = {"app": app, "store": dovecot_place, "sink": smtp, "account": account, "clock": clock}
        return Office(**parts, make_drafts=make_drafts, settings=settings)

    return make


@pytest.fixture
def office(make_office: MakeOffice) -> Office:
    """Anna's outbox before Dovecot and the sink."""
    return make_office()
