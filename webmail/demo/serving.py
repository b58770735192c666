"""How the demo serves pages: a WSGI server in a thread, quiet, on a port known before anything else."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler

POLL_SECONDS = 0.05  # how long an end may have to wait until it is noticed


class QuietRequests(WSGIRequestHandler):
    """Writes no request lines: an address may name a folder."""

    def log(self, type: str, message: str, *args: object) -> None:
        pass


@contextmanager
def listening(host: str, port: int) -> Iterator[socket.socket]:
    """The socket, taken before anything else: the port must be known early and free."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, port), family=family, backlog=64) as listener:
        yield listener


@contextmanager
def answering(server: BaseWSGIServer, name: str) -> Iterator[None]:
    """The server in a thread of this name, while the block lasts."""
    thread = threading.Thread(target=server.serve_forever, args=(POLL_SECONDS,), name=name, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def own_name(host: str) -> str:
    """What others type to reach a server listening on host; "0.0.0.0" is no address of anybody."""
    if host not in ("0.0.0.0", "::"):  # noqa: S104  compared, not listened on
        return host
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # nothing is sent; the system only picks its own address
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])
