"""Drafts on either store, and what lies there as a client sees it that is not ours."""

import tempfile
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest

from tests.cast import ANNA, Person
from tests.conftest import MONDAY, HeldClock
from tests.mail.conftest import MakeMailbox, Place, authenticate, login_of
from tests.servers.dovecot import Dovecot
from tests.servers.smtp import Sink
from webmail.errors import SealBroken
from webmail.mail.address import Address
from webmail.mail.mailbox import Mailbox
from webmail.mail.writing.dispatch import Dispatch
from webmail.mail.writing.draft import Draft, Writing
from webmail.mail.writing.drafts import Drafts
from webmail.mail.writing.identity import Identity
from webmail.mail.writing.mime import head
from webmail.mail.writing.notes import Note, Notes
from webmail.mail.writing.recipients import addressed
from webmail.mail.writing.submission import Submission, SubmissionAddress

LIMIT = 25 * 1024 * 1024
REDUCED = {
    "everything": None,
    "no CATENATE": "IMAP4rev1 LITERAL+ UIDPLUS MOVE ESEARCH LIST-EXTENDED SPECIAL-USE QUOTA",
    "no MOVE": "IMAP4rev1 LITERAL+ UIDPLUS CATENATE LIST-EXTENDED SPECIAL-USE",
    "no LITERAL+": "IMAP4rev1 UIDPLUS MOVE CATENATE LIST-EXTENDED SPECIAL-USE",
    "least": "IMAP4rev1",
}
MakeDrafts = Callable[..., Drafts]
MakeAside = Callable[..., Drafts]


def seal(text: str) -> str:
    """Looks like the vault's: one word, opened by nobody else."""
    return text.encode()[::-1].hex()


def unseal(sealed: str) -> str:
    try:
        return bytes.fromhex(sealed)[::-1].decode()
    except ValueError as error:
        raise SealBroken("not ours") from error


@pytest.fixture(scope="module", params=list(REDUCED), ids=lambda name: name.replace(" ", "-"))
def reduced_store(request: pytest.FixtureRequest) -> Iterator[Dovecot]:
    """Dovecot which says that it can do less."""
    with Dovecot(users={ANNA.address: ANNA.typed}, capability=REDUCED[request.param]) as running:
        yield running


@pytest.fixture
def reduced(reduced_store: Dovecot) -> Place:
    """The same with an empty mailbox."""
    reduced_store.empty(ANNA.address)
    return Place(reduced_store.host, reduced_store.port, kind="reduced")


@pytest.fixture
def make_drafts(make_mailbox: MakeMailbox, clock: HeldClock) -> MakeDrafts:
    """Drafts on any server; without a mailbox of its own each one has its own connections."""

    def make(
        server: Any,
        person: Person = ANNA,
        *,
        mailbox: Mailbox | None = None,
        limit: int = LIMIT,
        seal: Callable[[str], str] = seal,
        **settings: Any,
    ) -> Drafts:
        used = mailbox or make_mailbox(server, person, **settings)
        return Drafts(
            mailbox=used,
            identity=Identity(Address("Anna Arnold", person.address)),
            policy=used.policy,
            clock=clock,
            seal=seal,
            unseal=unseal,
            limit=limit,
            spool=tempfile.TemporaryFile,
        )

    return make


@pytest.fixture
def drafts(place: Place, make_drafts: MakeDrafts) -> Drafts:
    """Anna's drafts on either store."""
    return make_drafts(place)


@pytest.fixture
def make_aside(place: Place, make_drafts: MakeDrafts) -> MakeAside:
    """Drafts of another process, in which something happens between looking and storing."""

    def make(aside: Callable[[], object] = lambda: None) -> Drafts:
        once = [aside]

        def sealed(text: str) -> str:
            if once:
                once.pop()()
            return seal(text)

        return make_drafts(place, seal=sealed)

    return make


def a_draft(text: str = "Guten Tag", *, name: str = "eins", **fields: Any) -> Draft:
    """A draft with a Message-ID made of its name."""
    writing = fields.pop("writing", None) or Writing(f"<{name}@schule.example>")
    return Draft(writing, text=text, **fields)


def lay(
    place: Place, text: str, *, page: str, after: int = 0, final: bool = False, folder: str = "Drafts"
) -> int:
    """A version as a process that then died has left it; gives its UID."""
    draft = a_draft(text)
    note = Note.of(draft, page=page, after=after, final=final)
    raw = head(
        draft,
        identity=Identity(Address("Anna", "anna@schule.example")),
        recipients=addressed(draft),
        date=MONDAY,
        private=Notes(seal=seal, unseal=unseal).write(note),
        bcc=True,
    )
    return place.append(folder, raw).uid


def stored(place: Place, folder: str = "Drafts") -> list[EmailMessage]:
    """The messages that lie in the folder and are not marked as deleted, the oldest first."""
    with place.client() as client:
        if not client.folder_exists(folder):
            return []
        client.select_folder(folder, readonly=True)
        uids = client.search(["UNDELETED"])
        found = client.fetch(uids, ["BODY.PEEK[]"]) if uids else {}
        return [message_from_bytes(found[uid][b"BODY[]"], policy=policy.default) for uid in sorted(found)]


def texts(place: Place, folder: str = "Drafts") -> list[str]:
    """What the messages in the folder say."""
    return [text_of(each) for each in stored(place, folder)]


def text_of(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n").removesuffix("\n")


@pytest.fixture
def dispatch(smtp: Sink, clock: HeldClock) -> Dispatch:
    """Anna's way out for what no page writes; the server's answer is waited for half a second."""
    server = SubmissionAddress(smtp.host, smtp.port, "none", data_seconds=0.5)
    return Dispatch(
        submission=Submission(server=server, authenticate=authenticate),
        login=login_of(),
        identity=Identity(Address(ANNA.name, ANNA.address)),
        clock=clock,
    )
