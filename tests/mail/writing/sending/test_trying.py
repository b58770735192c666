"""Trying again: what the server does not take for now waits, for a time, and goes out once or comes back."""

import threading
from contextlib import suppress
from datetime import timedelta

import pytest

from tests.cast import BORIS, DARIO
from tests.conftest import HeldClock
from tests.mail.conftest import Place
from tests.mail.writing.conftest import a_draft, stored, texts
from tests.mail.writing.sending.office import MakeOffice, Office
from tests.servers.smtp import Sink
from webmail.mail.errors import AlreadySent, NotSubmitted, RecipientRefused, Unsendable
from webmail.mail.writing.state import State
from webmail.mail.writing.trying import passes, pauses_within

LETTER = a_draft("Guten Tag", to=BORIS.address, cc=DARIO.address, subject="Elternabend")
WRITING = LETTER.writing
LATER = "451 4.3.0 Later, please"


def look(office: Office, clock: HeldClock, **ahead: int) -> int:
    clock.move(**ahead)
    return office.hold.send_due()


@pytest.mark.parametrize("stage", ["mail", "rcpt", "data", "dot"])
def test_what_is_not_taken_for_now_waits_with_its_reason_and_goes_out_once(
    office: Office, smtp: Sink, dovecot_place: Place, clock: HeldClock, stage: str
) -> None:
    smtp.answer(stage, LATER)
    office.wait(LETTER)
    assert look(office, clock, seconds=11) == 0
    [held] = office.hold.listed()
    assert (held.standing.state, held.standing.tries) == (State.WAITING, 1)
    assert held.standing.due == clock() + timedelta(seconds=20)
    told = held.refusal
    said = told.said if isinstance(told, NotSubmitted) else told.fields["to"][0].said  # type: ignore[union-attr]
    assert said == "Later, please"
    assert texts(dovecot_place, "Outbox") == ["Guten Tag"]
    smtp.empty()
    assert [look(office, clock, seconds=each) for each in (19, 2, 0)] == [0, 1, 0]
    assert (len(smtp.received), office.state(LETTER)) == (1, State.FILED)
    assert [len(stored(dovecot_place, each)) for each in ("Sent", "Outbox", "Drafts")] == [1, 0, 0]


def test_one_recipient_who_is_refused_for_good_brings_it_back_at_once(
    office: Office, smtp: Sink, dovecot_place: Place, clock: HeldClock
) -> None:
    smtp.refuse(BORIS.address, "450 4.2.0 Greylisted")
    smtp.refuse(DARIO.address)
    office.wait(LETTER)
    look(office, clock, seconds=11)
    assert isinstance(office.hold.refusal(WRITING), Unsendable)
    assert (texts(dovecot_place), stored(dovecot_place, "Outbox")) == (["Guten Tag"], [])


def test_recipients_who_are_all_put_off_are_tried_again(office: Office, smtp: Sink, clock: HeldClock) -> None:
    smtp.refuse(BORIS.address, "450 4.2.0 Greylisted")
    office.wait(LETTER)
    look(office, clock, seconds=11)
    assert office.state(LETTER) is State.WAITING
    smtp.empty()
    assert look(office, clock, seconds=21) == 1
    assert smtp.received[0].recipients == (BORIS.address, DARIO.address)


def test_it_is_tried_as_long_as_the_config_says_and_then_a_draft_with_the_last_reason(
    make_office: MakeOffice, smtp: Sink, dovecot_place: Place, clock: HeldClock
) -> None:
    office = make_office(retry_minutes=2)
    smtp.answer("data", LATER)
    office.wait(LETTER)
    look(office, clock, seconds=11)
    for pause in pauses_within(2):
        assert office.state(LETTER) is State.WAITING
        look(office, clock, seconds=int(pause.total_seconds()))
    refusal = office.hold.refusal(WRITING)
    assert (isinstance(refusal, NotSubmitted), texts(dovecot_place)) == (True, ["Guten Tag"])
    assert smtp.received == []


def test_where_nothing_is_tried_again_it_comes_back_at_once(
    make_office: MakeOffice, smtp: Sink, dovecot_place: Place, clock: HeldClock
) -> None:
    smtp.answer("data", LATER)
    office = make_office(retry_minutes=0)
    office.wait(LETTER)
    look(office, clock, seconds=11)
    assert texts(dovecot_place) == ["Guten Tag"]


def test_between_two_tries_it_is_taken_back(
    office: Office, smtp: Sink, dovecot_place: Place, clock: HeldClock
) -> None:
    smtp.answer("data", LATER)
    office.wait(LETTER)
    look(office, clock, seconds=11)
    office.another().hold.take_back(WRITING, seen=office.seen(LETTER))
    smtp.empty()
    assert look(office, clock, hours=2) == 0
    assert (texts(dovecot_place), smtp.received, office.state(LETTER)) == (["Guten Tag"], [], None)


def test_of_many_workers_who_try_again_one_sends(office: Office, smtp: Sink, clock: HeldClock) -> None:
    smtp.answer("data", LATER)
    office.wait(LETTER)
    look(office, clock, seconds=11)
    smtp.empty()
    clock.move(seconds=30)
    together, counts = threading.Barrier(4), []

    def work(worker: Office) -> None:
        with worker.app.app_context(), suppress(AlreadySent):
            together.wait()
            counts.append(worker.hold.send_due())

    threads = [threading.Thread(target=work, args=(office.another(),)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (sum(counts), len(smtp.received)) == (1, 1)


def test_whoever_can_send_alone_is_told_at_once(
    make_office: MakeOffice, smtp: Sink, dovecot_place: Place
) -> None:
    office = make_office()
    seen = office.wait(LETTER)
    smtp.answer("data", LATER)
    assert office.hold.send(WRITING, seen=seen, last=True) is State.REFUSED
    assert texts(dovecot_place) == ["Guten Tag"]


def test_the_pauses_grow_and_fill_the_time() -> None:
    for minutes in (0, 1, 60, 300):
        pauses = pauses_within(minutes)
        assert sum(pauses, timedelta(0)) == timedelta(minutes=minutes)
        assert list(pauses[:-1]) == sorted(pauses[:-1])


def test_what_passes_and_what_does_not() -> None:
    passing = (NotSubmitted("slow"), NotSubmitted("refused_message", passing=True))
    final = (NotSubmitted("refused_message"), Unsendable({}), RecipientRefused({}), ValueError())
    assert [passes(each) for each in (*passing, RecipientRefused({}, passing=True))] == [True] * 3
    assert [passes(each) for each in final] == [False] * 4
