"""Finding: one thing a person should know before sending, and what they have said about it."""

import hashlib
from dataclasses import dataclass
from enum import Enum

from webmail.mail.errors import MailError
from webmail.mail.writing.draft import StoredDraft
from webmail.policy import Clause


class Guard(Enum):
    """What a finding is about."""

    FORWARD = "forward"
    SENSITIVE = "sensitive"
    VISIBLE = "visible"
    LIST = "list"
    REPLY_TO_MANY = "reply_to_many"
    MISSPELLED = "misspelled"
    NO_ATTACHMENT = "no_attachment"
    NO_SUBJECT = "no_subject"


class Remedy(Enum):
    """What puts it right with one click; the others are put right by writing."""

    BCC = "bcc"
    MEANT = "meant"
    INSIDE = "inside"


class Way(Enum):
    """How a message with this finding may still go out: once confirmed, with a reason, or not at all."""

    CONFIRM = "confirm"
    REASON = "reason"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding; facts are what its sentences need, pairs what belongs together (typed and meant).

    clause is the rule that says so and channel what is allowed instead, where there is one.
    """

    guard: Guard
    way: Way = Way.CONFIRM
    remedy: Remedy | None = None
    facts: tuple[str, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()
    clause: Clause | None = None
    channel: str = ""
    count: int = 0
    most: int = 0

    def mark(self, message_id: str) -> str:
        """Names what was seen, of this message: with other facts it is another finding, and asked anew."""
        label = self.clause.paragraph if self.clause else ""
        seen = (message_id, self.guard.value, self.way.value, label, str(self.count), *self.facts)
        told = "\0".join((*seen, *(word for pair in self.pairs for word in pair)))
        return hashlib.sha256(told.encode(errors="replace")).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What the person has said: the marks of the findings they have seen, and one reason for all of them."""

    marks: frozenset[str] = frozenset()
    reason: str = ""

    @property
    def has_reason(self) -> bool:
        """A few letters at least: nobody gives a reason in less."""
        return sum(char.isalpha() for char in self.reason) >= LEAST_REASON

    def settles(self, finding: Finding, message_id: str) -> bool:
        """Whether nothing is left to ask about it; what is refused stays so, whatever is confirmed."""
        if finding.way is Way.REFUSE or finding.mark(message_id) not in self.marks:
            return False
        return finding.way is Way.CONFIRM or self.has_reason


LEAST_REASON = 5
NOTHING_CONFIRMED = Confirmed()


class Guarded(MailError):
    """The person is to be asked, or told: all findings at once; nothing went out, and the draft is stored."""

    def __init__(self, findings: tuple[Finding, ...], stored: StoredDraft) -> None:
        super().__init__(", ".join(finding.guard.value for finding in findings))
        self.findings = findings
        self.stored = stored

    @property
    def refused(self) -> bool:
        """Whether no confirmation helps."""
        return any(finding.way is Way.REFUSE for finding in self.findings)

    @property
    def needs_reason(self) -> bool:
        return any(finding.way is Way.REASON for finding in self.findings)


@dataclass(frozen=True, slots=True)
class Forwarded:
    """What is written down of received mail that went outside: how, to which domains, and why; no content."""

    how: tuple[str, ...]
    domains: tuple[str, ...]
    reason: str = ""
