"""The vault at real servers: either credential form enters for its person, to read and to send."""

import logging
import smtplib
import traceback
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from imapclient import IMAPClient

from tests.cast import ANNA, BORIS, CAST
from tests.servers.dovecot import Dovecot
from tests.servers.ground import wait_until
from tests.servers.smtp import Sink
from webmail.errors import SignInUnopened
from webmail.mail import CredentialRefused, Login, NotSubmitted, Pool, StoreAddress
from webmail.mail.address import Address
from webmail.mail.writing.submission import Submission, SubmissionAddress
from webmail.vault import Vault
from webmail.vault.source import SecretUnusable

pytestmark = pytest.mark.dovecot
NAME, KEPT = "webmail", "Zitrone-11-Dienst: süß"
TYPED = {person.address: person.typed for person in CAST}
MESSAGE = b"From: a@schule.example\r\nMessage-ID: <1@schule.example>\r\n\r\nGuten Tag\r\n"


@pytest.fixture(scope="module")
def school() -> Iterator[Dovecot]:
    """A store where the service may enter for everybody."""
    with Dovecot(users=TYPED, masters={NAME: "Zitrone-11-Dienst"}) as running:
        yield running


@pytest.fixture(scope="module")
def gate() -> Iterator[Sink]:
    """A submission server where the service may enter for everybody; it takes umlauts too."""
    with Sink(users=TYPED | {"umlaut": "Grüße-12"}, masters={NAME: KEPT}) as running:
        yield running


def put(folder: Path, kept: str, *, mode: int = 0o600) -> Path:
    """The operator writes the service's line."""
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / "service"
    path.write_text(kept, encoding="utf-8")
    path.chmod(mode)
    return folder


def service(folder: Path, kept: str = f"{NAME}:{KEPT}\n") -> Vault:
    return Vault(folder=put(folder / "secrets", kept), form="service")


def login_of(name: str, *, sealed: bytes = b"") -> Login:
    return Login(sign_in=1, name=name, origin="", key="key", sealed=sealed)


def typed_login(vault: Vault, name: str, typed: str) -> Login:
    return login_of(name, sealed=vault.lock(typed, key="key", name=name))


def mailbox_owner(school: Dovecot, vault: Vault, login: Login) -> None:
    """Enters the store; raises what it says to that."""
    pool = Pool(
        store=StoreAddress(host=school.host, port=school.port, tls="none"),
        authenticate=vault.authenticate_imap,
    )
    try:
        pool.enter(login)
    finally:
        pool.close_all()


def submitted_by(gate: Sink, vault: Vault, login: Login) -> str:
    """Who the submission server takes the person for."""
    gate.empty()
    server = SubmissionAddress(
        host=gate.host, port=gate.port, tls="starttls", ca_file=str(gate.ca_file), connect_seconds=10
    )
    Submission(server=server, authenticate=vault.authenticate_smtp).submit(
        login,
        sender=ANNA.address,
        recipients=[Address("", BORIS.address)],
        size=len(MESSAGE),
        utf8=False,
        envelope_id="1",
        pieces=lambda _eight_bit: iter([MESSAGE]),
    )
    return gate.received[-1].login


def test_what_was_typed_enters_both_servers(school: Dovecot, gate: Sink, tmp_path: Path) -> None:
    vault = Vault(folder=tmp_path / "secrets")
    anna = typed_login(vault, ANNA.address, ANNA.typed)
    mailbox_owner(school, vault, anna)
    assert submitted_by(gate, vault, anna) == ANNA.address


def test_typed_umlauts_enter_a_submission_server(gate: Sink, tmp_path: Path) -> None:
    vault = Vault(folder=tmp_path / "secrets")
    assert submitted_by(gate, vault, typed_login(vault, "umlaut", "Grüße-12")) == "umlaut"


def test_the_service_enters_the_store_for_each_person(school: Dovecot, tmp_path: Path) -> None:
    vault = service(tmp_path, f"{NAME}:Zitrone-11-Dienst")
    mailbox_owner(school, vault, login_of(ANNA.address))
    with pytest.raises(CredentialRefused):
        mailbox_owner(school, vault, login_of("nobody@schule.example"))


def test_the_service_sees_the_mailbox_of_the_person_it_enters_for(school: Dovecot, tmp_path: Path) -> None:
    school.append(ANNA.address, "Only Anna's", MESSAGE)
    vault = service(tmp_path, f"{NAME}:Zitrone-11-Dienst")
    seen = {person: folders_of(school, vault, person.address) for person in (ANNA, BORIS)}
    assert [person for person in seen if "Only Anna's" in seen[person]] == [ANNA]


def folders_of(school: Dovecot, vault: Vault, name: str) -> list[str]:
    client = IMAPClient(school.host, school.port, ssl=False)
    try:
        vault.authenticate_imap(client, login_of(name))
        return [folder for _flags, _separator, folder in client.list_folders()]
    finally:
        client.shutdown()


