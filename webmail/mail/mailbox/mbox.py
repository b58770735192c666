"""mbox in its form "mboxrd": every line that could be taken for the beginning of a message is marked."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from webmail.mail.mailbox.moment import MONTHS

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_FROM = re.compile(rb"^(>*From )", re.MULTILINE)
# Longer than this no line waits for its end.
_LINE = 64 * 1024


def first_line(date: datetime) -> bytes:
    """The line before a message; who sent it stands in the message."""
    moment = date.astimezone(UTC)
    day, month = _DAYS[moment.weekday()], MONTHS[moment.month - 1]
    return f"From MAILER-DAEMON {day} {month} {moment.day:2d} {moment:%H:%M:%S %Y}\n".encode()


def quoted(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """A message as it stands in an mbox, and the empty line behind it; in flat memory, whatever its lines."""
    waiting, begins = b"", True
    for chunk in chunks:
        waiting += chunk
        cut = waiting.rfind(b"\n") + 1
        if not cut and len(waiting) > _LINE:
            # The end of a line in the middle of its "\r\n" stays with its other half.
            cut = len(waiting) - waiting.endswith(b"\r")
        if cut:
            yield _marked(waiting[:cut], begins=begins)
            begins = waiting[cut - 1 : cut] == b"\n"
            waiting = waiting[cut:]
    yield _marked(waiting, begins=begins)
    yield b"\n" if not waiting and begins else b"\n\n"


def _marked(text: bytes, *, begins: bool) -> bytes:
    lines = text.replace(b"\r\n", b"\n")
    if begins:
        return _FROM.sub(rb">\1", lines)
    first, end, rest = lines.partition(b"\n")
    return first + end + _FROM.sub(rb">\1", rest)
