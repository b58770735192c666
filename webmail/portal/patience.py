"""How long the portal is waited for, how often it is asked, and what it said remembered for a while."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import Generic, TypeVar

from webmail.clock import Clock
from webmail.portal.errors import PortalUnavailable

T = TypeVar("T")

# Questions under way at once, those included that nobody waits for any more.
MOST_AT_ONCE = 32


class Waiting:
    """Asks in a thread of its own, so that nothing can hold up whoever asks: no name server that is silent,
    no handshake that stalls, no answer that drips."""

    def __init__(self, *, most: int = MOST_AT_ONCE) -> None:
        self._places = threading.BoundedSemaphore(most)

    def within(self, seconds: float, ask: Callable[[], T]) -> T:
        """What ask returns or raises; PortalUnavailable when it takes longer."""
        ends = monotonic() + seconds
        if not self._places.acquire(timeout=seconds):
            raise PortalUnavailable("too many questions to the portal are under way")
        future: Future[T] = Future()
        try:
            threading.Thread(target=self._answer, args=(ask, future), daemon=True, name="portal").start()
        except RuntimeError as error:
            self._places.release()
            raise PortalUnavailable("no thread for a question to the portal") from error
        try:
            return future.result(max(0.0, ends - monotonic()))
        except TimeoutError:
            raise PortalUnavailable("the portal took too long") from None

    def _answer(self, ask: Callable[[], T], future: "Future[T]") -> None:
        try:
            future.set_result(ask())
        except BaseException as error:
            future.set_exception(error)
        finally:
            self._places.release()


@dataclass(frozen=True, slots=True)
class _Said(Generic[T]):
    value: T
    at: datetime


class Remembered(Generic[T]):
    """Something the portal said, good for a while; who needs it while it is asked for shares the answer."""

    def __init__(
        self, ask: Callable[[], T], *, lasts: timedelta, clock: Clock, pause: timedelta = timedelta(0)
    ) -> None:
        self._ask = ask
        self._lasts = lasts
        self._pause = pause
        self._clock = clock
        self._lock = threading.Lock()
        self._said: _Said[T] | None = None
        self._asked_at: datetime | None = None
        self._under_way: Future[T] | None = None

    def value(self) -> T:
        """What was said, asked anew where that is too long ago; raises what asking raises."""
        said = self._said
        if said is not None and self._is_within(self._lasts, said.at):
            return said.value
        return self._asked()

    def last(self) -> T | None:
        """What was said last, however long ago."""
        return self._said.value if self._said is not None else None

    def other_than(self, used: T) -> T | None:
        """Something newer than what was of no use; None when there is none, or asking was too short ago."""
        said = self._said
        if said is not None and said.value is not used:
            return said.value
        if self._asked_at is not None and self._is_within(self._pause, self._asked_at):
            return None
        return self._asked()

    def _is_within(self, span: timedelta, moment: datetime) -> bool:
        # A clock that was set back must not make a moment last longer.
        return timedelta(0) <= self._clock() - moment < span

    def _asked(self) -> T:
        with self._lock:
            future, mine = self._under_way, self._under_way is None
            if future is None:
                future = self._under_way = Future()
                self._asked_at = self._clock()
        if mine:
            self._find_out(future)
        return future.result()

    def _find_out(self, future: "Future[T]") -> None:
        try:
            value = self._ask()
            self._said = _Said(value, self._clock())
            future.set_result(value)
        except BaseException as error:
            future.set_exception(error)
        finally:
            with self._lock:
                self._under_way = None
