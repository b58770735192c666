"""Quoted text, and the words around it that the web layer has."""

from collections.abc import Iterator
from typing import Protocol

from webmail.mail.reading.original import Original
from webmail.mail.writing.draft import writable

QUOTE_LIMIT = 512 * 1024
_SIGNATURE = "-- "


class QuoteWords(Protocol):
    """The sentences around a quote, in the language of the person who writes."""

    def attribution(self, original: Original) -> str:
        """The line above the quote of an answer: when, and who wrote."""

    def forwarded(self, original: Original) -> str:
        """The lines above a forwarded text: from, to, when, subject."""


def plain(text: str) -> str:
    """Somebody else's text as a draft holds it, at most 512 KB."""
    return writable(text[:QUOTE_LIMIT]).encode()[:QUOTE_LIMIT].decode(errors="ignore")


def quoted(text: str) -> str:
    """The text of an answer's original, each line marked (RFC 3676 section 4.5), without its signature."""
    lines = "\n".join(_without_signature(plain(text))).strip("\n")
    return "\n".join(map(_marked, lines.split("\n"))) if lines.strip() else ""


def _without_signature(text: str) -> Iterator[str]:
    """A signature ends where an older quote begins: some people answer above it (RFC 3676 section 4.3)."""
    in_signature = False
    for line in text.split("\n"):
        in_signature = not line.startswith(">") if in_signature else line == _SIGNATURE
        if not in_signature:
            yield line


def _marked(line: str) -> str:
    if line.startswith(">"):
        return f">{line}"
    return f"> {line}" if line.strip() else ">"
