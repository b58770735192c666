"""GuardRules: what an installation has decided about sending."""

from dataclasses import dataclass
from enum import Enum

from webmail.mail.writing.guards.matters import SHIPPED
from webmail.mail.writing.guards.sensitive import Matter
from webmail.policy import N_, Clause


class Forwarding(Enum):
    """What becomes of received mail on its way outside: it stays, goes with a reason, or is only recorded."""

    REFUSE = "refuse"
    REASON = "reason"
    RECORD = "record"


NO_FORWARDING = Clause(
    "guards.forward",
    N_("Official mail you have received must not be passed on to addresses outside the service."),
)
INSTEAD = N_("Tell them in your own words what they need to know, or send it by post.")


@dataclass(frozen=True, slots=True)
class GuardRules:
    """Numbers of 0 switch a guard off. attachment_words are words that promise one, beside those we know.

    Refusing is what goes without saying: the rule of the service forbids passing on, so an installation that
    wants less says so in its file.
    """

    visible_external: int = 5
    reply_to_many: int = 15
    attachment_words: tuple[str, ...] = ()
    forward: Forwarding = Forwarding.REFUSE
    forward_clause: Clause = NO_FORWARDING
    forward_channel: str = INSTEAD
    matters: tuple[Matter, ...] = SHIPPED
