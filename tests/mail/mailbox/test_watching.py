"""Watchers: one line to the store for each person, shared by all their pages, gone when nobody looks."""

import threading
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from itertools import pairwise
from time import monotonic, sleep
from typing import Any

import pytest

from tests.cast import ANNA, BORIS, CAST
from tests.mail.conftest import Place, authenticate, letter, login_of
from tests.servers import ground
from tests.servers.fault import Fault
from webmail.mail import CredentialRefused, Known, News, Over, Pace, Room, StoreAddress, Stream, Watchers
from webmail.mail.mailbox import watcher as watcher_module
from webmail.mail.mailbox import watching as watching_module

MakeWatchers = Callable[..., Watchers]
SOON = 8.0
FRESH = Known(age=0.0)
# A page made long before anybody began to watch.
LONG_OPEN = Known(age=3600.0)


@pytest.fixture
def make_watchers(monkeypatch: pytest.MonkeyPatch) -> Iterator[MakeWatchers]:
    """Watchers on any server; whatever they hold is given back."""
    monkeypatch.setattr(watcher_module, "FIRST_PAUSE", 0.05)
    made: list[Watchers] = []

    def make(server: Any, *, pace: Pace | None = None, **room: Any) -> Watchers:
        limits = {key: room.pop(key) for key in ("read_seconds",) if key in room}
        made.append(
            Watchers(
                store=StoreAddress(server.host, server.port, "none", **limits),
                authenticate=room.pop("authenticate", authenticate),
                pace=pace or Pace(poll_seconds=0.1, counts_seconds=0.2),
                room=Room(**room),
            )
        )
        return made[-1]

    yield make
    for each in made:
        each.close()


def opened(watchers: Watchers, *, known: Known = FRESH, **login: Any) -> Stream:
    stream = watchers.open(login_of(**login), known=known, within=nullcontext)
    assert stream is not None
    return stream


def listening(watchers: Watchers, **login: Any) -> Stream:
    """A stream whose first word has been heard: from now on somebody listens."""
    stream = opened(watchers, known=LONG_OPEN, **login)
    assert news(stream).everything
    return stream


def news(stream: Stream) -> News:
    heard = stream.wait(SOON)
    assert isinstance(heard, News), heard
    return heard


@pytest.fixture
def others() -> set[threading.Thread]:
    """What runs in this process before the test does anything, whoever has begun it."""
    return set(threading.enumerate())


def lines(others: set[threading.Thread]) -> int:
    """How many threads of this test listen now."""
    return sum(thread.name == "watcher" for thread in threading.enumerate() if thread not in others)


def test_new_mail_reaches_every_page_of_the_person_over_one_line(
    dovecot_place: Place, fault: Fault, make_watchers: MakeWatchers
) -> None:
    watchers = make_watchers(fault)
    pages = [listening(watchers, sign_in=number) for number in (1, 1, 2)]
    dovecot_place.append("INBOX", letter(subject="Neu"))
    assert [(n.folders, n.arrived) for n in map(news, pages)] == [({"INBOX"}, 1)] * 3
    assert fault.connections == 1


def test_news_come_on_either_store(place: Place, make_watchers: MakeWatchers) -> None:
    stream = listening(make_watchers(place))
    place.append("INBOX", letter(subject="Neu"))
    assert news(stream).arrived == 1
    place.append("Klassen", letter(subject="Abgelegt"))
    heard = news(stream)
    assert (heard.folders, heard.arrived) == ({"Klassen"}, 0)


def test_nobody_hears_of_anothers_mail(dovecot_place: Place, make_watchers: MakeWatchers) -> None:
    watchers = make_watchers(dovecot_place)
    annas, boris = listening(watchers), listening(watchers, person=BORIS, sign_in=2)
    dovecot_place.append("INBOX", letter(), person=BORIS)
    assert news(boris).arrived == 1
    assert annas.wait(0.3) is None


def test_a_page_made_after_the_last_change_is_told_nothing(
    dovecot_place: Place, make_watchers: MakeWatchers
) -> None:
    watchers = make_watchers(dovecot_place, pace=Pace(counts_seconds=30))
    listening(watchers)
    assert opened(watchers, known=FRESH).wait(0.3) is None
    assert news(opened(watchers, known=LONG_OPEN)).everything


