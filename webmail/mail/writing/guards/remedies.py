"""Remedies: what one click puts right in a draft; nobody is added, and nobody is lost who may stay."""

from collections.abc import Callable, Collection
from dataclasses import replace

from webmail.mail.address import Address
from webmail.mail.writing.classes import Classes
from webmail.mail.writing.draft import Draft
from webmail.mail.writing.guards.finding import Remedy
from webmail.mail.writing.recipients import read_recipients, written


def apply(remedy: Remedy, draft: Draft, *, classes: Classes) -> Draft:
    """The draft with the remedy; pieces that are no address stay where they stand."""
    if remedy is Remedy.BCC:
        everything = (draft.bcc, draft.to, draft.cc)
        return replace(
            draft, to="", cc="", bcc=", ".join(each.strip(" ,;\n") for each in everything if each.strip())
        )
    if remedy is Remedy.MEANT:
        return _changed(draft, lambda each: replace(each, spec=classes.meant(each.spec) or each.spec))
    return _changed(draft, lambda each: None if classes.is_outside(each.spec) else each)


def without(draft: Draft, specs: Collection[str]) -> Draft:
    """The draft for everybody but these; as it was typed where nobody goes."""
    gone = {each.casefold() for each in specs}
    return _changed(draft, lambda each: None if each.spec.casefold() in gone else each)


def _changed(draft: Draft, change: Callable[[Address], Address | None]) -> Draft:
    to, cc, bcc = (_field(typed, change) for typed in (draft.to, draft.cc, draft.bcc))
    return replace(draft, to=to, cc=cc, bcc=bcc)


def _field(typed: str, change: Callable[[Address], Address | None]) -> str:
    """As it was typed where nothing changes."""
    read = read_recipients(typed)
    changed = tuple(map(change, read.addresses))
    if changed == read.addresses:
        return typed
    kept = written(each for each in changed if each is not None)
    return ", ".join(piece for piece in (kept, *read.wrong) if piece)
