"""What the vault is lent to renew tokens: a row that compares before it sets, a portal that rotates."""

import json
import threading
from collections.abc import Callable
from contextlib import suppress

from tests.vault.issuer import packed
from webmail.errors import WebmailError


class Refused(WebmailError):
    """The portal has ended what the refresh token stands for."""


class Away(WebmailError):
    """The portal cannot be asked now."""


class Row:
    """One row of the database; several vaults at it are several processes."""

    def __init__(self, sealed: bytes) -> None:
        self.sealed = sealed
        self.asked = 0
        self._lock = threading.Lock()

    def store(self, row: int, before: bytes, sealed: bytes) -> bytes:
        with self._lock:
            self.asked += 1
            if row == 1 and self.sealed == before:
                self.sealed = sealed
            return self.sealed if row == 1 else b""


class Portal:
    """Takes each refresh token once; `meanwhile` happens while it is being asked."""

    def __init__(self, token: Callable[[], str], *, ends_at: Callable[[], float]) -> None:
        self.token = token
        self.ends_at = ends_at
        self.seen: list[str] = []
        self.failure: Exception | None = None
        self.meanwhile: Callable[[], object] = lambda: None

    def renew(self, text: str) -> str:
        assert set(json.loads(text)) == {"access", "refresh", "expires_at"}
        refresh = json.loads(text)["refresh"]
        used_before = refresh in self.seen
        self.seen.append(refresh)
        self.meanwhile()
        if self.failure or used_before:
            raise self.failure or Refused(f"{refresh} was used before")
        return packed(self.token(), expires_at=self.ends_at(), refresh=f"refresh-{len(self.seen) + 1}")


def in_threads(deed: Callable[[], object], count: int) -> list[object]:
    """What the deed came to in so many threads that begin at once; a failure is a result too."""
    results: list[object] = []
    together = threading.Barrier(count)

    def run() -> None:
        with suppress(threading.BrokenBarrierError):
            together.wait(10)
        try:
            results.append(deed())
        except Exception as error:
            results.append(error)

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return results
