"""Chips: what was understood of a search, in words."""

from dataclasses import dataclass

from webmail.mail import Key, Query, Term
from webmail.web.filters import day
from webmail.web.words import _

_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Chip:
    """One term and how it is said."""

    term: Term
    words: str


def chips_of(query: Query) -> list[Chip]:
    """In the order in which they were typed."""
    return [Chip(term, _said(term)) for term in query.terms]


def _said(term: Term) -> str:
    text = term.text if len(term.text) <= _LONGEST else f"{term.text[:_LONGEST]}…"
    match term.key:
        case Key.FROM:
            return _("From: %(text)s", text=text)
        case Key.TO:
            return _("To: %(text)s", text=text)
        case Key.COPY:
            return _("Cc: %(text)s", text=text)
        case Key.SUBJECT:
            return _("Subject: %(text)s", text=text)
        case Key.TEXT:
            return _("In the text: %(text)s", text=text)
        case Key.ATTACHMENT:
            return _("Attachment: %(text)s", text=text) if text else _("With attachment")
        case Key.FOLDER:
            return _("Folder: %(text)s", text=text)
        case Key.BEFORE | Key.SINCE if term.day:
            when = day(term.day)
            return _("Before %(day)s", day=when) if term.key is Key.BEFORE else _("From %(day)s on", day=when)
        case Key.STATE if term.state:
            return _states()[term.state.value]
        case _:
            return text


def _states() -> dict[str, str]:
    return {
        "unread": _("Unread"),
        "read": _("Read"),
        "starred": _("With star"),
        "answered": _("Answered"),
    }
