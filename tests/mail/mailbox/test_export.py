"""A whole folder on its way out, from either store."""

import io
import mailbox as library
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.mail.conftest import MakeMailbox, Place, letter
from tests.mail.mailbox.test_enclosed import PDF, message
from webmail.mail.errors import FolderMissing, StaleReference
from webmail.mail.mailbox import Export, Form, Mailbox, attachments_together
from webmail.mail.mailbox.streaming import STRETCH


def note(missing: Sequence[int]) -> bytes:
    return f"Subject: missing\r\n\r\n{list(missing)}\r\n".encode()


def exported(mailbox: Mailbox, form: Form, folder: str = "Klassen") -> bytes:
    return b"".join(Export.of(mailbox, folder).chunks(form, note=note))


def archive(octets: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(octets)) as found:
        assert found.testzip() is None
        return {name: found.read(name) for name in found.namelist()}


def subjects(octets: bytes, tmp_path: Path) -> list[str]:
    (tmp_path / "mbox").write_bytes(octets)
    box = library.mbox(tmp_path / "mbox", create=False)
    try:
        return [str(each["Subject"]) for each in box]
    finally:
        box.close()


def test_a_folder_as_zip_has_every_message_as_it_is_stored(place: Place, mailbox: Mailbox) -> None:
    raws = [letter(subject=f"Nummer {n}") for n in range(3)]
    for raw in raws:
        place.append("Klassen", raw)
    found = archive(exported(mailbox, Form.ZIP))
    assert list(found.values()) == raws
    assert all(name.endswith(".eml") for name in found)


def test_a_folder_as_mbox_can_be_read_by_others(place: Place, mailbox: Mailbox, tmp_path: Path) -> None:
    place.fill("Klassen", 120)
    assert subjects(exported(mailbox, Form.MBOX), tmp_path) == [f"Nummer {n}" for n in range(1, 121)]


@pytest.mark.parametrize("size", [STRETCH - 200, STRETCH, 2 * STRETCH + 5])
def test_a_message_longer_than_a_stretch_is_whole(place: Place, mailbox: Mailbox, size: int) -> None:
    raw = letter(text="x" * size)
    place.append("Klassen", raw)
    place.append("Klassen", letter(subject="Danach"))
    first, second = archive(exported(mailbox, Form.ZIP)).values()
    assert first == raw
    assert b"Danach" in second


@pytest.mark.parametrize("form", list(Form))
def test_an_empty_folder_is_an_empty_file(place: Place, mailbox: Mailbox, form: Form) -> None:
    (ref,) = place.fill("Klassen", 1)
    with place.client() as client:
        client.select_folder("Klassen")
        client.delete_messages([ref.uid])
        client.expunge()
    octets = exported(mailbox, form)
    assert (archive(octets) == {}) if form is Form.ZIP else (octets == b"")


def test_what_vanishes_meanwhile_is_left_out_and_named(
    place: Place, mailbox: Mailbox, tmp_path: Path
) -> None:
    refs = place.fill("Klassen", 3)
    export = Export.of(mailbox, "Klassen")
    with place.client() as client:
        client.select_folder("Klassen")
        client.delete_messages([refs[1].uid])
        client.expunge()
    octets = b"".join(export.chunks(Form.MBOX, note=note))
    assert subjects(octets, tmp_path) == ["Nummer 1", "Nummer 3", "missing"]
    assert f"[{refs[1].uid}]".encode() in octets


def test_a_renumbered_folder_ends_the_export(place: Place, mailbox: Mailbox) -> None:
    place.fill("Klassen", 1)
    export = Export.of(mailbox, "Klassen")
    export.uidvalidity += 1
    with pytest.raises(StaleReference):
        b"".join(export.chunks(Form.ZIP, note=note))


def test_a_folder_that_is_not_there_is_said_before_anything_is_sent(mailbox: Mailbox) -> None:
    with pytest.raises(FolderMissing):
        Export.of(mailbox, "Nirgends")


def test_exporting_marks_nothing(place: Place, mailbox: Mailbox) -> None:
    (ref,) = place.fill("Klassen", 1)
    exported(mailbox, Form.ZIP)
    assert "\\Seen" not in place.flags(ref)


def test_a_line_that_breaks_once_is_healed(fault, dovecot_place: Place, make_mailbox: MakeMailbox) -> None:  # type: ignore[no-untyped-def]
    dovecot_place.fill("Klassen", 60)
    mailbox = make_mailbox(fault)
    export = Export.of(mailbox, "Klassen")
    chunks = export.chunks(Form.ZIP, note=note)
    fault.cut_after(15_000, times=1)
    assert len(archive(b"".join(chunks))) == 60


def test_all_attachments_come_together(place: Place, mailbox: Mailbox) -> None:
    written = message("a", message("b"), pdf=True)
    written.add_attachment(b"zwei", maintype="application", subtype="pdf", filename="Plan.pdf")
    ref = place.append("INBOX", written.as_bytes())
    found = archive(b"".join(attachments_together(mailbox, mailbox.read(ref))))
    assert (found["Plan.pdf"], found["Plan (2).pdf"]) == (PDF, b"zwei")
    assert len(found) == 3
