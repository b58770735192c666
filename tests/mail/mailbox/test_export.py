"""A whole folder on its way out, from either store."""

import io
import mailbox as library
import os
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.mail.conftest import MakeMailbox, Place, letter
from tests.mail.mailbox.test_enclosed import PDF, message
from webmail.mail.errors import FolderMissing, StaleReference
from webmail.mail.mailbox import Export, Form, Mailbox, attachments_together
from webmail.mail.mailbox.streaming import STRETCH
from webmail.mail.ref import MessageRef


def note(missing: Sequence[int]) -> bytes:
    return f"Subject: missing\r\n\r\n{list(missing)}\r\n".encode()


def names(missing: Sequence[str]) -> bytes:
    return "\n".join(missing).encode()


def throw_away(place: Place, ref: MessageRef) -> None:
    with place.client() as client:
        client.select_folder(ref.folder)
        client.delete_messages([ref.uid])
        client.expunge()


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
    assert [name[10:] for name in found] == [f" Nummer {n}.eml" for n in range(3)]


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
    throw_away(place, ref)
    octets = exported(mailbox, form)
    assert (archive(octets) == {}) if form is Form.ZIP else (octets == b"")


def test_what_vanishes_meanwhile_is_left_out_and_named(
    place: Place, mailbox: Mailbox, tmp_path: Path
) -> None:
    refs = place.fill("Klassen", 3)
    export = Export.of(mailbox, "Klassen")
    throw_away(place, refs[1])
    octets = b"".join(export.chunks(Form.MBOX, note=note))
    assert subjects(octets, tmp_path) == ["Nummer 1", "Nummer 3", "missing"]
    assert f"[{refs[1].uid}]".encode() in octets


def test_a_message_that_vanishes_in_its_middle_ends_nothing_else(place: Place, mailbox: Mailbox) -> None:
    texts = os.urandom(STRETCH).hex(), "kurz"
    refs = [place.append("Klassen", letter(text=text)) for text in texts]
    chunks = Export.of(mailbox, "Klassen").chunks(Form.ZIP, note=note)
    octets = next(chunks)
    throw_away(place, refs[0])
    found = archive(octets + b"".join(chunks))
    assert len(found) == 3
    assert str([refs[0].uid]).encode() in found["_.eml"]


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
    found = archive(b"".join(attachments_together(mailbox, mailbox.read(ref), note=names)))
    assert (found["Plan.pdf"], found["Plan (2).pdf"]) == (PDF, b"zwei")
    assert len(found) == 3


def test_an_attachment_that_has_vanished_is_named_and_the_archive_is_whole(
    place: Place, mailbox: Mailbox
) -> None:
    written = message("a", pdf=True)
    written.add_attachment(bytes(2 * STRETCH), maintype="image", subtype="png", filename="Bild.png")
    written.add_attachment(b"zwei", maintype="application", subtype="pdf", filename="Zwei.pdf")
    ref = place.append("INBOX", written.as_bytes())
    chunks = attachments_together(mailbox, mailbox.read(ref), note=names)
    octets = next(chunks)
    throw_away(place, ref)
    found = archive(octets + b"".join(chunks))
    assert found["Plan.pdf"] == PDF
    assert "Zwei.pdf" not in found
    assert found["_.txt"] == b"Bild.png\nZwei.pdf"
