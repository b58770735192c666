"""Navigation and initials menu for this person."""

from dataclasses import dataclass

from flask import url_for

from webmail.web.words import _


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the initials menu: its words and where it leads."""

    label: str
    address: str


def initials_menu() -> tuple[Entry, ...]:
    """What the menu offers besides language and signing out; only what exists."""
    return (Entry(_("Help and contact"), url_for("help.index")),)
