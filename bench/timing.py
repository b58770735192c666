"""Interleaved rounds of raw IMAP and whole requests; medians of wall time and of our processor time."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median
from time import perf_counter, process_time

from bench.job import Deed, Job


@dataclass(slots=True)
class Spent:
    """Seconds of every round. The store is another process, so the processor's time is ours alone."""

    wall: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)

    def take(self, deed: Deed, number: int) -> None:
        wall, processor = perf_counter(), process_time()
        deed(number)
        self.processor.append(process_time() - processor)
        self.wall.append(perf_counter() - wall)

    @property
    def wall_ms(self) -> float:
        return median(self.wall) * 1000 if self.wall else 0.0

    @property
    def processor_ms(self) -> float:
        return median(self.processor) * 1000 if self.processor else 0.0


@dataclass(frozen=True, slots=True)
class Measured:
    """One job, both ways."""

    job: Job
    raw: Spent = field(default_factory=Spent)
    request: Spent = field(default_factory=Spent)

    @property
    def times_raw(self) -> float:
        """How often raw IMAP fits into the whole request, by the clock on the wall."""
        return self.request.wall_ms / self.raw.wall_ms if self.raw.wall_ms else 0.0


def measure(jobs: Sequence[Job], *, rounds: int) -> list[Measured]:
    """All jobs once a round, raw and request in turn, so that a busy moment meets everybody."""
    results = [Measured(job) for job in jobs]
    for number in range(rounds):
        for each in results:
            if each.job.raw is not None:
                each.raw.take(each.job.raw, number)
            each.request.take(each.job.request, number)
    return results
