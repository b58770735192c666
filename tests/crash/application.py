"""The application as a process of its own, which can be killed and started again."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.crash.serve import shifted
from tests.servers import ground

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = "tests.crash.serve:product"


class Nursery:
    """The loaded process that applications are forked from."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.crash.serve"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process is not None:
            self._process.communicate(timeout=20)

    def start(self, order: Mapping[str, object]) -> int:
        """The number of a new process, which answers already."""
        assert self._process is not None
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with self._lock:
            self._process.stdin.write(json.dumps(order) + "\n")
            self._process.stdin.flush()
            number, _, reason = self._process.stdout.readline().partition(" ")
        if not int(number or 0):
            raise RuntimeError(f"the application does not start: {reason.encode().decode('unicode_escape')}")
        return int(number)


class Application:
    """One application on one port, over one instance folder; starts again as often as it is killed."""

    def __init__(self, nursery: Nursery, instance: Path, *, builds: str = PRODUCT) -> None:
        self.port = ground.free_port()
        self.deaths = 0
        self._nursery = nursery
        self._instance = instance
        self._order = {"instance": str(instance), "port": self.port, "builds": builds}
        self._number = 0
        self._lock = threading.Lock()
        (instance / "clock").write_text("0")

    @property
    def number(self) -> int:
        """The process that serves; 0 while none does."""
        return self._number

    @property
    def database(self) -> Path:
        """Where the ledger is."""
        return self._instance / "dienstpost.db"

    @property
    def log(self) -> str:
        """What the application wrote, over all its lives."""
        return (self._instance / "log").read_text(errors="replace")

    def revive(self) -> None:
        """Starts it, unless it lives."""
        with self._lock:
            if not self._number:
                self._number = self._nursery.start(self._order)

    def kill(self) -> None:
        """Ends it at once, in the middle of whatever it does; returns when its port is free."""
        with self._lock:
            if not self._number:
                return
            with suppress(ProcessLookupError):
                os.kill(self._number, signal.SIGKILL)
            ground.wait_until(lambda: ground.is_free(self.port), what="the end of the application")
            self._number = 0
            self.deaths += 1

    @property
    def now(self) -> datetime:
        """What its clock says."""
        return shifted(self._instance / "clock")()

    def pass_time(self, seconds: float) -> None:
        """Moves its clock on, so that leases end."""
        file = self._instance / "clock"
        moved = file.with_name("clock.new")
        moved.write_text(str(float(file.read_text()) + seconds))
        moved.replace(file)
