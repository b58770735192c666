"""The words for the ways to look at a folder."""

from collections.abc import Mapping

from webmail.mail import Only, Order, View
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


def told(view: View, total: int) -> str:
    """How many messages a filter lets through."""
    if view.tag is not None:
        return ngettext("%(num)s message with this tag.", "%(num)s messages with this tag.", total)
    if view.only is Only.UNREAD:
        return ngettext("%(num)s unread message.", "%(num)s unread messages.", total)
    if view.only is Only.STARRED:
        return ngettext("%(num)s message with a star.", "%(num)s messages with a star.", total)
    return ngettext("%(num)s message with an attachment.", "%(num)s messages with attachments.", total)


def nothing(view: View) -> str:
    """What to say when a filter lets nothing through."""
    if view.tag is not None:
        return _("No message has this tag.")
    if view.only is Only.UNREAD:
        return _("Everything here has been read.")
    if view.only is Only.STARRED:
        return _("No message here has a star.")
    return _("No message here has an attachment.")
