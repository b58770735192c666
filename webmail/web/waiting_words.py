"""Why a message waits for another try, in words: what the mail server for sending has said, or not said."""

from collections.abc import Callable

from webmail.errors import WebmailError
from webmail.mail import Hindrance, NotSubmitted, Unsendable
from webmail.web.hindrances import answered
from webmail.web.words import _

# A message to a hundred addresses is not told of each.
MOST_TOLD = 3


def why_waiting(refusal: WebmailError | None) -> tuple[str, ...]:
    """What hindered the last try; () where only the store, or nobody, knows."""
    if isinstance(refusal, NotSubmitted):
        ours = REASONS.get(refusal.reason, _not_now)()
        return (ours, answered(refusal.said)) if refusal.said else (ours,)
    if isinstance(refusal, Unsendable):
        found = [each for hindrances in refusal.fields.values() for each in hindrances]
        return tuple(words for each in found[:MOST_TOLD] for words in _of_recipient(each))
    return ()


def _of_recipient(found: Hindrance) -> tuple[str, ...]:
    ours = _("The mail server does not accept the message for “%(entry)s” at the moment.", entry=found.entry)
    return (ours, answered(found.said)) if found.said else (ours,)


def _not_now() -> str:
    return _("The mail server does not accept the message at the moment.")


REASONS: dict[str, Callable[[], str]] = {
    "unreachable": lambda: _("The outgoing mail server cannot be reached."),
    "slow": lambda: _("The outgoing mail server takes too long to answer."),
    "broke": lambda: _("The connection to the mail server was lost before it had the message."),
}
