"""Hold: what waits goes out once or comes back as it was left, whoever dies over it."""

import io
import threading
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from sqlalchemy import select

from tests.cast import BORIS, DARIO
from tests.conftest import MONDAY, HeldClock
from tests.mail.conftest import Place
from tests.mail.writing.conftest import a_draft, stored, texts
from tests.mail.writing.sending.office import MakeOffice, Office, parsed
from tests.servers.fault import Fault
from tests.servers.smtp import Sink
from webmail.accounts import accounts_sending
from webmail.accounts.models import Submission
from webmail.database import db
from webmail.mail.errors import (
    AlreadySent,
    DeedRefused,
    MessageGone,
    NotSubmitted,
    StoreUnavailable,
    Unsendable,
)
from webmail.mail.writing.state import State
from webmail.mail.writing.trying import pauses_within
from webmail.mail.writing.upload import Upload
from webmail.policy import Feature, Forbidden, Policy

LETTER = a_draft("Guten Tag", to=BORIS.address, bcc=DARIO.address, subject="Elternabend")
WRITING = LETTER.writing
TOMORROW = MONDAY + timedelta(days=1)


def plan(content: bytes = b"%PDF" * 500) -> Upload:
    return Upload("Plan.pdf", "application/pdf", len(content), io.BytesIO(content))


def test_what_waits_lies_in_the_outbox_and_goes_out_when_it_is_due(
    office: Office, smtp: Sink, dovecot_place: Place, clock: HeldClock
) -> None:
    office.wait(LETTER, uploads=[plan()])
    assert (office.state(LETTER), texts(dovecot_place, "Outbox")) == (State.WAITING, ["Guten Tag"])
    assert (office.hold.send_due(), stored(dovecot_place), smtp.received) == (0, [], [])
    clock.move(seconds=11)
    assert [office.another().hold.send_due(), office.hold.send_due()] == [1, 0]
    [received], [copy] = smtp.received, stored(dovecot_place, "Sent")
    assert parsed(received)["Date"] == copy["Date"]
    assert DARIO.address in received.recipients
    assert stored(dovecot_place, "Outbox") == []
    assert office.state(LETTER) is State.FILED


def test_what_is_taken_back_is_a_draft_as_it_was_left(
    office: Office, smtp: Sink, dovecot_place: Place, clock: HeldClock
) -> None:
    seen = office.wait(LETTER, uploads=[plan()])
    assert office.another().hold.take_back(WRITING, seen=seen) == WRITING
    draft = office.outbox.drafts.find(WRITING)
    assert draft is not None
    assert (draft.draft.to, draft.draft.bcc, draft.draft.subject) == (LETTER.to, LETTER.bcc, LETTER.subject)
    assert [each.name for each in draft.draft.attachments] == ["Plan.pdf"]
    clock.move(seconds=60)
    assert (office.hold.send_due(), office.state(LETTER)) == (0, None)
    # And it can be sent after all.
    office.wait(LETTER, page="another page", base=draft.ref.uid)
    clock.move(seconds=60)
    assert office.hold.send_due() == 1
    assert len(smtp.received) == 1


def test_what_is_sent_is_not_taken_back(office: Office, clock: HeldClock) -> None:
    seen = office.wait(LETTER)
    clock.move(seconds=11)
    office.hold.send_due()
    with pytest.raises(AlreadySent):
        office.hold.take_back(WRITING, seen=seen)


@pytest.mark.parametrize("name", ["eins", "zwei", "drei", "vier"])
def test_of_many_who_want_it_one_gets_it(office: Office, smtp: Sink, name: str) -> None:
    letter = a_draft(name=name, to=BORIS.address)
    seen, together, got = office.wait(letter), threading.Barrier(5), []

    def take(which: Office, sends: bool) -> None:
        with which.app.app_context(), suppress(AlreadySent):
            together.wait()
            if sends:
                which.hold.send(letter.writing, seen=seen)
            else:
                which.hold.take_back(letter.writing, seen=seen)
            got.append(sends)

    offices = [(office.another(), bool(place)) for place in range(5)]
    threads = [threading.Thread(target=take, args=each) for each in offices]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 1
    assert len(smtp.received) == sum(got)


