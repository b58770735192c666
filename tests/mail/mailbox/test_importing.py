"""Messages from files into a folder of either store, each once, whatever the files are."""

import io
import random
import tracemalloc
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.mail.conftest import MakeMailbox, Place, letter
from tests.servers.recorder import Recorder
from webmail.mail.errors import FolderMissing
from webmail.mail.mailbox import Export, Flaw, Form, Imported, Mailbox, import_files, importing
from webmail.mail.mailbox.connection import Connection
from webmail.mail.mailbox.letters import MOST_MESSAGES, pieces, read_letter, spans

NOW = datetime(2026, 11, 16, 8, 30, tzinfo=UTC)
FOLDER = "Klassen"


def dated(number: int, text: str = "Guten Tag.") -> bytes:
    head = f"Message-ID: <{number}@schule.example>\r\nDate: Tue, 3 Nov 2026 08:05:00 +0100\r\n"
    return head.encode() + letter(subject=f"Nummer {number}", text=text)


def mbox(*raws: bytes) -> bytes:
    return b"".join(
        b"From x Tue Nov  3 07:05:00 2026\n" + raw.replace(b"\r\n", b"\n") + b"\n" for raw in raws
    )


@pytest.fixture
def put(place: Place, mailbox: Mailbox) -> Callable[..., Imported]:
    with place.client() as client:
        client.create_folder(FOLDER)

    def into(*files: bytes, folder: str = FOLDER) -> Imported:
        named = [(f"datei{number}", io.BytesIO(octets)) for number, octets in enumerate(files, 1)]
        return import_files(mailbox, folder, named, clock=lambda: NOW)

    return into


Put = Callable[..., Imported]


def flaws(imported: Imported) -> Sequence[Flaw]:
    return [each.flaw for each in imported.failures]


def test_messages_lie_in_the_folder_with_their_own_date_and_read(place: Place, put: Put) -> None:
    assert put(dated(1), dated(2)).count == 2
    assert place.subjects(FOLDER) == ["Nummer 1", "Nummer 2"]
    with place.client() as client:
        client.select_folder(FOLDER)
        found = client.fetch(client.search(["ALL"]), ["INTERNALDATE", "FLAGS", "BODY.PEEK[]"])
        for number, each in enumerate(found.values(), 1):
            assert each[b"INTERNALDATE"].astimezone(UTC).replace(tzinfo=UTC).day == 3
            assert b"\\Seen" in each[b"FLAGS"]
            assert each[b"BODY[]"] == dated(number)


def test_an_mbox_is_taken_apart(place: Place, put: Put) -> None:
    raws = [dated(number, text="vorher\r\n\r\n>From hier\r\n>>From dort") for number in range(30)]
    assert put(mbox(*raws)).count == 30
    with place.client() as client:
        client.select_folder(FOLDER)
        body = next(iter(client.fetch(client.search(["ALL"])[:1], ["BODY.PEEK[TEXT]"]).values()))
        assert body[b"BODY[TEXT]"] == b"vorher\r\n\r\nFrom hier\r\n>From dort\r\n"


def test_what_was_exported_comes_back_as_it_was(place: Place, mailbox: Mailbox, put: Put) -> None:
    raws = [dated(1, text="From uns\r\n>From euch\r\n\r\nEnde"), dated(2, text="\r\n\r\n"), dated(3)]
    for raw in raws:
        place.append("Quelle", raw)
    assert put(b"".join(Export.of(mailbox, "Quelle").chunks(Form.MBOX, note=lambda _: b""))).count == 3
    with place.client() as client:
        client.select_folder(FOLDER)
        found = client.fetch(client.search(["ALL"]), ["BODY.PEEK[]"])
        assert [each[b"BODY[]"] for each in found.values()] == raws


def test_nothing_is_imported_twice(place: Place, put: Put) -> None:
    put(dated(1))
    again = put(dated(1), dated(2), dated(2))
    assert (again.count, again.known) == (1, 2)
    assert len(place.uids(FOLDER)) == 2


def test_a_folder_that_takes_too_long_to_look_through_takes_messages_all_the_same(
    place: Place, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "_LOOKED_AT", 2)
    assert put(*(dated(number) for number in range(6))).count == 6
    now, looking = [0.0], importing._looking

    def slowly(folder: str, uids: Sequence[int]) -> Callable[[Connection], Sequence[int]]:
        now[0] += 100.0
        return looking(folder, uids)

    monkeypatch.setattr(importing, "_looking", slowly)
    monkeypatch.setattr(importing, "monotonic", lambda: now[0])
    again = put(dated(5), dated(6))
    assert (again.known, again.count, again.failed) == (1, 1, 0)
    assert now[0] < importing.IMPORT_SECONDS


