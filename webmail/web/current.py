"""current.account, .mailbox, .drafts, .outbox, .policy of this request: how views reach the domain."""

from collections.abc import Mapping
from datetime import datetime
from typing import cast
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
    Networks,
    PendingSignIns,
    Receipts,
    Role,
    SignIn,
    SignIns,
    Tag,
    Tags,
    Taste,
    Timeline,
)
from webmail.contacts import PersonalContacts
from webmail.helpdesk import Desk
from webmail.mail import (
    Classes,
    Drafts,
    Folder,
    FolderKeeper,
    Hold,
    Identity,
    Invitations,
    Mailbox,
    MessageRef,
    Outbox,
    ReadReceipts,
    Reporter,
    Resending,
    Unsubscriber,
)
from webmail.policy import Policy
from webmail.portal import Portal
from webmail.reminding import Reminding
from webmail.web.parts import Parts, PortalWords, ServiceTexts, WritingParts

EXTENSION = "dienstpost"


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
    def contacts(self) -> PersonalContacts:
        """Address book, groups, collected addresses, the staff directory."""
        return self.parts.contacts(self.account)

    @property
    def keeper(self) -> FolderKeeper:
        return self.parts.folder_keeper(self.mailbox, self.folder_choices)

    @property
    def reminding(self) -> Reminding:
        """What comes back at a time of their choice."""
        return self.parts.reminding(self.account, self.mailbox)

    @property
    def drafts(self) -> Drafts:
        return self._writing.drafts

    @property
    def outbox(self) -> Outbox:
        return self._writing.outbox

    @property
    def hold(self) -> Hold:
        """What waits to be sent."""
        return self._writing.hold

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
    def classes(self) -> Classes:
        """What addresses are to the person."""
        return self._writing.classes

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
        return self.lasting_hold().outbox

    def lasting_hold(self) -> Hold:
        """The same with what waits, for the thread that sends it."""
        return self.parts.writing(self.sign_in, session["key"], self.mailbox.unhurried()).hold

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
