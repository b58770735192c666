"""Sets of UIDs as IMAP writes them ("1:3,7"), read and written without making long lists longer."""

from collections.abc import Iterable, Iterator

Ranges = tuple[tuple[int, int], ...]


def written(numbers: Iterable[int]) -> str:
    """The shortest sequence-set for these numbers."""
    ranges: list[list[int]] = []
    for number in sorted(set(numbers)):
        if ranges and number == ranges[-1][1] + 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    return ",".join(str(low) if low == high else f"{low}:{high}" for low, high in ranges)


def read_ranges(text: bytes) -> Ranges:
    """A sequence-set in its own order; what is no number is left out."""
    ranges = []
    for piece in text.split(b","):
        low, _, high = piece.partition(b":")
        if low.isdigit() and (not high or high.isdigit()):
            ranges.append((int(low), int(high or low)))
    return tuple(ranges)


def count_of(ranges: Ranges) -> int:
    return sum(abs(high - low) + 1 for low, high in ranges)


def expand(ranges: Ranges, *, most: int) -> tuple[int, ...]:
    """The numbers one by one, at most so many: a store must not fill our memory with "1:4294967295"."""
    found: list[int] = []
    for low, high in ranges:
        step = 1 if high >= low else -1
        for number in range(low, high + step, step):
            if len(found) == most:
                return tuple(found)
            found.append(number)
    return tuple(found)


def newest(ranges: Ranges, *, skip: int, count: int) -> list[int]:
    """The numbers from the highest down, after leaving out `skip`."""
    found: list[int] = []
    for low, high in sorted(((min(r), max(r)) for r in ranges), reverse=True):
        length = high - low + 1
        if skip >= length:
            skip -= length
            continue
        top = high - skip
        found += range(top, max(low - 1, top - (count - len(found))), -1)
        skip = 0
        if len(found) >= count:
            break
    return found


def batches(ranges: Ranges, *, size: int) -> Iterator[list[int]]:
    """The numbers from the lowest up, at most so many at a time."""
    batch: list[int] = []
    for low, high in sorted((min(each), max(each)) for each in ranges):
        for number in range(low, high + 1):
            batch.append(number)
            if len(batch) == size:
                yield batch
                batch = []
    if batch:
        yield batch
