"""Guards before sending: the settings as rules, and the record of what goes outside."""

from dataclasses import replace

from webmail.accounts import Account, Audit
from webmail.clock import Clock
from webmail.config import Config, SensitiveMatter
from webmail.database import db
from webmail.mail import (
    SHIPPED_MATTERS,
    Classes,
    Forwarded,
    Forwarding,
    GuardRules,
    Guards,
    Mailbox,
    Matter,
)
from webmail.policy import Clause

PASSED_ON = "passed_on"


def rules_of(config: Config) -> GuardRules:
    """What people are asked before they send."""
    settings, ours = config.guards, GuardRules()
    clause = ours.forward_clause
    if settings.forward_sentence:
        paragraph = settings.forward_paragraph or clause.paragraph
        clause = Clause(paragraph, settings.forward_sentence)
    return GuardRules(
        visible_external=settings.visible_external,
        reply_to_many=settings.reply_to_many,
        attachment_words=settings.attachment_words,
        forward=Forwarding(settings.forward),
        forward_clause=clause,
        forward_channel=settings.forward_channel or ours.forward_channel,
        matters=_matters(config),
    )


def _matters(config: Config) -> tuple[Matter, ...]:
    """Ours with what the file changes of them, then the installation's own."""
    left = dict(config.sensitive)
    ours = [_changed(matter, left.pop(matter.name, SensitiveMatter())) for matter in SHIPPED_MATTERS]
    own = [_changed(Matter(name, "", (), "", ""), matter) for name, matter in left.items()]
    return tuple(each for each in (*ours, *own) if each is not None)


def _changed(matter: Matter, given: SensitiveMatter) -> Matter | None:
    if not given.on:
        return None
    return replace(
        matter,
        label=given.label or matter.label,
        patterns=given.patterns or matter.patterns,
        rule=given.rule or matter.rule,
        channel=given.channel or matter.channel,
        always=given.always,
    )


def guards_of(
    rules: GuardRules, *, mailbox: Mailbox, classes: Classes, account: Account, clock: Clock
) -> Guards:
    """The guards of one person."""
    number = account.id

    def record(forwarded: Forwarded) -> None:
        """Who, how and to which domains; a subject or an address of others stands in no record."""
        told = f"{', '.join(forwarded.domains)} ({', '.join(forwarded.how)})"
        reason = f"{told}: {forwarded.reason}" if forwarded.reason else told
        Audit(clock=clock).record(PASSED_ON, actor=number, account=number, reason=reason)
        db.session.commit()

    return Guards(mailbox=mailbox, classes=classes, rules=rules, record=record)
