"""Parts: what the web layer is given."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from webmail.accounts import (
    Account,
    Audit,
    Door,
    FolderChoices,
    Gate,
    Networks,
    PendingSignIns,
    Receipts,
    RoleList,
    SignIn,
    SignIns,
    Timeline,
    TrustedSenders,
)
from webmail.clock import Clock
from webmail.config import Config, Live, Service, SharedBlock
from webmail.config import Portal as PortalWords
from webmail.contacts import Imports, PersonalContacts
from webmail.helpdesk import Desk
from webmail.mail import (
    Acquaintances,
    FolderKeeper,
    GuardRules,
    Hold,
    Mailbox,
    Official,
    Outbox,
    Pool,
    Unpacker,
    Watchers,
)
from webmail.policy import Policy
from webmail.portal import Portal, Tokens
from webmail.reminding import Reminding
from webmail.staff import Refreshing
from webmail.wiring.mail import PartUrl, WritingParts


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What the web layer is given; built once per application."""

    clock: Clock
    policy: Policy
    roles: RoleList
    sign_ins: SignIns
    receipts: Receipts
    pendings: PendingSignIns
    timeline: Timeline
    audit: Audit
    networks: Networks
    desk: Desk
    door: Door
    gate: Gate
    portal: Portal | None
    portal_words: PortalWords
    keep: Callable[[Tokens, str, Account], bytes]
    pool: Pool
    watchers: Watchers
    live: Live
    seal: Callable[[str, str, int], str]
    unseal: Callable[[str, str, int], str]
    keep_text: Callable[[str, str, int], bytes]
    kept_text: Callable[[bytes, str, int], str]
    sign_cookies_of: Callable[[object], None]
    mailbox: Callable[[SignIn, str, PartUrl, str], Mailbox]
    folder_choices: Callable[[Account], FolderChoices]
    folder_keeper: Callable[[Mailbox, FolderChoices], FolderKeeper]
    writing: Callable[[SignIn, str, Mailbox], WritingParts]
    reopened: Callable[[SignIn], AbstractContextManager[WritingParts]] | None
    reminding: Callable[[Account, Mailbox], Reminding]
    reminding_of: Callable[[Account], AbstractContextManager[Reminding]] | None
    sending_of: Callable[[Account], AbstractContextManager[Hold]] | None
    outlasting: Callable[[Outbox], AbstractContextManager[None]]
    attachments_limit: int
    official: Official
    guard_rules: GuardRules
    acquaintances: Acquaintances
    trusted_senders: TrustedSenders
    contacts: Callable[[Account], PersonalContacts]
    contact_imports: Callable[[Account], Imports]
    trash_days: int
    unpacker: Unpacker
    spool: Callable[[], BinaryIO]
    service: Service
    settings: Config
    url: str
    help_folder: Path
    own_names: bool
    shared_blocks: Sequence[SharedBlock]
    warnings: Sequence[str]
    staff: Refreshing | None
