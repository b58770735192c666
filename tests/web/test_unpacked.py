"""winmail.dat on the page: a list of what lies in it, and its files under the rules for every attachment."""

from dataclasses import replace

import pytest

from tests.letters import PIXEL, deliver
from tests.servers.dovecot import Dovecot
from tests.tnef import packed, tnef, winmail
from tests.visitor import Visitor, both_ways
from tests.web.deed import message_path
from tests.web.test_attachments import check_inert, fetch
from webmail.mail import MessageRef, Unpacker
from webmail.mail.reading.tnef import BOUNDS

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 9000
HTML = "<p>Bunt</p><script>alert(1)</script>"
FILES = (
    packed("Übersicht.pdf", PDF, media_type="application/pdf"),
    packed("Bild.png", PIXEL),
    packed("notiz.txt", "<b>Grüße</b>".encode()),
    packed("Rechnung.pdf.exe", b"MZ", media_type="application/pdf"),
    packed("seite.html", b"<script>alert(1)</script>", media_type="text/html"),
)
WAYS = ("", "/body", "/1", "/1/pdf", "/2/inline", "/3/preview")


@pytest.fixture(autouse=True)
def _unhurried(request: pytest.FixtureRequest) -> None:
    """A busy machine may be slow to begin a process."""
    if "anna" in request.fixturenames:
        app = request.getfixturevalue("anna").app
        app.extensions["dienstpost"] = replace(
            app.extensions["dienstpost"], unpacker=Unpacker(bounds=replace(BOUNDS, seconds=30))
        )


def with_files(dovecot: Dovecot, **more: str) -> MessageRef:
    return deliver(dovecot, winmail(tnef(*FILES, **more), text="Guten Tag."))


@both_ways
def test_what_lies_in_it_is_listed_on_request(anna: Visitor, dovecot: Dovecot) -> None:
    with_files(dovecot, text="Zweimal")
    anna.reload().follow("Ferienplan").misses("Übersicht.pdf")
    anna.follow("Inhalt zeigen: winmail.dat")
    assert anna.heading == "Inhalt von winmail.dat"
    anna.sees("Übersicht.pdf", "Bild.png", "notiz.txt", "seite.html").misses("Zweimal")
    anna.sees("Diese Datei gibt sich für eine andere Art aus.")
    assert anna.follow("Zurück zur Nachricht").has("h2.message__subject")


def test_a_file_arrives_as_it_was_put_in(anna: Visitor, dovecot: Dovecot) -> None:
    ref = with_files(dovecot)
    answer = fetch(anna, ref, "/tnef/2/1")
    assert (answer.data, answer.mimetype) == (PDF, "application/pdf")
    assert "filename*=UTF-8''%C3%9Cbersicht.pdf" in answer.headers["Content-Disposition"]
    check_inert(answer)


def test_the_file_itself_stays_a_download(anna: Visitor, dovecot: Dovecot) -> None:
    ref = with_files(dovecot)
    answer = fetch(anna, ref, "/part/2")
    assert (answer.data, answer.mimetype) == (tnef(*FILES), "application/octet-stream")
    check_inert(answer)


def test_nothing_active_is_served_under_its_own_type(anna: Visitor, dovecot: Dovecot) -> None:
    ref = with_files(dovecot)
    answer = fetch(anna, ref, "/tnef/2/5")
    assert answer.mimetype == "application/octet-stream"
    check_inert(answer)
    for way in ("preview", "pdf", "inline"):
        assert fetch(anna, ref, f"/tnef/2/5/{way}", destination="").status_code == 404, way


@both_ways
def test_images_and_texts_are_looked_at(anna: Visitor, dovecot: Dovecot) -> None:
    ref = with_files(dovecot)
    anna.open(message_path(anna.app, ref) + "/tnef/2").follow("Bild.png ansehen")
    assert anna.heading == "Bild.png"
    assert anna.has("img[src$='/tnef/2/2/inline'][alt='Bild.png']")
    assert fetch(anna, ref, "/tnef/2/2/inline", destination="image").data == PIXEL
    anna.follow("Zurück zur Nachricht").follow("notiz.txt ansehen").sees("<b>Grüße</b>")
    assert anna.has("a[download][href$='/tnef/2/3']")


def test_a_pdf_opens_in_a_tab_and_nothing_of_it_runs(anna: Visitor, dovecot: Dovecot) -> None:
    ref = with_files(dovecot)
    link = anna.open(message_path(anna.app, ref) + "/tnef/2").page.select_one("a.attachment__look")
    assert link is not None
    assert (link["target"], link["rel"]) == ("_blank", ["noopener"])
    answer = fetch(anna, ref, "/tnef/2/1/pdf")
    assert (answer.data, answer.mimetype) == (PDF, "application/pdf")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "script-src 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("destination", ["iframe", "script", "object", "embed"])
@pytest.mark.parametrize("way", ["/1", "/1/pdf", "/2/inline"])
def test_a_file_is_never_a_piece_of_a_page(
    anna: Visitor, dovecot: Dovecot, way: str, destination: str
) -> None:
    ref = with_files(dovecot)
    assert fetch(anna, ref, f"/tnef/2{way}", destination=destination).status_code == 403


