"""What the list says of a draft that is more than a draft: it came back, or is on its way out."""

import hashlib
from collections.abc import Callable, Mapping

from webmail.mail import State
from webmail.web.current import current
from webmail.web.words import _

# Why it was not sent stands on its page, one click away. What lies elsewhere is not told of here.
WORDS: Mapping[State, Callable[[], str]] = {
    State.REFUSED: lambda: _("Not sent"),
    State.UNCLEAR: lambda: _("Not certain whether it was sent"),
    State.ACCEPTED: lambda: _("Sent, the copy is missing"),
    State.SUBMITTING: lambda: _("Is being handed over"),
}


def draft_states() -> Mapping[bytes, str]:
    """The words, by what the ledger knows of a message."""
    return {key: WORDS[state]() for key, state in current.hold.states().items() if state in WORDS}


def key_of(message_id: str) -> bytes:
    """What the ledger knows of a message."""
    return hashlib.sha256(message_id.encode()).digest()
