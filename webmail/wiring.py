"""The one place that knows every part and plugs them together."""

import secrets
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import BinaryIO, cast

from webmail.accounts import Attempts, Door, Limits, RoleList, SignIn, SignIns, Submissions
from webmail.clock import Clock
from webmail.config import Config, Service
from webmail.mail import (
    Address,
    CredentialRefused,
    Drafts,
    Identity,
    Kept,
    Login,
    Mailbox,
    MessageRef,
    Outbox,
    Patience,
    Pool,
    StoreAddress,
    Submission,
    SubmissionAddress,
)
from webmail.policy import Policy
from webmail.vault import Vault

PartUrl = Callable[[MessageRef, str], str]

# What our own note in a stored draft is sealed for.
DRAFT_NOTE = "draft-note"
SPOOLED_FROM = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class WritingParts:
    """What one person writes with; built for one request, or for one message that outlasts its request."""

    drafts: Drafts
    outbox: Outbox
    identity: Identity


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What the web layer is given; built once per application."""

    clock: Clock
    policy: Policy
    roles: RoleList
    sign_ins: SignIns
    door: Door
    pool: Pool
    seal: Callable[[str, str, int], str]
    unseal: Callable[[str, str, int], str]
    sign_cookies_of: Callable[[object], None]
    mailbox: Callable[[SignIn, str, PartUrl, str], Mailbox]
    writing: Callable[[SignIn, str, Mailbox], WritingParts]
    outlasting: Callable[[Outbox], AbstractContextManager[None]]
    attachments_limit: int
    spool: Callable[[], BinaryIO]
    service: Service


def build(config: Config, *, clock: Clock) -> Parts:
    """All parts of one application, from its settings."""
    vault = Vault(folder=config.secrets, form=config.sign_in.credentials)
    policy = Policy(config.features)
    pool = Pool(store=_store(config), authenticate=vault.authenticate_imap)
    sign_ins = _sign_ins(config, pool, clock)
    writing = _Writing(config, vault, policy, clock)
    return Parts(
        clock=clock,
        policy=policy,
        roles=RoleList(helpdesk=config.roles.helpdesk, clerk=config.roles.clerk, admin=config.roles.admin),
        sign_ins=sign_ins,
        door=_door(config, vault, pool, sign_ins, clock),
        pool=pool,
        seal=vault.seal,
        unseal=vault.unseal,
        sign_cookies_of=vault.sign_cookies_of,
        mailbox=partial(_mailbox, config, pool, Kept(), policy),
        writing=writing.of,
        outlasting=partial(_outlasting, pool),
        attachments_limit=config.submission.attachments_octets,
        spool=writing.spool,
        service=config.service,
    )


def _sign_ins(config: Config, pool: Pool, clock: Clock) -> SignIns:
    rules = config.sign_in
    limits = Limits(
        idle=timedelta(minutes=rules.idle_minutes), absolute=timedelta(hours=rules.absolute_hours)
    )
    return SignIns(limits=limits, clock=clock, close=pool.close)


def _door(config: Config, vault: Vault, pool: Pool, sign_ins: SignIns, clock: Clock) -> Door:
    rules = config.sign_in
    window = timedelta(minutes=rules.attempts_minutes)
    return Door(
        sign_ins=sign_ins,
        attempts=Attempts(allowed=rules.attempts, window=window, clock=clock),
        lock=vault.lock,
        accepts=partial(_accepts, pool),
        store_name=partial(_name_at_store, config.store.login),
        domains=config.service.domains,
        clock=clock,
    )


def _mailbox(
    config: Config,
    pool: Pool,
    kept: Kept,
    policy: Policy,
    sign_in: SignIn,
    key: str,
    part_url: PartUrl,
    quoted_label: str,
) -> Mailbox:
    """The mailbox of one request; key is the cookie's, which alone opens what is kept with the sign-in.

    quoted_label is what stands on a folded quote, in the person's language.
    """
    return Mailbox(
        pool=pool,
        kept=kept,
        login=_login(config, sign_in, key),
        policy=policy,
        part_url=part_url,
        quoted_label=quoted_label,
        patience=Patience(config.store.request_seconds),
    )


class _Writing:
    """What everybody writes with, and from it what one person does."""

    def __init__(self, config: Config, vault: Vault, policy: Policy, clock: Clock) -> None:
        self._config = config
        self._vault = vault
        self._policy = policy
        self._clock = clock
        self._submission = Submission(server=_submission(config), authenticate=vault.authenticate_smtp)
        self._folder = config.instance / "spool"
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder.chmod(0o700)

    def spool(self) -> BinaryIO:
        """A new file in memory; grown large, it gets one without a name, gone whatever ends."""
        # Many small ones at once must not use up what the process may hold open.
        return cast(BinaryIO, tempfile.SpooledTemporaryFile(SPOOLED_FROM, dir=str(self._folder)))

    def of(self, sign_in: SignIn, key: str, mailbox: Mailbox) -> WritingParts:
        """Drafts and outbox of the person whose mailbox this is; key is the cookie's."""
        account = sign_in.account.id
        identity = Identity(Address(sign_in.account.name, sign_in.account.address))
        drafts = Drafts(
            mailbox=mailbox,
            identity=identity,
            policy=self._policy,
            clock=self._clock,
            seal=lambda text: self._vault.seal(DRAFT_NOTE, text, account),
            unseal=lambda sealed: self._vault.unseal(DRAFT_NOTE, sealed, account),
            limit=self._config.submission.attachments_octets,
            spool=self.spool,
        )
        outbox = Outbox(
            drafts=drafts,
            submission=self._submission,
            ledger=Submissions(account, clock=self._clock),
            login=_login(self._config, sign_in, key),
            identity=identity,
            policy=self._policy,
            most=self._config.submission.recipients,
        )
        return WritingParts(drafts=drafts, outbox=outbox, identity=identity)


