"""The product where the service enters for everybody, with two workers in the process after the same mail."""

import threading
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from flask import Flask

from tests.cast import SERVICE
from tests.crash.serve import shifted
from webmail import create_app
from webmail.accounts import Arrival, Entered, new_key
from webmail.accounts.lookup import account_for
from webmail.config import load
from webmail.database import bring_up_to_date
from webmail.worker import Worker, work

WORKERS = 2
PAUSE = 0.1


def product(instance: Path) -> Flask:
    """The application; whoever comes to the form is let in, as the portal would."""
    config = load(instance / "config.toml")
    config.secrets.mkdir(mode=0o700, exist_ok=True)
    (config.secrets / "service").write_text(":".join(SERVICE))
    (config.secrets / "service").chmod(0o600)
    rules = replace(config.sign_in, credentials="service")
    app = create_app(replace(config, sign_in=rules), clock=shifted(instance / "clock"))
    bring_up_to_date(app)
    parts = app.extensions["dienstpost"]
    parts.door.enter = partial(_enter, parts)
    for _ in range(WORKERS):
        threading.Thread(target=partial(_work, app), daemon=True).start()
    return app


def _enter(parts: Any, arrival: Arrival, _typed: str) -> Entered:
    key = new_key()
    account = account_for(arrival.address, at=parts.clock())
    opened = parts.sign_ins.open(account, key=key, sealed=b"", device="", origin=arrival.origin)
    return Entered(opened, key)


def _work(app: Flask) -> None:
    with app.app_context():
        worker = Worker(app.extensions["dienstpost"])

    def look() -> None:
        with app.app_context():
            worker.send()

    work(look, threading.Event(), pause=PAUSE)
