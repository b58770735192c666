"""The portal's token at servers that we did not write: a real Dovecot, to read and to send."""

import os
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.cast import ANNA, BORIS, CAST, Person
from tests.servers import submissiond
from tests.servers.dovecot import Dovecot
from tests.servers.fault import Fault
from tests.servers.ground import wait_until
from tests.servers.smtp import Sink
from tests.vault.issuer import NAME, Issuer, packed
from tests.vault.row import Portal, Row, in_threads
from tests.vault.submission import TokenSubmissiond
from webmail.clock import now
from webmail.mail import CredentialRefused, Login, NotSubmitted, Pool, StoreAddress
from webmail.mail.address import Address
from webmail.mail.writing.submission import Submission, SubmissionAddress
from webmail.vault import Vault

pytestmark = pytest.mark.dovecot
TYPED = {person.address: person.typed for person in CAST}
MESSAGE = b"From: a@schule.example\r\nMessage-ID: <1@schule.example>\r\n\r\nGuten Tag\r\n"
# One whose tokens are too long for one command of SMTP, and one whose are not.
LONG, SHORT, LATER = Issuer("k1"), Issuer("k2", "ES256"), Issuer("k3/neu")


@pytest.fixture(scope="module")
def school() -> Iterator[Dovecot]:
    """A store that believes the tokens of one issuer."""
    with Dovecot(users=TYPED, issuer=NAME, keys={LONG.kid: LONG.public}) as running:
        yield running


@pytest.fixture(scope="module")
def gate(sink: Sink) -> Iterator[TokenSubmissiond]:
    """A submission server that believes both; behind it the sink, which knows nobody."""
    if not submissiond.is_there() and os.environ.get("DIENSTPOST_ALLOW_MISSING") == "1":
        pytest.skip("missing: dovecot-submissiond")
    with TokenSubmissiond(users=TYPED, issuers=(LONG, SHORT), to=sink) as running:
        yield running


class Holder:
    """A sign-in with a token, and a vault that renews it."""

    def __init__(self, folder: Path) -> None:
        self.row = Row(b"")
        self.portal = Portal(LONG.token, ends_at=lambda: time.time() + 300)
        self.vault = Vault(
            folder=folder, form="oauthbearer", clock=now, renew=self.portal.renew, store=self.row.store
        )

    def login(self, access: str, *, person: Person = ANNA, lasts: float = 300) -> Login:
        text = packed(access, expires_at=time.time() + lasts)
        self.row.sealed = self.vault.lock(text, key="key", name=person.address)
        return Login(sign_in=1, name=person.address, origin="", key="key", sealed=self.row.sealed)


@pytest.fixture
def holder(tmp_path: Path) -> Holder:
    return Holder(tmp_path / "secrets")


@pytest.fixture
def pool(school: Dovecot, holder: Holder) -> Iterator[Pool]:
    address = StoreAddress(host=school.host, port=school.port, tls="none")
    pool = Pool(store=address, authenticate=holder.vault.authenticate_imap, per_sign_in=8)
    yield pool
    pool.close_all()


def enter(pool: Pool, login: Login) -> bool:
    pool.enter(login)
    return True


def test_a_token_enters_the_mailbox_of_its_person(school: Dovecot, pool: Pool, holder: Holder) -> None:
    school.append(ANNA.address, "OnlyAnnas", MESSAGE)
    with pool.lend(holder.login(LONG.token())) as line:
        assert line.select("OnlyAnnas", readonly=True).exists == 1


@pytest.mark.parametrize(
    ("token", "why"),
    [
        (lambda: LONG.token(BORIS), "did not match"),
        (lambda: LONG.token(lasts=-5), "expired"),
        (lambda: LONG.token(iss="https://elsewhere.example"), "is not allowed"),
        (lambda: LONG.token(aud="another-service"), "client_id not found in aud field"),
        (lambda: LONG.token(exp=None), "Missing 'exp' field"),
        (lambda: Issuer("k1").token(), "signature"),
        (lambda: Issuer("k9").token(), "key 'k9' not found"),
        (lambda: LONG.token(typ="at+jwt"), "Cannot find 'typ' field"),
        (lambda: "opaque", "Not a JWT"),
    ],
)
def test_any_other_token_is_refused_by_the_store(
    school: Dovecot, pool: Pool, holder: Holder, token: Callable[[], str], why: str
) -> None:
    login, told = holder.login(token()), len(school.log)
    with pytest.raises(CredentialRefused):
        pool.enter(login)
    wait_until(lambda: why in school.log[told:], what=f"the store's saying {why}")


