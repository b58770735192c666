"""Moved: where messages went, so that the step can be taken back."""

from dataclasses import dataclass

from webmail.mail.mailbox.answer import Answer
from webmail.mail.mailbox.numbers import count_of, expand, read_ranges

MOST_MOVED = 10_000


@dataclass(frozen=True, slots=True)
class Moved:
    """uidvalidity and uids are those in the target; uids is empty when the store does not say."""

    source: str
    target: str
    uidvalidity: int
    uids: tuple[int, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Copied:
    """COPYUID (RFC 9051 section 7.1): the messages' new names."""

    uidvalidity: int
    source: tuple[int, ...]
    target: tuple[int, ...]


def read_copied(answer: Answer) -> Copied | None:
    """What COPYUID says; None when there is none or it makes no sense."""
    words = (answer.find_code("COPYUID") or b"").split()
    if len(words) != 3 or not words[0].isdigit():
        return None
    source, target = read_ranges(words[1]), read_ranges(words[2])
    if not target or count_of(source) != count_of(target):
        return None
    return Copied(
        uidvalidity=int(words[0]),
        source=expand(source, most=MOST_MOVED),
        target=expand(target, most=MOST_MOVED),
    )
