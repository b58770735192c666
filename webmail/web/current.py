"""current.account, .mailbox, .drafts, .outbox, .policy of this request: how views reach the domain."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Protocol, cast
from zoneinfo import ZoneInfo

from flask import current_app, g, session, url_for
from flask_babel import gettext
from flask_login import current_user

from webmail.accounts import (
    Account,
    Audit,
    Chosen,
    Door,
    FolderChoices,
    Gate,
    Networks,
    PendingSignIns,
    Receipts,
    Role,
    RoleList,
    SignIn,
    SignIns,
    Tag,
    Tags,
    Taste,
    Timeline,
    TrustedSenders,
)
from webmail.helpdesk import Desk
from webmail.mail import (
    Acquaintances,
    Drafts,
    Folder,
    FolderKeeper,
    Identity,
    Invitations,
    Mailbox,
    MessageRef,
    Official,
    Outbox,
    ReadReceipts,
    Reporter,
    Resending,
    Unpacker,
    Unsubscriber,
    Watchers,
)
from webmail.policy import Policy
from webmail.portal import Portal, Tokens

EXTENSION = "dienstpost"


class ServiceTexts(Protocol):
    """What people read about who runs this."""

    @property
    def name(self) -> str: ...
    @property
    def operator(self) -> str: ...
    @property
    def contact(self) -> str: ...
    @property
    def telephone(self) -> str: ...
    @property
    def time_zone(self) -> str: ...
    @property
    def full_mailbox(self) -> str: ...


class PortalWords(Protocol):
    """What the portal is called and what stands on it; and whether its sending back proves anything."""

    @property
    def name(self) -> str: ...
    @property
    def account_label(self) -> str: ...
    @property
    def sign_out_label(self) -> str: ...
    @property
    def address(self) -> str: ...
    @property
    def return_confirms(self) -> bool: ...


class WritingParts(Protocol):
    """What one person writes with."""

    @property
    def drafts(self) -> Drafts: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def identity(self) -> Identity: ...
    @property
    def reporter(self) -> Reporter: ...
    @property
    def unsubscriber(self) -> Unsubscriber: ...
    @property
    def resending(self) -> Resending: ...
    @property
    def invitations(self) -> Invitations: ...
    @property
    def read_receipts(self) -> ReadReceipts: ...


class LiveSettings(Protocol):
    """Whether open pages hear of new mail, and how."""

    @property
    def enabled(self) -> bool: ...
    @property
    def poll_seconds(self) -> float: ...
    @property
    def notifications(self) -> str: ...


class Parts(Protocol):
    """The built domain, as the wiring hands it over."""

    @property
    def clock(self) -> Callable[[], datetime]: ...
    @property
    def policy(self) -> Policy: ...
    @property
    def roles(self) -> RoleList: ...
    @property
    def sign_ins(self) -> SignIns: ...
    @property
    def receipts(self) -> Receipts: ...
    @property
    def pendings(self) -> PendingSignIns: ...
    @property
    def timeline(self) -> Timeline: ...
    @property
    def audit(self) -> Audit: ...
    @property
    def networks(self) -> Networks: ...
    @property
    def desk(self) -> Desk: ...
    @property
    def door(self) -> Door: ...
    @property
    def gate(self) -> Gate: ...
    @property
    def portal(self) -> Portal | None: ...
    @property
    def portal_words(self) -> PortalWords: ...
    @property
    def keep(self) -> Callable[[Tokens, str, Account], bytes]: ...
    @property
    def url(self) -> str: ...
    @property
    def help_folder(self) -> Path: ...
    @property
    def service(self) -> ServiceTexts: ...
    @property
    def seal(self) -> Callable[[str, str, int], str]: ...
    @property
    def unseal(self) -> Callable[[str, str, int], str]: ...
    @property
    def mailbox(self) -> Callable[[SignIn, str, Callable[[MessageRef, str], str], str], Mailbox]: ...
    @property
    def folder_choices(self) -> Callable[[Account], FolderChoices]: ...
    @property
    def folder_keeper(self) -> Callable[[Mailbox, FolderChoices], FolderKeeper]: ...
    @property
    def writing(self) -> Callable[[SignIn, str, Mailbox], WritingParts]: ...
    @property
    def reopened(self) -> Callable[[SignIn], AbstractContextManager[WritingParts]] | None: ...
    @property
    def keep_text(self) -> Callable[[str, str, int], bytes]: ...
    @property
    def kept_text(self) -> Callable[[bytes, str, int], str]: ...
    @property
    def outlasting(self) -> Callable[[Outbox], AbstractContextManager[None]]: ...
    @property
    def watchers(self) -> Watchers: ...
    @property
    def live(self) -> LiveSettings: ...
    @property
    def attachments_limit(self) -> int: ...
    @property
    def official(self) -> Official: ...
    @property
    def acquaintances(self) -> Acquaintances: ...
    @property
    def trusted_senders(self) -> TrustedSenders: ...
    @property
    def trash_days(self) -> int: ...
    @property
    def unpacker(self) -> Unpacker: ...
    @property
    def spool(self) -> Callable[[], BinaryIO]: ...


class Current:
    """What belongs to the request being answered; built when first asked for."""

    @property
    def parts(self) -> Parts:
        return cast(Parts, current_app.extensions[EXTENSION])

    @property
    def policy(self) -> Policy:
        return self.parts.policy

    @property
    def door(self) -> Door:
        return self.parts.door

    @property
    def sign_ins(self) -> SignIns:
        return self.parts.sign_ins

    @property
    def receipts(self) -> Receipts:
        return self.parts.receipts

    @property
    def pendings(self) -> PendingSignIns:
        return self.parts.pendings

    @property
    def timeline(self) -> Timeline:
        return self.parts.timeline

    @property
    def audit(self) -> Audit:
        return self.parts.audit

    @property
    def networks(self) -> Networks:
        return self.parts.networks

    @property
    def desk(self) -> Desk:
        return self.parts.desk

    @property
    def portal(self) -> Portal | None:
        return self.parts.portal

    @property
    def portal_words(self) -> PortalWords:
        return self.parts.portal_words

    @property
    def service(self) -> ServiceTexts:
        return self.parts.service

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.parts.service.time_zone)

    @property
    def now(self) -> datetime:
        return self.parts.clock()

    @property
    def signed_in(self) -> bool:
        """Whether a living sign-in stands behind this request; nobody's, once something has broken in it."""
        return not g.get("broken", False) and bool(current_user.is_authenticated)

    @property
    def sign_in(self) -> SignIn:
        """The sign-in of this request; only behind the guard."""
        return cast(SignIn, current_user.sign_in)

    @property
    def account(self) -> Account:
        return self.sign_in.account

    @property
    def taste(self) -> Taste:
        """How the person likes it; a stranger gets the service's own way."""
        return Taste.of(self.account.preferences) if self.signed_in else Taste()

    @property
    def roles(self) -> frozenset[Role]:
        return self.parts.roles.of(self.account.address, self.sign_in.roles)

    @property
    def mailbox(self) -> Mailbox:
        if "mailbox" not in g:
            label = gettext("Quoted text")
            g.mailbox = self.parts.mailbox(self.sign_in, session["key"], part_url, label)
        return cast(Mailbox, g.mailbox)

    def folders(self) -> tuple[Folder, ...]:
        """The folders with the counts of this moment."""
        g.folders = self.mailbox.folders()
        return cast(tuple[Folder, ...], g.folders)

    @property
    def folders_seen(self) -> tuple[Folder, ...]:
        """The folders as this request has read them before, whatever was counted since."""
        return cast(tuple[Folder, ...], g.folders) if "folders" in g else self.folders()

    @property
    def tags(self) -> Tags:
        return Tags(self.account)

    @property
    def tags_by_keyword(self) -> Mapping[str, Tag]:
        """The person's tags by what the store knows them by."""
        return {tag.keyword: tag for tag in self.tags.all()}

    @property
    def folder_choices(self) -> FolderChoices:
        """Favourites, hidden folders, last targets of the person."""
        return self.parts.folder_choices(self.account)

    @property
    def chosen(self) -> Chosen:
        """What the person has chosen about folders; asked once a request, so ask after changing it."""
        if "chosen_folders" not in g:
            g.chosen_folders = self.folder_choices.all()
        return cast(Chosen, g.chosen_folders)

    @property
    def keeper(self) -> FolderKeeper:
        return self.parts.folder_keeper(self.mailbox, self.folder_choices)

    @property
    def drafts(self) -> Drafts:
        return self._writing.drafts

    @property
    def outbox(self) -> Outbox:
        return self._writing.outbox

    @property
    def identity(self) -> Identity:
        return self._writing.identity

    @property
    def reporter(self) -> Reporter:
        return self._writing.reporter

    @property
    def unsubscriber(self) -> Unsubscriber:
        return self._writing.unsubscriber

    @property
    def resending(self) -> Resending:
        return self._writing.resending

    @property
    def invitations(self) -> Invitations:
        return self._writing.invitations

    @property
    def read_receipts(self) -> ReadReceipts:
        return self._writing.read_receipts

    @property
    def _writing(self) -> WritingParts:
        if "writing" not in g:
            g.writing = self.parts.writing(self.sign_in, session["key"], self.mailbox)
        return cast(WritingParts, g.writing)

    def lasting_outbox(self) -> Outbox:
        """An outbox for a message that is sent, claimed and handed over by the same hand.

        It shares no mailbox with this request, whose patience ends with its page; and while it hands over
        (parts.outlasting) not its connections either, which end with the sign-in.
        """
        return self.parts.writing(self.sign_in, session["key"], self.mailbox.unhurried()).outbox

    def seal(self, purpose: str, text: str) -> str:
        """Text for a URL of this account's; sealed once a request."""
        kept: dict[tuple[str, str], str] = g.setdefault("sealed", {})
        if (purpose, text) not in kept:
            kept[purpose, text] = self.parts.seal(purpose, text, self.account.id)
        return kept[purpose, text]

    def unseal(self, purpose: str, sealed: str) -> str:
        """The text behind seal(); raises SealBroken."""
        return self.parts.unseal(purpose, sealed, self.account.id)


def part_url(ref: MessageRef, section: str) -> str:
    """Where an inline image of a message is served."""
    return url_for("message.inline", ref=ref, section=section)


current = Current()
