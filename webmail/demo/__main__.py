"""Starts the demo: store, mail, submission, web application; prints the address and who can sign in."""

import argparse
import http.client
import json
import signal
import socket
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from webmail import clock, create_app
from webmail.config import LOOPBACK, Config, Roles, Server, Service, SignInRules, Store, Submission
from webmail.database import bring_up_to_date
from webmail.demo.mail import messages_for
from webmail.demo.people import CARLA, DARIO, PEOPLE, SCHOOL
from webmail.demo.seed import seed
from webmail.demo.store import DemoStore
from webmail.demo.submission import ATTACHMENTS_MB, DemoSubmission

ENDINGS = (signal.SIGINT, signal.SIGTERM)


class QuietRequests(WSGIRequestHandler):
    """Writes no request lines: an address may name a folder."""

    def log(self, type: str, message: str, *args: object) -> None:
        pass


def demo_config(
    instance: Path, *, host: str, port: int, store: DemoStore, submission: DemoSubmission
) -> Config:
    """Everything on this machine, all state in one folder."""
    shown = f"[{host}]" if ":" in host else host
    return Config(
        service=Service(
            name="Dienstliche E-Mail",
            operator="Schulverwaltung Musterland",
            contact=f"helpdesk@{SCHOOL}",
            telephone="0361 555-0110",
            domains=(SCHOOL,),
        ),
        server=Server(url=f"http://{shown}:{port}/"),
        store=Store(host=store.host, port=store.port),
        submission=Submission(host=submission.host, port=submission.port, attachments_mb=ATTACHMENTS_MB),
        sign_in=SignInRules(),
        roles=Roles(helpdesk=(CARLA.address,), admin=(DARIO.address,)),
        instance=instance,
    )


@contextmanager
def served(host: str, port: int) -> Iterator[str]:
    """The demo, filled and answering; gives its address, takes everything away afterwards."""
    with (
        tempfile.TemporaryDirectory(prefix="dienstpost-") as folder,
        listening(host, port) as listener,
        DemoStore({person.address: person.password for person in PEOPLE}) as store,
        DemoSubmission(store, PEOPLE) as submission,
    ):
        now = clock.now()
        for person in PEOPLE:
            seed(store, person, messages_for(person, now))
        name, port = own_name(host), listener.getsockname()[1]
        config = demo_config(Path(folder), host=name, port=port, store=store, submission=submission)
        app = create_app(config)
        bring_up_to_date(app)
        server = make_server(
            host, port, app, threaded=True, request_handler=QuietRequests, fd=listener.fileno()
        )
        with answering(server, name, port):
            yield config.server.url


@contextmanager
def listening(host: str, port: int) -> Iterator[socket.socket]:
    """The socket, taken before anything else: the port must be known early and free."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, port), family=family, backlog=64) as listener:
        yield listener


@contextmanager
def answering(server: BaseWSGIServer, name: str, port: int) -> Iterator[None]:
    """The server in a thread; entered when the start page has been answered once."""
    thread = threading.Thread(target=server.serve_forever, name="demo-web", daemon=True)
    thread.start()
    try:
        asked = http.client.HTTPConnection(name, port, timeout=30)
        asked.request("GET", "/session/")
        if (status := asked.getresponse().status) >= 500:
            raise RuntimeError(f"the start page answered {status}")
        asked.close()
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


def announce(url: str, *, as_json: bool) -> None:
    people = [
        {"name": one.name, "address": one.address, "password": one.password, "role": one.role}
        for one in PEOPLE
    ]
    if as_json:
        print(json.dumps({"url": url, "people": people}, ensure_ascii=False), flush=True)
        return
    print(f"Dienstpost: {url}\n")
    rows = [{"name": "Name", "address": "Address", "password": "Password", "role": "Role"}, *people]
    for row in rows:
        print(f"  {row['name']:16} {row['address']:32} {row['password']:22} {row['role']}")
    print("\nCtrl-C ends the demo; nothing is kept.", flush=True)


def end(*_: object) -> None:
    """Leaves through every `with`; a second Ctrl-C may not stop the tidying up half way."""
    for number in ENDINGS:
        signal.signal(number, signal.SIG_IGN)
    sys.exit(0)


def main() -> None:
    parser = argparse.ArgumentParser(prog="run.py demo", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="default: any free port")
    parser.add_argument("--json", action="store_true", help="print the facts as one JSON line")
    chosen = parser.parse_args()
    for number in ENDINGS:
        signal.signal(number, end)
    if chosen.host not in LOOPBACK:
        print(
            f"WARNING: --host {chosen.host} opens the demo to the network, unencrypted and with passwords "
            "that everybody can read here.",
            file=sys.stderr,
        )
    try:
        with served(chosen.host, chosen.port) as url:
            announce(url, as_json=chosen.json)
            threading.Event().wait()
    except OSError as error:
        sys.exit(f"The demo could not start: {error}")


if __name__ == "__main__":
    main()
