"""Confined: few processes at a time, each with little time, little memory and nothing of ours."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore, Timer
from time import monotonic

LIMITS = Path(__file__).resolve().with_name("limits.py")


class Busy(Exception):
    """As many processes as may be are at it; whoever comes now is asked to come again."""


class Unanswered(ValueError):
    """The process gave no answer that can be used; says why in one word for the log."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How long a process may live and compute, and how many octets of memory and of answer it may have."""

    seconds: float
    cpu_seconds: int
    memory: int
    answer: int


class Confined:
    """A program of ours that is run on what strangers have made.

    It reads everything from stdin before it says anything; its stdout is the answer.
    """

    def __init__(self, program: Path, *, bounds: Bounds, most: int = 2, patience: float = 2.0) -> None:
        """most is how many run at a time, patience how long to wait for one's turn."""
        self.program = program
        self.bounds = bounds
        self.patience = patience
        self._turns = BoundedSemaphore(most)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """It is one's turn; raises Busy. Gather the octets inside, so that no more of them lie in memory."""
        if not self._turns.acquire(timeout=self.patience):
            raise Busy
        try:
            yield
        finally:
            self._turns.release()

    def answer(self, octets: bytes, number: int) -> bytes:
        """What the program says, whose one argument is a number; raises Unanswered or OSError.

        When this returns or raises, there is no process any more.
        """
        bounds, began = self.bounds, monotonic()
        with subprocess.Popen(  # noqa: S603  our own scripts, and numbers
            self._command(number),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            # Nothing of our environment, of our files or of our folder is handed on.
            cwd="/",
            env={},
        ) as process:
            watchdog = Timer(bounds.seconds, process.kill)
            watchdog.daemon = True
            watchdog.start()
            try:
                answer = _talk(process, octets, at_most=bounds.answer)
                code = process.wait()
            finally:
                process.kill()
                watchdog.cancel()
        if code:
            # By itself it ends with a fault of a library, by a signal at the limit of what it may compute.
            late = monotonic() - began >= bounds.seconds
            raise Unanswered("late" if late else f"signal_{-code}" if code < 0 else f"exit_{code}")
        return answer

    def _command(self, number: int) -> list[str]:
        limits = (str(LIMITS), str(self.bounds.memory), str(self.bounds.cpu_seconds))
        return [sys.executable, "-I", "-B", *limits, str(self.program), str(number)]


def _talk(process: subprocess.Popen[bytes], octets: bytes, *, at_most: int) -> bytes:
    assert process.stdin is not None
    assert process.stdout is not None
    # One that has ended already reads nothing.
    with suppress(BrokenPipeError):
        process.stdin.write(octets)
    with suppress(BrokenPipeError):
        process.stdin.close()
    answer = process.stdout.read(at_most + 1)
    if len(answer) > at_most:
        raise Unanswered("endless")
    return answer
