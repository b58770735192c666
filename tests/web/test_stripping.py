"""Attachments are removed and the text is kept: asked first, done, taken back, refused in a sentence."""

from tests.cast import ANNA
from tests.letters import deliver, raw, subjects
from tests.servers.dovecot import Dovecot
from tests.visitor import Visitor, both_ways
from tests.web.deed import message_path, post

FILES = {"Plan.pdf": ("application/pdf", b"%PDF" * 9000), "Film.mp4": ("video/mp4", b"mp4" * 9000)}
DEED = "Anhänge entfernen, Text behalten …"


@both_ways
def test_it_asks_with_the_list_of_what_goes_and_does_it(anna: Visitor, dovecot: Dovecot) -> None:
    deliver(dovecot, subject="Plan", text="Anbei.", files=FILES)
    anna.reload().follow("Plan").follow(DEED)
    anna.sees("Diese 2 Anhänge entfernen", "Plan.pdf", "Film.mp4")
    assert dovecot.uids(ANNA.address, "Trash") == []
    anna.press("Anhänge entfernen").sees("2 Anhänge entfernt, Text behalten.", "Anbei.")
    assert (subjects(dovecot), subjects(dovecot, "Trash")) == (["Plan"], ["Plan"])
    anna.sees("Entfernt - Plan.pdf.txt")


@both_ways
def test_it_can_be_taken_back(anna: Visitor, dovecot: Dovecot) -> None:
    deliver(dovecot, subject="Plan", files=FILES)
    anna.reload().follow("Plan").follow(DEED).press("Anhänge entfernen").press("Rückgängig")
    anna.open("/mailbox/").follow("Plan").sees("Plan.pdf")
    assert "Entfernt - Plan.pdf" not in anna.text
    assert len(subjects(dovecot)) == 1


def test_the_note_says_what_was_there(anna: Visitor, dovecot: Dovecot) -> None:
    deliver(dovecot, subject="Plan", files={"Plan.pdf": FILES["Plan.pdf"]})
    anna.reload().follow("Plan").follow(DEED).press("Anhänge entfernen").follow("Entfernt - Plan.pdf.txt")
    said = "Hier war der Anhang „Plan.pdf“ (application/pdf, 36 KB). Er wurde am 16. November 2026"
    assert said in anna.body.decode()


def test_a_signed_message_is_refused_in_a_sentence(anna: Visitor, dovecot: Dovecot) -> None:
    head = {"Subject": "Signiert", "Content-Type": 'multipart/signed; boundary="b"; protocol="x/y"'}
    part = "--b\nContent-Type: application/pdf; name=a.pdf\nContent-Disposition: attachment\n\nPDF\n"
    ref = deliver(dovecot, raw(head, f"{part}{part}--b--\n"))
    anna.open(f"{message_path(anna.app, ref)}/strip").sees("signiert oder verschlüsselt")
    assert anna.status == 422


def test_a_broken_message_is_refused_and_stays(anna: Visitor, dovecot: Dovecot) -> None:
    head = {"Subject": "Kaputt", "Content-Type": 'multipart/mixed; boundary="b"'}
    part = "--b\nContent-Type: application/pdf; name=a.pdf\nContent-Disposition: attachment\n\nPDF\n"
    ref = deliver(dovecot, raw(head, f"--b\n\nHallo\n{part}"))
    anna.reload()
    answer = post(anna, f"{message_path(anna.app, ref)}/strip")
    assert (answer.status_code, dovecot.uids(ANNA.address, "INBOX")) == (422, [ref.uid])
    assert "nicht richtig aufgebaut" in answer.text


def test_a_message_without_attachments_does_not_offer_it(anna: Visitor, dovecot: Dovecot) -> None:
    ref = deliver(dovecot, subject="Nur Text")
    assert DEED not in anna.reload().follow("Nur Text").text
    anna.open(f"{message_path(anna.app, ref)}/strip").sees("keinen Anhang, der entfernt werden")


def test_in_the_trash_it_is_not_offered(anna: Visitor, dovecot: Dovecot) -> None:
    ref = deliver(dovecot, folder="Trash", subject="Plan", files=FILES)
    assert DEED not in anna.open(message_path(anna.app, ref)).text


def test_boris_cannot_strip_annas_message(anna: Visitor, boris: Visitor, dovecot: Dovecot) -> None:
    ref = deliver(dovecot, subject="Plan", files=FILES)
    answer = post(boris, f"{message_path(anna.app, ref)}/strip")
    assert (answer.status_code, dovecot.uids(ANNA.address, "INBOX")) == (404, [ref.uid])


def test_a_message_that_is_gone_is_said_to_be(anna: Visitor, dovecot: Dovecot) -> None:
    ref = deliver(dovecot, subject="Plan", files=FILES)
    with dovecot.client(ANNA.address) as client:
        client.select_folder("INBOX")
        client.delete_messages([ref.uid])
        client.expunge()
    assert anna.open(f"{message_path(anna.app, ref)}/strip").status == 410
