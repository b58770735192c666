"""What the placeholders of text blocks stand for, for this person on this day."""

from collections.abc import Mapping

from webmail.mail.writing.placeholders import Blank
from webmail.web.current import current
from webmail.web.filters import day_and_time


def blank_values(called: str = "") -> Mapping[Blank, str]:
    """The values that are known; called is the class that is written to."""
    day, _time = day_and_time(current.now, current.zone)
    return {Blank.NAME: current.identity.address.name, Blank.DATE: day, Blank.CLASS: called}
