"""Overlap: how much of one text stands in another, whatever has happened to its lines."""

from collections.abc import Iterable, Iterator

from webmail.mail.writing.guards.passages import words_of

_RUN = 5
# Of the message that may have been taken over; what is quoted begins at its beginning.
_READ = 256 * 1024


class Runs:
    """The runs of words of a text, to be found in others."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._words = [words_of(text[:_READ]) for text in texts]
        self._runs = {run for words in self._words for run in _runs(words)}

    @property
    def count(self) -> int:
        """How many words they are."""
        return sum(map(len, self._words))

    def covered(self, text: str) -> int:
        """How many of these words stand in the text, in their order."""
        there = set(_runs(words_of(text)))
        return sum(_marked(words, there) for words in self._words)

    def strange(self, text: str) -> int:
        """How many words of the text stand nowhere in these, in their order."""
        words = words_of(text)
        return len(words) - _marked(words, self._runs)


def _runs(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Each five words in a row; of fewer words all of them."""
    if words:
        for at in range(max(1, len(words) - _RUN + 1)):
            yield words[at : at + _RUN]


def _marked(words: tuple[str, ...], runs: set[tuple[str, ...]]) -> int:
    """How many words lie in one of the runs."""
    until = total = 0
    for at, run in enumerate(_runs(words)):
        if run in runs:
            end = at + len(run)
            total += end - max(at, until)
            until = end
    return total
