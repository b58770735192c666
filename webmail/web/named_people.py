"""Who may be meant by a name where an address belongs: for those who get no proposals while they type."""

from dataclasses import dataclass

from webmail.contacts import Suggestion
from webmail.mail import Piece, read_pieces
from webmail.policy import Feature
from webmail.web.contact_words import school_list_names
from webmail.web.current import current
from webmail.web.recipient_words import as_group, as_recipients
from webmail.web.words import _

_FEW = 3


@dataclass(frozen=True, slots=True)
class Named:
    """One who may be meant, as the field would have them, and told from others of the name."""

    piece: Piece
    label: str


def written_as(found: Suggestion) -> str:
    """A group or list of several is one entry that can be opened."""
    if found.is_of_many and len(found.people) > 1:
        return as_group(found.name, found.people)
    return as_recipients(found.people)


def named(piece: Piece) -> tuple[Named, ...]:
    """The nearest few; nobody where an address was begun, for that is a slip and no name."""
    if not piece.is_wrong or "@" in piece.typed or not current.policy.allows(Feature.CONTACTS):
        return ()
    found = current.contacts.suggestions.find(piece.typed, called=school_list_names())[:_FEW]
    return tuple(Named(read_pieces(written_as(each))[0], _label(each)) for each in found)


def taken(piece: Piece, mark: str) -> Piece:
    """The one who was chosen; the piece itself if they are not there any more."""
    return next((each.piece for each in named(piece) if each.piece.mark == mark), piece)


def _label(found: Suggestion) -> str:
    if found.is_of_many:
        return _("%(name)s (%(count)s)", name=found.name, count=len(found.people))
    return " · ".join(filter(None, (as_recipients(found.people), found.school)))
