"""Handing a message to the sink, as the outbox does, without a store."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from tests.cast import ANNA, BORIS, CAST, Person
from webmail.mail.address import Address
from webmail.mail.login import Login
from webmail.mail.writing.submission import Submission, SubmissionAddress

TYPED = {person.address: person.typed for person in CAST}
MESSAGE = b"Message-ID: <1@schule.example>\r\nSubject: Probe\r\n\r\nGuten Tag\r\n"
Submit = Callable[..., None]


def login_of(person: Person = ANNA) -> Login:
    return Login(1, person.address, "", "key", b"sealed")


def authenticate(client: Any, login: Login) -> None:
    client.auth("PLAIN", lambda challenge=None: f"\0{login.name}\0{TYPED[login.name]}")


def people(*specs: str) -> tuple[Address, ...]:
    return tuple(Address("", spec) for spec in specs)


def submission_to(server: Any, **settings: Any) -> Submission:
    """Plainly and impatiently, unless told otherwise; server is whatever has a host and a port."""
    entry = settings.pop("authenticate", authenticate)
    chosen = {"tls": "none", "port": server.port, "connect_seconds": 3.0, "data_seconds": 3.0, **settings}
    return Submission(server=SubmissionAddress(server.host, **chosen), authenticate=entry)


def submit(server: Any, content: bytes | Iterable[bytes] = MESSAGE, **settings: Any) -> None:
    """One message of Anna's to Boris; whatever is not said is ordinary."""
    login = settings.pop("login", login_of())
    submitted = {
        "sender": settings.pop("sender", ANNA.address),
        "recipients": settings.pop("recipients", people(BORIS.address)),
        "size": settings.pop("size", 1000),
        "utf8": settings.pop("utf8", False),
        "envelope_id": settings.pop("envelope_id", "ENV-1"),
        "pieces": settings.pop("pieces", lambda eight_bit: of(content)),
    }
    submission_to(server, **settings).submit(login, **submitted)


def of(content: bytes | Iterable[bytes]) -> Iterator[bytes]:
    yield from [content] if isinstance(content, bytes) else content
