"""What was handed over and is not settled: nothing of it is sent again unless the person says so."""

import io
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event

from tests.cast import BORIS, DARIO
from tests.conftest import HeldClock
from tests.mail.conftest import Place
from tests.mail.writing.conftest import a_draft, stored, texts
from tests.mail.writing.sending.office import MakeOffice, Office
from tests.servers import ground
from tests.servers.fault import Fault
from tests.servers.smtp import Sink
from webmail.database import db
from webmail.mail.errors import AlreadySent, MessageGone, NotSubmitted, OutcomeUnclear
from webmail.mail.writing.draft import Kind, Writing
from webmail.mail.writing.state import State
from webmail.mail.writing.upload import Upload

LETTER = a_draft("Guten Tag", to=BORIS.address, bcc=DARIO.address, subject="Elternabend")


@pytest.fixture
def unclear(office: Office, smtp: Sink) -> Office:
    """Anna's outbox; the server has taken her letter and hung up."""
    smtp.close_at("taken")
    with pytest.raises(OutcomeUnclear):
        office.send(LETTER)
    smtp.close_at("taken", after=1000)
    return office


@contextmanager
def alongside(office: Office, deed: Callable[[], object]) -> Iterator[list[object]]:
    """Does it in another thread, as the web layer does; the list has what came of it at the block's end."""
    came: list[object] = []

    def run() -> None:
        with office.app.app_context():
            try:
                came.append(deed())
            except Exception as error:
                came.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield came
    finally:
        thread.join(20)


def test_the_person_may_send_again_what_is_unclear(unclear: Office, smtp: Sink, dovecot_place: Place) -> None:
    office = unclear.another()
    prepared = office.outbox.again(LETTER.writing, seen=office.seen(LETTER))
    assert office.outbox.hand_over(prepared) is State.FILED
    assert [each.message_id for each in smtp.received] == [LETTER.writing.message_id] * 2
    assert stored(dovecot_place) == []
    assert len(stored(dovecot_place, "Sent")) == 1


def test_of_two_wishes_to_send_again_one_counts(unclear: Office, smtp: Sink) -> None:
    first, second = unclear.another(), unclear.another()
    seen = first.seen(LETTER)
    prepared = first.outbox.again(LETTER.writing, seen=seen)
    for deed in (second.outbox.again, second.outbox.take_back, second.outbox.keep_as_sent):
        with pytest.raises(AlreadySent):
            deed(LETTER.writing, seen=seen)
    first.outbox.hand_over(prepared)
    assert len(smtp.received) == 2


def test_a_wish_about_one_attempt_is_none_about_the_next(unclear: Office, smtp: Sink) -> None:
    seen = unclear.seen(LETTER)
    smtp.close_at("taken")
    with pytest.raises(OutcomeUnclear):
        unclear.outbox.hand_over(unclear.outbox.again(LETTER.writing, seen=seen))
    smtp.close_at("taken", after=1000)
    late = unclear.another().outbox
    for deed in (late.again, late.take_back, late.keep_as_sent):
        with pytest.raises(AlreadySent):
            deed(LETTER.writing, seen=seen)
    assert unclear.state(LETTER) is State.UNCLEAR
    assert len(smtp.received) == 2


