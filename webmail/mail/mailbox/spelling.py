"""Spellings of a word that find each other: ä and ae, ö and oe, ü and ue, ß and ss."""

import re
from itertools import product

MOST_SPELLINGS = 6
_LONGEST = 40
_PAIRS = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"}
_SHORT = {pair: sign for sign, pair in _PAIRS.items()}
_LONG = str.maketrans(_PAIRS)
_PAIR = re.compile("|".join(_SHORT))


def folded(text: str) -> str:
    """The text as it is compared where we compare ourselves: small, and with pairs for umlauts."""
    return text.lower().translate(_LONG)


def spellings(word: str) -> tuple[str, ...]:
    """The word as it was typed, with pairs only, with umlauts only, then mixed; only so many."""
    if len(word) > _LONGEST:
        return (word,)
    small = word.lower()
    long = small.translate(_LONG)
    pieces = _PAIR.split(long)
    pairs = _PAIR.findall(long)
    found = {small: word, long: long} if small != long else {small: word}
    # What is far from both ends comes last, so that a bound cuts off the least likely.
    for signs in sorted(product((True, False), repeat=min(len(pairs), 6)), key=_mixed):
        if len(found) == MOST_SPELLINGS:
            break
        written = [
            _SHORT[pair] if short else pair
            for pair, short in zip(pairs, (*signs, *[False] * len(pairs)), strict=False)
        ]
        each = "".join(piece for both in zip(pieces, (*written, ""), strict=True) for piece in both)
        found.setdefault(each, each)
    return tuple(found.values())


def _mixed(signs: tuple[bool, ...]) -> int:
    return min(sum(signs), len(signs) - sum(signs))
