"""Handing over lasts as long as the mail server wants: the page waits a moment, a thread to the end."""

import logging
import threading
from collections import OrderedDict
from concurrent.futures import Future, wait
from dataclasses import dataclass, field
from typing import cast

from flask import Flask, current_app

from webmail.errors import WebmailError
from webmail.mail import Outbox, State, StoredDraft, Writing
from webmail.web.current import current

LOG = logging.getLogger(__name__)
EXTENSION = "dienstpost_handed_over"
# Most servers answer within this; for the others there is a page that says how it stands.
PATIENCE = 2.5
MOST = 1000


@dataclass(slots=True)
class HandedOver:
    """What this process remembers of one message: why it did not go out, if it did not."""

    failure: WebmailError | None = None


@dataclass(slots=True)
class _Memory:
    """Bounded, in this process only; what is not here is not known, and never taken for a fact."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    kept: OrderedDict[tuple[int, str], HandedOver] = field(default_factory=OrderedDict)


def hand_over(outbox: Outbox, stored: StoredDraft) -> State | None:
    """How it ended, or None when it goes on behind the page; raises what the outbox raises."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    remembered = HandedOver()
    _keep(stored.draft.writing, remembered)
    outcome: Future[State] = Future()
    # No daemon: whoever stops the server waits until the mail server has answered.
    threading.Thread(
        target=_run, args=(app, outbox, stored, remembered, outcome), name="handing-over"
    ).start()
    return outcome.result() if wait([outcome], timeout=PATIENCE).done else None


def _run(
    app: Flask, outbox: Outbox, stored: StoredDraft, remembered: HandedOver, outcome: Future[State]
) -> None:
    # A context of its own, closed at once: left open it would lend this person to the next request.
    with app.app_context():
        try:
            state = outbox.hand_over(stored)
        except WebmailError as error:
            LOG.warning("not_handed_over kind=%s", type(error).__name__)
            remembered.failure = error
            outcome.set_exception(error)
        except Exception as error:
            LOG.error("handing_over_broke", exc_info=error)
            outcome.set_exception(error)
        else:
            LOG.info("handed_over state=%s", state)
            outcome.set_result(state)


def find_handed_over(writing: Writing) -> HandedOver | None:
    """What is remembered of this message, if it was handed over by this process."""
    memory = _memory()
    with memory.lock:
        return memory.kept.get((current.account.id, writing.message_id))


def forget_handed_over(account: int, writing: Writing | None = None) -> None:
    """Drops one message, or all of a person who leaves."""
    memory = _memory()
    with memory.lock:
        for key in [key for key in memory.kept if key[0] == account]:
            if writing is None or key[1] == writing.message_id:
                del memory.kept[key]


def _keep(writing: Writing, remembered: HandedOver) -> None:
    memory = _memory()
    with memory.lock:
        memory.kept[current.account.id, writing.message_id] = remembered
        memory.kept.move_to_end((current.account.id, writing.message_id))
        while len(memory.kept) > MOST:
            memory.kept.popitem(last=False)


def _memory() -> _Memory:
    return cast(_Memory, current_app.extensions.setdefault(EXTENSION, _Memory()))