def test_who_dies_over_sending_leaves_it_to_the_next(office: Office, smtp: Sink, clock: HeldClock) -> None:
    seen = office.wait(LETTER)
    clock.move(seconds=11)
    dead = office.another().outbox.ledger
    assert dead.take(WRITING.message_id, attempt=bytes.fromhex(seen), sends=True)  # type: ignore[attr-defined]
    assert (office.hold.send_due(), office.state(LETTER)) == (0, State.HELD)
    clock.move(minutes=3)
    assert office.state(LETTER) is State.WAITING
    assert (office.hold.send_due(), len(smtp.received)) == (1, 1)


def test_who_dies_over_taking_back_sends_nothing(office: Office, smtp: Sink, clock: HeldClock) -> None:
    seen = office.wait(LETTER)
    dead = office.another().outbox.ledger
    assert dead.take(WRITING.message_id, attempt=bytes.fromhex(seen), sends=False)  # type: ignore[attr-defined]
    clock.move(minutes=3)
    assert (office.hold.send_due(), smtp.received) == (0, [])
    standing = office.hold.standing(WRITING)
    assert standing is not None
    assert standing.state is State.UNSENT
    office.hold.take_back(WRITING, seen=standing.attempt)
    assert office.outbox.drafts.find(WRITING) is not None


def test_who_dies_before_the_row_waits_leaves_it_as_not_sent_and_the_next_click_sends_it_once(
    office: Office, smtp: Sink, dovecot_place: Place, clock: HeldClock
) -> None:
    office.outbox.drafts.put_by(office.prepare(LETTER, uploads=[plan()]))
    clock.move(minutes=3)
    assert [each.standing.state for each in office.hold.listed()] == [State.UNSENT]
    other = office.another()
    other.wait(LETTER, base=1)
    clock.move(minutes=3)
    other.hold.send_due()
    [received] = smtp.received
    assert [each.get_filename() for each in parsed(received).iter_attachments()] == ["Plan.pdf"]
    assert (stored(dovecot_place), stored(dovecot_place, "Outbox")) == ([], [])


def test_a_save_of_the_old_page_finds_what_somebody_died_over(
    office: Office, dovecot_place: Place, clock: HeldClock
) -> None:
    uid = office.prepare(LETTER, uploads=[plan()])
    office.outbox.drafts.put_by(uid)
    clock.move(minutes=3)
    saved = office.another().outbox.drafts.save(LETTER, page="page", base=uid.ref.uid)
    assert [each.name for each in saved.draft.attachments] == ["Plan.pdf"]
    assert not saved.left_out
    assert stored(dovecot_place, "Outbox") == []


def test_what_another_program_has_put_in_its_place_is_not_sent(
    office: Office, smtp: Sink, dovecot_place: Place, clock: HeldClock
) -> None:
    office.wait(LETTER)
    with dovecot_place.client() as client:
        client.select_folder("Outbox")
        [uid] = client.search(["ALL"])
        raw = client.fetch([uid], ["BODY.PEEK[]"])[uid][b"BODY[]"]
        client.append("Outbox", raw.replace(b"Guten Tag", b"Anderes!!"))
        client.delete_messages([uid])
        client.expunge()
    clock.move(seconds=11)
    assert (office.hold.send_due(), smtp.received) == (0, [])
    [held] = office.hold.listed()
    assert (held.standing.state, held.standing.reason) == (State.UNSENT, "changed")
    assert held.summary is not None


def test_what_another_program_has_removed_is_not_sent_and_told(
    office: Office, dovecot_place: Place, clock: HeldClock
) -> None:
    seen = office.wait(LETTER)
    with dovecot_place.client() as client:
        client.select_folder("Outbox")
        client.delete_messages(client.search(["ALL"]))
        client.expunge()
    clock.move(seconds=11)
    assert office.hold.send_due() == 0
    [held] = office.hold.listed()
    assert (held.standing.state, held.summary) == (State.UNSENT, None)
    with pytest.raises(MessageGone):
        office.hold.take_back(WRITING, seen=seen)
    assert office.hold.listed() == ()


