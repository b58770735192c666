"""Folders and attachments out in one piece, messages from files in: as a person does it."""

import io
import json
import mailbox as library
import zipfile
from pathlib import Path

import pytest

from tests.cast import ANNA
from tests.conftest import MakeApp
from tests.letters import deliver, folders, letter, subjects
from tests.servers.dovecot import Dovecot
from tests.visitor import Visitor, both_ways
from tests.web.deed import list_path, message_path, sealed
from tests.web.test_attachments import check_inert, fetch
from webmail.config import Submission
from webmail.mail import SignInEnded

EML = letter(subject="Von zu Hause", more={"Message-ID": "<1@schule.example>"})


def importing(visitor: Visitor, folder: str = "Klassen") -> Visitor:
    return visitor.open(f"{list_path(visitor.app, folder)}/import")


# -- out --------------------------------------------------------------------------------------


@both_ways
def test_a_folder_is_downloaded_as_zip(anna: Visitor, dovecot: Dovecot) -> None:
    for number in range(3):
        deliver(dovecot, subject=f"Nummer {number}", folder="Klassen")
    anna.open(f"{list_path(anna.app, 'Klassen')}/export").sees("3 Nachrichten werden heruntergeladen.")
    anna.follow("Als ZIP mit einer Datei je Nachricht")
    assert anna.headers["Content-Disposition"] == 'attachment; filename="Klassen 2026-11-16.zip"'
    with zipfile.ZipFile(io.BytesIO(anna.body)) as found:
        assert len(found.namelist()) == 3


def test_a_folder_is_downloaded_as_mbox(anna: Visitor, dovecot: Dovecot, tmp_path: Path) -> None:
    deliver(dovecot, subject="Eins", folder="Klassen")
    anna.open(f"{list_path(anna.app, 'Klassen')}/export").follow("Als eine Datei für E-Mail-Programme")
    check_inert(anna.response)  # type: ignore[arg-type]
    (tmp_path / "mbox").write_bytes(anna.body)
    box = library.mbox(tmp_path / "mbox", create=False)
    assert [each["Subject"] for each in box] == ["Eins"]
    box.close()


def test_an_empty_folder_says_so(anna: Visitor, dovecot: Dovecot) -> None:
    folders(dovecot, "Leer")
    anna.open(f"{list_path(anna.app, 'Leer')}/export").sees("In diesem Ordner liegen keine Nachrichten.")


def test_a_folder_is_no_piece_of_a_page(anna: Visitor, dovecot: Dovecot) -> None:
    deliver(dovecot)
    path = f"{list_path(anna.app)}/export?as=zip"
    headers = {"Sec-Fetch-Dest": "iframe"}
    assert anna.client.get(path, base_url=anna.base_url, headers=headers).status_code == 403


def test_a_download_ends_with_a_cut_line_when_the_sign_in_ends(anna: Visitor, dovecot: Dovecot) -> None:
    for _ in range(4):
        deliver(dovecot, text="x" * 900_000)
    path = f"{list_path(anna.app)}/export?as=mbox"
    answer = anna.client.get(path, base_url=anna.base_url, buffered=False)
    chunks = iter(answer.response)
    next(chunks)
    anna.sign_out()
    with pytest.raises(SignInEnded):
        for _ in chunks:
            pass


def test_boris_cannot_download_annas_folder(anna: Visitor, boris: Visitor, dovecot: Dovecot) -> None:
    deliver(dovecot)
    assert boris.open(f"{list_path(anna.app)}/export?as=zip").status == 404


def test_all_attachments_come_as_one_zip(anna: Visitor, dovecot: Dovecot) -> None:
    files = {"Plan.pdf": ("application/pdf", b"eins"), "Übersicht.txt": ("text/plain", b"zwei")}
    ref = deliver(dovecot, files=files)
    anna.open(message_path(anna.app, ref)).follow("Alle als ZIP herunterladen")
    with zipfile.ZipFile(io.BytesIO(anna.body)) as found:
        assert {name: found.read(name).strip() for name in found.namelist()} == {
            "Plan.pdf": b"eins",
            "Übersicht.txt": b"zwei",
        }


def test_one_attachment_needs_no_zip_and_none_has_none(anna: Visitor, dovecot: Dovecot) -> None:
    ref = deliver(dovecot, files={"Plan.pdf": ("application/pdf", b"eins")})
    anna.open(message_path(anna.app, ref)).misses("Alle als ZIP")
    assert fetch(anna, deliver(dovecot), "/attachments").status_code == 404


