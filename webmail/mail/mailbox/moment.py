"""Days and moments as IMAP writes them (RFC 9051 section 9), in no language of this machine."""

from datetime import date, datetime

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def written_day(day: date) -> str:
    """A day for SEARCH."""
    return f"{day.day}-{MONTHS[day.month - 1]}-{day.year:04d}"


def written_moment(moment: datetime) -> str:
    """INTERNALDATE; a zone that differs by seconds, as before 1900, is cut to minutes."""
    return f"{moment.day:02d}-{MONTHS[moment.month - 1]}-{moment.year:04d} {moment:%H:%M:%S %z}"[:26]
