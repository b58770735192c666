"""TNEF is taken apart by a process with limits: octet for octet, never for long, and never believed."""

import json
import logging
import os
import struct
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from tests.confined.children import children
from tests.tnef import (
    ATTACHMENT,
    MESSAGE,
    PROPERTIES,
    RECIPIENTS,
    SIGNATURE,
    TITLE,
    attribute,
    message_in,
    packed,
    tnef,
)
from webmail.mail.errors import NotUnpacked
from webmail.mail.reading.attachment import OPAQUE
from webmail.mail.reading.tnef import BOUNDS, TNEF_LIMIT, PackedFile, Unpacked, Unpacker, read_answer
from webmail.mail.reading.tnef_process import MOST_FILES, NAME_LIMIT

# A busy machine may be slow to begin; who tests the clock says so.
UNHURRIED = replace(BOUNDS, seconds=30)
BRIEF = replace(UNHURRIED, cpu_seconds=1)
BILLIONS = 0xFFFFFFFF
ENDLESS = attribute(MESSAGE, PROPERTIES, struct.pack("<I", BILLIONS))
SECRET = "geheim-4711.pdf"


def unpack(stream: bytes, wanted: int = 0, *, unpacker: Unpacker | None = None) -> Unpacked:
    return (unpacker or Unpacker(bounds=UNHURRIED)).unpack(iter([stream]), wanted=wanted)


def reason_of(stream: bytes, unpacker: Unpacker) -> str:
    with pytest.raises(NotUnpacked) as refused:
        unpack(stream, unpacker=unpacker)
    return refused.value.reason


@pytest.fixture
def no_child_stays() -> Iterator[None]:
    before = children()
    yield
    assert children() <= before


# -- what comes out ------------------------------------------------------------------------------


def test_files_come_out_octet_for_octet() -> None:
    contents = [bytes(range(256)) * 5000, b"%PDF-1.7\n\0\0\0", b"", b"\0" * 7]
    stream = tnef(*(packed(f"{number}.bin", each) for number, each in enumerate(contents)))
    assert [each.size for each in unpack(stream).files] == [len(each) for each in contents]
    assert [unpack(stream, number).octets for number in (1, 2, 3, 4)] == contents


@pytest.mark.parametrize("ending", [b"", b"\0", b"\0\0", b"\0\0\0", b"\0\0\0\0", b"x"])
def test_a_file_that_is_a_property_keeps_the_zeros_at_its_end(ending: bytes) -> None:
    content = b"PK\x05\x06 ..." + ending
    assert unpack(tnef(packed("Plan.docx", content, inside=True)), 1).octets == content


def test_a_file_has_its_long_name_and_the_type_its_sender_says() -> None:
    stream = tnef(
        packed("PLAN~1.PDF", b"x", long_name="Plan für Jürgen.pdf", media_type="Application/PDF"),
        packed("Übersicht.txt", b"x", media_type="no type"),
    )
    assert unpack(stream).files == (
        PackedFile("Plan für Jürgen.pdf", "application/pdf", 1),
        PackedFile("Übersicht.txt", OPAQUE, 1),
    )


def test_a_long_name_keeps_its_ending() -> None:
    (found,) = unpack(tnef(packed("x", b"x", long_name="l" * 5000 + ".pdf"))).files
    assert (len(found.name), found.name[-4:]) == (NAME_LIMIT, ".pdf")


@pytest.mark.parametrize(
    ("stream", "text", "words"),
    [
        (tnef(text="Grüße,\r\nEva"), "plain", "Grüße,\r\nEva"),
        (tnef(text="Schlicht", html="<p>Grüße</p>"), "html", "<p>Grüße</p>"),
        (tnef(rtf=b"LZFu"), "rtf", ""),
        (tnef(packed("a.txt", b"x")), "", ""),
    ],
)
def test_the_text_comes_out_in_utf_8(stream: bytes, text: str, words: str) -> None:
    found = unpack(stream)
    assert (found.text, found.octets.decode()) == (text, words)


def test_a_message_inside_is_its_text_and_its_files() -> None:
    inner = tnef(packed("innen.pdf", b"%PDF\0", media_type="application/pdf"), html="<p>Innen</p>")
    stream = tnef(packed("Weitergeleitet", message_in(inner), inside=True), packed("aussen.txt", b"x"))
    assert [each.name for each in unpack(stream).files] == ["Weitergeleitet.html", "innen.pdf", "aussen.txt"]
    assert unpack(stream, 1).octets == b"<p>Innen</p>"
    assert unpack(stream, 2).octets == b"%PDF\0"


def test_no_more_than_a_hundred_files_are_told() -> None:
    found = unpack(tnef(*(packed(f"{number}.txt", b"x") for number in range(MOST_FILES + 1))))
    assert (len(found.files), found.more) == (MOST_FILES, True)


def test_a_stream_of_the_largest_size_is_unpacked() -> None:
    content = os.urandom(1024 * 1024) * 29
    assert unpack(tnef(packed("Film.mp4", content)), 1).octets == content


# -- what must not hurt --------------------------------------------------------------------------


def nested(depth: int) -> bytes:
    stream = tnef(text="Innen")
    for _ in range(depth):
        stream = tnef(packed("a", message_in(stream), inside=True))
    return stream


HOSTILE = {
    "properties without end": tnef(packed(SECRET, b"x"), more=ENDLESS),
    "values without end": tnef(
        more=attribute(MESSAGE, PROPERTIES, struct.pack("<IHHI", 1, 0x1003, 0x10, BILLIONS))
    ),
    "recipients without end": tnef(more=attribute(MESSAGE, RECIPIENTS, struct.pack("<I", BILLIONS))),
    "a copy for each of a million attributes": tnef(more=attribute(MESSAGE, (0, 6), b"xx") * 1_000_000),
    "messages in messages": nested(600),
}


