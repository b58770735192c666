"""A ZIP that grows while it is downloaded: nothing is held, and no name in it can do harm."""

import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from webmail.mail.reading.attachment import safe_name

PIECE = 128 * 1024
LARGE = 1024 * 1024 * 1024
_EARLIEST = (1980, 1, 1, 0, 0, 0)
_LATEST = (2107, 12, 31, 23, 59, 58)


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of the archive; size is what the store says of it, and need not be true."""

    name: str
    chunks: Iterator[bytes]
    date: datetime | None = None
    size: int = 0
    packed: bool = False


class _Pipe:
    """What zipfile writes to: it can only go on, and what was written is taken away at once."""

    def __init__(self) -> None:
        self.waiting: list[bytes] = []
        self.octets = 0

    def write(self, octets: bytes) -> int:
        self.waiting.append(bytes(octets))
        self.octets += len(octets)
        return len(octets)

    def flush(self) -> None:
        pass

    def take(self) -> bytes:
        taken = b"".join(self.waiting)
        self.waiting.clear()
        self.octets = 0
        return taken


def zipped(entries: Iterable[Entry]) -> Iterator[bytes]:
    """The archive, piece by piece; an entry whose octets fail ends it by that failure."""
    pipe, names = _Pipe(), Names()
    with zipfile.ZipFile(pipe, "w", allowZip64=True) as archive:  # type: ignore[call-overload]
        for entry in entries:
            info = zipfile.ZipInfo(names.taken(entry.name), _moment(entry.date))
            info.compress_type = zipfile.ZIP_DEFLATED if entry.packed else zipfile.ZIP_STORED
            info._compresslevel = 1  # type: ignore[attr-defined]
            info.external_attr = 0o600 << 16
            with archive.open(info, "w", force_zip64=entry.size > LARGE) as file:
                for chunk in entry.chunks:
                    for start in range(0, len(chunk), PIECE):
                        file.write(chunk[start : start + PIECE])
                        if pipe.octets >= PIECE:
                            yield pipe.take()
    yield pipe.take()


class Names:
    """Names that are safe, and differ where letters are all alike to a file system."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._numbers: dict[str, int] = {}

    def taken(self, name: str) -> str:
        """The name, with a number when it was there before."""
        safe = safe_name(name, media_type="")
        stem, dot, ending = safe.rpartition(".")
        stem, dot, ending = (stem, dot, ending) if stem else (safe, "", "")
        number, candidate = self._numbers.get(safe.casefold(), 1), safe
        while candidate.casefold() in self._taken:
            number += 1
            candidate = f"{stem} ({number}){dot}{ending}"
        self._numbers[safe.casefold()] = number
        self._taken.add(candidate.casefold())
        return candidate


def _moment(date: datetime | None) -> tuple[int, int, int, int, int, int]:
    if date is None:
        return _EARLIEST
    told = (date.year, date.month, date.day, date.hour, date.minute, date.second)
    return max(_EARLIEST, min(told, _LATEST))