def test_whoever_comes_back_with_a_mark_is_told_what_was_missed(
    dovecot_place: Place, make_watchers: MakeWatchers
) -> None:
    watchers = make_watchers(dovecot_place, pace=Pace(counts_seconds=30))
    first = listening(watchers)
    mark = first._mark
    refs = []
    for subject in ("Verpasst", "Auch verpasst"):
        refs.append(dovecot_place.append("INBOX", letter(subject=subject)))
        news(first)
    missed = news(opened(watchers, known=Known(mark)))
    assert (missed.folders, missed.arrived, missed.everything) == ({"INBOX"}, 2, False)
    assert missed.first_uid == refs[0].uid
    assert news(opened(watchers, known=Known("elsewhere.7"))).everything


def test_who_asks_now_and_then_is_told_the_same(dovecot_place: Place, make_watchers: MakeWatchers) -> None:
    watchers = make_watchers(dovecot_place, pace=Pace(counts_seconds=30))
    listening(watchers)

    def look(mark: str) -> News:
        found = watchers.look(login_of(), known=Known(mark), within=nullcontext)
        assert found is not None
        return found

    mark = look("").mark
    assert not look(mark)
    dovecot_place.append("INBOX", letter())
    ground.wait_until(lambda: bool(look(mark)), what="the news")
    assert look(mark).folders == {"INBOX"}
    assert not look(look(mark).mark)


def test_the_line_heals_and_tells_what_arrived_meanwhile(
    dovecot_place: Place, fault: Fault, make_watchers: MakeWatchers
) -> None:
    stream = listening(make_watchers(fault))
    fault.refuse()
    ref = dovecot_place.append("INBOX", letter(subject="Inzwischen"))
    fault.let_pass()
    healed = news(stream)
    assert (healed.everything, healed.arrived, healed.first_uid) == (True, 1, ref.uid)
    dovecot_place.append("INBOX", letter())
    assert news(stream).arrived == 1


def test_a_stalled_line_heals_too(dovecot_place: Place, fault: Fault, make_watchers: MakeWatchers) -> None:
    stream = listening(make_watchers(fault, read_seconds=0.3))
    fault.stall()
    dovecot_place.append("INBOX", letter())
    assert stream.wait(1.0) is None
    fault.let_pass()
    heard = news(stream)
    while not heard.arrived:
        heard = news(stream)
    assert heard.arrived == 1


def test_pauses_grow_while_the_store_is_away(
    dovecot_place: Place, fault: Fault, make_watchers: MakeWatchers
) -> None:
    watchers = make_watchers(fault)
    fault.refuse()
    tried: list[float] = []
    watchers._store = dovecot_place_that_counts(fault, tried)
    opened(watchers)
    ground.wait_until(lambda: len(tried) >= 5, what="five tries")
    between = [later - earlier for earlier, later in pairwise(tried)]
    assert between[3] > between[0] * 3


def dovecot_place_that_counts(fault: Fault, tried: list[float]) -> Any:
    class Counting(StoreAddress):
        def deadline(self) -> Any:
            tried.append(monotonic())
            return super().deadline()

    return Counting(fault.host, fault.port, "none")


def test_a_sign_in_that_ends_ends_its_pages_and_no_others(
    dovecot_place: Place, make_watchers: MakeWatchers
) -> None:
    watchers = make_watchers(dovecot_place, pace=Pace(counts_seconds=30))
    first, second = listening(watchers, sign_in=1), listening(watchers, sign_in=2)
    watchers.end(1)
    assert first.wait(SOON) is Over.ENDED
    # The line was opened for the first; the second goes on over one of its own.
    assert news(second).everything
    dovecot_place.append("INBOX", letter())
    assert news(second).arrived == 1
    assert watchers.sign_ins() == {2}


def test_the_line_of_an_ended_sign_in_is_closed_at_once(
    dovecot_place: Place, others: set[threading.Thread], make_watchers: MakeWatchers
) -> None:
    watchers = make_watchers(dovecot_place, pace=Pace(counts_seconds=30))
    listening(watchers)
    began = monotonic()
    watchers.end(1)
    ground.wait_until(lambda: lines(others) == 0, what="the end of the line")
    assert monotonic() - began < 3
    assert watchers.counts == (0, 0)


