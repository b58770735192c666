"""Pieces: a field of recipients cut where one ends and the next begins; each is what was typed there."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from webmail.mail.address import Address

_APART = re.compile(r"[\"()<]")


@dataclass(frozen=True, slots=True)
class Piece:
    """What was typed at one place: an address, a group of several (RFC 5322 section 3.4), or none of them.

    group is the name before the colon, where several people stand behind it.
    """

    typed: str
    addresses: tuple[Address, ...] = ()
    group: str = ""

    @property
    def is_wrong(self) -> bool:
        """Whether nobody can be written to by it."""
        return not self.addresses

    @property
    def stands_alone(self) -> bool:
        """Whether it needs a line of its own: beside others it, or they, would be read in another way."""
        if self.group:
            return False
        return ":" in self.typed or (self.is_wrong and _APART.search(self.typed) is not None)

    @property
    def mark(self) -> str:
        """What names the piece on a page, whatever is typed before and behind it meanwhile."""
        return hashlib.sha256(self.typed.encode("utf-8", "replace")).hexdigest()[:16]


def joined(pieces: Iterable[Piece]) -> str:
    """The field again: every piece is read as it was before."""
    text, apart = "", False
    for piece in pieces:
        if text:
            text += "\n" if apart or piece.stands_alone else ", "
        text, apart = text + piece.typed, piece.stands_alone
    return text
