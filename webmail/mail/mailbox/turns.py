"""Turns: one after the other, by key, in this process."""

import threading
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from webmail.mail.errors import StoreUnavailable


@dataclass(slots=True)
class _Turn:
    lock: threading.Lock = field(default_factory=threading.Lock)
    wanted: int = 0


class Turns:
    """Locks by key that are there only as long as somebody wants them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._turns: dict[Hashable, _Turn] = {}

    @contextmanager
    def take(self, key: Hashable, *, seconds: float) -> Iterator[None]:
        """Waits until nobody else has this key; StoreUnavailable when that takes too long."""
        with self._lock:
            turn = self._turns.setdefault(key, _Turn())
            turn.wanted += 1
        try:
            if not turn.lock.acquire(timeout=seconds):
                raise StoreUnavailable("what is being done before this takes too long")
            try:
                yield
            finally:
                turn.lock.release()
        finally:
            with self._lock:
                turn.wanted -= 1
                if not turn.wanted:
                    del self._turns[key]
