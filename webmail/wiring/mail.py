"""The mail side: the store, submission, one person's mailbox, drafts and outbox."""

import secrets
import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import BinaryIO, cast
from zoneinfo import ZoneInfo

from webmail.accounts import Account, HeldSubmissions, SignIn, StaffDirectory, sender_name
from webmail.clock import Clock
from webmail.config import Config
from webmail.contacts import contacts_of
from webmail.mail import (
    Address,
    Answered,
    Classes,
    CredentialRefused,
    Dispatch,
    Drafts,
    Guards,
    Hold,
    Identity,
    Invitations,
    Kept,
    Login,
    Mailbox,
    MessageRef,
    Official,
    Outbox,
    Pace,
    Patience,
    Pool,
    ReadReceipts,
    Reporter,
    Resending,
    Room,
    StoreAddress,
    Submission,
    SubmissionAddress,
    Unsubscriber,
    Watchers,
    one_click,
)
from webmail.policy import Feature, Policy
from webmail.vault import Vault
from webmail.wiring.guards import guards_of, rules_of

PartUrl = Callable[[MessageRef, str], str]

# What our own note in a stored draft is sealed for.
DRAFT_NOTE = "draft-note"
# And why held mail was not sent, in the ledger.
REFUSAL = "refusal"
SPOOLED_FROM = 64 * 1024
# People watched by a process without streams, where their pages ask now and then.
MOST_ASKING = 200
# What is sent without a page of its own keeps the person waiting, so it does not wait as long as that.
QUICK_SECONDS = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class WritingParts:
    """What one person writes with; built for one request, or for one message that outlasts its request."""

    drafts: Drafts
    outbox: Outbox
    hold: Hold
    identity: Identity
    reporter: Reporter
    unsubscriber: Unsubscriber
    resending: Resending
    invitations: Invitations
    read_receipts: ReadReceipts
    classes: Classes


def mailbox_of(
    config: Config,
    pool: Pool,
    kept: Kept,
    policy: Policy,
    sign_in: SignIn,
    key: str,
    part_url: PartUrl,
    quoted_label: str,
    *,
    login: Login | None = None,
) -> Mailbox:
    """The mailbox of one request; key is the cookie's, which alone opens what is kept with the sign-in.

    quoted_label is what stands on a folded quote, in the person's language.
    """
    return Mailbox(
        pool=pool,
        kept=kept,
        login=login or login_of(config, sign_in, key),
        policy=policy,
        part_url=part_url,
        quoted_label=quoted_label,
        patience=Patience(config.store.request_seconds),
        years=ZoneInfo(config.service.time_zone) if config.mail.archive == "by_year" else None,
    )


