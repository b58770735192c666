"""Spelling: a domain one or two slips of the keyboard away from a well-known one."""

from collections.abc import Iterable
from functools import lru_cache

# Two slips in a short name make any other short name of it: gmx.de and web.de are three apart.
_TWO_FROM = 10
_LONGEST = 80


class Spelling:
    """The domains that are known; each is kept with the letters it has, so that most are never compared."""

    def __init__(self, known: Iterable[str]) -> None:
        self._known = frozenset(known)
        self._by_length: dict[int, list[tuple[int, str]]] = {}
        for domain in sorted(self._known):
            self._by_length.setdefault(len(domain), []).append((_letters(domain), domain))
        self._find = lru_cache(maxsize=4096)(self._nearest)

    def meant(self, domain: str) -> str | None:
        """The known domain that this one is probably meant to be; None for known ones and strange ones."""
        if not domain or len(domain) > _LONGEST or self._is_known(domain):
            return None
        return self._find(domain)

    def _is_known(self, domain: str) -> bool:
        """What lies below a known domain is its own business."""
        while domain and domain not in self._known:
            domain = domain.partition(".")[2]
        return bool(domain)

    def _nearest(self, domain: str) -> str | None:
        letters = _letters(domain)
        near: list[tuple[int, str]] = []
        for length in range(len(domain) - 2, len(domain) + 3):
            for others, known in self._by_length.get(length, ()):
                # One slip changes two letters of the set at most.
                if (letters ^ others).bit_count() > 4:
                    continue
                slips = _slips(domain, known)
                if slips <= (2 if len(known) >= _TWO_FROM else 1):
                    near.append((slips, known))
        return min(near)[1] if near else None


def _letters(domain: str) -> int:
    """The set of its characters in 64 bits."""
    bits = 0
    for char in domain:
        bits |= 1 << (ord(char) & 63)
    return bits


def _slips(one: str, other: str) -> int:
    """Letters changed, added, left out, and neighbours swapped (optimal string alignment distance)."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, char in enumerate(one, start=1):
        older, before, row = before, row, [at]
        for there, its in enumerate(other, start=1):
            least = min(before[there] + 1, row[-1] + 1, before[there - 1] + (char != its))
            if at > 1 and there > 1 and char == other[there - 2] and one[at - 2] == its:
                least = min(least, older[there - 2] + 1)
            row.append(least)
    return row[-1]