@pytest.mark.parametrize("kind", HOSTILE)
@pytest.mark.usefixtures("no_child_stays")
def test_what_would_take_for_ever_is_ended_and_logged_without_names(
    kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    began = time.monotonic()
    assert reason_of(HOSTILE[kind], Unpacker(bounds=BRIEF)) == "broken"
    assert time.monotonic() - began < 20
    assert "tnef_not_unpacked reason=" in caplog.text
    assert f"octets={len(HOSTILE[kind])}" in caplog.text
    assert "geheim" not in caplog.text


@pytest.mark.usefixtures("no_child_stays")
def test_who_computes_too_long_is_killed(caplog: pytest.LogCaptureFixture) -> None:
    assert reason_of(tnef(more=ENDLESS), Unpacker(bounds=BRIEF)) == "broken"
    assert "reason=signal_9" in caplog.text


@pytest.mark.parametrize("cut", range(1, 12))
def test_what_is_cut_off_is_read_as_far_as_it_goes_or_not_at_all(cut: int) -> None:
    stream = tnef(packed("a.txt", b"Hallo"), packed("b.txt", b"Welt"), html="<p>Text</p>")
    with suppress(NotUnpacked):
        assert len(unpack(stream[: len(stream) * cut // 12]).files) <= 2


@pytest.mark.parametrize("stream", [b"", b"x", b"%PDF-1.7" * 1000, bytes(100), struct.pack("<I", SIGNATURE)])
def test_what_is_no_tnef_is_not_unpacked(stream: bytes) -> None:
    assert reason_of(stream, Unpacker(bounds=UNHURRIED)) == "broken"


def test_nothing_but_a_signature_holds_nothing() -> None:
    assert unpack(struct.pack("<IH", SIGNATURE, 1)) == Unpacked((), more=False, text="", octets=b"")


def test_a_name_in_no_code_page_at_all_is_read_anyhow() -> None:
    title = attribute(ATTACHMENT, TITLE, b"Pr\xfcfung \x81\x8d.txt\0")
    (found,) = unpack(tnef(packed("x", b"x") + title)).files
    assert found.name.startswith("Prüfung ")


def test_what_is_too_large_is_not_even_gathered() -> None:
    taken = []

    def chunks() -> Iterator[bytes]:
        for number in range(1000):
            taken.append(number)
            yield bytes(1024 * 1024)

    with pytest.raises(NotUnpacked) as refused:
        Unpacker(program=Path("/nowhere")).unpack(chunks())
    assert refused.value.reason == "large"
    assert len(taken) == TNEF_LIMIT // (1024 * 1024) + 1


def test_only_a_few_are_unpacked_at_a_time() -> None:
    unpacker = Unpacker(most=1, patience=0.05, bounds=UNHURRIED)
    with unpacker.process.turn():
        assert reason_of(tnef(), unpacker) == "busy"
    assert unpack(tnef(), unpacker=unpacker).files == ()


def test_a_refusal_gives_its_turn_back() -> None:
    unpacker = Unpacker(most=1, patience=0.05, bounds=UNHURRIED)
    for _ in range(3):
        assert reason_of(b"nonsense", unpacker) == "broken"


# -- its answer ----------------------------------------------------------------------------------


def answer(octets: bytes = b"", **other: object) -> bytes:
    told = {"files": [["a.txt", "text/plain", 3]], "more": False, "text": "plain", "size": len(octets)}
    return json.dumps({**told, **other}).encode() + b"\n" + octets


def test_an_answer_that_can_be_true_is_taken() -> None:
    expected = Unpacked((PackedFile("a.txt", "text/plain", 3),), more=False, text="plain", octets=b"abc")
    assert read_answer(answer(b"abc"), wanted=0) == expected
    assert read_answer(answer(b"abc"), wanted=1) == expected


@pytest.mark.parametrize(
    "files",
    [
        None,
        {},
        "abc",
        [["a", "b/c", 1]] * (MOST_FILES + 1),
        [["a", "b/c"]],
        [["a", "b/c", -1]],
        [["a", "b/c", True]],
        [["a", "b/c", "1"]],
        [["a", "b/c", 1.5]],
        [[None, "b/c", 1]],
        [["a", 7, 1]],
        [["a" * 1000, "b/c", 1]],
        [["a", "b/c", 10**12]],
        [["a", "b/c", TNEF_LIMIT]] * 3,
    ],
)
def test_an_answer_with_a_wrong_list_is_refused(files: object) -> None:
    with pytest.raises(ValueError, match=r"list|file|sizes"):
        read_answer(answer(files=files), wanted=0)


@pytest.mark.parametrize(
    "other", [{"more": 1}, {"more": None}, {"text": "script"}, {"text": None}, {"text": []}, {"size": 4}]
)
def test_an_answer_with_a_wrong_word_is_refused(other: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"list|sizes|octets"):
        read_answer(answer(b"abc", **other), wanted=0)


@pytest.mark.parametrize(("wanted", "octets"), [(1, b"ab"), (1, b"abcd"), (2, b"a"), (0, bytes(2_000_000))])
def test_octets_that_were_not_announced_are_refused(wanted: int, octets: bytes) -> None:
    with pytest.raises(ValueError, match="octets"):
        read_answer(answer(octets), wanted=wanted)


@pytest.mark.parametrize(
    "told",
    [b"", b"\n", b"abc\n", b"[]\n", b"null\n", b"\xff\n", b"[" * 100_000 + b"\n", b"x" * 2_000_000 + b"\n"],
)
def test_an_answer_that_is_none_is_refused(told: bytes) -> None:
    with pytest.raises((ValueError, RecursionError)):
        read_answer(told, wanted=0)
