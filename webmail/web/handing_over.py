"""Handing over lasts as long as the mail server wants: the page waits a moment, a thread to the end."""

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, wait
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import cast

from flask import Flask, current_app

from webmail.errors import WebmailError
from webmail.mail import AlreadySent, Hold, NotSubmitted, Outbox, OutcomeUnclear, State, StoredDraft, Writing
from webmail.web.current import current

LOG = logging.getLogger(__name__)
EXTENSION = "dienstpost_handed_over"
# Most servers answer within this; for the others there is a page that says how it stands.
PATIENCE = 2.5
MOST = 1000


@dataclass(slots=True)
class HandedOver:
    """What this process remembers of one message: why it did not go out, and whether the person knows.

    Without a failure it is on its way; what went out, or may have, is known to the ledger alone.
    """

    failure: WebmailError | None = None
    told: bool = False


@dataclass(slots=True)
class _Memory:
    """Bounded, in this process only; what is not here is not known, and never taken for a fact."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    kept: OrderedDict[tuple[int, str], HandedOver] = field(default_factory=OrderedDict)


@dataclass(frozen=True, slots=True)
class _Errand:
    """What the thread takes along: lasting is what it closes at its end, whatever has happened."""

    app: Flask
    outbox: Outbox
    writing: Writing
    work: Callable[[], State]
    release: Callable[[], None]
    account: int
    remembered: HandedOver
    lasting: ExitStack
    outcome: Future[State] = field(default_factory=Future)


def hand_over(outbox: Outbox, stored: StoredDraft) -> State | None:
    """How it ended, or None when it goes on behind the page; raises what the outbox raises.

    It goes on to its end even when the person leaves meanwhile, or somebody ends the sign-in.
    """
    with ExitStack() as lasting:
        lasting.enter_context(current.parts.outlasting(outbox))
        errand = _Errand(
            current_app._get_current_object(),  # type: ignore[attr-defined]
            outbox,
            stored.draft.writing,
            lambda: outbox.hand_over(stored),
            # Nothing has gone out; a claim that stays would say that it is on its way.
            lambda: outbox.ledger.release(stored.draft.writing.message_id),
            current.account.id,
            _keep(stored.draft.writing),
            lasting.pop_all(),
        )
    return _ended(errand)


def hand_over_held(hold: Hold, writing: Writing, *, seen: str) -> State | None:
    """The same for what waits, now and once; what is not taken is a draft then, and says why."""
    with ExitStack() as lasting:
        lasting.enter_context(current.parts.outlasting(hold.outbox))
        errand = _Errand(
            current_app._get_current_object(),  # type: ignore[attr-defined]
            hold.outbox,
            writing,
            lambda: hold.send(writing, seen=seen, last=True, now=True),
            lambda: None,
            current.account.id,
            _keep(writing),
            lasting.pop_all(),
        )
    return _ended(errand)


def _ended(errand: _Errand) -> State | None:
    _start(errand)
    if not wait([errand.outcome], timeout=PATIENCE).done:
        return None
    errand.remembered.told = True
    return errand.outcome.result()


def _start(errand: _Errand) -> None:
    try:
        # No daemon: whoever stops the server waits until the mail server has answered.
        threading.Thread(target=_run, args=(errand,), name="handing-over").start()
    except RuntimeError as error:
        LOG.error("no_thread_for_handing_over")
        errand.lasting.close()
        errand.release()
        _drop(errand)
        raise NotSubmitted("broke") from error


def _run(errand: _Errand) -> None:
    # A context of its own, closed at once: left open it would lend this person to the next request.
    with errand.app.app_context():
        try:
            with errand.lasting:
                state = errand.work()
        except WebmailError as error:
            LOG.warning("not_handed_over kind=%s", type(error).__name__)
            if isinstance(error, (AlreadySent, OutcomeUnclear)):
                _drop(errand)
            errand.remembered.failure = error
            errand.outcome.set_exception(error)
        except Exception as error:
            LOG.error("handing_over_broke", exc_info=error)
            _drop(errand)
            errand.outcome.set_exception(error)
        else:
            LOG.info("handed_over state=%s", state)
            _drop(errand)
            errand.outcome.set_result(state)


def find_handed_over(writing: Writing) -> HandedOver | None:
    """What is remembered of this message, if this process handed it over; the page that asks tells it."""
    memory = _memory()
    with memory.lock:
        found = memory.kept.get((current.account.id, writing.message_id))
        if found is not None:
            found.told = found.failure is not None
        return found


def take_untold() -> int:
    """How many messages of this person did not go out behind a page that was left; told by this."""
    memory = _memory()
    with memory.lock:
        untold = [
            each
            for (account, _), each in memory.kept.items()
            if account == current.account.id and each.failure is not None and not each.told
        ]
        for each in untold:
            each.told = True
        return len(untold)


def forget_handed_over(account: int, writing: Writing | None = None) -> None:
    """Drops one message, or all that a person who leaves was told of; the others wait for the next time."""
    memory = _memory()
    with memory.lock:
        for key in [key for key in memory.kept if key[0] == account]:
            if key[1] == writing.message_id if writing else memory.kept[key].told:
                del memory.kept[key]


def tell_of_failure(account: int, writing: Writing, failure: WebmailError | None) -> None:
    """The next page of this person says that it was not sent."""
    kept = _keep(writing, account=account)
    kept.failure = failure or NotSubmitted("broke")


def _keep(writing: Writing, *, account: int | None = None) -> HandedOver:
    memory, key = _memory(), (account or current.account.id, writing.message_id)
    with memory.lock:
        kept = memory.kept[key] = HandedOver()
        memory.kept.move_to_end(key)
        while len(memory.kept) > MOST:
            memory.kept.popitem(last=False)
    return kept


def _drop(errand: _Errand) -> None:
    """There is nothing to tell; what was handed over again since is somebody else's."""
    memory, key = _memory(), (errand.account, errand.writing.message_id)
    with memory.lock:
        if memory.kept.get(key) is errand.remembered:
            del memory.kept[key]


def _memory() -> _Memory:
    return cast(_Memory, current_app.extensions.setdefault(EXTENSION, _Memory()))