class WritingDesk:
    """What everybody writes with, and from it what one person does."""

    def __init__(self, config: Config, vault: Vault, policy: Policy, clock: Clock) -> None:
        self._config = config
        self._vault = vault
        self._policy = policy
        self._clock = clock
        self._submission = Submission(server=submission_address(config), authenticate=vault.authenticate_smtp)
        quick = replace(submission_address(config), data_seconds=QUICK_SECONDS)
        self._quick = Submission(server=quick, authenticate=vault.authenticate_smtp)
        self._one_click = one_click()
        self._rules = rules_of(config)
        self._answered = Answered()
        self._folder = config.instance / "spool"
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder.chmod(0o700)

    def spool(self) -> BinaryIO:
        """A new file in memory; grown large, it gets one without a name, gone whatever ends."""
        # Many small ones at once must not use up what the process may hold open.
        return cast(BinaryIO, tempfile.SpooledTemporaryFile(SPOOLED_FROM, dir=str(self._folder)))

    def of(self, sign_in: SignIn, key: str, mailbox: Mailbox, *, login: Login | None = None) -> WritingParts:
        """Drafts and outbox of the person whose mailbox this is; key is the cookie's."""
        by_service = self._config.sign_in.credentials == "service"
        login = login or login_of(self._config, sign_in, key)
        return self.of_account(
            sign_in.account, mailbox, login=login, sign_in=None if by_service else sign_in.id
        )

    def of_account(
        self, person: Account, mailbox: Mailbox, *, login: Login, sign_in: int | None = None
    ) -> WritingParts:
        """The same for whoever enters; sign_in is the only one that can send, None where the service can."""
        account = person.id
        identity = self._identity(person)
        drafts = Drafts(
            mailbox=mailbox,
            identity=identity,
            policy=self._policy,
            clock=self._clock,
            seal=lambda text: self._vault.seal(DRAFT_NOTE, text, account),
            unseal=lambda sealed: self._vault.unseal(DRAFT_NOTE, sealed, account),
            limit=self._submission.fitting(self._config.submission.attachments_octets),
            refused=frozenset(self._config.submission.refused_types),
            spool=self.spool,
        )
        ledger = HeldSubmissions(account, clock=self._clock)
        outbox = Outbox(
            drafts=drafts,
            submission=self._submission,
            ledger=ledger,
            login=login,
            identity=identity,
            policy=self._policy,
            most=self._config.submission.recipients,
            guards=self._guards(person, mailbox),
            after_sending=partial(_collect, person, self._policy, self._clock),
        )
        hold = self._hold(account, outbox, ledger, sign_in=sign_in)
        return self._beside(outbox, hold)

    def _hold(self, account: int, outbox: Outbox, ledger: HeldSubmissions, *, sign_in: int | None) -> Hold:
        return Hold(
            outbox=outbox,
            ledger=ledger,
            policy=self._policy,
            clock=self._clock,
            seal=lambda text: self._vault.seal(REFUSAL, text, account),
            unseal=lambda sealed: self._vault.unseal(REFUSAL, sealed, account),
            sign_in=sign_in,
            seconds=self._config.submission.hold_seconds,
            retry_minutes=self._config.submission.retry_minutes,
        )

    def _identity(self, person: Account) -> Identity:
        name = sender_name(person, own=self._config.identity.name == "own")
        return Identity(Address(name, person.address))

    def _guards(self, person: Account, mailbox: Mailbox) -> Guards:
        classes = classes_of(self._config, self._policy, person.address)
        return guards_of(self._rules, mailbox=mailbox, classes=classes, account=person, clock=self._clock)

    def _beside(self, outbox: Outbox, hold: Hold) -> WritingParts:
        """What else is sent, or taken up again, by the person whose outbox this is."""
        drafts, identity = outbox.drafts, outbox.identity
        classes = classes_of(self._config, self._policy, identity.address.spec)
        mailbox, official = drafts.mailbox, official_of(self._config)
        dispatch = Dispatch(submission=self._quick, login=outbox.login, identity=identity, clock=self._clock)
        return WritingParts(
            drafts=drafts,
            outbox=outbox,
            hold=hold,
            identity=identity,
            classes=classes,
            reporter=Reporter(
                mailbox=mailbox,
                dispatch=dispatch,
                policy=self._policy,
                address=self._config.mail.phishing_address,
                limit=self._config.submission.attachments_octets,
            ),
            unsubscriber=Unsubscriber(
                mailbox=mailbox, one_click=self._one_click, policy=self._policy, official=official
            ),
            resending=Resending(mailbox=mailbox, drafts=drafts),
            invitations=Invitations(
                mailbox=mailbox, dispatch=dispatch, official=official, policy=self._policy
            ),
            read_receipts=ReadReceipts(
                mailbox=mailbox,
                dispatch=dispatch,
                official=official,
                policy=self._policy,
                answered=self._answered,
            ),
        )


def _collect(account: Account, policy: Policy, clock: Clock, recipients: Sequence[Address]) -> None:
    people = [(each.name, each.spec) for each in recipients]
    contacts_of(account, policy=policy, clock=clock).collected.note_sent(people)


@contextmanager
def outlasting(pool: Pool, outbox: Outbox) -> Iterator[None]:
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


