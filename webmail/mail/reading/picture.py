"""What an image is and how large it is, read from its first octets without unpacking it."""

from collections.abc import Callable
from dataclasses import dataclass

PIXELS_SHOWN = 40_000_000
HEAD = 256 * 1024
"""Octets in which the size must stand; cameras write long notes before it."""

# Markers of JPEG without a length, and those that begin a frame with its size (ITU-T T.81, table B.1).
_BARE = frozenset({0x01, *range(0xD0, 0xD8)})
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


@dataclass(frozen=True, slots=True)
class Picture:
    """A raster image by its own word."""

    media_type: str
    width: int
    height: int

    @property
    def bounded(self) -> bool:
        """Whether a browser can be asked to unpack it."""
        return 0 < self.width * self.height <= PIXELS_SHOWN


def read_picture(head: bytes) -> Picture | None:
    """The image that begins with these octets; None when it is none of our four kinds. Never raises."""
    for start, media_type, size in _KINDS:
        if head.startswith(start):
            found = size(head)
            return Picture(media_type, *found) if found else None
    return None


def _png(head: bytes) -> tuple[int, int] | None:
    if head[12:16] != b"IHDR" or len(head) < 24:
        return None
    return int.from_bytes(head[16:20]), int.from_bytes(head[20:24])


def _gif(head: bytes) -> tuple[int, int] | None:
    if len(head) < 10:
        return None
    return int.from_bytes(head[6:8], "little"), int.from_bytes(head[8:10], "little")


def _jpeg(head: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 <= len(head):
        if head[at] != 0xFF:
            return None
        marker = head[at + 1]
        if marker == 0xFF or marker in _BARE:
            at += 1 if marker == 0xFF else 2
            continue
        if marker in _FRAMES:
            return int.from_bytes(head[at + 7 : at + 9]), int.from_bytes(head[at + 5 : at + 7])
        at += 2 + max(2, int.from_bytes(head[at + 2 : at + 4]))
    return None


def _webp(head: bytes) -> tuple[int, int] | None:
    kind = head[12:16]
    if head[8:12] != b"WEBP" or len(head) < 30:
        return None
    if kind == b"VP8X":
        return 1 + int.from_bytes(head[24:27], "little"), 1 + int.from_bytes(head[27:30], "little")
    if kind == b"VP8L":
        bits = int.from_bytes(head[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    width, height = int.from_bytes(head[26:28], "little"), int.from_bytes(head[28:30], "little")
    return (width & 0x3FFF, height & 0x3FFF) if kind == b"VP8 " else None


_KINDS: tuple[tuple[bytes, str, Callable[[bytes], tuple[int, int] | None]], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image/png", _png),
    (b"GIF87a", "image/gif", _gif),
    (b"GIF89a", "image/gif", _gif),
    (b"\xff\xd8", "image/jpeg", _jpeg),
    (b"RIFF", "image/webp", _webp),
)
