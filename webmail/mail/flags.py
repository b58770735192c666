"""Seen, Answered, Flagged, Draft, Forwarded and their keywords."""

from enum import Enum
from functools import lru_cache


class Flag(Enum):
    """A flag that we show or set (RFC 9051 section 2.3.2, RFC 5788 for $Forwarded, RFC 3503 for $MDNSent)."""

    SEEN = "\\Seen"
    ANSWERED = "\\Answered"
    FLAGGED = "\\Flagged"
    DRAFT = "\\Draft"
    DELETED = "\\Deleted"
    FORWARDED = "$Forwarded"
    RECEIPT_ANSWERED = "$MDNSent"

    # Members are compared by identity, and a list asks for hundreds of hashes.
    __hash__ = object.__hash__


_BY_KEYWORD = {flag.value.lower(): flag for flag in Flag}


@lru_cache(maxsize=512)
def flags_from(keywords: tuple[bytes, ...]) -> frozenset[Flag]:
    """The flags among a FETCH answer's keywords; unknown ones are left out."""
    found = (_BY_KEYWORD.get(keyword.decode("ascii", "replace").lower()) for keyword in keywords)
    return frozenset(flag for flag in found if flag is not None)
