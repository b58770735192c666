"""How names are found however they are typed: "Müller", "Mueller" and "muller" are one word."""

import re

from webmail.accounts.people import spellings

LONGEST_WORD = 320
# What a German keyboard writes with two letters; whoever has another one leaves the second away.
_WRITTEN_OUT = re.compile("([aou])e")
_BETWEEN = re.compile(r"[\W_]+")


def folded(text: str) -> str:
    """The text as it is compared; what is the beginning of a text stays the beginning of it."""
    return _WRITTEN_OUT.sub(r"\1", spellings(text)[0])


def words_of(*texts: str) -> frozenset[str]:
    """Every word of names as it is compared."""
    return frozenset(word for text in texts for word in _BETWEEN.split(folded(text)) if word)


def words_of_address(address: str) -> frozenset[str]:
    """An address by the words before the at sign, and as a whole."""
    return words_of(address.partition("@")[0]) | {folded(address)[:LONGEST_WORD]}


def typed_words(typed: str) -> tuple[str, ...]:
    """What somebody looks for, the longest first; what looks like an address stays in one piece."""
    found: set[str] = set()
    for piece in typed.replace(",", " ").replace("<", " ").replace(">", " ").split():
        found |= {folded(piece)[:LONGEST_WORD]} if "@" in piece.strip("@") else words_of(piece)
    return tuple(sorted(found, key=lambda word: (-len(word), word)))
