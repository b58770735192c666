"""Query → the SEARCH criteria of its steps (RFC 9051 section 6.4.4): quick ones first, bodies last."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from webmail.mail.mailbox.argument import Argument, Atom
from webmail.mail.mailbox.moment import written_day
from webmail.mail.mailbox.query import Key, Query, State, Term
from webmail.mail.mailbox.spelling import folded, spellings

_ANYWHERE = ("FROM", "TO", "CC", "SUBJECT")
_FIELDS = {
    Key.ANYWHERE: _ANYWHERE,
    Key.FROM: ("FROM",),
    Key.TO: ("TO", "CC", "BCC"),
    Key.COPY: ("CC",),
    Key.SUBJECT: ("SUBJECT",),
}
_STATES = {
    State.UNREAD: "UNSEEN",
    State.READ: "SEEN",
    State.STARRED: "FLAGGED",
    State.ANSWERED: "ANSWERED",
}
# A message of any other type has no attachment; which one has is told by its structure.
_WITH_PARTS = ("multipart/", "application/", "image/", "audio/", "video/", "message/")


@dataclass(frozen=True, slots=True)
class Step:
    """One way through all folders.

    bodies says that texts are looked through, which is slow. names are parts of attachments' names, which
    no SEARCH knows: the structure of what was found is looked at; an empty name is any attachment.
    """

    criteria: tuple[Argument, ...]
    bodies: bool = False
    names: tuple[str, ...] = ()

    def among(self, low: int, high: int) -> list[Argument]:
        """The criteria for these UIDs alone, behind their charset where one must be named."""
        charset = [] if _ascii(self.criteria) else [Atom("CHARSET UTF-8")]
        return [*charset, Atom(f"UID {low}:{high}"), *self.criteria]


def steps_for(query: Query) -> tuple[Step, ...]:
    """Senders, recipients and subjects first; what only the text has, afterwards and without those again."""
    words = query.of(Key.ANYWHERE)
    filters = _filters(query)
    names = tuple(folded(term.text) for term in query.of(Key.ATTACHMENT))
    in_heads = [argument for word in words for argument in _one_of(_in_head(word))]
    in_either = [argument for word in words for argument in _one_of([*_in_head(word), _in_body(word)])]
    if query.of(Key.TEXT):
        return (Step((*filters, *in_either), bodies=True, names=names),)
    quick = Step((*filters, *in_heads), names=names)
    if not words:
        return (quick,)
    return quick, Step((*filters, Atom("NOT"), in_heads, *in_either), bodies=True, names=names)


def _filters(query: Query) -> list[Argument]:
    """What holds in every step, the cheapest for the store first."""
    found: list[Argument] = []
    for term in query.of(Key.STATE):
        found.append(Atom(_STATES[term.state or State.UNREAD]))
    for key, word in ((Key.SINCE, "SINCE"), (Key.BEFORE, "BEFORE")):
        for term in query.of(key):
            found.append(Atom(f"{word} {written_day(term.day or date.max)}"))
    for key in (Key.FROM, Key.TO, Key.COPY, Key.SUBJECT):
        for term in query.of(key):
            found += _one_of(_in_head(term))
    if query.of(Key.ATTACHMENT):
        found += _one_of([[Atom("HEADER Content-Type"), kind] for kind in _WITH_PARTS])
    for term in query.of(Key.TEXT):
        found += _in_body(term)
    return found


def _in_head(term: Term) -> list[Sequence[Argument]]:
    return [[Atom(field), word] for word in spellings(term.text) for field in _FIELDS[term.key]]


def _in_body(term: Term) -> Sequence[Argument]:
    return [Atom("BODY"), term.text]


def _one_of(keys: Sequence[Sequence[Argument]]) -> list[Argument]:
    """OR takes two: the last of many stands alone."""
    found: list[Argument] = []
    for key in keys[:-1]:
        found += [Atom("OR"), *key]
    return [*found, *keys[-1]]


def _ascii(arguments: Iterable[Argument]) -> bool:
    return all(
        each.isascii() if isinstance(each, str) else not isinstance(each, list) or _ascii(each)
        for each in arguments
    )
