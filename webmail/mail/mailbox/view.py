"""View: which messages of a folder a list shows, and in which order."""

from dataclasses import dataclass
from enum import Enum

from webmail.mail.flags import Keyword
from webmail.mail.mailbox.argument import Argument, Atom

HAS_ATTACHMENT = "$HasAttachment"
"""Set by the store itself where it looks at what arrives (Dovecot: mail_attachment_detection_options)."""


class Only(Enum):
    """Which messages; the value is its word in addresses."""

    ALL = "all"
    UNREAD = "unread"
    STARRED = "starred"
    ATTACHED = "attached"


class Order(Enum):
    """In which order; the value is its word in addresses."""

    NEWEST = "newest"
    OLDEST = "oldest"
    SENDER = "sender"
    SUBJECT = "subject"
    LARGEST = "largest"


_CRITERIA = {
    Only.UNREAD: "UNSEEN",
    Only.STARRED: "FLAGGED",
    Only.ATTACHED: f"KEYWORD {HAS_ATTACHMENT}",
}
_KEYS = {
    Order.NEWEST: "REVERSE ARRIVAL",
    Order.OLDEST: "ARRIVAL",
    Order.SENDER: "FROM REVERSE ARRIVAL",
    Order.SUBJECT: "SUBJECT REVERSE ARRIVAL",
    Order.LARGEST: "REVERSE SIZE",
}


@dataclass(frozen=True, slots=True)
class View:
    """A list as it is asked for; tag narrows it to messages with this keyword.

    outgoing says that by sender means by recipient, since the sender is always oneself.
    """

    only: Only = Only.ALL
    order: Order = Order.NEWEST
    tag: str | None = None
    outgoing: bool = False

    @property
    def whole(self) -> bool:
        """Whether no message is left out."""
        return self.only is Only.ALL and self.tag is None

    @property
    def plain(self) -> bool:
        """Whether the list is the folder as it is, newest first."""
        return self.whole and self.order is Order.NEWEST

    def criteria(self) -> list[Argument]:
        """SEARCH keys (RFC 9051 section 6.4.4)."""
        wanted = [Atom(_CRITERIA[self.only])] if self.only in _CRITERIA else []
        if self.tag is not None:
            wanted.append(Atom(f"KEYWORD {Keyword(self.tag).value}"))
        return [*wanted] or [Atom("ALL")]

    def keys(self, *, by_name: bool) -> Atom:
        """SORT keys (RFC 5256); by_name where the store can sort by display names (RFC 5957)."""
        who = f"{'DISPLAY' if by_name else ''}{'TO' if self.outgoing else 'FROM'}"
        return Atom(f"({_KEYS[self.order].replace('FROM', who)})")


PLAIN = View()
