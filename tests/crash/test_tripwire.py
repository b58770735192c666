"""The tripwire itself: a mishap that happens elsewhere than planned would prove nothing."""

import smtplib
from collections.abc import Callable, Iterator
from email.message import EmailMessage

import pytest

from tests.cast import ANNA
from tests.crash.tripwire import Side, Trip, Tripwire
from tests.servers.smtp import Sink

MESSAGE = EmailMessage()
MESSAGE["Message-ID"] = "<probe@schule.example>"
MESSAGE.set_content("Guten Tag.")
END = b"\r\n.\r\n"


@pytest.fixture
def way(crash_sink: Sink) -> Iterator[Tripwire]:
    crash_sink.empty()
    with Tripwire((crash_sink.host, crash_sink.port)) as tripwire:
        yield tripwire


def submit(way: Tripwire) -> None:
    with smtplib.SMTP(way.host, way.port, timeout=0.5) as line:
        line.login(ANNA.address, ANNA.typed)
        line.send_message(MESSAGE, ANNA.address, ["boris@anderswo.example"])


def test_without_a_trip_everything_passes(way: Tripwire, crash_sink: Sink) -> None:
    submit(way)
    assert len(crash_sink.received) == 1


def test_the_line_is_cut_before_the_mark_arrives(way: Tripwire, crash_sink: Sink) -> None:
    fired = way.trip(Trip(Side.UP, way.drop, mark=END, passes=False))
    with pytest.raises(smtplib.SMTPServerDisconnected):
        submit(way)
    assert fired.wait(5)
    assert crash_sink.received == []


def test_the_line_is_cut_after_the_answer_was_given_and_before_it_arrives(
    way: Tripwire, crash_sink: Sink
) -> None:
    way.trip(Trip(Side.DOWN, way.drop, mark=b"250 ", after=END, passes=False))
    with pytest.raises(smtplib.SMTPServerDisconnected):
        submit(way)
    assert len(crash_sink.received) == 1


def test_a_stall_lets_the_mark_pass_and_no_answer(way: Tripwire) -> None:
    way.trip(Trip(Side.UP, way.stall, mark=b"MAIL FROM"))
    with pytest.raises(smtplib.SMTPServerDisconnected, match="timed out"):
        submit(way)


@pytest.mark.parametrize("deed", [Tripwire.drop, Tripwire.refuse])
def test_after_so_many_octets_the_deed_is_done(way: Tripwire, deed: Callable[[Tripwire], None]) -> None:
    way.trip(Trip(Side.DOWN, lambda: deed(way), octets=100, passes=False))
    with pytest.raises((smtplib.SMTPServerDisconnected, ConnectionError)):
        submit(way)
    assert way.bytes_down <= 100


def test_a_trip_comes_once_and_a_disarmed_one_never(way: Tripwire, crash_sink: Sink) -> None:
    deeds: list[str] = []
    way.trip(Trip(Side.UP, lambda: deeds.append("first"), mark=b"EHLO"))
    way.trip(Trip(Side.UP, lambda: deeds.append("second"), mark=b"QUIT", nth=2))
    submit(way)
    way.disarm()
    submit(way)
    assert deeds == ["first"]


def test_a_mark_that_comes_in_two_pieces_is_found(way: Tripwire) -> None:
    fired = way.trip(Trip(Side.UP, way.drop, mark=b"QUIT"))
    with smtplib.SMTP(way.host, way.port, timeout=0.5) as line:
        line.send(b"QU")
        assert not fired.is_set()
        line.send(b"IT\r\n")
        assert fired.wait(5)
        line.close()
