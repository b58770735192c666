"""Held mail in this process: a thread sends it when its time has come, and whoever leaves sends it before."""

import logging
import threading
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from datetime import datetime

from flask import Flask, current_app

from webmail.errors import WebmailError
from webmail.mail import (
    AlreadySent,
    Hold,
    MailError,
    Standing,
    State,
    StoredDraft,
    Writing,
    unsent_because_ended,
)
from webmail.web.current import EXTENSION as PARTS
from webmail.web.current import current
from webmail.web.handing_over import tell_of_failure

LOG = logging.getLogger(__name__)
EXTENSION = "dienstpost_holding"
# Whoever leaves waits so long for what is still held; the rest goes on behind the receipt.
LEAVING_SECONDS = 5.0
SENT = (State.FILED, State.ACCEPTED)
NOT_SENT = (State.REFUSED, State.UNSENT)


@dataclass(frozen=True, slots=True)
class Holding:
    """The threads of one application that wait; close() ends them, and what they held stays where it is."""

    ended: threading.Event = field(default_factory=threading.Event)

    def close(self) -> None:
        """Nothing more is sent by this process."""
        self.ended.set()


@dataclass(slots=True)
class Left:
    """What became of what was held when its person left."""

    sent: int = 0
    back: int = 0
    open: int = 0


def install(app: Flask) -> None:
    """Makes room for the threads of this application."""
    app.extensions[EXTENSION] = Holding()


def wait_to_send(hold: Hold, stored: StoredDraft, *, until: datetime | None = None) -> Standing:
    """Lets it wait; what can be taken back for a moment is sent by a thread of this process after that."""
    standing = hold.hold(stored, until=until)
    if until is None:
        writing, account, sign_in = stored.draft.writing, current.account.id, current.sign_in.id
        _start(hold, lambda: _send_after_a_while(hold, writing, standing.attempt, account, sign_in))
    return standing


def _start(hold: Hold, work: Callable[[], None]) -> threading.Event:
    """Does the work in a thread with connections that outlast the sign-in; set when it is done."""
    app, finished = current_app._get_current_object(), threading.Event()  # type: ignore[attr-defined]
    with ExitStack() as stack:
        stack.enter_context(current.parts.outlasting(hold.outbox))
        lasting = stack.pop_all()

    def run() -> None:
        try:
            # A context of its own, closed at once: left open it would lend this person to the next request.
            with app.app_context(), lasting:
                work()
        finally:
            finished.set()

    try:
        # No daemon: whoever stops the server waits for the moment until it is sent.
        threading.Thread(target=run, name="holding").start()
    except RuntimeError:
        # It waits in the outbox and is shown there; the worker takes it, where there is one.
        LOG.error("no_thread_for_holding")
        lasting.close()
        finished.set()
    return finished


def _send_after_a_while(hold: Hold, writing: Writing, attempt: str, account: int, sign_in: int) -> None:
    if current_app.extensions[EXTENSION].ended.wait(hold.seconds):
        return
    alone = hold.sign_in is not None
    if alone and not current_app.extensions[PARTS].sign_ins.lives(sign_in):
        unsent_because_ended(hold, writing, seen=attempt)
        LOG.info("held_mail_left reason=ended")
        return
    state = _send(hold, writing, attempt, last=alone)
    if state in NOT_SENT:
        tell_of_failure(account, writing, hold.refusal(writing))


def _send(hold: Hold, writing: Writing, attempt: str, *, last: bool) -> State | None:
    """How it stands then; None when somebody else has it."""
    try:
        state = hold.send(writing, seen=attempt, last=last)
    except AlreadySent:
        return None
    except WebmailError as error:
        LOG.warning("held_mail_left kind=%s", type(error).__name__)
        return State.UNSENT
    LOG.info("held_mail state=%s", state)
    return state


def send_what_is_held() -> Left:
    """Sends what could still be taken back, because its person leaves; for a few seconds at most."""
    left, hold = Left(), current.lasting_hold()
    try:
        held = hold.of_this_sign_in()
    except MailError:
        left.back = hold.count_of_this_sign_in()
        return left
    if not held:
        return left
    states: list[State | None] = []

    def work() -> None:
        for writing, attempt in held:
            state: State | None = State.UNSENT
            with suppress(Exception):
                state = _send(hold, writing, attempt, last=True)
            states.append(state)

    _start(hold, work).wait(LEAVING_SECONDS)
    known = list(states)
    left.sent = sum(state in SENT for state in known)
    left.back = sum(state in NOT_SENT for state in known)
    left.open = len(held) - left.sent - left.back - known.count(None)
    return left
