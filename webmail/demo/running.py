"""Running: the demo's application, which can be built anew while its server goes on answering."""

from collections.abc import Callable, Iterable
from threading import Event, Lock, Thread
from typing import Any

from flask import Flask

from webmail import create_app
from webmail.config import Config
from webmail.database import bring_up_to_date, db
from webmail.worker import Worker, work

EXTENSION = "dienstpost"
LIVE = "dienstpost_live"
HOLDING = "dienstpost_holding"


class Running:
    """What the server is given as its application; it asks whichever is the current one."""

    def __init__(self, config: Config, *, prepare: Callable[[Flask, "Running"], None]) -> None:
        """prepare adds what only the demo has to each application that is built."""
        self._config = config
        self._prepare = prepare
        self._lock = Lock()
        self.app = self._built()
        bring_up_to_date(self.app)
        self._ended = Event()
        self._worker = Thread(target=work, args=(self._look, self._ended), name="demo-worker")
        self._worker.start()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        return self.app(environ, start_response)

    def restart(self) -> None:
        """What a restart of the service is: a new application on the same folder, nothing remembered."""
        with self._lock:
            before, self.app = self.app, self._built()
            close(before)

    def close(self) -> None:
        """Ends the worker, and gives back what the current application holds."""
        self._ended.set()
        self._worker.join()
        with self._lock:
            close(self.app)

    def _look(self) -> None:
        """Does what is due, with the current application; where the form is the way in, only people can."""
        with self._lock:
            parts = self.app.extensions[EXTENSION]
            if parts.reminding_of is not None:
                with self.app.app_context():
                    Worker(parts).look(self._ended)

    def _built(self) -> Flask:
        app = create_app(self._config)
        self._prepare(app, self)
        return app


def close(app: Flask) -> None:
    """Ends the connections to store and database that an application holds."""
    app.extensions[LIVE].close()
    app.extensions[HOLDING].close()
    app.extensions[EXTENSION].pool.close_all()
    with app.app_context():
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()
