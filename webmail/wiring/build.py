"""build(): all parts of one application, from its settings."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from typing import Any

from webmail.accounts import (
    Account,
    Attempts,
    Audit,
    Door,
    FolderChoices,
    Gate,
    Limits,
    Networks,
    PendingSignIns,
    Receipts,
    Reminders,
    RoleList,
    SignIns,
    Timeline,
    TrustedSenders,
)
from webmail.clock import Clock
from webmail.config import Config, warnings
from webmail.contacts import Imports, VcardReader, contacts_of
from webmail.helpdesk import Desk
from webmail.mail import Acquaintances, FolderKeeper, Kept, Mailbox, Pool, Unpacker, Watchers, read_picture
from webmail.policy import Policy
from webmail.portal import Portal, PortalSettings, Tokens, TokensSpent
from webmail.reminding import Reminding
from webmail.vault import Vault
from webmail.wiring.guards import rules_of
from webmail.wiring.mail import (
    WritingDesk,
    accepts,
    entered,
    mailbox_of,
    name_at_store,
    official_of,
    outlasting,
    reopened,
    sending_of,
    store_address,
    watchers_of,
)
from webmail.wiring.parts import Parts
from webmail.wiring.staff import staff_of
from webmail.wiring.texts import shared_blocks_of


def build(config: Config, *, clock: Clock) -> Parts:
    """All parts of one application, from its settings."""
    portal: Portal | None = None
    vault = Vault(
        folder=config.secrets,
        form=config.sign_in.credentials,
        portal=bool(config.portal.issuer),
        directory=bool(config.directory.url) and config.directory.bind == "file",
        clock=clock,
        renew=lambda packed: _renewed(portal, packed),
        store=lambda number, before, sealed: sign_ins.swap_sealed(number, before=before, sealed=sealed),
        refusals=(TokensSpent,),
    )
    portal = _portal(config, vault, clock)
    policy = Policy(config.features)
    pool = Pool(store=store_address(config), authenticate=vault.authenticate_imap)
    watchers = watchers_of(config, vault)
    sign_ins = SignIns(limits=_limits(config), clock=clock, close=partial(_close, pool, watchers))
    return Parts(
        clock=clock,
        policy=policy,
        sign_ins=sign_ins,
        portal=portal,
        portal_words=config.portal,
        pool=pool,
        watchers=watchers,
        live=config.live,
        service=config.service,
        settings=config,
        url=config.server.url,
        help_folder=config.instance / "help",
        own_names=config.identity.name == "own",
        shared_blocks=shared_blocks_of(config.instance),
        warnings=warnings(config),
        staff=staff_of(config, vault, clock),
        **_at_the_door(config, vault, pool, policy, sign_ins, clock),
        **_of_the_vault(config, vault),
        **_of_mail(config, vault, pool, policy, clock),
    )


def _close(pool: Pool, watchers: Watchers, sign_in: int) -> None:
    """Ends the lines to the store of one sign-in in this process."""
    pool.close(sign_in)
    watchers.end(sign_in)


def _at_the_door(
    config: Config, vault: Vault, pool: Pool, policy: Policy, sign_ins: SignIns, clock: Clock
) -> dict[str, Any]:
    """Who comes in, who has left, and who looks after them."""
    receipts, timeline, audit = Receipts(clock=clock), Timeline(clock=clock), Audit(clock=clock)
    networks, door = Networks(config.networks), _door(config, vault, pool, sign_ins, clock)
    return {
        "roles": RoleList(helpdesk=config.roles.helpdesk, clerk=config.roles.clerk, admin=config.roles.admin),
        "receipts": receipts,
        "pendings": PendingSignIns(clock=clock),
        "timeline": timeline,
        "audit": audit,
        "networks": networks,
        "desk": Desk(
            policy=policy, sign_ins=sign_ins, timeline=timeline, audit=audit, networks=networks, clock=clock
        ),
        "door": door,
        "gate": Gate(
            sign_ins=sign_ins,
            receipts=receipts,
            timeline=timeline,
            serves=door.serves,
            creates=config.portal.first_sign_in == "create",
            clock=clock,
        ),
    }


def _of_the_vault(config: Config, vault: Vault) -> dict[str, Any]:
    """The vault's verbs, without the vault."""
    return {
        "keep": partial(_keep, config, vault),
        "seal": vault.seal,
        "unseal": vault.unseal,
        "keep_text": lambda text, key, account: vault.keep_text(text, key=key, account=account),
        "kept_text": lambda sealed, key, account: vault.kept_text(sealed, key=key, account=account),
        "sign_cookies_of": vault.sign_cookies_of,
    }