def test_what_the_server_refuses_is_a_draft_again_with_its_reason(
    office: Office, smtp: Sink, dovecot_place: Place, clock: HeldClock
) -> None:
    smtp.refuse(BORIS.address)
    office.wait(LETTER)
    clock.move(seconds=11)
    assert office.hold.send_due() == 0
    assert (texts(dovecot_place), stored(dovecot_place, "Outbox")) == (["Guten Tag"], [])
    refusal = office.another().hold.refusal(WRITING)
    assert isinstance(refusal, Unsendable)
    assert refusal.fields["to"][0].entry == BORIS.address
    assert [each.standing.state for each in office.hold.listed()] == [State.REFUSED]
    smtp.empty()
    assert office.send(LETTER) is State.FILED
    assert office.hold.listed() == ()


def test_a_server_that_is_away_is_tried_for_an_hour(
    make_office: MakeOffice, smtp: Sink, clock: HeldClock
) -> None:
    with Fault((smtp.host, smtp.port)) as proxy:
        office = make_office(sink=proxy)
        proxy.refuse()
        office.wait(LETTER)
        clock.move(seconds=11)
        for pause in pauses_within(60):
            assert office.hold.send_due() == 0
            assert office.state(LETTER) is State.WAITING
            clock.move(seconds=pause.total_seconds() + 1)
        office.hold.send_due()
    assert isinstance(office.hold.refusal(WRITING), NotSubmitted)


def test_an_unclear_outcome_is_never_sent_again(office: Office, smtp: Sink, clock: HeldClock) -> None:
    smtp.close_at("dot")
    office.wait(LETTER)
    clock.move(seconds=11)
    office.hold.send_due()
    clock.move(hours=3)
    assert (office.hold.send_due(), office.state(LETTER)) == (0, State.UNCLEAR)
    received = len(smtp.received)
    smtp.release()
    assert office.outbox.keep_as_sent(WRITING, seen=office.seen(LETTER)) is State.FILED
    assert len(smtp.received) == received


def test_what_is_sent_later_is_dated_then_and_as_a_draft_now(
    office: Office, smtp: Sink, dovecot_place: Place, clock: HeldClock
) -> None:
    seen = office.wait(LETTER, until=TOMORROW, uploads=[plan()])
    [waiting] = stored(dovecot_place, "Outbox")
    assert waiting["Date"].datetime == TOMORROW
    standing = office.hold.change(WRITING, seen=seen, until=TOMORROW + timedelta(hours=1))
    assert standing.due == TOMORROW + timedelta(hours=1)
    office.hold.take_back(WRITING, seen=standing.attempt)
    draft = office.outbox.drafts.find(WRITING)
    assert draft is not None
    assert draft.saved_at == clock()
    assert [each.name for each in draft.draft.attachments] == ["Plan.pdf"]
    assert len(stored(dovecot_place)) == 1


def test_what_was_to_be_sent_later_can_be_sent_now(
    office: Office, smtp: Sink, dovecot_place: Place, clock: HeldClock
) -> None:
    seen = office.wait(LETTER, until=TOMORROW, uploads=[plan()])
    assert office.hold.send(WRITING, seen=seen, now=True) is State.FILED
    received, [copy] = parsed(smtp.received[0]), stored(dovecot_place, "Sent")
    assert received["Date"].datetime == copy["Date"].datetime == clock()
    assert [each.get_filename() for each in received.iter_attachments()] == ["Plan.pdf"]
    assert (stored(dovecot_place), stored(dovecot_place, "Outbox")) == ([], [])


@pytest.mark.parametrize(
    "settings", [{"sign_in": 1}, {"policy": Policy({Feature.SEND_LATER: False})}], ids=["password", "off"]
)
def test_later_is_refused_where_nobody_would_be_there_to_send_it(
    make_office: MakeOffice, dovecot_place: Place, settings: dict[str, object]
) -> None:
    office = make_office(**settings)
    with pytest.raises(Forbidden):
        office.wait(LETTER, until=TOMORROW)
    assert texts(dovecot_place) == ["Guten Tag"]
    assert office.state(LETTER) is None


def test_only_a_time_within_two_years_is_one(office: Office) -> None:
    for wrong in (MONDAY, MONDAY - timedelta(days=1), MONDAY + timedelta(days=800)):
        with pytest.raises(DeedRefused):
            office.hold.check_later(wrong)