def test_a_wish_that_is_late_in_the_store_does_not_undo_the_one_before(
    unclear: Office, smtp: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = unclear.another(), unclear.another()
    seen = first.seen(LETTER)
    find = second.outbox.drafts.find

    def overtaken(writing: Writing) -> object:
        stored = find(writing)
        smtp.close_at("taken")
        with pytest.raises(OutcomeUnclear):
            first.outbox.hand_over(first.outbox.again(writing, seen=seen))
        return stored

    monkeypatch.setattr(second.outbox.drafts, "find", overtaken)
    with pytest.raises(AlreadySent):
        second.outbox.again(LETTER.writing, seen=seen)
    assert unclear.state(LETTER) is State.UNCLEAR
    assert len(smtp.received) == 2


def test_what_is_sent_cannot_be_sent_again_or_taken_back(office: Office, smtp: Sink) -> None:
    office.send(LETTER)
    for deed in (office.outbox.again, office.outbox.take_back):
        with pytest.raises(AlreadySent):
            deed(LETTER.writing, seen=office.seen(LETTER))
    assert office.outbox.settle(LETTER.writing) is State.FILED
    assert len(smtp.received) == 1


def test_the_persons_word_settles_what_is_unclear(unclear: Office, smtp: Sink, dovecot_place: Place) -> None:
    assert unclear.another().outbox.keep_as_sent(LETTER.writing, seen=unclear.seen(LETTER)) is State.FILED
    assert unclear.state(LETTER) is State.FILED
    assert len(stored(dovecot_place, "Sent")) == 1
    assert len(smtp.received) == 1


def test_what_is_taken_back_is_a_draft_with_a_new_name(
    unclear: Office, smtp: Sink, dovecot_place: Place
) -> None:
    office = unclear.another()
    writing = office.outbox.take_back(LETTER.writing, seen=office.seen(LETTER))
    assert (writing.kind, office.state(LETTER)) == (Kind.RESUME, None)
    assert writing.message_id != LETTER.writing.message_id
    changed = a_draft("Guten Tag noch einmal", to=BORIS.address, writing=writing)
    assert office.send(changed) is State.FILED
    assert stored(dovecot_place) == []
    assert texts(dovecot_place, "Sent") == ["Guten Tag noch einmal"]
    assert len(smtp.received) == 2


def test_a_draft_that_was_removed_cannot_be_sent_again(unclear: Office, dovecot_place: Place) -> None:
    with dovecot_place.client() as client:
        client.select_folder("Drafts")
        client.delete_messages(client.search(["ALL"]))
        client.expunge()
    with pytest.raises(MessageGone):
        unclear.another().outbox.again(LETTER.writing, seen=unclear.seen(LETTER))
    assert unclear.state(LETTER) is State.UNCLEAR


def test_while_it_is_handed_over_nothing_else_can_happen_to_it(
    office: Office, smtp: Sink, dovecot_place: Place
) -> None:
    stop = smtp.stall("taken")
    prepared = office.prepare(LETTER)
    with alongside(office, lambda: office.outbox.hand_over(prepared)) as came:
        assert stop.reached.wait(10)
        with pytest.raises(AlreadySent):
            office.outbox.hand_over(prepared)
        other = office.another().outbox
        assert office.state(LETTER) is State.SUBMITTING
        assert other.settle(LETTER.writing) is State.SUBMITTING
        for deed in (other.again, other.take_back, other.keep_as_sent):
            with pytest.raises(AlreadySent):
                deed(LETTER.writing, seen=office.seen(LETTER))
        assert len(stored(dovecot_place)) == 1
        stop.release()
    assert came == [State.FILED]
    assert len(smtp.received) == 1


def test_a_machine_that_slept_over_its_lease_does_not_send_after_all(
    office: Office, smtp: Sink, clock: HeldClock
) -> None:
    stop = smtp.stall("data")
    prepared = office.prepare(LETTER)
    with alongside(office, lambda: office.outbox.hand_over(prepared)) as came:
        assert stop.reached.wait(10)
        clock.move(minutes=20)
        later = office.another()
        again = later.outbox.again(LETTER.writing, seen=later.seen(LETTER))
        stop.release()
    assert [type(each) for each in came] == [AlreadySent]
    assert later.outbox.hand_over(again) is State.FILED
    assert len(smtp.received) == 1


def test_a_process_that_ended_in_the_middle_leaves_an_unclear_message(
    office: Office, smtp: Sink, clock: HeldClock
) -> None:
    def ends(client: object, login: object) -> None:
        raise SystemExit

    with pytest.raises(SystemExit):
        office.another(authenticate=ends).send(LETTER)
    assert office.another().state(LETTER) is State.SUBMITTING
    clock.move(seconds=60)
    office = office.another()
    assert office.state(LETTER) is State.UNCLEAR
    office.outbox.hand_over(office.outbox.again(LETTER.writing, seen=office.seen(LETTER)))
    assert len(smtp.received) == 1


def test_a_process_that_ended_before_it_handed_over_leaves_a_draft(
    office: Office, smtp: Sink, clock: HeldClock
) -> None:
    office.prepare(LETTER)
    clock.move(minutes=3)
    assert office.another().state(LETTER) is None
    assert office.another().send(LETTER) is State.FILED
    assert len(smtp.received) == 1


def test_the_lease_is_longer_than_the_slowest_server_may_be(
    make_office: MakeOffice, smtp: Sink, clock: HeldClock
) -> None:
    office = make_office(connect_seconds=3.0, data_seconds=0.5)
    longest = office.outbox.submission.longest(recipients=2, size=1000)
    stop = smtp.stall("taken")
    with alongside(office, lambda: office.send(LETTER)) as came:
        assert stop.reached.wait(10)
        clock.move(seconds=longest)
        assert office.another().state(LETTER) is State.SUBMITTING
    assert isinstance(came[0], OutcomeUnclear)
    assert office.state(LETTER) is State.UNCLEAR


@pytest.fixture
def proxied(make_office: MakeOffice, dovecot_place: Place) -> Iterator[tuple[Office, Fault]]:
    """Anna's outbox with a proxy before the store."""
    with Fault((dovecot_place.host, dovecot_place.port)) as proxy:
        yield make_office(store=proxy), proxy


def test_a_store_that_is_lost_behind_the_servers_word_is_filed_in_later(
    proxied: tuple[Office, Fault], smtp: Sink, dovecot_place: Place
) -> None:
    office, proxy = proxied
    stop = smtp.stall("taken")
    with alongside(office, lambda: office.send(LETTER)) as came:
        assert stop.reached.wait(10)
        proxy.refuse()
        stop.release()
    assert came == [State.ACCEPTED]
    assert office.another().state(LETTER) is State.ACCEPTED
    assert office.another().outbox.settle(LETTER.writing) is State.ACCEPTED
    proxy.let_pass()
    assert office.another().outbox.settle(LETTER.writing) is State.FILED
    assert (len(stored(dovecot_place)), len(stored(dovecot_place, "Sent"))) == (0, 1)
    assert len(smtp.received) == 1


def test_a_store_that_is_lost_while_it_is_read_means_nothing_was_sent(
    proxied: tuple[Office, Fault], smtp: Sink, dovecot_place: Place
) -> None:
    office, proxy = proxied
    content = io.BytesIO(b"x" * 3_000_000)
    prepared = office.prepare(LETTER, uploads=[Upload("x.bin", "application/pdf", 3_000_000, content)])
    proxy.cut_after(200_000)
    with pytest.raises(NotSubmitted, match="broke"):
        office.outbox.hand_over(prepared)
    assert smtp.received == []
    assert office.state(LETTER) is None
    assert len(stored(dovecot_place)) == 1


@pytest.fixture
def impatient(app: Flask) -> None:
    """The ledger waits a tenth of a second for whoever writes, and not five."""
    event.listen(db.engine, "connect", lambda line, _: line.execute("PRAGMA busy_timeout = 100"))
    db.engine.dispose()


@contextmanager
def written_by_another(path: Path) -> Iterator[None]:
    """Somebody else is writing into the database and takes long."""
    with closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.rollback()


@pytest.mark.usefixtures("impatient")
def test_a_ledger_that_cannot_be_written_does_not_deny_what_was_sent(
    office: Office, smtp: Sink, clock: HeldClock, dovecot_place: Place, tmp_path: Path
) -> None:
    stop = smtp.stall("taken")
    with alongside(office, lambda: office.send(LETTER)) as came:
        assert stop.reached.wait(10)
        with written_by_another(tmp_path / "ledger.db"):
            stop.release()
            ground.wait_until(lambda: bool(came), what="the end of handing over")
    assert came == [State.FILED]
    clock.move(minutes=10)
    later = office.another()
    assert later.state(LETTER) is State.UNCLEAR
    with pytest.raises(AlreadySent):
        later.outbox.again(LETTER.writing, seen=later.seen(LETTER))
    assert later.state(LETTER) is State.FILED
    assert len(stored(dovecot_place, "Sent")) == 1
    assert len(smtp.received) == 1


def test_a_copy_that_somebody_removed_is_settled_by_the_persons_word(
    office: Office, smtp: Sink, dovecot_place: Place
) -> None:
    stop = smtp.stall("taken")
    with alongside(office, lambda: office.send(LETTER)):
        assert stop.reached.wait(10)
        with dovecot_place.client() as client:
            client.select_folder("Drafts")
            client.delete_messages(client.search(["ALL"]))
            client.expunge()
        stop.release()
    outbox = office.another().outbox
    assert outbox.settle(LETTER.writing) is State.ACCEPTED
    assert outbox.keep_as_sent(LETTER.writing, seen=office.seen(LETTER)) is State.FILED
    assert len(smtp.received) == 1


def test_impatient_fingers_send_one_message(office: Office, smtp: Sink, dovecot_place: Place) -> None:
    came: list[object] = []

    def press(each: Office) -> None:
        with office.app.app_context():
            try:
                came.append(each.send(LETTER))
            except AlreadySent:
                came.append("already")

    threads = [threading.Thread(target=press, args=(office.another(),)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert came.count(State.FILED) == 1
    assert came.count("already") == 5
    assert len(smtp.received) == 1
    assert (len(stored(dovecot_place)), len(stored(dovecot_place, "Sent"))) == (0, 1)


def test_what_is_not_settled_is_listed_with_what_the_drafts_know(
    unclear: Office, smtp: Sink, clock: HeldClock
) -> None:
    clock.move(minutes=1)
    other = a_draft("zwei", name="zwei", to=BORIS.address, subject="Zweitens")
    smtp.close_at("taken")
    with pytest.raises(OutcomeUnclear):
        unclear.send(other)
    found = unclear.another().outbox.unsettled()
    assert [standing.state for standing, _ in found] == [State.UNCLEAR] * 2
    assert [summary.subject for _, summary in found if summary] == ["Zweitens", "Elternabend"]
    assert found[1][1] is not None
    assert found[1][1].writing == Writing(LETTER.writing.message_id)