def _of_mail(config: Config, vault: Vault, pool: Pool, policy: Policy, clock: Clock) -> dict[str, Any]:
    """What one person reads and writes with."""
    writing = WritingDesk(config, vault, policy, clock)
    by_service = config.sign_in.credentials == "service"
    return {
        "mailbox": partial(mailbox_of, config, pool, Kept(), policy),
        "folder_choices": lambda account: FolderChoices(account.id, clock=clock),
        "folder_keeper": lambda mailbox, notes: FolderKeeper(
            borrower=mailbox.borrower, notes=notes, policy=policy
        ),
        "writing": writing.of,
        "reopened": partial(reopened, config, pool, policy, writing) if by_service else None,
        "reminding": lambda account, mailbox: _reminding(account, mailbox, clock),
        "reminding_of": partial(_reminding_of, config, pool, policy, clock) if by_service else None,
        "sending_of": partial(sending_of, config, pool, policy, writing) if by_service else None,
        "outlasting": partial(outlasting, pool),
        "attachments_limit": config.submission.attachments_octets,
        "official": official_of(config),
        "guard_rules": rules_of(config),
        "acquaintances": Acquaintances(),
        "trusted_senders": TrustedSenders(policy=policy, clock=clock),
        "contacts": partial(
            contacts_of,
            policy=policy,
            clock=clock,
            all_lists=config.directory.school_lists == "all",
            listed=bool(config.directory.url),
        ),
        "contact_imports": partial(_imports, vault, VcardReader(judge=_photo_type), policy, clock),
        "trash_days": config.store.trash_days,
        "unpacker": Unpacker(),
        "spool": writing.spool,
    }


def _imports(vault: Vault, reader: VcardReader, policy: Policy, clock: Clock, account: Account) -> Imports:
    return Imports(
        account.id,
        book=contacts_of(account, policy=policy, clock=clock).book,
        reader=reader,
        seal=vault.seal,
        unseal=vault.unseal,
        policy=policy,
        clock=clock,
    )


def _photo_type(octets: bytes) -> str | None:
    """Photos of contacts are PNG or JPEG, and of a size that a browser can unpack."""
    picture = read_picture(octets)
    known = picture is not None and picture.bounded and picture.media_type in ("image/png", "image/jpeg")
    return picture.media_type if picture is not None and known else None


def _reminding(account: Account, mailbox: Mailbox, clock: Clock) -> Reminding:
    return Reminding(reminders=Reminders(account.id, clock=clock), mailbox=mailbox)


@contextmanager
def _reminding_of(
    config: Config, pool: Pool, policy: Policy, clock: Clock, account: Account
) -> Iterator[Reminding]:
    """What a person wants to be reminded of, while they are not here."""
    with entered(config, pool, policy, account) as mailbox:
        yield _reminding(account, mailbox, clock)


def _limits(config: Config) -> Limits:
    """The mailbox never waits longer than the portal: what is open there no longer must not be open here."""
    rules, portal = config.sign_in, config.portal
    idle = rules.idle_minutes
    if portal.issuer and portal.session_minutes:
        idle = min(idle, portal.session_minutes)
    return Limits(
        idle=timedelta(minutes=idle),
        absolute=timedelta(hours=rules.absolute_hours),
        shared_idle=timedelta(minutes=rules.shared_idle_minutes),
    )


def _portal(config: Config, vault: Vault, clock: Clock) -> Portal | None:
    portal = config.portal
    if not portal.issuer:
        return None
    settings = PortalSettings(
        issuer=portal.issuer,
        client_id=portal.client_id,
        algorithms=portal.algorithms,
        scopes=portal.scopes,
        ca_file=portal.ca_file or None,
        connect_seconds=portal.connect_seconds,
        read_seconds=portal.read_seconds,
        address_claim=portal.address_claim,
        verified_claim=portal.verified_claim,
        name_claim=portal.name_claim,
        roles_claim=portal.roles_claim,
    )
    return Portal(settings, authorize=vault.authorize, clock=clock)


def _renewed(portal: Portal | None, packed: str) -> str:
    """What the portal gives for an older token; goes from the vault to the portal and back."""
    if portal is None:
        raise LookupError("no portal to ask")
    return portal.refresh(Tokens.unpacked(packed)).packed()


def _keep(config: Config, vault: Vault, tokens: Tokens, key: str, account: Account) -> bytes:
    """What is kept with a sign-in from the portal; nothing where the service enters for everybody."""
    if config.sign_in.credentials != "oauthbearer":
        return b""
    return vault.lock(tokens.packed(), key=key, name=name_at_store(config.store.login, account.address))


def _door(config: Config, vault: Vault, pool: Pool, sign_ins: SignIns, clock: Clock) -> Door:
    rules = config.sign_in
    window = timedelta(minutes=rules.attempts_minutes)
    return Door(
        sign_ins=sign_ins,
        attempts=Attempts(allowed=rules.attempts, window=window, clock=clock),
        lock=vault.lock,
        accepts=partial(accepts, pool),
        store_name=partial(name_at_store, config.store.login),
        domains=config.service.domains,
        clock=clock,
    )
