"""Starts the demo: store, mail, submission, portal, webmail; prints the address and who can sign in."""

import argparse
import http.client
import json
import signal
import socket
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from flask import Flask
from werkzeug.serving import make_server

from webmail import clock
from webmail.config import LOOPBACK, Config, Portal, Roles, Server, Service, SignInRules, Store, Submission
from webmail.demo import breaking, colleagues
from webmail.demo.mail import messages_for
from webmail.demo.people import CARLA, DARIO, PEOPLE, SCHOOL
from webmail.demo.portal import DemoClient, DemoPortal
from webmail.demo.running import Running
from webmail.demo.seed import seed
from webmail.demo.service import DemoService
from webmail.demo.serving import QuietRequests, answering, listening, own_name
from webmail.demo.store import DemoStore
from webmail.demo.submission import ATTACHMENTS_MB, DemoSubmission

ENDINGS = (signal.SIGINT, signal.SIGTERM)


@dataclass(frozen=True, slots=True)
class Demo:
    """Where the running demo answers; portal is None where people come in by the form."""

    url: str
    portal: str | None
    running: Running

    @property
    def breaking(self) -> str:
        return self.url + "demo/"


def demo_config(instance: Path, *, url: str, store: DemoStore, submission: DemoSubmission) -> Config:
    """Everything on this machine, all state in one folder; people come in by the form."""
    return Config(
        service=Service(
            name="Dienstliche E-Mail",
            operator="Schulverwaltung Musterland",
            contact=f"helpdesk@{SCHOOL}",
            telephone="0361 555-0110",
            domains=(SCHOOL,),
        ),
        server=Server(url=url),
        store=Store(host=store.host, port=store.port),
        submission=Submission(host=submission.host, port=submission.port, attachments_mb=ATTACHMENTS_MB),
        sign_in=SignInRules(),
        roles=Roles(helpdesk=(CARLA.address,), admin=(DARIO.address,)),
        networks={"Dieses Gerät": ("127.0.0.0/8", "::1/128")},
        instance=instance,
    )


def with_portal(config: Config, portal: DemoPortal) -> Config:
    """The same, but people come in through the portal, and the service enters for them."""
    return replace(
        config,
        sign_in=replace(config.sign_in, credentials="service", form=False),
        roles=Roles(),
        portal=Portal(
            issuer=portal.issuer,
            client_id=portal.client.client_id,
            name="Schulportal",
            address=portal.url,
            first_sign_in="create",
            roles_claim="roles",
        ),
    )


@contextmanager
def served(host: str, port: int, *, by_portal: bool = True) -> Iterator[Demo]:
    """The demo, filled and answering; says where, takes everything away afterwards."""
    service, client = DemoService.new("webmail"), DemoService.new("dienstpost")
    with ExitStack() as stack:
        instance = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="dienstpost-")))
        listener = stack.enter_context(listening(host, port))
        url = address_of(own_name(host), listener.getsockname()[1])
        users = {person.address: person.password for person in PEOPLE}
        store = stack.enter_context(DemoStore(users, service))
        submission = stack.enter_context(DemoSubmission(store, PEOPLE, service=service))
        now = clock.now()
        for person in PEOPLE:
            seed(store, person, messages_for(person, now))
        config, portal = demo_config(instance, url=url, store=store, submission=submission), None
        if by_portal:
            portal = stack.enter_context(DemoPortal(PEOPLE, DemoClient(url, client), name=other_name(host)))
            config = with_portal(config, portal)
            service.write(config.secrets / "service")
            client.write(config.secrets / "portal")
        running = stack.enter_context(closing(build(config, store, portal)))
        colleagues.enter(running.app)
        stack.enter_context(answered(running, listener, url))
        yield Demo(url, portal.url if portal else None, running)


def build(config: Config, store: DemoStore, portal: DemoPortal | None) -> Running:
    """The application with the page where things can be broken."""

    def prepare(app: Flask, running: Running) -> None:
        app.extensions[breaking.EXTENSION] = breaking.Breakable(running, store, portal)
        app.register_blueprint(breaking.bp)

    return Running(config, prepare=prepare)


@contextmanager
def answered(running: Running, listener: socket.socket, url: str) -> Iterator[None]:
    """Serves the application; entered when its start page has been answered once."""
    host, port = listener.getsockname()[:2]
    server = make_server(
        host, port, running, threaded=True, request_handler=QuietRequests, fd=listener.fileno()
    )
    with answering(server, "demo-web"):
        asked = http.client.HTTPConnection(url.removeprefix("http://").rstrip("/"), timeout=30)
        asked.request("GET", "/session/")
        if (status := asked.getresponse().status) >= 500:
            raise RuntimeError(f"the start page answered {status}")
        asked.close()
        yield


def address_of(name: str, port: int) -> str:
    return f"http://[{name}]:{port}/" if ":" in name else f"http://{name}:{port}/"


def other_name(host: str) -> str:
    """What the portal is called, so that it is another site than the webmail, with its own cookies."""
    return "127.0.0.1" if host == "localhost" else "localhost"


def announce(demo: Demo, *, as_json: bool) -> None:
    people = [
        {
            "name": one.name,
            "address": one.address,
            "login": one.address,
            "password": one.password,
            "role": one.role,
        }
        for one in PEOPLE
    ]
    if as_json:
        facts = {"url": demo.url, "portal": demo.portal, "breaking": demo.breaking, "people": people}
        print(json.dumps(facts, ensure_ascii=False), flush=True)
        return
    print(f"Dienstpost: {demo.url}")
    if demo.portal:
        print(f"Portal:     {demo.portal}")
    print(f"To break something and see it heal: {demo.breaking}\n")
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
    parser.add_argument("--no-portal", action="store_true", help="people sign in by a form, without a portal")
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
        if not chosen.no_portal:
            print("The portal is for this machine only; people sign in by the form.", file=sys.stderr)
    try:
        by_portal = chosen.host in LOOPBACK and not chosen.no_portal
        with served(chosen.host, chosen.port, by_portal=by_portal) as demo:
            announce(demo, as_json=chosen.json)
            threading.Event().wait()
    except OSError as error:
        sys.exit(f"The demo could not start: {error}")


if __name__ == "__main__":
    main()
