"""TNEF ([MS-OXTNEF], mostly "winmail.dat"): taken apart in a process of its own, which nobody trusts."""

import json
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any

from webmail.confined import Bounds, Busy, Confined, Unanswered
from webmail.mail.errors import NotUnpacked
from webmail.mail.reading.attachment import OPAQUE
from webmail.mail.reading.tnef_process import MOST_FILES, NAME_LIMIT, TEXT, TEXT_LIMIT

LOG = logging.getLogger(__name__)

TNEF_LIMIT = 30 * 1024 * 1024
PROGRAM = Path(__file__).resolve().with_name("tnef_process.py")
# The line that says what is there: a hundred names, each sign of them written in twelve.
_LINE = 1024 * 1024
# Beside the files, which are no longer than the stream, there may be texts that are longer in UTF-8.
_ALL_FILES = 2 * TNEF_LIMIT
BOUNDS = Bounds(seconds=6.0, cpu_seconds=3, memory=512 * 1024 * 1024, answer=_LINE + _ALL_FILES)
_TEXTS = ("html", "plain", "rtf", "")
_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9.+-]{0,80}/[a-z0-9][a-z0-9.+-]{0,80}")


@dataclass(frozen=True, slots=True)
class PackedFile:
    """A file in a TNEF stream as its sender calls it; the name is not yet safe."""

    name: str
    media_type: str
    size: int


@dataclass(frozen=True, slots=True)
class Unpacked:
    """What is in a TNEF stream, and the octets of what was wanted of it.

    text is "html", "plain", "rtf" (which we do not read) or ""; more says that there are files beyond those.
    """

    files: tuple[PackedFile, ...]
    more: bool
    text: str
    octets: bytes


class Unpacker:
    """Takes TNEF streams apart, few at a time, each in a process with little time and little memory."""

    def __init__(
        self, *, most: int = 2, patience: float = 2.0, bounds: Bounds = BOUNDS, program: Path = PROGRAM
    ) -> None:
        """patience is how long to wait for one's turn."""
        self.process = Confined(program, bounds=bounds, most=most, patience=patience)

    def check_size(self, octets: int) -> None:
        """Raises NotUnpacked where a stream is longer than we take."""
        if octets > TNEF_LIMIT:
            LOG.warning("tnef_not_unpacked reason=large")
            raise NotUnpacked("large")

    def unpack(self, chunks: Iterator[bytes], *, wanted: int = TEXT) -> Unpacked:
        """What the stream holds, with the file of this number, from 1, or the text; raises NotUnpacked.

        The stream is fetched when it is its turn, so that no more of them than that lie in memory.
        """
        try:
            with self.process.turn():
                return self._unpacked(self._gathered(chunks), wanted)
        except Busy as busy:
            LOG.warning("tnef_not_unpacked reason=busy")
            raise NotUnpacked("busy") from busy

    def _unpacked(self, stream: bytes, wanted: int) -> Unpacked:
        began = monotonic()
        try:
            return read_answer(self.process.answer(stream, wanted), wanted=wanted)
        except (OSError, ValueError, RecursionError) as fault:
            LOG.warning(
                "tnef_not_unpacked reason=%s octets=%d seconds=%.1f",
                fault.args[0] if isinstance(fault, Unanswered) else type(fault).__name__,
                len(stream),
                monotonic() - began,
            )
            raise NotUnpacked("broken") from fault

    def _gathered(self, chunks: Iterator[bytes]) -> bytes:
        stream = bytearray()
        for chunk in chunks:
            stream += chunk
            self.check_size(len(stream))
        return bytes(stream)


def read_answer(answer: bytes, *, wanted: int) -> Unpacked:
    """What the process has said, if it can be true; else raises ValueError."""
    end = answer.find(b"\n", 0, _LINE)
    told = json.loads(answer[:end]) if end >= 0 else None
    if not isinstance(told, dict) or not isinstance(files := told.get("files"), list):
        raise Unanswered("no_list")
    if len(files) > MOST_FILES or not isinstance(more := told.get("more"), bool):
        raise Unanswered("list")
    found = tuple(map(_file, files))
    text, octets = told.get("text"), answer[end + 1 :]
    if sum(each.size for each in found) > _ALL_FILES or text not in _TEXTS:
        raise Unanswered("sizes")
    size = found[wanted - 1].size if 0 < wanted <= len(found) else TEXT_LIMIT if wanted == TEXT else 0
    if len(octets) > size or (wanted != TEXT and len(octets) != size) or told.get("size") != len(octets):
        raise Unanswered("octets")
    return Unpacked(found, more, str(text), octets)


def _file(told: Any) -> PackedFile:
    if not isinstance(told, list) or len(told) != 3:
        raise Unanswered("file")
    name, media_type, size = told
    if not isinstance(name, str) or not isinstance(media_type, str) or type(size) is not int:
        raise Unanswered("file")
    # The endings that are put to a message's text come on top.
    if len(name) > NAME_LIMIT + 5 or not 0 <= size <= _ALL_FILES:
        raise Unanswered("file")
    known = _MEDIA_TYPE.fullmatch(media_type.lower())
    return PackedFile(name, known[0] if known else OPAQUE, size)
