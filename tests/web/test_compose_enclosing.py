"""Messages as attachments, the order of attachments, and what is said about each."""

import pytest
from flask import Flask

from tests.cast import ANNA, BORIS
from tests.conftest import MakeApp
from tests.letters import PIXEL, deliver
from tests.servers.dovecot import Dovecot
from tests.servers.smtp import Sink
from tests.visitor import MODES, Visitor, both_ways
from tests.web.deed import list_path, post
from tests.web.desk import TEXT, begin, begin_path, flags, in_english, lying, press, text_of, value
from webmail.config import Submission


@pytest.fixture
def writer(anna: Visitor) -> Visitor:
    return begin(in_english(anna))


def names(visitor: Visitor) -> list[str]:
    return [each.get_text() for each in visitor.page.select("#attachments .attachment__name")]


def names_lying(store: Dovecot) -> list[str | None]:
    (draft,) = lying(store)
    return [each.get_filename() for each in draft.iter_attachments()]


@both_ways
def test_a_message_is_forwarded_whole_as_an_attachment(
    anna: Visitor, app: Flask, dovecot: Dovecot, smtp: Sink
) -> None:
    ref = deliver(dovecot, subject="Elternabend", text="Am Freitag.")
    in_english(anna).open(begin_path(app, "enclose", ref)).sees("Forward as attachment", "Elternabend.eml")
    press(anna.fill(to=BORIS.address, text="Zur Kenntnis."), "send").sees("Sent.")
    (received,) = smtp.received
    assert b"Content-Type: message/rfc822" in received.content
    assert b"Am Freitag." in received.content
    assert b"Subject: WG: Elternabend" in received.content
    assert "$Forwarded" in flags(dovecot, ref)


def test_the_menu_of_a_message_leads_there(anna: Visitor, app: Flask, dovecot: Dovecot) -> None:
    deliver(dovecot, subject="Elternabend")
    in_english(anna).open("/mailbox/").follow("Elternabend").follow("Forward as attachment")
    assert names(anna) == ["Elternabend.eml"]


def test_selected_messages_are_attached_to_a_new_message(anna: Visitor, app: Flask, dovecot: Dovecot) -> None:
    refs = [deliver(dovecot, subject=subject) for subject in ("Eins", "Zwei")]
    in_english(anna)
    chosen = {"uidvalidity": str(refs[0].uidvalidity), "uid": ",".join(str(each.uid) for each in refs)}
    answer = post(anna, f"{list_path(app)}/enclose", chosen)
    anna.open(answer.headers["Location"]).sees("2 messages are attached.")
    assert names(anna) == ["Eins.eml", "Zwei.eml"]
    press(anna.fill(text="Bitte lesen."), "save")
    assert names_lying(dovecot) == ["Eins.eml", "Zwei.eml"]


@both_ways
def test_selected_messages_are_forwarded_once_they_were_sent(
    anna: Visitor, app: Flask, dovecot: Dovecot, smtp: Sink
) -> None:
    there = [deliver(dovecot, subject=subject) for subject in ("Größe", "Zwei", "Drei")]
    in_english(anna)
    chosen = {"uidvalidity": str(there[0].uidvalidity), "uid": ",".join(str(each.uid) for each in there)}
    answer = post(anna, f"{list_path(app)}/enclose", chosen)
    press(anna.open(answer.headers["Location"]), "save")
    # As on another device, which remembers nothing.
    anna.open(anna.path).press("Remove Zwei.eml", within="#attachments")
    press(anna.fill(to=BORIS.address, subject="Gelesen", text="Bitte lesen."), "save")
    assert [flags(dovecot, each) & {"$Forwarded"} for each in there] == [set(), set(), set()]
    press(anna, "send").sees("Sent.")
    assert ["$Forwarded" in flags(dovecot, each) for each in there] == [True, False, True]
    assert len(smtp.received) == 1


