"""Navigation and initials menu for this person."""

from dataclasses import dataclass

from flask import url_for

from webmail.accounts import Role
from webmail.policy import Feature
from webmail.web.current import current
from webmail.web.words import _


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the initials menu: its words and where it leads."""

    label: str
    address: str


def initials_menu() -> tuple[Entry, ...]:
    """What the menu offers besides language and signing out; only what exists and the person may open."""
    entries = []
    if current.policy.allows(Feature.CONTACTS):
        entries.append(Entry(_("Address book"), url_for("contacts.index")))
    entries += [
        Entry(_("Settings"), url_for("settings.index")),
        Entry(_("My sign-ins"), url_for("session.mine")),
    ]
    if current.roles & {Role.HELPDESK, Role.ADMIN}:
        entries.append(Entry(_("Helpdesk"), url_for("helpdesk.index")))
    if Role.ADMIN in current.roles:
        entries.append(Entry(_("Administration"), url_for("admin.index")))
    return (*entries, Entry(_("Help and contact"), url_for("help.index")))
