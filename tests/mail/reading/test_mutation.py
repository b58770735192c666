"""Broken variants of the whole corpus never raise, never act and never take long."""

from pathlib import Path
from random import Random
from time import process_time

import pytest

from tests.mail.reading.stored import harms, stored
from tests.mail.reading.test_corpus import MESSAGES
from webmail.mail.reading.opened import BodyKind

VARIANTS = 12
TOKENS = (
    *(
        b"<",
        b">",
        b'"',
        b"'",
        b"&",
        b"&#x3c;",
        b"<!--",
        b"-->",
        b"<script>",
        b"</table>",
        b"<svg>",
        b"<style>",
    ),
    *(
        b"=",
        b"=3D",
        b"=?",
        b"?=",
        b"=?utf-8?q?",
        b"\r\n",
        b"\r\n\r\n",
        b"\n",
        b"\x00",
        b"\xff",
        b"\xed\xa0\x80",
        b"%",
    ),
    *(
        b"--m",
        b"--m--",
        b"Content-Type: text/html\r\n",
        b"charset=utf-16",
        b"base64",
        b"(",
        b"<<",
        b",",
        b":;",
        b" ",
    ),
    *(
        b" onload=x ",
        b" style=",
        b" src=cid:",
        b"javascript:",
        b"data:",
        b"url(",
        b"\\",
        b"\xe2\x80\xae",
        b"\x1c",
    ),
)


def mutated(raw: bytes, random: Random) -> bytes:
    """A few cuts, repetitions, swaps and foreign pieces at chance places."""
    for _ in range(random.randint(1, 12)):
        place, other = sorted(random.randrange(len(raw) + 1) for _ in range(2))
        match random.randrange(4):
            case 0:
                raw = raw[:place] + random.choice(TOKENS) + raw[place:]
            case 1:
                raw = raw[:place] + raw[min(other, place + 40) :]
            case 2:
                raw = raw[:other] + raw[place : place + 200] * random.randint(1, 5) + raw[other:]
            case _:
                raw = raw[:place] + bytes(random.randrange(256) for _ in range(3)) + raw[place + 3 :]
    return raw


@pytest.mark.parametrize("path", MESSAGES, ids=lambda path: path.stem)
def test_no_variant_raises_acts_or_takes_long(path: Path) -> None:
    random = Random(path.stem)
    for _ in range(VARIANTS):
        raw = mutated(path.read_bytes(), random)
        start = process_time()
        opened = stored(raw).opened()
        assert process_time() - start < 2
        assert opened.body.kind is not BodyKind.HTML or harms(opened.body.html) == [], raw
        assert "\n" not in opened.subject + "".join(attachment.name for attachment in opened.attachments)
