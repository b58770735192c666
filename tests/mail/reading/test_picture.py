"""The size of an image from its first octets: four kinds, their bounds, and what only pretends."""

import random

import pytest

from tests.letters import PIXEL
from webmail.mail.reading.picture import Picture, read_picture


def png(width: int, height: int) -> bytes:
    return PIXEL[:16] + width.to_bytes(4) + height.to_bytes(4) + PIXEL[24:]


def jpeg(width: int, height: int, *, before: bytes = b"") -> bytes:
    frame = b"\xff\xc2\x00\x11\x08" + height.to_bytes(2) + width.to_bytes(2) + b"\x03" + b"\0" * 9
    return b"\xff\xd8" + before + frame


def webp(kind: bytes, rest: bytes) -> bytes:
    return b"RIFF\0\0\0\0WEBP" + kind + rest.ljust(40, b"\0")


EXIF = b"\xff\xe1\xea\x60" + b"\xff\xc0" * 29_999
SIZE = (300, 200)


@pytest.mark.parametrize(
    ("head", "media_type"),
    [
        (png(*SIZE), "image/png"),
        (b"GIF89a" + (300).to_bytes(2, "little") + (200).to_bytes(2, "little") + b"\0" * 20, "image/gif"),
        (jpeg(*SIZE), "image/jpeg"),
        (jpeg(*SIZE, before=EXIF), "image/jpeg"),
        (jpeg(*SIZE, before=b"\xff\xff\xff\xd0"), "image/jpeg"),
        (
            webp(b"VP8X", b"\0" * 8 + (299).to_bytes(3, "little") + (199).to_bytes(3, "little")),
            "image/webp",
        ),
        (webp(b"VP8L", b"\0" * 4 + b"\x2f" + (299 | 199 << 14).to_bytes(4, "little")), "image/webp"),
        (
            webp(b"VP8 ", b"\0" * 10 + (300).to_bytes(2, "little") + (200).to_bytes(2, "little")),
            "image/webp",
        ),
    ],
)
def test_each_kind_says_its_size(head: bytes, media_type: str) -> None:
    assert read_picture(head) == Picture(media_type, *SIZE)


@pytest.mark.parametrize("size", [(40_000, 40_000), (2**32 - 1, 1), (0, 5)])
def test_beyond_the_bounds_no_browser_is_asked(size: tuple[int, int]) -> None:
    picture = read_picture(png(*size))
    assert picture is not None
    assert picture.bounded is (0 < size[0] * size[1] <= 40_000_000)
    assert not picture.bounded


@pytest.mark.parametrize("head", [b"", b"<svg onload=alert(1)>", b"<html>", b"BM" + b"\0" * 50, b"%PDF-1.7"])
def test_anything_else_is_no_image(head: bytes) -> None:
    assert read_picture(head) is None


def test_no_beginning_of_an_image_raises() -> None:
    dice = random.Random(7)
    whole = [png(*SIZE), jpeg(*SIZE, before=EXIF), webp(b"VP8X", b""), webp(b"VP8 ", b""), b"GIF87a1234"]
    for _ in range(3000):
        head = bytearray(dice.choice(whole)[:400])
        for _ in range(dice.randrange(4)):
            head[dice.randrange(len(head))] = dice.randrange(256)
        read_picture(bytes(head[: dice.randrange(len(head) + 1)]))