def test_a_watcher_ends_when_nobody_looks_any_more(
    dovecot_place: Place, others: set[threading.Thread], make_watchers: MakeWatchers
) -> None:
    watchers = make_watchers(dovecot_place, lingering_seconds=0.2)
    listening(watchers).close()
    assert watchers.counts[1] == 0
    ground.wait_until(lambda: lines(others) == 0, what="the end of the watcher")
    assert watchers.sign_ins() == frozenset()
    assert listening(watchers) is not None


def test_the_oldest_page_makes_room_for_the_newest(dovecot_place: Place, make_watchers: MakeWatchers) -> None:
    watchers = make_watchers(dovecot_place, per_person=2)
    pages = [opened(watchers, sign_in=number) for number in (1, 2, 1)]
    assert pages[0].wait(SOON) is Over.CROWDED
    assert pages[1].over is None
    assert watchers.counts == (1, 2)
    pages[0].close()
    assert watchers.counts == (1, 2)


def test_a_page_that_does_not_come_back_for_more_holds_no_place(
    dovecot_place: Place, make_watchers: MakeWatchers
) -> None:
    watchers = make_watchers(dovecot_place, deaf_seconds=0.5, lingering_seconds=0.0)
    stream = listening(watchers)
    ground.wait_until(lambda: watchers.counts == (0, 0), what="the end of the deaf one")
    assert stream.wait(SOON) is Over.CLOSED


def test_beyond_what_the_process_bears_nobody_is_let_in(
    dovecot_place: Place, make_watchers: MakeWatchers
) -> None:
    watchers = make_watchers(dovecot_place, streams=1, people=1)
    first = opened(watchers)
    assert watchers.open(login_of(sign_in=1), known=FRESH, within=nullcontext) is None
    assert watchers.look(login_of(BORIS, sign_in=2), known=FRESH, within=nullcontext) is None
    first.close()
    opened(watchers)


def test_closing_ends_every_page_and_is_quick(
    dovecot_place: Place, others: set[threading.Thread], make_watchers: MakeWatchers
) -> None:
    watchers = make_watchers(dovecot_place, pace=Pace(counts_seconds=30))
    stream = listening(watchers)
    began = monotonic()
    watchers.close()
    assert stream.wait(SOON) is Over.CLOSED
    assert monotonic() - began < 3
    assert lines(others) == 0
    assert watchers.open(login_of(), known=FRESH, within=nullcontext) is None


def test_who_is_refused_tries_again_in_growing_pauses(
    dovecot_place: Place, make_watchers: MakeWatchers
) -> None:
    refusals: list[float] = []

    def authenticate_later(client: Any, login: Any) -> None:
        refusals.append(monotonic())
        if len(refusals) < 3:
            raise CredentialRefused("not yet")
        authenticate(client, login)

    stream = opened(make_watchers(dovecot_place, authenticate=authenticate_later))
    assert news(stream).everything
    assert len(refusals) == 3


def test_whoever_opens_the_line_has_around_it_what_the_process_needs(
    dovecot_place: Place, make_watchers: MakeWatchers
) -> None:
    entered: list[str] = []

    class Around:
        def __enter__(self) -> None:
            entered.append("in")

        def __exit__(self, *_: object) -> None:
            entered.append("out")

    watchers = make_watchers(dovecot_place)
    stream = watchers.open(login_of(ANNA), known=FRESH, within=Around)
    assert stream is not None
    news(stream)
    assert entered == ["in", "out"]


def test_closing_waits_a_moment_for_all_together(
    dovecot_place: Place, make_watchers: MakeWatchers, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []

    def stuck(_self: object, seconds: float) -> None:
        waited.append(seconds)
        sleep(min(seconds, 0.3))

    monkeypatch.setattr(watching_module, "CLOSING_SECONDS", 0.3)
    watchers = make_watchers(dovecot_place)
    for person in CAST:
        listening(watchers, person=person)
    with monkeypatch.context() as patch:
        patch.setattr(watcher_module.Watcher, "join", stuck)
        watchers.close()
    assert len(waited) == len(CAST)
    assert sum(waited) < 0.6
