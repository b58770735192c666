"""ZIP and mbox while they grow: what comes out is what went in, names are safe, memory stays flat."""

import io
import mailbox as library
import os
import tracemalloc
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from webmail.mail.mailbox.mbox import first_line, quoted
from webmail.mail.mailbox.zipping import Entry, Names, zipped

MOMENT = datetime(2026, 11, 3, 7, 5, tzinfo=UTC)


def opened(entries: list[Entry]) -> zipfile.ZipFile:
    archive = zipfile.ZipFile(io.BytesIO(b"".join(zipped(entries))))
    assert archive.testzip() is None
    return archive


@pytest.mark.parametrize("packed", [True, False])
def test_what_comes_out_is_what_went_in(packed: bool) -> None:
    octets = os.urandom(700_000)
    archive = opened([Entry("a.bin", iter((octets[:9], octets[9:])), MOMENT, packed=packed)])
    assert archive.read("a.bin") == octets


def test_an_archive_of_nothing_is_an_archive() -> None:
    assert opened([]).namelist() == []


@pytest.mark.parametrize("size", [0, 3 * 1024**3])
def test_what_the_store_says_of_a_size_does_no_harm(size: int) -> None:
    assert opened([Entry("a", iter((b"abc",)), size=size)]).read("a") == b"abc"


HOSTILE = ["../../etc/passwd", "/etc/passwd", "..\\..\\boot.ini", "C:\\x", "a\x00b", "a\r\nb", "\u202efdp"]


@pytest.mark.parametrize("name", [*HOSTILE, "", ".", "..", " ", "x" * 500, "\ud800"])
def test_no_name_does_harm(name: str) -> None:
    (shown,) = opened([Entry(name, iter((b"1",)))]).namelist()
    assert shown
    assert not set(shown) & set('/\\:\0\r\n\u202e*?"<>|')
    assert shown.strip(". ")
    assert len(shown.encode()) <= 255


def test_names_that_are_alike_are_numbered() -> None:
    names = Names()
    given = ["Plan.pdf", "plan.PDF", "Plan.pdf", "Plan (2).pdf", "ohne", "ohne"]
    shown = [names.taken(name) for name in given]
    assert shown[:3] == ["Plan.pdf", "plan (2).PDF", "Plan (3).pdf"]
    assert len({name.casefold() for name in shown}) == len(given)


def test_a_thousand_equal_names_are_quick_and_differ() -> None:
    names = Names()
    assert len({names.taken("a.txt") for _ in range(20_000)}) == 20_000


def test_memory_stays_flat() -> None:
    def long() -> Iterator[bytes]:
        for _ in range(64):
            yield bytes(1024 * 1024)

    tracemalloc.start()
    try:
        total = sum(len(piece) for piece in zipped([Entry(f"{n}", long()) for n in range(3)]))
        assert tracemalloc.get_traced_memory()[1] < 8 * 1024 * 1024
    finally:
        tracemalloc.stop()
    assert total > 190 * 1024 * 1024


# -- mbox -------------------------------------------------------------------------------------


def pieces(raw: bytes, size: int) -> Iterator[bytes]:
    return (raw[start : start + size] for start in range(0, len(raw), size))


@pytest.mark.parametrize("size", [1, 2, 3, 7, 100_000])
def test_lines_that_look_like_a_beginning_are_marked(size: int) -> None:
    raw = b"From x\r\nSubject: S\r\n\r\nFrom here\r\n>From there\r\n From no\r\nfrom no\r\n"
    assert b"".join(quoted(pieces(raw, size))) == (
        b">From x\nSubject: S\n\n>From here\n>>From there\n From no\nfrom no\n\n"
    )


@pytest.mark.parametrize("size", [1000, 65_537, 70_001])
def test_a_line_of_a_million_signs_is_not_held(size: int) -> None:
    raw = b"Subject: S\r\n\r\n" + b"x" * 1_000_000 + b"From y\r\nEnde"
    assert b"".join(quoted(pieces(raw, size))) == raw.replace(b"\r\n", b"\n") + b"\n\n"


def test_other_programs_read_it(tmp_path: Path) -> None:
    raws = [b"Subject: Eins\r\n\r\nFrom uns\r\n", b"Subject: Zwei\r\n\r\nohne Ende", b""]
    path = tmp_path / "ordner.mbox"
    path.write_bytes(b"".join(first_line(MOMENT) + b"".join(quoted(iter((raw,)))) for raw in raws))
    box = library.mbox(path, create=False)
    assert [message["Subject"] for message in box] == ["Eins", "Zwei", None]
    assert box[0].get_from() == "MAILER-DAEMON Tue Nov  3 07:05:00 2026"
    box.close()