@both_ways
def test_a_message_that_is_nothing_else_says_where_its_text_is(anna: Visitor, dovecot: Dovecot) -> None:
    deliver(dovecot, winmail(tnef(*FILES, text="Der Plan\r\n\r\nhttps://verlag.example/")))
    anna.reload().follow("Ferienplan").sees("Der Text dieser Nachricht steht in der Datei „winmail.dat“.")
    anna.misses("Diese Nachricht hat keinen Text.").follow("Inhalt zeigen").sees("Der Plan", "notiz.txt")
    assert anna.has("a[href='https://verlag.example/'][rel~=noopener]")


def test_on_paper_it_says_so_too(anna: Visitor, dovecot: Dovecot) -> None:
    ref = deliver(dovecot, winmail(tnef(text="Der Plan")))
    anna.open(message_path(anna.app, ref) + "/print")
    anna.sees("Der Text dieser Nachricht steht in der Datei „winmail.dat“.")


def test_its_html_stands_cleaned_in_a_frame(anna: Visitor, dovecot: Dovecot) -> None:
    ref = deliver(dovecot, winmail(tnef(html=HTML)))
    frame = anna.open(message_path(anna.app, ref) + "/tnef/1").frame()
    frame.sees("Bunt")
    assert b"<script" not in frame.body
    assert "sandbox" in frame.headers["Content-Security-Policy"]


def test_remote_images_wait_to_be_asked_for(anna: Visitor, dovecot: Dovecot) -> None:
    ref = deliver(dovecot, winmail(tnef(html='<p>Bunt</p><img src="https://x.example/1.png" alt="">')))
    anna.open(message_path(anna.app, ref) + "/tnef/1")
    assert b"x.example" not in anna.frame().body
    anna.open(message_path(anna.app, ref) + "/tnef/1").follow("Bilder laden")
    assert b"x.example" in anna.frame().body


@pytest.mark.parametrize(
    ("stream", "says"),
    [
        (tnef(*FILES, rtf=b"LZFu"), "in einer Form, die hier nicht gezeigt werden kann (RTF)"),
        (tnef(*FILES), "In dieser Datei steht kein Text."),
        (tnef(text="Nur Text"), "Diese Datei enthält keine weiteren Dateien."),
        (
            tnef(*(packed(f"{each}.txt", b"x") for each in range(101))),
            "mehr Dateien, als hier gezeigt werden",
        ),
        (b"kein TNEF" * 9, "Diese Datei konnte nicht ausgepackt werden."),
    ],
)
def test_what_is_not_there_is_said(anna: Visitor, dovecot: Dovecot, stream: bytes, says: str) -> None:
    ref = deliver(dovecot, winmail(stream))
    anna.open(message_path(anna.app, ref) + "/tnef/1").sees(says)
    assert anna.status == 200
    assert anna.has("a[download][href$='/part/1']")


def test_a_file_of_what_cannot_be_unpacked_is_refused(anna: Visitor, dovecot: Dovecot) -> None:
    ref = deliver(dovecot, winmail(b"kein TNEF" * 9))
    answer = fetch(anna, ref, "/tnef/1/1")
    assert answer.status_code == 422
    assert "Diese Datei konnte nicht ausgepackt werden." in answer.text


def test_who_comes_while_others_are_at_it_is_told_to_try_again(anna: Visitor, dovecot: Dovecot) -> None:
    ref = with_files(dovecot)
    busy = Unpacker(most=1, patience=0.01)
    anna.app.extensions["dienstpost"] = replace(anna.app.extensions["dienstpost"], unpacker=busy)
    with busy.process.turn():
        anna.open(message_path(anna.app, ref) + "/tnef/2")
        anna.sees("Im Moment werden andere Dateien ausgepackt.")


def test_in_english_it_is_told_in_english(anna: Visitor, dovecot: Dovecot) -> None:
    ref = deliver(dovecot, winmail(tnef(*FILES)))
    anna.press("English").open(message_path(anna.app, ref))
    anna.sees("The text of this message is in the file “winmail.dat”.").follow("Show contents")
    assert anna.heading == "Contents of winmail.dat"
    anna.sees("There is no text in this file.", "Übersicht.pdf", "View")


@pytest.mark.parametrize("way", WAYS)
def test_boris_cannot_look_into_annas(anna: Visitor, boris: Visitor, dovecot: Dovecot, way: str) -> None:
    path = message_path(anna.app, with_files(dovecot))
    assert boris.client.get(f"{path}/tnef/2{way}", base_url=boris.base_url).status_code == 404


@pytest.mark.parametrize("way", WAYS)
def test_a_message_that_is_gone_is_said_to_be(anna: Visitor, dovecot: Dovecot, way: str) -> None:
    ref = with_files(dovecot)
    gone = MessageRef(ref.folder, ref.uidvalidity, ref.uid + 1)
    assert fetch(anna, gone, f"/tnef/2{way}", destination="").status_code == 410


@pytest.mark.parametrize("way", ["/tnef/1", "/tnef/3", "/tnef/2/0", "/tnef/2/6", "/tnef/2/101", "/tnef/2/-1"])
def test_what_is_not_in_it_is_not_there(anna: Visitor, dovecot: Dovecot, way: str) -> None:
    assert fetch(anna, with_files(dovecot), way).status_code == 404
