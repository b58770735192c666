"""What differs between the text that is here and the one that another window has stored."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from webmail.mail import Draft
from webmail.mail.writing.draft import Ask
from webmail.web.words import _
from webmail.web.written import ASKS

NAMED = ("to", "cc", "bcc", "subject")
# Comparing takes the square of the lines; longer texts are shown as two wholes.
MOST_LINES = 400


@dataclass(frozen=True, slots=True)
class Differences:
    """fields: name, what stands here, what stands there; here and there: lines that only one of them has."""

    fields: tuple[tuple[str, str, str], ...]
    here: tuple[str, ...]
    there: tuple[str, ...]


def differences(here: Draft, there: Draft) -> Differences:
    """By field, by what is asked for, and by line of the text; blank lines are no difference."""
    named = [(name, getattr(here, name), getattr(there, name)) for name in NAMED]
    named += [(name, _said(ask, here), _said(ask, there)) for name, ask in ASKS.items()]
    fields = tuple(each for each in named if each[1].strip() != each[2].strip())
    mine, theirs = _lines(here.text), _lines(there.text)
    if max(len(mine), len(theirs)) > MOST_LINES:
        whole = mine != theirs
        return Differences(fields, tuple(mine) if whole else (), tuple(theirs) if whole else ())
    found = list(_changed(mine, theirs))
    return Differences(
        fields,
        tuple(line for ours, _ in found for line in ours),
        tuple(line for _, others in found for line in others),
    )


def _said(ask: Ask, draft: Draft) -> str:
    return _("yes") if ask in draft.asks else _("no")


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.split("\n") if line.strip()]


def _changed(mine: list[str], theirs: list[str]) -> Iterator[tuple[list[str], list[str]]]:
    for kind, begin, end, other_begin, other_end in SequenceMatcher(
        None, mine, theirs, autojunk=False
    ).get_opcodes():
        if kind != "equal":
            yield mine[begin:end], theirs[other_begin:other_end]
