"""The words for the ways to look at a folder."""

from collections.abc import Mapping

from webmail.mail import Only, Order
from webmail.web.words import _, ngettext


def order_words(*, outgoing: bool) -> Mapping[str, str]:
    """What each order is called, by the names of its members."""
    return {
        Order.NEWEST.name: _("Newest"),
        Order.OLDEST.name: _("Oldest"),
        Order.SENDER.name: _("By recipient") if outgoing else _("By sender"),
        Order.SUBJECT.name: _("By subject"),
        Order.LARGEST.name: _("Largest"),
    }


def told(only: Only, total: int) -> str:
    """How many messages a filter lets through."""
    if only is Only.UNREAD:
        return ngettext("%(num)s unread message.", "%(num)s unread messages.", total)
    if only is Only.STARRED:
        return ngettext("%(num)s message with a star.", "%(num)s messages with a star.", total)
    return ngettext("%(num)s message with an attachment.", "%(num)s messages with attachments.", total)


def nothing(only: Only) -> str:
    """What to say when a filter lets nothing through."""
    if only is Only.UNREAD:
        return _("Everything here has been read.")
    if only is Only.STARRED:
        return _("No message here has a star.")
    return _("No message here has an attachment.")