def test_the_service_submits_for_each_person(gate: Sink, tmp_path: Path) -> None:
    vault = service(tmp_path)
    assert submitted_by(gate, vault, login_of(ANNA.address)) == ANNA.address
    assert submitted_by(gate, vault, login_of(BORIS.address)) == BORIS.address


def test_a_service_that_is_not_known_enters_nowhere(school: Dovecot, gate: Sink, tmp_path: Path) -> None:
    vault = service(tmp_path, f"{NAME}:another")
    with pytest.raises(CredentialRefused):
        mailbox_owner(school, vault, login_of(ANNA.address))
    with pytest.raises(NotSubmitted):
        submitted_by(gate, vault, login_of(ANNA.address))


def test_where_the_service_enters_nothing_typed_is_taken(tmp_path: Path) -> None:
    with pytest.raises(SignInUnopened):
        service(tmp_path).lock(ANNA.typed, key="key", name=ANNA.address)


@pytest.mark.parametrize("name", ["", f"{ANNA.address}\0{BORIS.address}"])
def test_a_name_that_could_pass_for_another_enters_for_nobody(gate: Sink, tmp_path: Path, name: str) -> None:
    gate.empty()
    vault = service(tmp_path)
    with pytest.raises(SignInUnopened), smtplib.SMTP(gate.host, gate.port) as client:
        vault.authenticate_smtp(client, login_of(name))
    assert "AUTH" not in gate.commands


def test_a_name_that_could_pass_for_another_never_reaches_the_store(school: Dovecot, tmp_path: Path) -> None:
    vault = service(tmp_path, f"{NAME}:Zitrone-11-Dienst")
    told = len(school.log)
    with pytest.raises(SignInUnopened):
        mailbox_owner(school, vault, login_of(f"{ANNA.address}\0{BORIS.address}"))
    mailbox_owner(school, vault, login_of(ANNA.address))
    wait_until(lambda: f"Login: user=<{ANNA.address}>" in school.log[told:], what="Anna's sign-in")
    assert "invalid input" not in school.log[told:]


def typed_wrong(folder: Path) -> tuple[Vault, Login]:
    vault = Vault(folder=folder / "secrets")
    return vault, typed_login(vault, ANNA.address, KEPT)


def served_wrong(folder: Path) -> tuple[Vault, Login]:
    return service(folder, f"another:{KEPT}"), login_of(ANNA.address)


@pytest.mark.parametrize("enters", [typed_wrong, served_wrong])
def test_a_refusal_leaves_no_trace_of_what_was_tried(
    gate: Sink,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    enters: Callable[[Path], tuple[Vault, Login]],
) -> None:
    vault, login = enters(tmp_path)
    with caplog.at_level(logging.DEBUG), pytest.raises(NotSubmitted) as caught:
        submitted_by(gate, vault, login)
    told = "".join(traceback.format_exception(caught.value)) + caplog.text + "".join(capfd.readouterr())
    assert caught.value.reason == "refused_credentials"
    assert "Zitrone" not in told


def test_a_server_that_only_takes_ascii_is_no_reason_to_quote_what_was_typed(tmp_path: Path) -> None:
    vault = Vault(folder=tmp_path / "secrets")

    class Client:
        def auth(self, _mechanism: str, words: Callable[[], object]) -> None:
            shown = repr(words())
            with suppress(UnicodeEncodeError):
                words().encode("ascii")  # type: ignore[attr-defined]
            assert "süß" not in shown

    vault.authenticate_smtp(Client(), typed_login(vault, ANNA.address, KEPT))


@pytest.mark.parametrize("kept", ["", "webmail", ":secret", "webmail:", "webmail:one\nother:two", "a\0b:c"])
def test_a_line_that_says_no_name_and_secret_stops_the_start(tmp_path: Path, kept: str) -> None:
    with pytest.raises(SecretUnusable, match="name:secret"):
        service(tmp_path, kept)


def test_a_missing_line_stops_the_start_and_says_what_to_write(tmp_path: Path) -> None:
    with pytest.raises(SecretUnusable, match="service is missing; write"):
        Vault(folder=tmp_path / "secrets", form="service")


@pytest.mark.parametrize("mode", [0o640, 0o604])
def test_a_line_that_others_can_read_stops_the_start(tmp_path: Path, mode: int) -> None:
    with pytest.raises(SecretUnusable, match="chmod 600"):
        Vault(folder=put(tmp_path / "secrets", "webmail:secret", mode=mode), form="service")


def test_octets_that_are_no_text_stop_the_start_unquoted(tmp_path: Path) -> None:
    path = put(tmp_path / "secrets", "") / "service"
    path.write_bytes(b"webmail:S\xfc\xdf")
    with pytest.raises(SecretUnusable) as caught:
        Vault(folder=path.parent, form="service")
    assert "xfc" not in "".join(traceback.format_exception(caught.value))