def test_what_was_switched_off_meanwhile_is_a_draft_again(
    office: Office, smtp: Sink, clock: HeldClock
) -> None:
    office.wait(LETTER, until=TOMORROW)
    clock.move(days=2)
    off = office.another(policy=Policy({Feature.SEND_LATER: False}))
    assert off.hold.send_due() == 0
    assert isinstance(office.hold.refusal(WRITING), Forbidden)
    assert (office.outbox.drafts.find(WRITING) is not None, smtp.received) == (True, [])


def test_nothing_is_held_beyond_a_sign_in_that_alone_can_send(
    make_office: MakeOffice, smtp: Sink, clock: HeldClock
) -> None:
    office = make_office(sign_in=None)
    with_password = office.another()
    with_password.hold.sign_in = _a_sign_in(office, clock)
    seen = with_password.wait(LETTER)
    clock.move(minutes=3)
    assert (office.hold.send_due(), office.state(LETTER)) == (0, State.UNSENT)
    assert [each.state for each, _ in office.outbox.unsettled()] == [State.UNSENT]
    assert with_password.hold.send(WRITING, seen=seen, now=True) is State.FILED
    assert len(smtp.received) == 1


def _a_sign_in(office: Office, clock: HeldClock) -> int:
    from webmail.accounts import SignIn
    from webmail.database import db

    row = SignIn(
        account_id=office.account,
        key_hash=b"k" * 32,
        opened_at=clock(),
        last_seen=clock(),
        sealed=b"",
        device="",
        origin="",
    )
    db.session.add(row)
    db.session.commit()
    return row.id


def test_a_store_that_is_away_costs_no_message(
    make_office: MakeOffice, fault: Fault, smtp: Sink, clock: HeldClock
) -> None:
    office = make_office(store=fault)
    office.wait(LETTER)
    clock.move(seconds=11)
    fault.cut_at(b"BODYSTRUCTURE", times=2)
    with pytest.raises(StoreUnavailable):
        office.hold.send_due()
    fault.let_pass()
    clock.move(minutes=3)
    assert (office.hold.send_due(), len(smtp.received)) == (1, 1)
    assert message_from_bytes(smtp.received[0].content, policy=policy.default)["Subject"] == "Elternabend"


def test_what_is_unclear_after_it_waited_is_sent_again_when_the_person_says_so(
    office: Office, smtp: Sink, dovecot_place: Place, clock: HeldClock
) -> None:
    smtp.close_at("dot")
    office.wait(LETTER, uploads=[plan()])
    clock.move(seconds=11)
    office.hold.send_due()
    smtp.empty()
    again = office.another().outbox
    assert again.hand_over(again.again(WRITING, seen=office.seen(LETTER))) is State.FILED
    [received] = smtp.received
    assert [each.get_filename() for each in parsed(received).iter_attachments()] == ["Plan.pdf"]
    assert (stored(dovecot_place, "Outbox"), len(stored(dovecot_place, "Sent"))) == ([], 1)


def test_what_is_unclear_after_it_waited_becomes_a_draft_under_a_new_name(
    office: Office, smtp: Sink, dovecot_place: Place, clock: HeldClock
) -> None:
    smtp.close_at("dot")
    office.wait(LETTER, uploads=[plan()])
    clock.move(seconds=11)
    office.hold.send_due()
    fresh = office.outbox.take_back(WRITING, seen=office.seen(LETTER))
    saved = office.outbox.drafts.save(replace(LETTER, writing=fresh), page="new")
    assert [each.name for each in saved.draft.attachments] == ["Plan.pdf"]
    assert stored(dovecot_place, "Outbox") == []


def test_what_is_settled_is_not_looked_at_for_being_due(office: Office, clock: HeldClock) -> None:
    office.wait(LETTER)
    clock.move(seconds=11)
    assert len(accounts_sending(clock=clock)) == 1
    office.hold.send_due()
    assert accounts_sending(clock=clock) == []
    assert db.session.scalars(select(Submission.due)).all() == [None]


def test_a_folder_of_another_program_costs_one_look(office: Office, dovecot_place: Place) -> None:
    for number in range(3):
        dovecot_place.append("Outbox", f"Message-ID: <{number}@x>\r\n\r\nHallo".encode())
    assert office.hold.listed() == ()
