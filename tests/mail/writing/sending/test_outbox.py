"""Outbox: a draft becomes a sent message, once, and what did not go out is a draft as before."""

import io
from dataclasses import replace
from email.message import EmailMessage

import pytest

from tests.cast import ANNA, BORIS, CARLA, DARIO
from tests.mail.conftest import Place
from tests.mail.writing.conftest import a_draft, stored, text_of
from tests.mail.writing.sending.office import MakeOffice, Office, parsed
from tests.servers.smtp import Sink
from webmail.mail.errors import (
    AlreadySent,
    DraftChanged,
    NotSubmitted,
    OutcomeUnclear,
    RecipientRefused,
    Unsendable,
)
from webmail.mail.writing import outbox
from webmail.mail.writing.draft import Kind, Writing
from webmail.mail.writing.state import State
from webmail.mail.writing.upload import Upload

LETTER = a_draft(
    "Guten Tag,\n.\nbis morgen",
    to=f"Boris Becker <{BORIS.address}>",
    cc=CARLA.address,
    bcc=DARIO.address,
    subject="Elternabend",
)


def attached(content: bytes) -> Upload:
    return Upload("Zeugnis.pdf", "application/pdf", len(content), io.BytesIO(content))


def test_everybody_gets_the_message_and_nobody_sees_the_blind_copies(office: Office, smtp: Sink) -> None:
    assert office.send(LETTER) is State.FILED
    [received] = smtp.received
    assert received.sender == ANNA.address
    assert received.recipients == (BORIS.address, CARLA.address, DARIO.address)
    assert b"Dario" not in received.content
    assert DARIO.address.encode() not in received.content
    assert b"X-Dienstpost" not in received.content


def test_the_copy_in_sent_is_what_was_sent_and_keeps_the_blind_copies(
    office: Office, smtp: Sink, dovecot_place: Place
) -> None:
    office.send(LETTER, uploads=[attached(b"%PDF" * 5000)])
    [copy] = stored(dovecot_place, "Sent")
    sent = parsed(smtp.received[0])
    assert str(copy["Bcc"]) == DARIO.address
    assert sent["Bcc"] is None
    assert [copy[name] for name in ("To", "Cc", "Subject", "Date", "Message-ID")] == [
        sent[name] for name in ("To", "Cc", "Subject", "Date", "Message-ID")
    ]
    assert text_of(copy) == text_of(sent) == LETTER.text
    assert contents(copy) == contents(sent) == [b"%PDF" * 5000]


def contents(message: EmailMessage) -> list[bytes]:
    return [part.get_payload(decode=True) for part in message.iter_attachments()]  # type: ignore[misc]


def test_the_draft_is_gone_when_the_copy_is_there(office: Office, dovecot_place: Place) -> None:
    office.send(LETTER)
    assert stored(dovecot_place) == []
    assert len(stored(dovecot_place, "Sent")) == 1
    assert office.state(LETTER) is State.FILED


def test_an_answer_marks_what_it_answers(office: Office, dovecot_place: Place) -> None:
    origin = dovecot_place.fill("INBOX", 1)[0]
    office.send(a_draft(to=BORIS.address, writing=Writing("<a@schule.example>", Kind.REPLY, origin)))
    assert "\\Answered" in dovecot_place.flags(origin)


def test_who_sends_again_learns_that_it_was_sent(office: Office, smtp: Sink) -> None:
    office.send(LETTER)
    with pytest.raises(AlreadySent):
        office.send(LETTER)
    assert len(smtp.received) == 1


@pytest.mark.parametrize("quick", [0, 1])
def test_of_two_who_have_prepared_one_hands_over(
    office: Office, smtp: Sink, dovecot_place: Place, monkeypatch: pytest.MonkeyPatch, quick: int
) -> None:
    monkeypatch.setattr(outbox, "HELD_SECONDS", 0.0)
    other = office.another()
    # The first claim does not end, so the second takes it over: whoever had it may be dead.
    both = [(office, office.prepare(LETTER)), (other, other.prepare(LETTER))]
    outcomes = []
    for each, prepared in (both[quick], both[1 - quick]) * 2:
        try:
            outcomes.append(each.outbox.hand_over(prepared))
        except AlreadySent:
            outcomes.append(None)
    assert [each for each in outcomes if each] == [State.FILED]
    assert len(smtp.received) == 1
    assert (len(stored(dovecot_place)), len(stored(dovecot_place, "Sent"))) == (0, 1)


