"""Moved, Marked: what one step has changed, so that it can be taken back; Done: a deed on several folders."""

from dataclasses import dataclass

from webmail.mail.errors import ConnectionLost, CredentialRefused, MailError, StoreUnavailable
from webmail.mail.flags import Flag, Keyword
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
class Marked:
    """A flag was set or cleared: count messages have it so now, uids are those that it changed."""

    folder: str
    uidvalidity: int
    flag: Flag | Keyword
    on: bool
    uids: tuple[int, ...]
    count: int


STORE_AWAY = (StoreUnavailable, CredentialRefused)
"""What hinders a deed in one folder and in all the others too: nobody waits for it folder after folder."""


def unclear_of(error: MailError, count: int) -> int:
    """Of how many messages nobody knows what became of them: of all, if the line broke after the command."""
    return count if isinstance(error, ConnectionLost) else 0


Step = Moved | Marked
"""What can be taken back by itself: one command in one folder."""


@dataclass(frozen=True, slots=True)
class Done:
    """A deed on messages of several folders: what was done, and how many were left because of what.

    unclear counts those of which nobody knows, since the line broke when the command was on its way.
    """

    steps: tuple[Step, ...]
    left: int = 0
    cause: MailError | None = None
    unclear: int = 0

    @property
    def count(self) -> int:
        """How many messages it was done to."""
        return sum(step.count for step in self.steps)

    @property
    def target(self) -> str | None:
        """The folder all of them went to; None when there is not one."""
        targets = {step.target for step in self.steps if isinstance(step, Moved)}
        return targets.pop() if len(targets) == 1 else None


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
