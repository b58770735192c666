"""Reply, reply to all, forward, resume: from an original to the first version of a draft."""

import re
from collections.abc import Iterable
from dataclasses import replace

from webmail.mail.address import Address
from webmail.mail.reading.attachment import Attachment, message_name
from webmail.mail.reading.original import Original
from webmail.mail.writing.draft import Draft, Kind, Writing
from webmail.mail.writing.enclosing import MESSAGE, UNNAMED
from webmail.mail.writing.identity import Identity
from webmail.mail.writing.mime import kept_references
from webmail.mail.writing.quoting import QuoteWords, plain, quoted
from webmail.mail.writing.recipients import written

ANSWERED = "Re: "
FORWARDED = "WG: "
_PILE = re.compile(
    r"(?:\s*+(?:re|aw|antw|antwort|wg|fwd|fw)\s*+(?:\[\d{1,4}\]|\(\d{1,4}\))?\s*+[:：])++", re.IGNORECASE
)


def begin(writing: Writing, original: Original | None, *, identity: Identity, words: QuoteWords) -> Draft:
    """The draft a person finds when the writing begins; the cursor belongs above the quote."""
    if original is None or writing.kind is Kind.NEW:
        return Draft(writing)
    if writing.kind is Kind.FORWARD:
        return _forwarded(writing, original, words=words)
    if writing.kind is Kind.ENCLOSE:
        return _enclosed(writing, original)
    if writing.kind is Kind.RESUME:
        return _resumed(writing, original)
    if writing.kind is Kind.ANEW:
        # It begins a thread of its own.
        return replace(_resumed(writing, original), references=())
    return _answer(writing, original, identity=identity, words=words)


def _answer(writing: Writing, original: Original, *, identity: Identity, words: QuoteWords) -> Draft:
    oneself = {identity.address.spec.casefold()}
    to = _answered(original, oneself)
    others: tuple[Address, ...] = ()
    if writing.kind is Kind.REPLY_ALL:
        spared = oneself | {address.spec.casefold() for address in to}
        others = _once((*original.to, *original.cc), spared)
    lines = ("", "", plain(words.attribution(original)), quoted(original.text))
    return Draft(
        writing,
        to=written(to),
        cc=written(others),
        subject=(ANSWERED + _bare(original.subject)).strip(),
        text="\n".join(lines).rstrip("\n") + "\n",
        references=kept_references((*original.references, original.message_id)),
    )


def _answered(original: Original, oneself: set[str]) -> tuple[Address, ...]:
    """Who wrote, or who is to be answered instead; an answer to own mail goes where that mail went."""
    if any(sender.spec.casefold() in oneself for sender in original.senders):
        return _once(original.to, oneself) or _once(original.to, set())
    return _once(original.reply_to, set()) or _once(original.senders, set())


def _once(addresses: Iterable[Address], spared: set[str]) -> tuple[Address, ...]:
    found: dict[str, Address] = {}
    for address in addresses:
        if address.spec and address.spec.casefold() not in spared:
            found.setdefault(address.spec.casefold(), address)
    return tuple(found.values())


def _forwarded(writing: Writing, original: Original, *, words: QuoteWords) -> Draft:
    lines = ("", "", plain(words.forwarded(original)), "", plain(original.text))
    return Draft(
        writing,
        subject=(FORWARDED + _bare(original.subject)).strip(),
        text="\n".join(lines).rstrip("\n") + "\n",
        attachments=original.attachments,
    )


def _enclosed(writing: Writing, original: Original) -> Draft:
    name = message_name(original.subject) or UNNAMED
    whole = Attachment("", name, MESSAGE, 0, content_id=None, warning=None)
    return Draft(writing, subject=(FORWARDED + _bare(original.subject)).strip(), attachments=(whole,))


def _resumed(writing: Writing, original: Original) -> Draft:
    return Draft(
        writing,
        to=written(original.to),
        cc=written(original.cc),
        bcc=written(original.bcc),
        subject=original.subject,
        # The line end that every text has at its end is the message's, not the writer's.
        text=plain(original.text).removesuffix("\n"),
        references=kept_references(original.references),
        attachments=original.attachments,
    )


def _bare(subject: str) -> str:
    """The subject without the pile of prefixes that programs put before it."""
    found = _PILE.match(subject)
    return subject[found.end() :].strip() if found else subject.strip()
