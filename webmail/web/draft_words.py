"""What the list says of a draft that is more than a draft: it came back, or is on its way out."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from webmail.mail import Row, State
from webmail.web.current import current
from webmail.web.words import _

# Why it was not sent stands on its page, one click away. What lies elsewhere is not told of here.
WORDS: Mapping[State, Callable[[], str]] = {
    State.REFUSED: lambda: _("Not sent"),
    State.UNCLEAR: lambda: _("Uncertain whether it was sent"),
    State.ACCEPTED: lambda: _("Sent, copy missing"),
    State.SUBMITTING: lambda: _("Being handed over"),
}


def draft_states() -> Mapping[bytes, str]:
    """The words, by what the ledger knows of a message."""
    return {key: WORDS[state]() for key, state in current.hold.states().items() if state in WORDS}


def versions_among(rows: Iterable[Row]) -> Mapping[str, str]:
    """The words for drafts that lie there more than once, by Message-ID: none of them knew of the other."""
    counted = Counter(row.envelope.message_id for row in rows)
    words = _("Also written in another window")
    return {message_id: words for message_id, count in counted.items() if message_id and count > 1}


def key_of(message_id: str) -> bytes:
    """What the ledger knows of a message."""
    return hashlib.sha256(message_id.encode()).digest()
