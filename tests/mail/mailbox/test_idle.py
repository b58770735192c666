"""One connection that waits: it hears at once, misses nothing, and can be cut; on both stores."""

import threading
from collections.abc import Iterator
from time import monotonic

import pytest

from tests.mail.conftest import Place, authenticate, letter, login_of
from tests.servers.fault import Fault
from webmail.mail import ConnectionLost, StoreAddress
from webmail.mail.mailbox.connection import Connection
from webmail.mail.mailbox.idle import Heard, Listener
from webmail.mail.mailbox.marks import changed

SOON = 5.0


def connect(place: Place | Fault, **limits: float) -> Connection:
    store = StoreAddress(place.host, place.port, "none", **limits)  # type: ignore[arg-type]
    return Connection.open(store, login_of(), authenticate=authenticate, deadline=store.deadline())


@pytest.fixture
def connection(place: Place) -> Iterator[Connection]:
    opened = connect(place)
    yield opened
    opened.close()


def listener_on(connection: Connection, *, poll_seconds: float = 0.05) -> Listener:
    wait = threading.Event().wait
    return Listener(connection, folder="INBOX", poll_seconds=poll_seconds, rest=wait)


@pytest.fixture(params=["idle", "polling"])
def listener(connection: Connection, request: pytest.FixtureRequest) -> Listener:
    """Anna's inbox, heard by IDLE and as on a store that does not offer it."""
    if request.param == "polling":
        connection.capabilities -= {"IDLE"}
    return listener_on(connection)


def heard_until_changed(listener: Listener) -> Heard:
    until = monotonic() + SOON
    while monotonic() < until:
        if (heard := listener.listen(0.2)).changed:
            return heard
    raise AssertionError("nothing was heard")


def test_silence_is_heard_as_nothing_and_takes_its_time(connection: Connection) -> None:
    began = monotonic()
    assert listener_on(connection).listen(0.2) == Heard()
    assert 0.2 <= monotonic() - began < 2


def test_new_mail_is_heard_with_how_much_of_it_is_unread(place: Place, listener: Listener) -> None:
    ref = place.append("INBOX", letter(subject="Neu"))
    assert heard_until_changed(listener) == Heard(changed=True, arrived=1, first_uid=ref.uid)


def test_mail_that_was_read_elsewhere_has_not_arrived(place: Place, listener: Listener) -> None:
    place.append("INBOX", letter(subject="Gelesen"), [b"\\Seen"])
    assert heard_until_changed(listener) == Heard(changed=True, arrived=0)
    place.append("INBOX", letter(subject="Neu"))
    assert heard_until_changed(listener).arrived == 1


def test_a_flag_and_a_removal_are_heard(place: Place, connection: Connection) -> None:
    ref = place.append("INBOX", letter(subject="Alt"))
    listener = listener_on(connection)
    with place.client() as other:
        other.select_folder("INBOX")
        other.add_flags([ref.uid], [b"\\Flagged"])
        assert heard_until_changed(listener) == Heard(changed=True)
        other.delete_messages([ref.uid])
        other.expunge([ref.uid])
        assert heard_until_changed(listener) == Heard(changed=True)


def test_what_comes_beside_another_answer_is_not_missed(place: Place, connection: Connection) -> None:
    listener = listener_on(connection)
    place.append("INBOX", letter(subject="Nebenbei"))
    connection.begin_anew()
    connection.command("NOOP")
    began = monotonic()
    assert listener.listen(SOON).arrived == 1
    assert monotonic() - began < 1


def test_what_arrived_while_nobody_listened_can_be_counted(place: Place, connection: Connection) -> None:
    place.append("INBOX", letter(subject="Vorher"))
    first = listener_on(connection)
    _, uidnext = first.place
    place.append("INBOX", letter(subject="Inzwischen"))
    second = listener_on(connection)
    assert second.arrived_since(uidnext) == 1


def test_other_folders_are_compared_without_being_opened(place: Place, connection: Connection) -> None:
    place.append("Klassen", letter(subject="Eins"))
    listener = listener_on(connection)
    before = listener.others()
    assert changed(before, listener.others()) == frozenset()
    place.append("Klassen", letter(subject="Zwei"))
    after = listener.others()
    assert changed(before, after) == {"Klassen"}
    assert "INBOX" not in after


def test_who_waits_is_woken_by_the_cut(connection: Connection) -> None:
    listener = listener_on(connection)
    threading.Timer(0.2, connection.cut).start()
    began = monotonic()
    with pytest.raises(ConnectionLost):
        listener.listen(30)
    assert monotonic() - began < 5


def test_a_line_that_is_cut_while_waiting_is_noticed(dovecot_place: Place, fault: Fault) -> None:
    connection = connect(fault)
    listener = listener_on(connection)
    threading.Timer(0.2, fault.drop).start()
    with pytest.raises(ConnectionLost):
        listener.listen(30)
    connection.close()


def test_a_store_that_stops_in_the_middle_of_a_word_is_given_up(dovecot_place: Place, fault: Fault) -> None:
    connection = connect(fault, read_seconds=0.3)
    listener = listener_on(connection)
    threading.Timer(0.1, fault.stall).start()
    with pytest.raises(ConnectionLost):
        # It is silent while we wait, which is allowed; that it does not hear the end of the waiting is not.
        listener.listen(0.5)
    assert not connection.usable
    connection.close()


def test_a_message_that_drips_in_is_heard_once_it_is_there(dovecot_place: Place, fault: Fault) -> None:
    connection = connect(fault)
    listener = listener_on(connection)
    fault.drip(0.01)
    dovecot_place.append("INBOX", letter(subject="Tropfen"))
    assert heard_until_changed(listener).arrived == 1
    connection.close()
