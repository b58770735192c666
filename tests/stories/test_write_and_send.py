"""A morning's writing: begun, interrupted, attached, sent, answered; each message goes out once."""

from email import message_from_bytes
from email.policy import default

import pytest

from tests.cast import ANNA, BORIS
from tests.letters import deliver, subjects
from tests.servers.dovecot import Dovecot
from tests.servers.smtp import Sink
from tests.visitor import Visitor, both_ways
from tests.web.desk import in_english, lying, press, value


@pytest.fixture
def writer(anna: Visitor) -> Visitor:
    return in_english(anna)


@both_ways
def test_anna_begins_is_interrupted_and_sends_later(writer: Visitor, dovecot: Dovecot, smtp: Sink) -> None:
    writer.follow("New message").fill(to=f"Boris <{BORIS.address}>", subject="Ausflug", text="Lieber Boris,")
    press(writer.choose(plan=("Plan.pdf", "application/pdf", b"%PDF-1.4")), "attach").sees("Plan.pdf")
    writer.fill(text="Lieber Boris,\n\nhier ist der Plan.")
    writer.submit(writer.page.select_one("button[form=compose][formaction$=sign-out]"))  # type: ignore[arg-type]
    writer.sees("You are signed out").sign_in(ANNA)
    writer.follow("Drafts").follow("Ausflug").sees("Plan.pdf")
    assert "hier ist der Plan." in value(writer, "text")
    press(writer, "send").sees("Sent.")
    (received,) = smtp.received
    message = message_from_bytes(received.content, policy=default)
    assert [part.get_filename() for part in message.iter_attachments()] == ["Plan.pdf"]
    assert (lying(dovecot), subjects(dovecot, "Sent")) == ([], ["Ausflug"])


@both_ways
def test_anna_answers_and_the_thread_stays_together(writer: Visitor, dovecot: Dovecot, smtp: Sink) -> None:
    deliver(dovecot, subject="Raum 204", more={"Message-ID": "<frage@schule.example>"})
    writer.open("/mailbox/").follow("Raum 204").follow("Reply")
    writer.fill(text="Ist frei.\n\n" + value(writer, "text"))
    press(writer, "send").sees("Sent.", "Raum 204")
    message = message_from_bytes(smtp.received[0].content, policy=default)
    assert (message["In-Reply-To"], message["Subject"]) == ("<frage@schule.example>", "Re: Raum 204")
    assert "> Guten Tag." in message.get_content()


@both_ways
def test_an_address_that_is_wrong_is_put_right_and_nobody_gets_it_twice(
    writer: Visitor, dovecot: Dovecot, smtp: Sink
) -> None:
    smtp.refuse("borris@schule.example")
    writer.follow("New message").fill(
        to=f"borris@schule.example, {ANNA.address}", subject="Hallo", text="Ja."
    )
    press(writer, "send").sees("“borris@schule.example” does not exist.")
    press(writer.fill(to=f"{BORIS.address}, {ANNA.address}"), "send").sees("Sent.")
    assert [set(each.recipients) for each in smtp.received] == [{BORIS.address, ANNA.address}]
    assert subjects(dovecot, "Sent") == ["Hallo"]