def test_a_second_claim_waits_while_the_first_is_held(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds = iter(range(100))
    waited: list[float] = []
    monkeypatch.setattr(outbox, "monotonic", lambda: next(seconds))
    monkeypatch.setattr(outbox, "sleep", waited.append)
    office.prepare(LETTER)
    office.another().prepare(LETTER)
    assert waited == [outbox.HELD_STEP] * 2


def test_a_second_claim_sends_what_the_first_has_let_go(
    office: Office, smtp: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.prepare(LETTER)
    monkeypatch.setattr(outbox, "sleep", lambda _: office.outbox.ledger.release(LETTER.writing.message_id))
    assert office.another().send(LETTER) is State.FILED
    assert len(smtp.received) == 1


def test_a_message_to_nobody_is_not_claimed(office: Office) -> None:
    with pytest.raises(Unsendable) as caught:
        office.prepare(a_draft(cc="niemand"))
    assert caught.value.fields.keys() == {"cc"}
    assert office.state(a_draft()) is None


def test_a_message_to_too_many_is_not_claimed(make_office: MakeOffice) -> None:
    office = make_office(most=2)
    with pytest.raises(Unsendable) as caught:
        office.prepare(LETTER)
    assert caught.value.fields["to"][0].reason == "too_many"
    assert office.state(LETTER) is None


def test_a_draft_that_another_page_changed_is_not_claimed(office: Office, dovecot_place: Place) -> None:
    office.outbox.drafts.save(LETTER, page="other")
    with pytest.raises(DraftChanged):
        office.prepare(LETTER)
    assert office.state(LETTER) is None
    assert len(stored(dovecot_place)) == 1


def test_refused_recipients_are_told_at_the_field_that_names_them(office: Office, smtp: Sink) -> None:
    for address in (BORIS.address, CARLA.address, DARIO.address):
        smtp.refuse(address, "550 5.1.1 Unbekannt")
    with pytest.raises(RecipientRefused) as caught:
        office.send(LETTER)
    told = {name: [each.entry for each in found] for name, found in caught.value.fields.items()}
    assert told == {"to": [BORIS.address], "cc": [CARLA.address], "bcc": [DARIO.address]}
    assert caught.value.fields["cc"][0].said == "Unbekannt"


def test_what_was_refused_can_be_sent_when_it_is_put_right(office: Office, smtp: Sink) -> None:
    smtp.refuse(CARLA.address)
    with pytest.raises(RecipientRefused):
        office.send(LETTER)
    assert office.state(LETTER) is None
    assert office.send(replace(LETTER, cc="")) is State.FILED
    assert [each.recipients for each in smtp.received] == [(BORIS.address, DARIO.address)]


def test_an_address_the_server_cannot_read_is_told_at_its_field(office: Office, smtp: Sink) -> None:
    smtp.hidden = frozenset({"SMTPUTF8"})
    with pytest.raises(RecipientRefused) as caught:
        office.send(a_draft(to=BORIS.address, cc="Jörg <jörg@schule.example>"))
    assert [each.reason for each in caught.value.fields["cc"]] == ["needs_smtputf8"]


@pytest.mark.parametrize("stage", ["connect", "rcpt", "content"])
def test_what_was_not_sent_is_a_draft_and_can_be_sent(
    office: Office, smtp: Sink, dovecot_place: Place, stage: str
) -> None:
    smtp.close_at(stage)
    with pytest.raises(NotSubmitted):
        office.send(LETTER, uploads=[attached(b"x" * 3_000_000)])
    assert office.state(LETTER) is None
    assert len(stored(dovecot_place)) == 1
    smtp.empty()
    assert office.send(LETTER) is State.FILED
    assert len(smtp.received) == 1
    assert contents(stored(dovecot_place, "Sent")[0]) == [b"x" * 3_000_000]


@pytest.mark.parametrize("stage", ["dot", "taken"])
def test_what_is_unclear_is_a_draft_and_is_not_sent_by_itself(
    office: Office, smtp: Sink, dovecot_place: Place, stage: str
) -> None:
    smtp.close_at(stage)
    with pytest.raises(OutcomeUnclear):
        office.send(LETTER)
    smtp.close_at(stage, after=9)
    taken = len(smtp.received)
    assert office.state(LETTER) is State.UNCLEAR
    assert len(stored(dovecot_place)) == 1
    assert office.another().outbox.settle(LETTER.writing) is State.UNCLEAR
    with pytest.raises(AlreadySent):
        office.another().send(LETTER)
    assert len(smtp.received) == taken


def test_an_address_with_umlauts_is_sent_and_filed(office: Office, smtp: Sink) -> None:
    office.send(a_draft(to="Jörg <jörg@bücher.example>"))
    assert smtp.received[0].recipients == ("jörg@xn--bcher-kva.example",)


def test_text_with_umlauts_reaches_a_server_that_takes_seven_bits(office: Office, smtp: Sink) -> None:
    smtp.hidden = frozenset({"8BITMIME", "SMTPUTF8"})
    draft = a_draft("Grüße\n" + "ä" * 3000, to=BORIS.address)
    office.send(draft)
    assert smtp.received[0].content.isascii()
    assert text_of(parsed(smtp.received[0])) == draft.text