def test_a_token_of_the_type_that_dovecot_refuses_is_named_in_our_log_and_not_told(
    pool: Pool,
    holder: Holder,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(0)
    token = LONG.token(typ="at+jwt")
    with pytest.raises(CredentialRefused) as caught:
        pool.enter(holder.login(token))
    assert "token_refused server=store status=invalid_token token_type=at+jwt" in caplog.text
    assert "Dovecot 2.3 takes only tokens whose header says typ JWT" in caplog.text
    told = "".join(traceback.format_exception(caught.value)) + caplog.text + "".join(capfd.readouterr())
    assert not any(piece in told for piece in token.split("."))


def test_a_new_key_of_the_portal_is_believed_without_a_restart(
    school: Dovecot, pool: Pool, holder: Holder
) -> None:
    login = holder.login(LATER.token())
    with pytest.raises(CredentialRefused):
        pool.enter(login)
    school.add_key(LATER.kid, LATER.public)
    pool.enter(login)


def test_a_token_that_names_its_client_needs_the_key_under_that_name(
    school: Dovecot, pool: Pool, holder: Holder
) -> None:
    login = holder.login(LONG.token(azp="dienstpost"))
    with pytest.raises(CredentialRefused):
        pool.enter(login)
    school.add_key(LONG.kid, LONG.public, azp="dienstpost")
    pool.enter(login)


def test_eight_lines_at_once_renew_the_token_once_and_all_enter(pool: Pool, holder: Holder) -> None:
    login = holder.login(LONG.token(lasts=-5), lasts=-5)
    assert in_threads(lambda: enter(pool, login), 8) == [True] * 8
    assert holder.portal.seen == ["refresh-1"]


def submit(gate: TokenSubmissiond, port: int, holder: Holder, login: Login) -> None:
    server = SubmissionAddress(host=gate.host, port=port, tls="none")
    Submission(server=server, authenticate=holder.vault.authenticate_smtp).submit(
        login,
        sender=ANNA.address,
        recipients=[Address("", BORIS.address)],
        size=len(MESSAGE),
        utf8=False,
        envelope_id="1",
        pieces=lambda _eight_bit: iter([MESSAGE]),
    )


@pytest.fixture
def said(gate: TokenSubmissiond, smtp: Sink) -> Iterator[Fault]:
    """What was said to the submission server."""
    smtp.hidden = frozenset({"AUTH", "STARTTLS"})
    with Fault((gate.host, gate.port)) as proxy:
        yield proxy


@pytest.mark.parametrize(("issuer", "at_once"), [(SHORT, True), (LONG, False)])
def test_a_token_submits_in_one_command_where_it_fits(
    gate: TokenSubmissiond, said: Fault, smtp: Sink, holder: Holder, issuer: Issuer, at_once: bool
) -> None:
    submit(gate, said.port, holder, holder.login(issuer.token()))
    assert [message.sender for message in smtp.received] == [ANNA.address]
    assert (b"AUTH OAUTHBEARER\r\n" not in said.sent) is at_once
    commands = [line for line in said.sent.split(b"\r\n") if line.startswith(b"AUTH ")]
    assert [len(line) <= 510 for line in commands] == [True]


@pytest.mark.parametrize("issuer", [SHORT, LONG])
def test_a_token_refused_at_submission_is_acknowledged_named_and_not_told(
    gate: TokenSubmissiond, said: Fault, holder: Holder, issuer: Issuer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(0)
    token = issuer.token(typ="at+jwt")
    with pytest.raises(NotSubmitted) as caught:
        submit(gate, said.port, holder, holder.login(token))
    assert caught.value.reason == "refused_credentials"
    assert b"\r\nAQ==\r\n" in said.sent
    assert "token_refused server=submission status=invalid_token token_type=at+jwt" in caplog.text
    told = "".join(traceback.format_exception(caught.value)) + caplog.text
    assert not any(piece in told for piece in token.split("."))


def test_a_token_of_somebody_else_submits_nothing(
    gate: TokenSubmissiond, said: Fault, smtp: Sink, holder: Holder
) -> None:
    with pytest.raises(NotSubmitted):
        submit(gate, said.port, holder, holder.login(LONG.token(BORIS)))
    assert smtp.received == []


def test_before_a_message_is_submitted_its_token_is_renewed(
    gate: TokenSubmissiond, said: Fault, smtp: Sink, holder: Holder
) -> None:
    submit(gate, said.port, holder, holder.login(LONG.token(lasts=-5), lasts=-5))
    assert (len(smtp.received), holder.portal.seen) == (1, ["refresh-1"])
