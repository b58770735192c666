"""The product with one safeguard taken out: what the runs must notice, or they would prove nothing."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask

from tests.crash.serve import product
from tests.crash.served import product as served
from webmail.accounts import HeldSubmissions, Submissions
from webmail.mail.errors import NotSubmitted, OutcomeUnclear
from webmail.mail.writing.outbox import Outbox
from webmail.mail.writing.saving import Saving
from webmail.mail.writing.submission import Submission


def without_ledger(instance: Path) -> Flask:
    """Everybody may claim everything, and nothing is remembered."""
    Submissions.claim = lambda *_, **__: True  # type: ignore[method-assign]
    Submissions.advance = lambda *_, **__: True  # type: ignore[method-assign]
    Submissions.renew = lambda *_, **__: True  # type: ignore[method-assign]
    Submissions.find = lambda *_: None  # type: ignore[method-assign]
    return product(instance)


def without_taking(instance: Path) -> Flask:
    """Whoever finds a message that waits sends it: the thread of its page, and two workers."""
    HeldSubmissions.take = lambda *_, **__: True  # type: ignore[method-assign]
    Submissions.advance = lambda *_, **__: True  # type: ignore[method-assign]
    Submissions.renew = lambda *_, **__: True  # type: ignore[method-assign]
    return served(instance)


def without_doubt(instance: Path) -> Flask:
    """No answer from the submission server is taken for a refusal."""
    _around(Submission, "_hand_over", OutcomeUnclear, lambda: NotSubmitted("broke"))
    return product(instance)


def without_memory(instance: Path) -> Flask:
    """The ledger is not told of what begins to go out: who dies then has sent nothing, it seems."""
    step = Outbox._step_to_submitting

    def forget(self: Outbox, stored: Any, recipients: int) -> None:
        step(self, stored, recipients)
        self.ledger.release(stored.draft.writing.message_id)

    Outbox._step_to_submitting = forget  # type: ignore[method-assign]
    Submissions.renew = lambda *_, **__: True  # type: ignore[method-assign]
    return product(instance)


def without_tidying(instance: Path) -> Flask:
    """Old versions of a draft stay where they are."""
    Saving._remove = lambda *_: None  # type: ignore[method-assign]
    return product(instance)


def without_looking(instance: Path) -> Flask:
    """Whatever another page has stored is replaced."""
    Saving._check = lambda *_: None  # type: ignore[method-assign]
    return product(instance)


def _around(of: type, name: str, error: type[Exception], instead: Callable[[], Exception]) -> None:
    inner = getattr(of, name)

    def outer(self: Any, *arguments: Any) -> Any:
        try:
            return inner(self, *arguments)
        except error:
            raise instead() from None

    setattr(of, name, outer)
