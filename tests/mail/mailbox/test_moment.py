"""Days and moments as the protocol wants them."""

from datetime import UTC, date, datetime, timedelta, timezone

from webmail.mail.mailbox.fetched import read_moment
from webmail.mail.mailbox.moment import written_day, written_moment


def test_a_day_of_a_search() -> None:
    assert written_day(date(2026, 3, 1)) == "1-Mar-2026"
    assert written_day(date(999, 12, 31)) == "31-Dec-0999"


def test_a_moment_is_read_as_it_was_written() -> None:
    zones = (UTC, timezone(timedelta(hours=-3, minutes=-30)))
    moments = [datetime(2026, month, 9, 7, 5, 1, tzinfo=zone) for month in range(1, 13) for zone in zones]
    assert [read_moment(written_moment(each).encode()) for each in moments] == moments


def test_a_zone_with_seconds_is_cut() -> None:
    zone = timezone(timedelta(minutes=53, seconds=28))
    assert written_moment(datetime(1890, 1, 1, tzinfo=zone)) == "01-Jan-1890 00:00:00 +0053"
