"""Guards: everything a person is asked before one message goes out, all at once."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from webmail.mail.mailbox.mailbox import Mailbox
from webmail.mail.reading.lookalike import domain_of
from webmail.mail.writing.classes import Classes
from webmail.mail.writing.draft import Draft, Kind, StoredDraft
from webmail.mail.writing.guards.finding import (
    NOTHING_CONFIRMED,
    Confirmed,
    Finding,
    Forwarded,
    Guard,
    Guarded,
    Remedy,
    Way,
)
from webmail.mail.writing.guards.forwarding import ForwardGuard
from webmail.mail.writing.guards.lists import list_answered
from webmail.mail.writing.guards.passages import passages
from webmail.mail.writing.guards.promised import promised
from webmail.mail.writing.guards.rules import Forwarding, GuardRules
from webmail.mail.writing.guards.sensitive import Matter, searched, shown
from webmail.mail.writing.recipients import Addressed, addressed
from webmail.mail.writing.twin import twin

_SHOWN_PAIRS = 50
_WAYS = {Forwarding.REFUSE: Way.REFUSE, Forwarding.REASON: Way.REASON}


class Guards:
    """One person's guards; record writes down what goes outside with a reason, or only recorded.

    Asked once, when the person sends; what waits for its time was asked when it was put there. Not asked are
    messages in which nobody writes anything: answers to invitations, read receipts, ending a mailing, and a
    report of phishing, which goes to an address that the operator has chosen. Sending again after a bounce
    begins a draft, and sending that asks like any other.
    """

    def __init__(
        self,
        *,
        mailbox: Mailbox,
        classes: Classes,
        rules: GuardRules,
        record: Callable[[Forwarded], None] = lambda _forwarded: None,
    ) -> None:
        self.mailbox = mailbox
        self.classes = classes
        self.rules = rules
        self.record = record
        self._forward = ForwardGuard(mailbox=mailbox, own=(classes.sender,), is_outside=classes.is_outside)

    def check(self, stored: StoredDraft, confirmed: Confirmed = NOTHING_CONFIRMED) -> None:
        """Returns if the stored message may go out now; raises Guarded with all that is not settled.

        What was stored is judged and not what was typed: that is what goes out, with all that is attached.
        A record that cannot be written stops the message.
        """
        if stored.draft.html:
            # Readers see the one and the guards the other: both must say the same, whoever has written them.
            words = replace(stored.draft, text=twin(stored.draft.html))
            return self._check(replace(stored, draft=words), stored, confirmed)
        return self._check(stored, stored, confirmed)

    def _check(self, judged: StoredDraft, stored: StoredDraft, confirmed: Confirmed) -> None:
        read = addressed(judged.draft)
        outside = self.classes.outside(each.spec for each in (*read.to, *read.cc, *read.bcc))
        ways_out = self._forward.ways_out(judged, outside)
        findings = (*self._on_forwarding(ways_out, outside), *self._others(judged.draft, read, outside))
        message_id = stored.draft.writing.message_id
        if any(not confirmed.settles(each, message_id) for each in findings):
            raise Guarded(findings, stored)
        if ways_out:
            reason = confirmed.reason if self.rules.forward is Forwarding.REASON else ""
            self.record(Forwarded(ways_out, _domains(outside), " ".join(reason.split())))

    def _on_forwarding(self, ways_out: tuple[str, ...], outside: tuple[str, ...]) -> Iterator[Finding]:
        if ways_out and (way := _WAYS.get(self.rules.forward)):
            yield Finding(
                Guard.FORWARD,
                way,
                Remedy.INSIDE,
                facts=ways_out,
                pairs=tuple((spec, "") for spec in outside[:_SHOWN_PAIRS]),
                clause=self.rules.forward_clause,
                channel=self.rules.forward_channel,
                count=len(outside),
            )

    def _others(self, draft: Draft, read: Addressed, outside: tuple[str, ...]) -> Iterator[Finding]:
        yield from self._on_sensitive(draft, outside=bool(outside))
        yield from self._on_recipients(read, frozenset(outside))
        yield from self._on_answer(draft, read)
        yield from self._on_spelling(read)
        if not draft.attachments and (words := promised(draft.text, self.rules.attachment_words)):
            yield Finding(Guard.NO_ATTACHMENT, facts=(words,))
        if not draft.subject.strip():
            yield Finding(Guard.NO_SUBJECT)

    def _on_sensitive(self, draft: Draft, *, outside: bool) -> Iterator[Finding]:
        matters = [each for each in self.rules.matters if outside or each.always]
        if not matters:
            return
        found = passages(draft.text)
        # Lines that are marked are the other's words and go back to them; below a head they are sent on.
        words = f"{found.own}\n{found.taken}" if draft.writing.kind is Kind.FORWARD else found.own
        text = searched(draft.subject, words, [each.name for each in draft.attachments])
        for matter in matters:
            if places := matter.found(text):
                yield _sensitive(matter, places)

    def _on_recipients(self, read: Addressed, outside: frozenset[str]) -> Iterator[Finding]:
        most = self.rules.visible_external
        visible = tuple(sorted({each.spec for each in (*read.to, *read.cc)} & outside))
        if most and len(visible) > most:
            yield Finding(Guard.VISIBLE, remedy=Remedy.BCC, facts=visible, count=len(visible), most=most)

    def _on_answer(self, draft: Draft, read: Addressed) -> Iterator[Finding]:
        count = len({each.spec.casefold() for each in (*read.to, *read.cc, *read.bcc)})
        if name := list_answered(self.mailbox, draft.writing, read):
            yield Finding(Guard.LIST, facts=(name,), count=count)
        elif draft.writing.kind is not Kind.REPLY_ALL:
            return
        elif self.rules.reply_to_many and count > self.rules.reply_to_many:
            yield Finding(Guard.REPLY_TO_MANY, count=count, most=self.rules.reply_to_many)

    def _on_spelling(self, read: Addressed) -> Iterator[Finding]:
        everybody = dict.fromkeys(each.spec for each in (*read.to, *read.cc, *read.bcc))
        pairs = tuple((spec, meant) for spec in everybody if (meant := self.classes.meant(spec)))
        if pairs:
            yield Finding(Guard.MISSPELLED, remedy=Remedy.MEANT, pairs=pairs, count=len(pairs))


def _sensitive(matter: Matter, places: tuple[str, ...]) -> Finding:
    return Finding(
        Guard.SENSITIVE,
        facts=(matter.label, *shown(places)),
        # All of them are named in what was seen: one that is new is asked about.
        pairs=tuple((place, "") for place in places[:_SHOWN_PAIRS]),
        clause=matter.clause,
        channel=matter.channel,
        count=len(places),
    )


def _domains(outside: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(domain_of, outside)))
