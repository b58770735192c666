"""Either store as a test sees it, and a mailbox on it."""

import re
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime
from typing import Any

import pytest
from imapclient import IMAPClient

from tests.cast import ANNA, CAST, Person
from tests.servers.dovecot import Dovecot
from webmail.demo.store import DemoStore
from webmail.mail.login import Login
from webmail.mail.mailbox import Kept, Mailbox, Pool, StoreAddress
from webmail.mail.ref import MessageRef
from webmail.policy import Feature, Policy

TYPED = {person.address: person.typed for person in CAST}


class Place:
    """A running store, and what it really holds, seen by a client that is not ours."""

    def __init__(self, host: str, port: int, *, kind: str) -> None:
        self.host = host
        self.port = port
        self.kind = kind

    @contextmanager
    def client(self, person: Person = ANNA) -> Iterator[IMAPClient]:
        client = IMAPClient(self.host, self.port, ssl=False, timeout=10)
        # Without this each literal waits 40 ms for an acknowledgement.
        client.socket().setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            client.login(person.address, person.typed)
            yield client
        finally:
            client.shutdown()

    def append(
        self,
        folder: str,
        raw: bytes,
        flags: Sequence[bytes] = (),
        *,
        person: Person = ANNA,
        received: datetime | None = None,
    ) -> MessageRef:
        with self.client(person) as client:
            if not client.folder_exists(folder):
                client.create_folder(folder)
            answer = client.append(folder, raw, flags, received)
            found = re.search(rb"APPENDUID (\d+) (\d+)", answer)
            assert found, answer
            return MessageRef(folder, int(found[1]), int(found[2]))

    def fill(self, folder: str, count: int, *, person: Person = ANNA) -> list[MessageRef]:
        return [
            self.append(folder, letter(subject=f"Nummer {number}"), person=person)
            for number in range(1, count + 1)
        ]

    def uids(self, folder: str, *, person: Person = ANNA) -> list[int]:
        with self.client(person) as client:
            client.select_folder(folder, readonly=True)
            return [int(uid) for uid in client.search(["ALL"])]

    def subjects(self, folder: str, *, person: Person = ANNA) -> list[str]:
        with self.client(person) as client:
            client.select_folder(folder, readonly=True)
            uids = client.search(["ALL"])
            found = client.fetch(uids, ["BODY.PEEK[HEADER.FIELDS (SUBJECT)]"]) if uids else {}
            heads = [next(v for k, v in found[uid].items() if k.startswith(b"BODY[")) for uid in uids]
            return [head.decode().removeprefix("Subject: ").strip() for head in heads]

    def flags(self, ref: MessageRef) -> set[str]:
        with self.client() as client:
            client.select_folder(ref.folder, readonly=True)
            return {flag.decode() for flag in client.get_flags([ref.uid])[ref.uid]} - {"\\Recent"}


def letter(
    *,
    subject: str = "Elternabend",
    sender: str = "Boris Becker <boris.becker@schule.example>",
    to: str = "Anna Arnold <anna.arnold@schule.example>",
    text: str = "Guten Tag.",
) -> bytes:
    """An ordinary plain message; the subject must be ASCII."""
    return (
        f"From: {sender}\r\nTo: {to}\r\nSubject: {subject}\r\nMIME-Version: 1.0\r\n"
        "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n"
        f"\r\n{text}\r\n"
    ).encode()


def login_of(person: Person = ANNA, *, sign_in: int = 1, origin: str = "") -> Login:
    return Login(sign_in, person.address, origin, "key", b"sealed")


def authenticate(client: Any, login: Login) -> None:
    client.login(login.name, TYPED[login.name])


MakePool = Callable[..., Pool]
MakeMailbox = Callable[..., Mailbox]


@pytest.fixture(params=["dovecot", "demo"])
def place(request: pytest.FixtureRequest) -> Iterator[Place]:
    """Either store; what the embedded one cannot do must degrade."""
    if request.param == "dovecot":
        running: Dovecot = request.getfixturevalue("dovecot")
        yield Place(running.host, running.port, kind="dovecot")
        return
    with DemoStore(TYPED) as store:
        yield Place(store.host, store.port, kind="demo")


@pytest.fixture
def dovecot_place(dovecot: Dovecot) -> Place:
    """Dovecot alone, for what only it can do."""
    return Place(dovecot.host, dovecot.port, kind="dovecot")


@pytest.fixture
def make_pool() -> Iterator[MakePool]:
    """Pools on any server; closed when the test is over."""
    with ExitStack() as stack:

        def make(server: Any, **settings: Any) -> Pool:
            given = [key for key in settings if key.endswith("_seconds") and key != "idle_seconds"]
            # A busy machine may be slow to accept; who tests the limit says one.
            limits = {"connect_seconds": 5.0, **{key: settings.pop(key) for key in given}}
            tls, ca_file = settings.pop("tls", "none"), settings.pop("ca_file", None)
            store = StoreAddress(server.host, settings.pop("port", server.port), tls, ca_file, **limits)
            pool = Pool(store=store, authenticate=settings.pop("authenticate", authenticate), **settings)
            stack.callback(pool.close_all)
            return pool

        yield make


@pytest.fixture
def make_mailbox(make_pool: MakePool) -> MakeMailbox:
    """Mailboxes on any server; off names the features that are switched off."""

    def make(
        server: Any,
        person: Person = ANNA,
        *,
        off: Sequence[Feature] = (),
        kept: Kept | None = None,
        login: Login | None = None,
        quoted_label: str = "Zitat",
        **settings: Any,
    ) -> Mailbox:
        return Mailbox(
            pool=make_pool(server, **settings),
            kept=kept or Kept(),
            login=login or login_of(person),
            policy=Policy(dict.fromkeys(off, False)),
            part_url=lambda ref, section: f"/{ref.uid}/{section}",
            quoted_label=quoted_label,
        )

    return make


@pytest.fixture
def mailbox(place: Place, make_mailbox: MakeMailbox) -> Mailbox:
    """Anna's mailbox on either store."""
    return make_mailbox(place)