def test_one_message_that_the_store_cannot_describe_makes_no_other_one_double(
    make_mailbox: MakeMailbox,
) -> None:
    def fetch(command: bytes) -> bytes:
        if b"1:2 " in command or b" 2 " in command:
            return b"@TAG@ NO broken\r\n"
        head = b"Message-ID: <1@schule.example>\r\n\r\n"
        return b"* 1 FETCH (UID 1 BODY[HEADER.FIELDS (MESSAGE-ID)] {%d}\r\n%s)\r\n" % (len(head), head)

    with Recorder(answers={"UID SEARCH": b"* SEARCH 1 2\r\n", "UID FETCH": fetch}) as store:
        files = [("datei", io.BytesIO(dated(1)))]
        imported = import_files(make_mailbox(store), FOLDER, files, clock=lambda: NOW)
    assert (imported.known, imported.count) == (1, 0)


def test_lines_without_returns_become_lines_of_mail(place: Place, put: Put) -> None:
    put(b"Subject: S\n\neins\nzwei\r\ndrei\n")
    with place.client() as client:
        client.select_folder(FOLDER)
        raw = next(iter(client.fetch(client.search(["ALL"]), ["BODY.PEEK[]"]).values()))[b"BODY[]"]
        assert raw == b"Subject: S\r\n\r\neins\r\nzwei\r\ndrei\r\n"


NO_MESSAGES = [
    b"",
    b"\n",
    b"Guten Tag",
    b"%PDF-1.7\n",
    b"PK\x03\x04" + bytes(40),
    b"X-Nur: eins\n\n",
    b"\xff" * 999,
]


@pytest.mark.parametrize("octets", NO_MESSAGES)
def test_what_is_no_message_is_said_and_hinders_nothing(place: Place, put: Put, octets: bytes) -> None:
    imported = put(octets, dated(2))
    assert (imported.count, imported.failed) == (1, 1)
    assert imported.failures[0].name == "datei1"
    assert imported.failures[0].flaw in (Flaw.NO_MESSAGE, Flaw.NUL)


def test_the_failing_message_of_an_mbox_has_its_number(put: Put) -> None:
    imported = put(mbox(dated(1), b"kein Kopf\n", dated(3, text="a\0b"), dated(4)))
    assert imported.count == 2
    assert [(each.number, each.flaw) for each in imported.failures] == [(2, Flaw.NO_MESSAGE), (3, Flaw.NUL)]


def test_many_failures_are_counted_and_ten_are_told(put: Put) -> None:
    imported = put(*[b"nichts"] * 40)
    assert (imported.failed, len(imported.failures)) == (40, 10)


def test_a_line_of_two_million_signs_is_taken(place: Place, put: Put) -> None:
    assert put(b"Subject: S\n\n" + b"x" * 2_000_000).count == 1


def test_a_folder_that_is_not_there_takes_nothing(mailbox: Mailbox) -> None:
    with pytest.raises(FolderMissing):
        import_files(mailbox, "Nirgends", [("a", io.BytesIO(dated(1)))], clock=lambda: NOW)


def test_a_line_that_breaks_is_said_and_the_rest_comes_the_next_time(
    fault,
    dovecot_place: Place,
    make_mailbox: MakeMailbox,  # type: ignore[no-untyped-def]
) -> None:
    with dovecot_place.client() as client:
        client.create_folder(FOLDER)
    mailbox = make_mailbox(fault)
    raws = mbox(*[dated(number) for number in range(100)])
    fault.cut_after(6_000, times=1)
    first = import_files(mailbox, FOLDER, [("a", io.BytesIO(raws))], clock=lambda: NOW)
    fault.let_pass()
    second = import_files(mailbox, FOLDER, [("a", io.BytesIO(raws))], clock=lambda: NOW)
    assert first.count < 100
    assert flaws(first) == [Flaw.STOPPED]
    assert second.failed == 0
    assert len(dovecot_place.uids(FOLDER)) == 100


# -- files ------------------------------------------------------------------------------------


def test_an_mbox_of_nothing_but_separators_is_bounded() -> None:
    assert len(spans(io.BytesIO(b"From \n\n" * MOST_MESSAGES))) == MOST_MESSAGES
    assert len(spans(io.BytesIO(b"From \n\n" * (MOST_MESSAGES + 5000)))) == MOST_MESSAGES + 1


def test_ten_thousand_messages_are_looked_through_in_flat_memory(tmp_path: Path) -> None:
    (tmp_path / "mbox").write_bytes(mbox(*[dated(number, text="x" * 1000) for number in range(10_000)]))
    tracemalloc.start()
    try:
        with (tmp_path / "mbox").open("rb") as file:
            sizes = [read_letter(file, span) for span in spans(file)]
        assert tracemalloc.get_traced_memory()[1] < 32 * 1024 * 1024
    finally:
        tracemalloc.stop()
    assert len(sizes) == 10_000


def test_a_size_is_what_is_sent_whatever_the_octets() -> None:
    dice = random.Random(11)
    bits = [b"\r", b"\n", b"\r\n", b"x" * 65_536, b"Subject: a\n", b">From ", b"From ", b"\n\n", b"y"]
    for _ in range(300):
        file = io.BytesIO(b"From x\nTo: a\n" * dice.randrange(2) + b"".join(dice.choices(bits, k=12)))
        for span in spans(file):
            found = read_letter(file, span)
            octets = b"".join(pieces(file, span))
            assert isinstance(found, Flaw) or found.size == len(octets)
            assert b"\n" not in octets.replace(b"\r\n", b"")