@contextmanager
def reopened(
    config: Config, pool: Pool, policy: Policy, desk: WritingDesk, sign_in: SignIn
) -> Iterator[WritingParts]:
    """What somebody whose sign-in has ended may still leave a text with; only where the service enters.

    Its connections are its own and closed behind the block; nothing of the mailbox is remembered.
    """
    # No row has the number, so it can never meet a sign-in's.
    login = replace(login_of(config, sign_in, ""), sign_in=-1 - secrets.randbelow(2**62))
    mailbox = mailbox_of(config, pool, Kept(), policy, sign_in, "", _no_part_url, "", login=login)
    try:
        yield desk.of(sign_in, "", mailbox, login=login)
    finally:
        pool.close(login.sign_in)


@contextmanager
def entered(config: Config, pool: Pool, policy: Policy, account: Account) -> Iterator[Mailbox]:
    """A person's mailbox while they are not here; only where the service enters.

    Its connections are its own and closed behind the block; nothing of the mailbox is remembered.
    """
    # No row has the number, so it can never meet a sign-in's.
    login = Login(
        sign_in=-1 - secrets.randbelow(2**62),
        name=name_at_store(config.store.login, account.address),
        origin="worker",
        key="",
        sealed=b"",
    )
    try:
        yield Mailbox(
            pool=pool, kept=Kept(), login=login, policy=policy, part_url=_no_part_url, quoted_label=""
        )
    finally:
        pool.close(login.sign_in)


@contextmanager
def sending_of(
    config: Config, pool: Pool, policy: Policy, desk: WritingDesk, account: Account
) -> Iterator[Hold]:
    """A person's held mail while they are not here; only where the service enters."""
    with entered(config, pool, policy, account) as mailbox:
        yield desk.of_account(account, mailbox, login=mailbox.login).hold


def _no_part_url(_ref: MessageRef, _section: str) -> str:
    return ""


def store_address(config: Config) -> StoreAddress:
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


def watchers_of(config: Config, vault: Vault) -> Watchers:
    """Who listens for the people who look at a page; their lines are no part of the pool."""
    live = config.live
    return Watchers(
        store=store_address(config),
        authenticate=vault.authenticate_imap,
        pace=Pace(poll_seconds=live.poll_seconds, counts_seconds=live.counts_seconds),
        # Pages that only ask are watched for too, so there are as many people as there could be streams.
        room=Room(
            streams=live.streams,
            per_person=live.streams_per_person,
            people=max(live.streams, MOST_ASKING),
            lingering_seconds=max(60.0, 3 * live.poll_seconds),
        ),
    )


def submission_address(config: Config) -> SubmissionAddress:
    server = config.submission
    return SubmissionAddress(
        host=server.host,
        port=server.port,
        tls=server.tls,
        ca_file=server.ca_file or None,
        connect_seconds=server.connect_seconds,
        data_seconds=server.data_seconds,
    )


def login_of(config: Config, sign_in: SignIn, key: str) -> Login:
    """What a sign-in's connections are known by."""
    return Login(
        sign_in=sign_in.id,
        name=name_at_store(config.store.login, sign_in.account.address),
        origin=sign_in.origin,
        key=key,
        sealed=sign_in.sealed,
    )


def name_at_store(form: str, address: str) -> str:
    return address if form == "address" else address.partition("@")[0]


def accepts(pool: Pool, name: str, key: str, sealed: bytes, origin: str) -> bool:
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


def classes_of(config: Config, policy: Policy, sender: str) -> Classes:
    """What addresses are to this person; schools are known where the directory of the accounts shows them."""
    mail = config.mail
    domains = official_of(config).domains
    if not policy.allows(Feature.STAFF_DIRECTORY):
        return Classes(sender, domains, mail.private_providers)
    directory = StaffDirectory(policy=policy, listed=bool(config.directory.url))

    def schools(addresses: Collection[str]) -> Mapping[str, str]:
        return {address: person.school for address, person in directory.at(addresses).items()}

    return Classes(sender, domains, mail.private_providers, schools)


def official_of(config: Config) -> Official:
    """Whom the operator calls official, and whose word counts."""
    mail = config.mail
    domains = (*config.service.domains, *mail.official_domains)
    return Official(tuple(dict.fromkeys(domains)), mail.authserv_id, mail.trusted_image_senders)
