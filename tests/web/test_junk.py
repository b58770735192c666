"""Into the spam and out of it."""

import pytest

from tests.cast import ANNA
from tests.conftest import MakeApp
from tests.letters import deliver, subjects
from tests.servers.dovecot import Dovecot
from tests.visitor import Visitor, both_ways
from tests.web.deed import list_path, message_path, post
from tests.web.test_mailbox import pick
from webmail.config import Mail
from webmail.mail import MessageRef

SPAM = {"junk", "junk-all", "report"}


@both_ways
def test_a_selection_goes_into_the_spam_and_comes_back(anna: Visitor, dovecot: Dovecot) -> None:
    for subject in ("Gewinn", "Lotto"):
        deliver(dovecot, subject=subject)
    pick(anna.reload(), "Gewinn").press("In den Spam verschieben", within="[role=toolbar]")
    anna.sees("In den Spam verschoben.")
    assert subjects(dovecot, "Junk") == ["Gewinn"]
    anna.press("Rückgängig")
    assert sorted(subjects(dovecot)) == ["Gewinn", "Lotto"]


@both_ways
@pytest.mark.parametrize("opened", [False, True])
def test_what_is_no_spam_goes_into_the_inbox(anna: Visitor, dovecot: Dovecot, opened: bool) -> None:
    deliver(dovecot, folder="Junk", subject="Elternbrief")
    anna.reload().follow("Spam").misses("In den Spam verschieben")
    if opened:
        anna.follow("Elternbrief").press("Kein Spam", within=".toolbar")
    else:
        pick(anna, "Elternbrief").press("Kein Spam", within="[role=toolbar]")
    assert (subjects(dovecot), subjects(dovecot, "Junk")) == (["Elternbrief"], [])


def test_out_of_the_spam_from_a_list_of_many_folders(anna: Visitor, dovecot: Dovecot) -> None:
    ref = deliver(dovecot, folder="Junk", subject="Elternbrief")
    box = message_path(anna.app, ref).removeprefix("/message/")
    assert post(anna, "/mailbox/selected/not-junk", {"ref": box}).status_code == 303
    assert subjects(dovecot) == ["Elternbrief"]


def test_nobody_takes_annas_message_out_of_the_spam(
    anna: Visitor, boris: Visitor, visitor: Visitor, dovecot: Dovecot
) -> None:
    ref = deliver(dovecot, folder="Junk")
    path = f"{message_path(anna.app, ref)}/not-junk"
    assert post(boris, path).status_code == 404
    assert post(visitor.open("/session/"), path).status_code == 401
    assert anna.open(path).status == 405
    assert len(subjects(dovecot, "Junk")) == 1


def test_a_renumbered_spam_folder_is_told(anna: Visitor, dovecot: Dovecot) -> None:
    ref = deliver(dovecot, folder="Junk")
    stale = MessageRef(ref.folder, ref.uidvalidity + 1, ref.uid)
    assert post(anna, f"{message_path(anna.app, stale)}/not-junk").status_code == 410


def test_everything_of_a_sender_and_nothing_of_another(anna: Visitor, dovecot: Dovecot) -> None:
    for sender, subject in (
        ("Gewinn <gewinn@post.example>", "Gewinnspiel"),
        ("GEWINN@POST.EXAMPLE", "Zwei"),
        ("supergewinn@post.example", "Andere"),
        ("Gewinn <boris@post.example>", "Gleicher Name"),
        ("gewinn@post.example, boris@post.example", "Zwei Absender"),
    ):
        deliver(dovecot, sender=sender, subject=subject)
    anna.reload().follow("Gewinnspiel").press("Alles von diesem Absender in den Spam", within=".toolbar")
    anna.sees("2 Nachrichten in den Spam verschoben.")
    assert sorted(subjects(dovecot, "Junk")) == ["Gewinnspiel", "Zwei"]
    anna.press("Rückgängig")
    assert len(subjects(dovecot)) == 5


@pytest.mark.parametrize("sender", ["", "<>", "a@x.example, b@x.example", "Nur ein Name", 'x"y <(@)>'])
def test_a_sender_who_is_nobody_moves_that_message_alone(
    anna: Visitor, dovecot: Dovecot, sender: str
) -> None:
    raw = f"From: {sender}\r\nSubject: Gewinnspiel\r\n\r\nText\r\n".encode()
    deliver(dovecot, raw)
    deliver(dovecot, raw.replace(b"Gewinnspiel", b"Zwei"))
    anna.reload().follow("Gewinnspiel").press("Alles von diesem Absender in den Spam", within=".toolbar")
    assert (subjects(dovecot, "Junk"), subjects(dovecot)) == (["Gewinnspiel"], ["Zwei"])


@pytest.mark.parametrize("folder", ["Sent", "Drafts", "INBOX"])
def test_ones_own_address_is_no_sender_of_spam(anna: Visitor, dovecot: Dovecot, folder: str) -> None:
    refs = [
        deliver(dovecot, folder=each, sender=f"Anna <{ANNA.address.upper()}>", subject="Eigenes")
        for each in (folder, "INBOX")
    ]
    anna.open(message_path(anna.app, refs[0])).misses("Alles von diesem Absender in den Spam")
    assert post(anna, f"{message_path(anna.app, refs[0])}/junk-all").status_code == 502
    assert (subjects(dovecot, "Junk"), len(set(refs))) == ([], 2)


@pytest.mark.parametrize("folder", ["Sent", "Drafts", "INBOX"])
def test_what_one_has_written_is_not_offered_as_spam(
    make_app: MakeApp, dovecot: Dovecot, folder: str
) -> None:
    anna = Visitor(make_app(mail=Mail(phishing_address="melden@schule.example"))).sign_in(ANNA)
    ref = deliver(dovecot, folder=folder, subject="Eigenes")
    offered = set()
    for path in (
        list_path(anna.app, folder),
        message_path(anna.app, ref),
        f"{message_path(anna.app, ref)}/conversation",
    ):
        buttons = anna.open(path).page.select("button[formaction]")
        offered |= {str(button["formaction"]).rpartition("/")[2] for button in buttons}
    assert offered & SPAM == (SPAM if folder == "INBOX" else set())
