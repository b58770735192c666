"""Unsubscriber: ends a mailing in the way its sender offers, and only when a person wants it."""

from dataclasses import replace

from webmail.mail.errors import PartMissing
from webmail.mail.mailbox import Mailbox
from webmail.mail.mailbox.folder import SpecialUse
from webmail.mail.reading.mailing import NO_MAILING, Letter, Mailing, read_mailing
from webmail.mail.reading.opened import OpenedMessage
from webmail.mail.reading.safety import Official, is_confirmed, is_denied
from webmail.mail.ref import MessageRef
from webmail.mail.writing.draft import Draft, Writing, writable
from webmail.mail.writing.one_click import OneClick, Outcome, find_target
from webmail.policy import Feature, Policy


class Unsubscriber:
    """What is asked for stands in the stored message; no form and no page names an address."""

    def __init__(self, *, mailbox: Mailbox, one_click: OneClick, policy: Policy, official: Official) -> None:
        self.mailbox = mailbox
        self.one_click = one_click
        self.policy = policy
        self.official = official

    def offered(self, message: OpenedMessage) -> Mailing:
        """The ways to end it; none for what is junk or forged, whose sender would learn who reads."""
        if not message.trace.unsubscribe or not self.policy.allows(Feature.UNSUBSCRIBE):
            return NO_MAILING
        if is_denied(message, self.official) or message.ref.folder == self.mailbox.special(SpecialUse.JUNK):
            return NO_MAILING
        mailing = read_mailing(message.trace)
        if mailing.post is None:
            return mailing
        if find_target(mailing.post) is None:
            return replace(mailing, post=None)
        # Our server asks for it by one click where the origin is proven (RFC 8058 section 4); else the person
        # looks at the page.
        if self.official.authserv_id and not is_confirmed(message, self.official):
            return replace(mailing, post=None, page=mailing.post)
        return mailing

    def end(self, ref: MessageRef) -> Outcome:
        """By one click; PartMissing when this message does not offer it."""
        self.policy.require(Feature.UNSUBSCRIBE)
        post = self.offered(self.mailbox.read(ref, seen=False)).post
        if post is None:
            raise PartMissing("this message offers no such way")
        return self.one_click.post(post)

    def draft(self, ref: MessageRef, writing: Writing) -> Draft:
        """The letter that ends it, for the person to send; PartMissing when none is offered."""
        self.policy.require(Feature.UNSUBSCRIBE)
        letter: Letter | None = self.offered(self.mailbox.read(ref, seen=False)).letter
        if letter is None:
            raise PartMissing("this message offers no such way")
        subject = writable(letter.subject).replace("\n", " ") or "unsubscribe"
        return Draft(writing, to=letter.to, subject=subject, text=writable(letter.text))
