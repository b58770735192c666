"""Serves the application in processes that may be killed: loads everything once, then forks on command.

Each line on standard input is an order in JSON; the answer is a line with the number of the process which
serves, or 0 and the reason. A fork of a loaded process starts in a tenth of a second, a new one in two.
"""

import importlib
import json
import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.network import only_loopback
from webmail import log
from webmail.clock import now
from webmail.database import bring_up_to_date


class _Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log(self, type: str, message: str, *args: object) -> None:
        pass


def shifted(file: Path) -> Callable[[], datetime]:
    """The clock, ahead by as many seconds as the file says, so that a lease need not be waited for."""

    def clock() -> datetime:
        return now() + timedelta(seconds=float(file.read_text()))

    return clock


def product(instance: Path) -> Flask:
    """The application as app.py builds it, but for its clock."""
    from webmail import create_app
    from webmail.config import load

    app = create_app(load(instance / "config.toml"), clock=shifted(instance / "clock"))
    bring_up_to_date(app)
    return app


def serve(order: dict[str, Any], answer: Callable[[str], None]) -> None:
    """Builds the ordered application and answers when it listens; does not return."""
    instance = Path(order["instance"])
    with (instance / "log").open("ab", buffering=0) as written:
        os.dup2(written.fileno(), sys.stderr.fileno())
    os.umask(0o077)
    log.set_up()
    module, _, name = str(order["builds"]).partition(":")
    app = getattr(importlib.import_module(module), name)(instance)
    server = make_server("127.0.0.1", order["port"], app, threaded=True, request_handler=_Quiet)
    answer(f"{os.getpid()}\n")
    with only_loopback():
        server.serve_forever()


def end_with(parent: int) -> None:
    """Ends this process when the parent does, of which the pipe is a sign of life."""
    os.read(parent, 1)
    os._exit(0)


def fork(order: dict[str, Any], *, life: tuple[int, int]) -> None:
    """Answers from the child that serves."""
    if os.fork():
        return
    # The orders belong to the parent, as does Control-C.
    os.setsid()
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.close(life[1])
    threading.Thread(target=end_with, args=(life[0],), daemon=True).start()
    try:
        serve(order, lambda line: os.write(1, line.encode()) and None)
    except BaseException:
        os.write(1, b"0 " + traceback.format_exc().encode("unicode_escape") + b"\n")
    os._exit(1)


def main() -> None:
    """Forks once for each order, until there are no more."""
    # Nobody waits for the children: they are killed.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with suppress(ImportError):  # if it matters, the answer to the first order says so
        importlib.import_module("webmail.application")
    life = os.pipe()
    for line in sys.stdin:
        fork(json.loads(line), life=life)


if __name__ == "__main__":
    main()
