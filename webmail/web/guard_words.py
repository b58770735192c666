"""What guards say: each finding in sentences, its rule, what is allowed instead, and its remedy."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from webmail.mail import Finding, Forwarding, Guard, Remedy, Way
from webmail.web.words import _, ngettext

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Told:
    """One finding as a page shows it; remedy is the word on its button and what it sends.

    by_hand is what only writing puts right: the field it begins at, and the words of the link there.
    """

    heading: str
    sentence: str
    rule: str
    paragraph: str
    channel: str
    remedy: tuple[str, str] | None
    by_hand: tuple[str, str] | None
    refused: bool


def told(finding: Finding) -> Told:
    """The finding in the person's language; an operator's own words stand as they are."""
    heading, sentence = WORDS[finding.guard](finding)
    clause = finding.clause
    remedy = (finding.remedy.value, _remedy_words(finding.remedy)) if finding.remedy else None
    return Told(
        heading=heading,
        sentence=sentence,
        rule=_(clause.sentence) if clause else "",
        paragraph=clause.paragraph if clause else "",
        channel=_(finding.channel) if finding.channel else "",
        remedy=remedy,
        by_hand=_by_hand(finding.guard),
        refused=finding.way is Way.REFUSE,
    )


def _some(names: tuple[str, ...]) -> str:
    more = " …" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more


def _on_forwarding(finding: Finding) -> tuple[str, str]:
    people = _some(tuple(spec for spec, _same in finding.pairs))
    if finding.way is Way.REFUSE:
        return _("This message must not go to these addresses"), _(
            "It passes on mail you have received to addresses outside the service: %(people)s",
            people=people,
        )
    return _("Received mail would leave the service"), _(
        "The message passes on mail you have received to addresses outside the service: "
        "%(people)s. Please give the reason; it is recorded with your name and the domains, "
        "without the content.",
        people=people,
    )


def _on_sensitive(finding: Finding) -> tuple[str, str]:
    label, *places = finding.facts
    words = _("The message leaves the service and mentions: %(words)s", words=", ".join(places))
    return _("Sensitive content: %(label)s", label=_(label)), words


def _on_visible(finding: Finding) -> tuple[str, str]:
    return _("Everybody sees all addresses"), ngettext(
        "One address outside the service is in “%(to)s” or “%(cc)s”, where all recipients can see it.",
        "%(num)s addresses outside the service are in “%(to)s” or “%(cc)s”, "
        "where all recipients can see them.",
        finding.count,
        to=_("To"),
        cc=_("Cc"),
    )


def _on_list(finding: Finding) -> tuple[str, str]:
    return _("Your reply goes to a mailing list"), _(
        "Everybody on the list “%(name)s” will receive it. Is it meant for all of them?",
        name=finding.facts[0],
    )


def _on_many(finding: Finding) -> tuple[str, str]:
    return _("Your reply goes to many people"), ngettext(
        "One person will receive this reply. Is it meant for them?",
        "%(num)s people will receive this reply. Is it meant for all of them?",
        finding.count,
    )


def _on_spelling(finding: Finding) -> tuple[str, str]:
    pairs = [
        _("%(typed)s – did you mean %(meant)s?", typed=typed, meant=meant) for typed, meant in finding.pairs
    ]
    return ngettext("An address looks misspelled", "%(num)s addresses look misspelled", finding.count), _some(
        tuple(pairs)
    )


def _on_attachment(finding: Finding) -> tuple[str, str]:
    return _("Nothing is attached"), _(
        "Your text says “%(words)s”, but the message has no attachment.", words=finding.facts[0]
    )


def _on_subject(_finding: Finding) -> tuple[str, str]:
    return _("The subject is empty"), _("A few words help the recipients find the message again.")


WORDS: Mapping[Guard, Callable[[Finding], tuple[str, str]]] = {
    Guard.FORWARD: _on_forwarding,
    Guard.SENSITIVE: _on_sensitive,
    Guard.VISIBLE: _on_visible,
    Guard.LIST: _on_list,
    Guard.REPLY_TO_MANY: _on_many,
    Guard.MISSPELLED: _on_spelling,
    Guard.NO_ATTACHMENT: _on_attachment,
    Guard.NO_SUBJECT: _on_subject,
}


def _remedy_words(remedy: Remedy) -> str:
    return {
        Remedy.BCC: _("Put all into “%(field)s”", field=_("Bcc")),
        Remedy.MEANT: _("Correct the addresses"),
        Remedy.INSIDE: _("Remove these addresses"),
    }[remedy]


def _by_hand(guard: Guard) -> tuple[str, str] | None:
    return {
        Guard.NO_SUBJECT: ("subject", _("Write a subject")),
        Guard.NO_ATTACHMENT: ("files", _("Attach a file")),
    }.get(guard)


def remedied(remedy: Remedy) -> str:
    """What a remedy has done."""
    return {
        Remedy.BCC: _("All recipients are in “%(field)s” now, and nobody sees the others.", field=_("Bcc")),
        Remedy.MEANT: _("The addresses have been corrected."),
        Remedy.INSIDE: _("The addresses outside the service have been removed."),
    }[remedy]


def forwarding_words(forward: Forwarding) -> str:
    """What becomes of received mail on its way outside."""
    return {
        Forwarding.REFUSE: _("such a message is not sent"),
        Forwarding.REASON: _("it is sent once a reason is given, which is recorded"),
        Forwarding.RECORD: _("it is sent, and that is recorded"),
    }[forward]