# -- in ---------------------------------------------------------------------------------------


@both_ways
def test_a_message_is_imported_and_a_reload_imports_nothing(anna: Visitor, dovecot: Dovecot) -> None:
    folders(dovecot, "Klassen")
    importing(anna).choose(brief=EML, bild=b"\x89PNG").press("Importieren")
    anna.sees(
        "1 Nachricht wurde importiert.", "1 wurde nicht importiert:", "bild.bin", "ist keine Nachricht."
    )
    anna.reload().sees("1 Nachricht wurde importiert.")
    assert subjects(dovecot, "Klassen") == ["Von zu Hause"]


def test_the_same_file_again_is_said_to_lie_there(anna: Visitor, dovecot: Dovecot) -> None:
    deliver(dovecot, EML, folder="Klassen")
    importing(anna).choose(brief=EML).press("Importieren")
    anna.sees("Es wurde nichts importiert.", "1 Nachricht lag schon in diesem Ordner.")


def test_a_zip_is_said_to_be_one_and_what_to_do(anna: Visitor, dovecot: Dovecot) -> None:
    folders(dovecot, "Klassen")
    packed = ("Anlagen.ZIP", "application/zip", b"PK\x03\x04" + bytes(40))
    importing(anna).choose(brief=EML, alles=packed).press("Importieren")
    anna.sees("1 Nachricht wurde importiert.", "ist eine ZIP-Datei. Entpacken Sie sie zuerst")


def test_without_a_file_the_form_says_so(anna: Visitor, dovecot: Dovecot) -> None:
    folders(dovecot, "Klassen")
    assert importing(anna).press("Importieren").sees("Wählen Sie bitte zuerst Dateien aus.").status == 422


def test_more_files_than_are_taken_at_once_are_said_to_be_that(anna: Visitor, dovecot: Dovecot) -> None:
    folders(dovecot, "Klassen")
    importing(anna).choose(**{f"brief{number}": EML for number in range(101)}).press("Importieren")
    assert anna.sees("Höchstens 100 Dateien können auf einmal importiert werden.").status == 422
    assert subjects(dovecot, "Klassen") == []


def test_files_beyond_the_limit_are_not_imported(make_app: MakeApp, dovecot: Dovecot) -> None:
    folders(dovecot, "Klassen")
    anna = Visitor(make_app(submission=Submission(attachments_mb=1))).sign_in(ANNA)
    importing(anna).choose(gross=EML + b"x" * 1_500_000).press("Importieren")
    assert anna.sees("Diese Dateien sind zu groß.").status == 422
    assert subjects(dovecot, "Klassen") == []


@pytest.mark.parametrize(
    "told", ["", "{}", "null", "[1]", json.dumps({"count": "x", "known": 0, "failed": 0})]
)
def test_a_result_that_is_none_is_no_page(anna: Visitor, dovecot: Dovecot, told: str) -> None:
    path = f"{list_path(anna.app)}/imported/{sealed(anna.app, told, purpose='words')}"
    assert anna.open(path).status == 404


def test_no_name_of_a_file_becomes_html(anna: Visitor, dovecot: Dovecot) -> None:
    folders(dovecot, "Klassen")
    anna_file = ("<img src=x onerror=alert(1)>.eml", "message/rfc822", b"nichts")
    assert b"<img" not in importing(anna).choose(a=anna_file).press("Importieren").body
    anna.sees("<img src=x onerror=alert(1)>.eml")


def test_boris_imports_nothing_into_annas_folder(anna: Visitor, boris: Visitor, dovecot: Dovecot) -> None:
    folders(dovecot, "Klassen")
    path = f"{list_path(anna.app, 'Klassen')}/import"
    assert boris.open(path).status == 404
    token = boris.open("/mailbox/").page.select_one("input[name=csrf_token]")
    assert token is not None
    data = {"csrf_token": str(token["value"]), "files": (io.BytesIO(EML), "a.eml")}
    answer = boris.client.post(path, base_url=boris.base_url, data=data, headers={"Origin": boris._origin})
    assert (answer.status_code, subjects(dovecot, "Klassen")) == (404, [])


def test_a_stranger_imports_nothing(anna: Visitor, visitor: Visitor, dovecot: Dovecot) -> None:
    folders(dovecot, "Klassen")
    path = f"{list_path(anna.app, 'Klassen')}/import"
    answer = visitor.client.post(path, base_url=visitor.base_url, data={"files": (io.BytesIO(EML), "a.eml")})
    assert answer.status_code == 401
    assert subjects(dovecot, "Klassen") == []
