"""An invitation on the page: what, when, where, how often, and the answer that goes to the organizer."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from flask import abort, request
from werkzeug.wrappers import Response

from webmail.mail import (
    Address,
    Every,
    Invitation,
    MessageRef,
    Method,
    OpenedMessage,
    Participation,
    Recurrence,
    Sent,
    claimed_address,
)
from webmail.web.current import current
from webmail.web.filters import day, day_in_full, weekdays
from webmail.web.message import bp
from webmail.web.message.way_back import to_message
from webmail.web.pages import done
from webmail.web.words import _, ngettext


@dataclass(frozen=True, slots=True)
class Appointment:
    """An invitation as the page says it; answer_to is who gets the answer, where one can be given.

    elsewhere: it does not come from the person it speaks of.
    """

    invitation: Invitation
    kind: str
    when: str
    often: str
    answer_to: Address | None
    elsewhere: bool


@bp.app_template_global()
def invitation_of(message: OpenedMessage) -> Appointment | None:
    """What the calendar in the message says, where there is one that can be read."""
    found = current.invitations.invitation(message)
    if found is None:
        return None
    often = ", ".join(_often(found.recurrence, found.start)) if found.recurrence else ""
    answer_to = current.invitations.organizer(message, found)
    elsewhere = not found.is_told_by(message.senders)
    return Appointment(found, _kind(found), _when(found), often, answer_to, elsewhere)


@bp.app_template_filter()
def called(address: Address) -> str:
    """A name for somebody of whom nothing is known but what the file says: none that is another address."""
    return address.spec if claimed_address(address) else address.label


@bp.app_template_filter()
def participation_words(said: Participation) -> str:
    """What somebody who is invited has said."""
    return {
        Participation.ACCEPTED: _("has accepted"),
        Participation.TENTATIVE: _("has accepted with reservation"),
        Participation.DECLINED: _("has declined"),
    }[said]


def _kind(found: Invitation) -> str:
    if found.cancelled:
        return _("Cancelled")
    return {
        Method.REQUEST: _("Invitation"),
        Method.REPLY: _("Answer to your invitation"),
    }.get(found.method, _("Appointment"))


def _when(found: Invitation) -> str:
    """From when to when, in the service's time zone; a time of no known zone as it was written."""
    start, end = found.start, found.end
    if not isinstance(start, datetime):
        first = day_in_full(start)
        if end is None:
            return _("%(day)s, all day", day=first)
        return _("%(first)s to %(last)s, all day", first=first, last=day_in_full(end))
    begins = _local(start)
    if not isinstance(end, datetime):
        return _("%(day)s, %(time)s", day=day_in_full(begins.date()), time=_clock(begins))
    ends = _local(end)
    first = _("%(day)s, %(time)s", day=day_in_full(begins.date()), time=_clock(begins))
    if ends.date() == begins.date():
        return _("%(start)s to %(end)s", start=first, end=_clock(ends))
    last = _("%(day)s, %(time)s", day=day_in_full(ends.date()), time=_clock(ends))
    return _("%(start)s to %(end)s", start=first, end=last)


def _local(moment: datetime) -> datetime:
    return moment.astimezone(current.zone) if moment.tzinfo else moment


def _clock(moment: datetime) -> str:
    return f"{moment.hour:02}:{moment.minute:02}"


def _often(rule: Recurrence, start: date) -> Iterator[str]:
    counted: dict[Every, Callable[[int], str]] = {
        Every.DAILY: lambda number: ngettext("every day", "every %(num)s days", number),
        Every.WEEKLY: lambda number: ngettext("every week", "every %(num)s weeks", number),
        Every.MONTHLY: lambda number: ngettext("every month", "every %(num)s months", number),
        Every.YEARLY: lambda number: ngettext("every year", "every %(num)s years", number),
    }
    # Weekdays are the sender's: where they are others here, the sentence would be wrong.
    shifted = bool(rule.weekdays) and isinstance(start, datetime) and _local(start).date() != start.date()
    if rule.every not in counted or shifted:
        yield _("by a rule that the calendar file has")
        return
    yield counted[rule.every](rule.interval)
    if rule.weekdays:
        yield _("on %(days)s", days=weekdays(rule.weekdays))
    if rule.count:
        yield ngettext("%(num)s time", "%(num)s times", rule.count)
    if rule.until:
        yield _("until %(day)s", day=day(rule.until))


@bp.app_template_filter()
def zone_note(found: Invitation) -> str:
    """What else to know of the time: the sender's own, where it is another one, or that nobody knows."""
    start = found.start
    if not isinstance(start, datetime):
        return ""
    if start.tzinfo is None and not found.zone:
        return _("The sender names no time zone.")
    if start.tzinfo is None:
        return _("The sender names no time zone that is known here. Please ask which one is meant.")
    # Without a name it is UTC, which is nobody's own.
    if not found.zone or start.utcoffset() == start.astimezone(current.zone).utcoffset():
        return ""
    time = _clock(start)
    if start.date() != _local(start).date():
        time = _("%(day)s, %(time)s", day=day_in_full(start.date()), time=time)
    return _("For the sender it is %(time)s (%(zone)s).", time=time, zone=found.zone)


@bp.post("/<message:ref>/invitation")
def answer_invitation(ref: MessageRef) -> Response:
    """The answer to the organizer, by mail."""
    said = request.form.get("answer", "")
    if said not in Participation.__members__:
        abort(400)
    subjects: dict[Participation, Callable[[str], str]] = {
        Participation.ACCEPTED: lambda subject: _("Accepted: %(subject)s", subject=subject),
        Participation.TENTATIVE: lambda subject: _("Tentative: %(subject)s", subject=subject),
        Participation.DECLINED: lambda subject: _("Declined: %(subject)s", subject=subject),
    }
    texts = {
        Participation.ACCEPTED: _("%(name)s will come.", name=current.account.name),
        Participation.TENTATIVE: _("%(name)s will perhaps come.", name=current.account.name),
        Participation.DECLINED: _("%(name)s will not come.", name=current.account.name),
    }
    answer = Participation[said]
    sent = current.invitations.answer(ref, answer, subject=subjects[answer], text=texts[answer])
    sentences = {
        Sent.SENT: _("Your answer was sent to the organizer."),
        Sent.UNCLEAR: _("It is not certain whether your answer was sent. Please ask the organizer."),
        Sent.NOT: _("Your answer was not sent: the mail server did not take it. You can try it again."),
    }
    return done(sentences[sent], back_to=to_message(ref))
