"""Read receipts on the page: a calm question with two answers, and silence without one."""

from tests.cast import ANNA
from tests.letters import deliver
from tests.servers.dovecot import Dovecot
from tests.servers.smtp import Sink
from tests.visitor import Visitor, both_ways
from tests.web.deed import message_path, post
from webmail.mail import MessageRef

BORIS = "boris.becker@schule.example"
QUESTION = "Der Absender bittet um eine Lesebestätigung."


def asking(store: Dovecot) -> MessageRef:
    return deliver(store, subject="Plan", more={"Disposition-Notification-To": BORIS})


@both_ways
def test_a_receipt_is_sent_when_it_is_wanted(anna: Visitor, dovecot: Dovecot, smtp: Sink) -> None:
    asking(dovecot)
    anna.reload().follow("Plan").sees(QUESTION)
    assert smtp.received == []
    anna.press("Senden", within=".remark--question").sees("Die Lesebestätigung wurde gesendet.")
    anna.misses(QUESTION)
    assert smtp.received[0].recipients == (BORIS,)
    assert "Gelesen: Plan" in smtp.received[0].content.decode()


@both_ways
def test_a_receipt_that_is_not_wanted_is_not_asked_for_again(
    anna: Visitor, dovecot: Dovecot, smtp: Sink
) -> None:
    ref = asking(dovecot)
    anna.reload().follow("Plan").press("Nicht senden").misses(QUESTION)
    anna.open(message_path(anna.app, ref)).misses(QUESTION)
    assert smtp.received == []


def test_looking_at_a_message_tells_nobody(anna: Visitor, dovecot: Dovecot, smtp: Sink) -> None:
    path = message_path(anna.app, asking(dovecot))
    for more in ("", "/body", "/source"):
        anna.open(path + more)
    assert smtp.received == []


def test_boris_cannot_answer_for_anna(anna: Visitor, boris: Visitor, dovecot: Dovecot, smtp: Sink) -> None:
    path = message_path(anna.app, asking(dovecot))
    assert post(boris, f"{path}/receipt", {"answer": "send"}).status_code == 404
    assert smtp.received == []
    assert ANNA.address not in str(smtp.commands)
