"""Refusals: why held mail was not sent, written down closed until its person comes back."""

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import astuple

from webmail.errors import SealBroken, WebmailError
from webmail.mail.errors import Hindrance, NotSubmitted, TooLarge, Unsendable
from webmail.policy import Feature, Forbidden, Policy


class Refusals:
    """Seals refusals, since they hold addresses and a server's words; opens those of this account alone."""

    def __init__(self, *, seal: Callable[[str], str], unseal: Callable[[str], str], policy: Policy) -> None:
        self._seal = seal
        self._unseal = unseal
        self._policy = policy

    def write(self, error: Exception) -> str:
        """The refusal as the ledger keeps it."""
        if isinstance(error, NotSubmitted):
            told: list[object] = ["server", error.reason, error.said, error.code]
        elif isinstance(error, Unsendable):
            told = ["fields", {name: list(map(astuple, found)) for name, found in error.fields.items()}]
        elif isinstance(error, TooLarge):
            told = ["fields", {"attachments": [["too_large", "", "", ""]]}]
        elif isinstance(error, Forbidden):
            told = ["feature"]
        else:
            told = ["server", "broke", ""]
        return self._seal(json.dumps(told, separators=(",", ":")))

    def read(self, sealed: str) -> WebmailError | None:
        """The refusal again; None when it was not sealed here."""
        with suppress(SealBroken, ValueError, TypeError):
            kind, *facts = json.loads(self._unseal(sealed))
            if kind == "fields":
                (fields,) = facts
                return Unsendable({name: tuple(Hindrance(*each) for each in fields[name]) for name in fields})
            if kind == "feature":
                return _switched_off()
            reason, said, *code = facts
            return NotSubmitted(reason, said=said, code="".join(code))
        return None


def _switched_off() -> Forbidden:
    try:
        Policy({Feature.SEND_LATER: False}).require(Feature.SEND_LATER)
    except Forbidden as forbidden:
        return forbidden
    raise AssertionError("unreachable")