@both_ways
def test_attachments_are_put_into_another_order(writer: Visitor, dovecot: Dovecot) -> None:
    press(writer.choose(eins=b"1", zwei=b"2", drei=b"3"), "attach")
    writer.press("Move zwei.bin forward", within="#attachments")
    assert names(writer) == ["zwei.bin", "eins.bin", "drei.bin"]
    writer.press("Move eins.bin back", within="#attachments")
    assert names(writer) == names_lying(dovecot) == ["zwei.bin", "drei.bin", "eins.bin"]
    assert "hier ist der Plan" in text_of(lying(dovecot)[0])


def test_the_attachments_of_a_forwarded_message_are_put_into_another_order(
    anna: Visitor, app: Flask, dovecot: Dovecot
) -> None:
    files = {"a.pdf": ("application/pdf", b"%PDF a"), "b.pdf": ("application/pdf", b"%PDF b")}
    ref = deliver(dovecot, files=files)
    in_english(anna).open(begin_path(app, "forward", ref)).press("Move b.pdf forward", within="#attachments")
    assert names(anna) == names_lying(dovecot) == ["b.pdf", "a.pdf"]


def test_a_picture_is_shown_small_and_another_file_is_not(writer: Visitor, dovecot: Dovecot) -> None:
    press(writer.choose(bild=("bild.png", "image/png", PIXEL), plan=b"%PDF"), "attach")
    (image,) = writer.page.select("#attachments img")
    writer.open(str(image["src"]), sec_fetch_dest="image")
    assert (writer.status, writer.body) == (200, PIXEL)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("Spiel.exe", "This file can start a program"),
        ("Plan.pdf.exe", "is named like another kind"),
        ("Makro.docm", "This file can start a program"),
        ("Script.js", "This file can start a program"),
    ],
)
def test_what_starts_a_program_is_said_and_goes_all_the_same(
    writer: Visitor, smtp: Sink, name: str, sentence: str
) -> None:
    press(writer.choose(datei=(name, "application/octet-stream", b"MZ")), "attach").sees(sentence)
    press(writer, "send").sees("Sent.")
    assert name.encode() in smtp.received[0].content


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", ["Spiel.EXE", "Spiel.exe. .", "Plan.pdf.exe"])
def test_files_that_the_service_refuses_are_refused_by_name_and_cost_no_word(
    make_app: MakeApp, dovecot: Dovecot, smtp: Sink, name: str, mode: str
) -> None:
    app = make_app(
        submission=Submission(host=smtp.host, port=smtp.port, refused_types=("exe",), hold_seconds=0)
    )
    writer = begin(in_english(Visitor(app, mode=mode).sign_in(ANNA)))
    press(writer.choose(datei=(name, "application/octet-stream", b"MZ")), "attach")
    writer.sees("cannot be sent: this service does not allow files of this kind.")
    assert (writer.status, smtp.received, lying(dovecot)) == (422, [], [])
    assert value(writer, "text").replace("\r\n", "\n") == TEXT.replace("\r\n", "\n")


def test_a_refused_file_in_a_forwarded_message_hinders_sending_and_can_be_taken_out(
    make_app: MakeApp, dovecot: Dovecot, smtp: Sink
) -> None:
    app = make_app(
        submission=Submission(host=smtp.host, port=smtp.port, refused_types=("exe",), hold_seconds=0)
    )
    writer = in_english(Visitor(app).sign_in(ANNA))
    ref = deliver(dovecot, files={"spiel.exe": ("application/octet-stream", b"MZ")})
    press(writer.open(begin_path(app, "forward", ref)).fill(to=BORIS.address), "send")
    writer.sees("“spiel.exe” cannot be sent")
    press(press(writer, "detach").fill(to=BORIS.address), "send").sees("Sent.")


def test_the_limit_is_that_of_the_server_once_it_was_heard(
    writer: Visitor, dovecot: Dovecot, smtp: Sink
) -> None:
    smtp.size_limit = 1_000_000
    press(writer, "send").sees("Sent.")
    begin(writer).sees("Attachments may be up to 683 KB in total.")
    press(writer.choose(plan=b"x" * 700_000), "attach")
    assert (writer.status, len(lying(dovecot))) == (413, 0)
