"""Seen, Answered, Flagged, Draft, Forwarded and their keywords; Keyword, which persons name themselves."""

import re
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from webmail.mail.errors import UnsafeArgument


class Flag(Enum):
    """A flag that we show or set (RFC 9051 section 2.3.2, RFC 5788 for $Forwarded, RFC 3503 for $MDNSent).

    The last two are our own: what came back from being snoozed, and what nobody was found to have answered.
    """

    SEEN = "\\Seen"
    ANSWERED = "\\Answered"
    FLAGGED = "\\Flagged"
    DRAFT = "\\Draft"
    DELETED = "\\Deleted"
    FORWARDED = "$Forwarded"
    RECEIPT_ANSWERED = "$MDNSent"
    RESURFACED = "$Resurfaced"
    UNANSWERED = "$Unanswered"

    # Members are compared by identity, and a list asks for hundreds of hashes.
    __hash__ = object.__hash__


@dataclass(frozen=True, slots=True)
class Keyword:
    """A keyword that a person names (RFC 9051 section 2.3.2); UnsafeArgument for what is no atom."""

    value: str

    def __post_init__(self) -> None:
        if not _ATOM.fullmatch(self.value):
            raise UnsafeArgument("a keyword is not an atom")

    @property
    def name(self) -> str:
        return self.value


_ATOM = re.compile(r"[$A-Za-z0-9_.-]{1,100}")
_OURS = re.compile(rb"dp_[0-9a-f]{8}")
_BY_KEYWORD = {flag.value.lower(): flag for flag in Flag}


@lru_cache(maxsize=512)
def flags_from(keywords: tuple[bytes, ...]) -> frozenset[Flag]:
    """The flags among a FETCH answer's keywords; unknown ones are left out."""
    found = (_BY_KEYWORD.get(keyword.decode("ascii", "replace").lower()) for keyword in keywords)
    return frozenset(flag for flag in found if flag is not None)


@lru_cache(maxsize=512)
def tags_from(keywords: tuple[bytes, ...]) -> frozenset[str]:
    """The keywords among them that are tags of a person here; a store may have changed their case."""
    lower = (keyword.lower() for keyword in keywords)
    return frozenset(keyword.decode() for keyword in lower if _OURS.fullmatch(keyword))
