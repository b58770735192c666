"""The words about what lies in the trash: since when, and until when."""

from datetime import timedelta

from webmail.mail import Row
from webmail.web.current import current
from webmail.web.filters import day_alone
from webmail.web.words import _, ngettext


def thrown_away(row: Row) -> str | None:
    """When the message came into the trash, and when it will be gone, as far as that is known."""
    saved = row.envelope.saved
    if saved is None:
        return None
    deleted = day_alone(saved, current.now, current.zone)
    days = current.parts.trash_days
    if not days:
        return _("Deleted %(day)s", day=deleted)
    gone = day_alone(saved + timedelta(days=days), current.now, current.zone)
    return _("Deleted %(day)s, gone from %(gone)s", day=deleted, gone=gone)


def emptied_by_itself() -> str | None:
    """What the store does with the trash, if the site has said so."""
    days = current.parts.trash_days
    if not days:
        return None
    return ngettext(
        "What was deleted stays here for one day and is then removed for good.",
        "What was deleted stays here for %(num)s days and is then removed for good.",
        days,
    )
