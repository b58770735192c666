"""When messages are to come back: what is proposed, what was chosen, the page that asks, and the words."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from flask import g, request
from werkzeug.wrappers import Response

from webmail.mail import Flag, MessageRef, OpenedMessage, Row, SpecialUse
from webmail.policy import Feature
from webmail.reminding import Snoozed
from webmail.web.current import current
from webmail.web.deeds import with_the_rest
from webmail.web.filters import when_to_come
from webmail.web.pages import page
from webmail.web.words import _, ngettext

INBOX = "INBOX"
MORNING = time(7, 30)
EVENING = time(17, 0)
# A proposal that is over in a moment is none.
SOON = timedelta(hours=1)
LATEST = timedelta(days=2 * 366)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A time as a button: value is what the form sends, local time without a zone."""

    label: str
    moment: datetime

    @property
    def told(self) -> str:
        """The moment, as far as the label does not say it."""
        ahead = (self.moment.date() - current.now.astimezone(current.zone).date()).days
        return f"{self.moment:%H:%M}" if ahead < 2 else when_to_come(self.moment, current.now, current.zone)

    @property
    def value(self) -> str:
        return self.moment.replace(tzinfo=None).isoformat(timespec="minutes")


def proposals() -> list[Proposal]:
    """What people want most often, the nearest first."""
    now = current.now.astimezone(current.zone)
    today = now.date()

    def at(days: int, clock: time) -> datetime:
        return datetime.combine(today + timedelta(days=days), clock, current.zone)

    to_monday = 7 - today.weekday()
    offered = [
        Proposal(_("Tomorrow"), at(1, MORNING)),
        Proposal(_("In a week"), at(7, MORNING)),
        Proposal(_("In four weeks"), at(28, MORNING)),
    ]
    # On a Sunday that is tomorrow, on a Monday it is in a week.
    if to_monday not in (1, 7):
        offered.insert(1, Proposal(_("On Monday"), at(to_monday, MORNING)))
    if now + SOON < at(0, EVENING):
        offered.insert(0, Proposal(_("Today"), at(0, EVENING)))
    return offered


def chosen_time() -> datetime | None:
    """When the form says, aware; None when nothing was chosen yet, or nothing that is possible."""
    form = request.form
    if "when" in form:
        typed = form["when"]
    elif "own" in form:
        typed = f"{form.get('day', '')}T{form.get('time', '')}"
    else:
        return None
    try:
        moment = datetime.fromisoformat(typed).replace(tzinfo=current.zone)
    except ValueError:
        g.time_refused = _("Please enter a day and a time.")
        return None
    if not current.now < moment <= current.now + LATEST:
        g.time_refused = _("Please choose a time from now on, within the next two years.")
        return None
    return moment


def time_refused() -> str | None:
    """What is wrong with the time that was chosen."""
    refused: str | None = g.get("time_refused")
    return refused


def ask_time(*, question: str, deed: str, **values: Any) -> Response:
    """The page that asks when; with what is wrong about a time of one's own, and what was typed."""
    wrong = time_refused()
    tomorrow = (current.now.astimezone(current.zone) + timedelta(days=1)).date()
    return page(
        "mailbox/choose_time.html",
        422 if wrong else 200,
        heals=True,
        question=question,
        deed=deed,
        wrong=wrong,
        proposals=proposals(),
        day=request.form.get("day", "")[:10] or tomorrow.isoformat(),
        time=request.form.get("time", "")[:5] or f"{MORNING:%H:%M}",
        action=request.path,
        **values,
    )


def ask_when_back(count: int, **values: Any) -> Response:
    """The page that asks when messages are to come back."""
    question = ngettext(
        "When should the message come back?", "When should the %(num)s messages come back?", count
    )
    return ask_time(question=question, deed=_("Let it come back then"), **values)


def snoozed(done: Snoozed, until: datetime) -> str:
    """What to say after messages were put away until then."""
    if not done.count:
        return _("Nothing was moved; the messages are no longer here.")
    sentence = ngettext(
        "Comes back into the inbox: %(when)s.",
        "%(num)s messages come back into the inbox: %(when)s.",
        done.count,
        when=when_to_come(until, current.now, current.zone),
    )
    return with_the_rest(sentence, done.moved)


def is_snoozed(folder: str | None) -> bool:
    """Whether what lies here waits for its time."""
    return folder is not None and bool(current.mailbox.special(SpecialUse.SNOOZED) == folder)


def may_snooze(folder: str | None) -> bool:
    """Whether the entry is offered: not where a draft waits for being written."""
    unsent = map(current.mailbox.special, (SpecialUse.DRAFTS, SpecialUse.OUTBOX))
    return current.policy.allows(Feature.SNOOZE) and (folder is None or folder not in unsent)


def may_follow_up(ref: MessageRef) -> bool:
    """Whether somebody may be waiting for an answer to it."""
    return current.policy.allows(Feature.SNOOZE) and current.mailbox.special(SpecialUse.SENT) == ref.folder


def comes_back(message: OpenedMessage) -> str | None:
    """When an opened message comes back, in words; None where it does not."""
    due = current.reminding.due_of(message.ref.folder, message.ref.uidvalidity).get(message.ref.uid)
    return when_to_come(due, current.now, current.zone) if due else None


@dataclass(frozen=True, slots=True)
class Back:
    """What an opened message that is back says of it, and the button for another time."""

    sentence: str
    deed: str


def came_back(message: OpenedMessage) -> Back | None:
    """As long as the mark stands, read or not; a store that keeps no keywords has none."""
    # What was put away again is away, though its mark stays on it.
    if is_snoozed(message.ref.folder):
        return None
    if Flag.RESURFACED in message.flags:
        return Back(_("Back from being snoozed."), _("Snooze again …"))
    if Flag.UNANSWERED in message.flags:
        # An answer may have come since.
        return Back(_("No answer was found by the time of this reminder."), _("Remind me again …"))
    return None


def said_of(row: Row, folder: str, due: datetime | None) -> str | None:
    """What a row says of its coming back."""
    if due is not None:
        told = when_to_come(due, current.now, current.zone)
        return _("Back: %(when)s", when=told) if is_snoozed(folder) else _("Reminder: %(when)s", when=told)
    if is_snoozed(folder):
        return _("Without a time")
    if folder != INBOX or Flag.SEEN in row.flags:
        return None
    # A reminder that was snoozed has both marks, and nobody has looked for an answer again.
    if Flag.RESURFACED in row.flags:
        return _("Snoozed until now")
    if Flag.UNANSWERED in row.flags:
        return _("No answer found")
    return None
