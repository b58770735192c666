"""Promised attachments: words that speak of one, in the writer's own part of the text."""

import re
from functools import lru_cache

from webmail.mail.writing.guards.passages import own_words

_READ = 100_000
_SAID = (
    r"anbei",
    r"im anhang",
    r"in der anlage",
    r"als an(?:hang|lage)",
    r"angehängt\w{0,2}",
    r"anhängend\w{0,2}",
    r"angehang(?:en)?",
    r"häng(?:e|en) (?:ich |wir )?(?:\w{1,20} ){0,6}an",
    r"bei(?:gefügt|liegend)\w{0,2}",
    r"anliegend\w{0,2}",
    r"füg(?:e|en) (?:ich |wir )?(?:\w{1,20} ){0,6}bei",
    r"siehe an(?:hang|lage)",
    r"s\. an(?:hang|lage)",
    r"anlage(?:n)? beachten",
    r"(?:is|are|have|i've|i'm|please find) attach(?:ed|ing)",
    r"attached (?:is|are|you|please|find|file\w?|document\w?)",
    r"(?:see|find) (?:the )?attach(?:ed|ment\w?)",
    r"(?:i|we) attach(?:ed)?",
    r"in (?:the|an) attachment",
    r"(?:is|are|please find) enclosed",
    r"enclosed (?:is|are|please|you)",
)


def promised(text: str, more: tuple[str, ...] = ()) -> str | None:
    """The first words that promise an attachment, as they stand there; None when nothing does."""
    found = _expression(more).search(" ".join(own_words(text)[:_READ].split()))
    return found[0][:80] if found else None


@lru_cache(maxsize=16)
def _expression(more: tuple[str, ...]) -> re.Pattern[str]:
    ways = "|".join((*_SAID, *map(re.escape, more)))
    return re.compile(rf"(?<!\w)(?:{ways})(?!\w)", re.IGNORECASE)
