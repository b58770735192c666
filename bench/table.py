"""What was measured, for reading."""

from collections.abc import Iterator, Mapping, Sequence

from bench.store import Inbox
from bench.timing import Measured

HEAD = (
    f"{'':26}{'messages':>9} │{'raw IMAP':>9}{'request':>9}{'×':>6} │{'raw':>7}{'ours':>7}{'aim':>7}  │ trips"
)
UNITS = f"{'':26}{'':>9} │{'ms':>9}{'ms':>9}{'':>6} │{'cpu ms':>7}{'cpu ms':>7}{'':>7}  │"
PAGE_AIM_KB, MEMORY_AIM_MB = 70, 120


def jobs_table(
    inboxes: Sequence[Inbox], measured: Sequence[Sequence[Measured]], trips: Sequence[Mapping[str, str]]
) -> Iterator[str]:
    """A pair of lines for each job, and how far the processor's times of the inboxes lie apart."""
    yield HEAD
    yield UNITS
    yield "─" * len(HEAD)
    for together in zip(*measured, strict=True):
        for inbox, each, counted in zip(inboxes, together, trips, strict=True):
            yield _line(each, inbox.count, counted.get(each.job.name, "?"), named=inbox is inboxes[0])
        large, small = (each.request.processor_ms for each in together)
        yield f"{'':26}{'ratio':>9} │{'':24} │{'':>7}{large / small:>7.2f}{'':>7}  │"


def writing_table(measured: Sequence[Measured], trips: Mapping[str, str]) -> Iterator[str]:
    """A line for each job about writing; raw is IMAP and, for sending, SMTP."""
    yield HEAD
    yield UNITS
    yield "─" * len(HEAD)
    for each in measured:
        yield _line(each, None, trips.get(each.job.name, "?"), named=True)


def _line(each: Measured, count: int | None, trips: str, *, named: bool) -> str:
    aim = f"≤ {each.job.aim:g}" if each.job.aim is not None else ""
    missed = "!" if each.job.aim is not None and each.request.processor_ms > each.job.aim else " "
    return (
        f"{each.job.name if named else '':26}{'' if count is None else f'{count:,}':>9} │"
        f"{each.raw.wall_ms:>9.2f}{each.request.wall_ms:>9.2f}{each.times_raw:>6.1f} │"
        f"{each.raw.processor_ms:>7.2f}{each.request.processor_ms:>7.2f}{aim:>7} {missed}│ {trips}"
    )


def page_lines(pages: Mapping[str, Mapping[str, int]]) -> Iterator[str]:
    """What first pages weigh."""
    for name, weights in pages.items():
        kinds = ", ".join(f"{kind} {octets / 1024:.1f}" for kind, octets in weights.items())
        whole = sum(weights.values()) / 1024
        missed = "  !" if whole > PAGE_AIM_KB else ""
        yield f"{name}: {whole:.1f} KB compressed in all (aim ≤ {PAGE_AIM_KB}): {kinds}{missed}"


def memory_line(found: Mapping[str, float]) -> str:
    """What a process takes."""
    missed = "  !" if found["with people"] > MEMORY_AIM_MB else ""
    return (
        f"memory with {found['people']:.0f} people signed in: {found['with people']:.0f} MB "
        f"(aim ≤ {MEMORY_AIM_MB}), {found['started']:.0f} MB before anybody came{missed}"
    )