@contextmanager
def _outlasting(pool: Pool, outbox: Outbox) -> Iterator[None]:
    """Within the block the outbox works on when the sign-in ends; behind it nothing of that is left."""
    borrower = outbox.drafts.borrower
    own = borrower.login
    try:
        with pool.outlasting(own) as lasting:
            borrower.login = lasting
            yield
    finally:
        borrower.login = own
        if pool.has_ended(own.sign_in):
            # The person has left meanwhile: what was remembered since is not for anybody.
            borrower.kept.forget(own.name)


def database_address(config: Config) -> str:
    """The address SQLAlchemy is given; a relative SQLite file lies in the instance folder."""
    address = config.database.address
    prefix = "sqlite:///"
    if address.startswith(prefix) and not address.startswith(prefix + "/"):
        return prefix + str(Path(config.instance).resolve() / address.removeprefix(prefix))
    if address.startswith("postgresql://"):
        return "postgresql+psycopg://" + address.removeprefix("postgresql://")
    return address


def _store(config: Config) -> StoreAddress:
    store = config.store
    return StoreAddress(
        host=store.host,
        port=store.port,
        tls=store.tls,
        ca_file=store.ca_file or None,
        connect_seconds=store.connect_seconds,
        read_seconds=store.read_seconds,
        request_seconds=store.request_seconds,
    )


def _submission(config: Config) -> SubmissionAddress:
    server = config.submission
    return SubmissionAddress(
        host=server.host,
        port=server.port,
        tls=server.tls,
        ca_file=server.ca_file or None,
        connect_seconds=server.connect_seconds,
        data_seconds=server.data_seconds,
    )


def _login(config: Config, sign_in: SignIn, key: str) -> Login:
    return Login(
        sign_in=sign_in.id,
        name=_name_at_store(config.store.login, sign_in.account.address),
        origin=sign_in.origin,
        key=key,
        sealed=sign_in.sealed,
    )


def _name_at_store(form: str, address: str) -> str:
    return address if form == "address" else address.partition("@")[0]


def _accepts(pool: Pool, name: str, key: str, sealed: bytes, origin: str) -> bool:
    """Asks the store once whether it lets this person in, on a connection of its own."""
    # Not yet a sign-in, so it has no number; a negative one can never meet a row's.
    probe = Login(sign_in=-1 - secrets.randbelow(2**62), name=name, origin=origin, key=key, sealed=sealed)
    try:
        pool.enter(probe)
    except CredentialRefused:
        return False
    finally:
        pool.close(probe.sign_in)
    return True
