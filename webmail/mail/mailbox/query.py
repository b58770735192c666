"""What was typed → Query: words, "phrases" and operators (von:, an:, before: …), as they were understood."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum

from webmail.mail.mailbox.typed_date import read_date

MOST_TERMS = 12
LONGEST_WORD = 120


class Key(Enum):
    """What a term asks about; the value is its English operator. HAS is understood as one of the others."""

    ANYWHERE = ""
    FROM = "from"
    TO = "to"
    COPY = "cc"
    SUBJECT = "subject"
    TEXT = "text"
    ATTACHMENT = "attachment"
    BEFORE = "before"
    SINCE = "after"
    FOLDER = "in"
    STATE = "is"
    HAS = "has"


class State(Enum):
    """What a message may be asked to be."""

    UNREAD = "unread"
    READ = "read"
    STARRED = "starred"
    ANSWERED = "answered"


OPERATORS: Mapping[str, Key] = {
    "von": Key.FROM,
    "from": Key.FROM,
    "an": Key.TO,
    "to": Key.TO,
    "kopie": Key.COPY,
    "cc": Key.COPY,
    "betreff": Key.SUBJECT,
    "subject": Key.SUBJECT,
    "text": Key.TEXT,
    "body": Key.TEXT,
    "anhang": Key.ATTACHMENT,
    "attachment": Key.ATTACHMENT,
    "vor": Key.BEFORE,
    "before": Key.BEFORE,
    "nach": Key.SINCE,
    "after": Key.SINCE,
    "ordner": Key.FOLDER,
    "in": Key.FOLDER,
    "ist": Key.STATE,
    "is": Key.STATE,
    "hat": Key.HAS,
    "has": Key.HAS,
}
STATES: Mapping[str, State] = {
    "ungelesen": State.UNREAD,
    "unread": State.UNREAD,
    "gelesen": State.READ,
    "read": State.READ,
    "markiert": State.STARRED,
    "wichtig": State.STARRED,
    "important": State.STARRED,
    "starred": State.STARRED,
    "flagged": State.STARRED,
    "beantwortet": State.ANSWERED,
    "answered": State.ANSWERED,
}
# After "anhang:" these say that there is one, whatever its name.
_ANY_ATTACHMENT = ("", "ja", "yes", "*")
# What a message may have, in the words of another operator.
_HAD: Mapping[str, tuple[Key, str]] = {
    "anhang": (Key.ATTACHMENT, "*"),
    "anhänge": (Key.ATTACHMENT, "*"),
    "attachment": (Key.ATTACHMENT, "*"),
    "attachments": (Key.ATTACHMENT, "*"),
    "stern": (Key.STATE, "markiert"),
    "star": (Key.STATE, "starred"),
}
# These stand before a colon in subjects and addresses, and nobody means an operator.
_NO_OPERATORS = ("re", "aw", "antw", "wg", "fw", "fwd", "http", "https", "mailto", "tel")
_QUOTES = str.maketrans(dict.fromkeys("„“”‟«»", '"'))
# An operator may be apart from its value by blanks, as people type it.
_PIECE = re.compile(
    r'(?:(?P<operator>[^\W\d_]{2,12}):(?P<apart>[ ]*))?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))?'
)


@dataclass(frozen=True, slots=True)
class Term:
    """One thing a message must fulfil; typed is how the person wrote it, so that the others can be kept.

    misread: whether it looks like an operator, but is none that we know, or says nothing that we understand.
    """

    key: Key
    text: str
    typed: str
    day: date | None = None
    state: State | None = None
    misread: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Query:
    """All terms; a message is found when it fulfils every one (of several folders: when it is in one)."""

    terms: tuple[Term, ...]

    @classmethod
    def typed(cls, text: str, *, today: date) -> "Query":
        """Reads what was typed; what no operator explains is a word to look for."""
        text = unicodedata.normalize("NFC", text).translate(_QUOTES)
        terms: list[Term] = []
        for piece in _PIECE.finditer(text):
            for term in _terms(piece, today):
                if term not in terms:
                    terms.append(term)
        return cls(tuple(terms[:MOST_TERMS]))

    @property
    def text(self) -> str:
        """The query as it may be typed again."""
        return " ".join(term.typed for term in self.terms)

    def without(self, term: Term) -> "Query":
        """The query when one term is taken away."""
        return Query(tuple(each for each in self.terms if each != term))

    def of(self, key: Key) -> tuple[Term, ...]:
        """The terms of one kind."""
        return tuple(term for term in self.terms if term.key is key)

    @property
    def misread(self) -> tuple[str, ...]:
        """What looked like an operator and is looked for as text."""
        return tuple(term.text for term in self.terms if term.misread)

    @property
    def asks(self) -> bool:
        """Whether there is anything to look for."""
        return bool(self.terms)

    @property
    def names_folders(self) -> bool:
        """Whether it says itself which folders to look through."""
        return bool(self.of(Key.FOLDER))

    @property
    def wants_bodies(self) -> bool:
        """Whether words may stand in the text of a message too, which takes longer to look through."""
        return bool(self.of(Key.ANYWHERE))


def _terms(piece: re.Match[str], today: date) -> list[Term]:
    operator, phrase, word = piece["operator"], piece["phrase"], piece["word"]
    value = " ".join((phrase if phrase is not None else word or "").split())[:LONGEST_WORD]
    if operator is None:
        return [Term(Key.ANYWHERE, value, _typed(value))] if value else []
    key = OPERATORS.get(operator.casefold())
    if key is not None and (
        term := _understood(key, value, typed=f"{operator}:{_typed(value)}", today=today)
    ):
        return [term]
    # Not an operator after all ("Re: Ausflug"): what stands apart are two words.
    apart = not value or bool(piece["apart"])
    words = [f"{operator}:", *([value] if value else [])] if apart else [f"{operator}:{value}"]
    misread = key is not None or not (apart or operator.casefold() in _NO_OPERATORS)
    first, *others = (Term(Key.ANYWHERE, each, _typed(each)) for each in words)
    return [replace(first, misread=misread), *others]


def _understood(key: Key, value: str, *, typed: str, today: date) -> Term | None:
    """The term, or None where the value makes no sense for this operator."""
    match key:
        case Key.HAS:
            had = _HAD.get(value.casefold())
            return _understood(*had, typed=typed, today=today) if had else None
        case Key.BEFORE | Key.SINCE:
            day = read_date(value, today=today)
            return Term(key, value, typed, day=day) if day else None
        case Key.STATE:
            state = STATES.get(value.casefold())
            return Term(key, value, typed, state=state) if state else None
        case Key.ATTACHMENT:
            some = value.casefold() in _ANY_ATTACHMENT
            # Without a value it would take the next word for one when it is read again.
            return Term(key, "" if some else value, typed if value else f"{typed}*")
        case _:
            return Term(key, value, typed) if value else None


def _typed(value: str) -> str:
    """The value as it is read as one again."""
    alone = value and not re.search(r"\s", value) and ":" not in value
    return value if alone or not value else f'"{value}"'
