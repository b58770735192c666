"""A bounce in words: who was not reached, why, and the way to put it right."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import url_for
from werkzeug.wrappers import Response

from webmail.mail import Bounce, Failure, MessageRef, OpenedMessage
from webmail.mail.reading.bounce import Arrival, Fate
from webmail.mail.reading.status import Trouble, trouble
from webmail.mail.writing.resending import Returned
from webmail.web.current import current
from webmail.web.message import bp
from webmail.web.message.way_back import to_message
from webmail.web.pages import done_and_left
from webmail.web.words import _
from webmail.web.written import new_page, new_writing


@dataclass(frozen=True, slots=True)
class Told:
    """One recipient as the page says it; said is the server's own line."""

    spec: str
    words: str
    said: str


@bp.app_template_global()
def bounce_of(message: OpenedMessage) -> Bounce | None:
    """What the report says, where the message is one."""
    return current.resending.bounce(message)


@bp.app_template_global()
def returned_of(message: OpenedMessage) -> Returned | None:
    """The own message that a mail server has sent back without a report."""
    return current.resending.returned(message)


@bp.app_template_filter()
def told(failure: Failure) -> Told:
    """Why somebody was not reached, and what to do."""
    return Told(failure.spec, _why(failure), failure.said)


@bp.app_template_filter()
def fate(arrival: Arrival) -> str:
    """What has become of the message, as far as somebody says."""
    return FATES[arrival.fate]()


FATES: Mapping[Fate, Callable[[], str]] = {
    Fate.DELIVERED: lambda: _("It lies in the mailbox."),
    Fate.RELAYED: lambda: _("It was passed on to a mail server that says no more about it."),
    Fate.EXPANDED: lambda: _("It was passed on to everybody on this list."),
    Fate.DISPLAYED: lambda: _("It was shown to the recipient."),
    Fate.DELETED: lambda: _("It was deleted without having been shown."),
    Fate.DENIED: lambda: _("The recipient does not say whether it was read."),
}


def _why(failure: Failure) -> str:
    if not failure.final:
        return _("Not delivered yet. The mail server goes on trying; you need not do anything.")
    found = trouble(failure.code)
    return REASONS[found]() if found else _("The other mail server has not taken the message.")


REASONS: Mapping[Trouble, Callable[[], str]] = {
    Trouble.UNKNOWN: lambda: _("This address does not exist. Check how it is written."),
    Trouble.NO_DOMAIN: lambda: _(
        "The part behind the @ does not exist or cannot be reached. Check how it is written."
    ),
    Trouble.CLOSED: lambda: _("This mailbox is closed. Ask the recipient for another address."),
    Trouble.FULL: lambda: _(
        "This mailbox is full. Try it again later, or reach the recipient in another way."
    ),
    Trouble.TOO_LARGE: lambda: _(
        "The message is too large for this mailbox. Send it with smaller attachments."
    ),
    Trouble.LIST: lambda: _("Behind this address is a list that could not be resolved. Ask who keeps it."),
    Trouble.SENDER: lambda: _(
        "The other mail server does not accept your address as a sender. Please tell the helpdesk."
    ),
    Trouble.AWAY: lambda: _(
        "The other mail server could not be reached for a long time. Try it again later."
    ),
    Trouble.SYSTEM: lambda: _("The other mail server has a fault of its own. Try it again later."),
    Trouble.TOO_MANY: lambda: _(
        "These are more recipients at once than the other mail server takes. Send it to fewer at a time."
    ),
    Trouble.FLOOD: lambda: _(
        "The other mail server has been sent too much in a short time. Try it again later."
    ),
    Trouble.CONTENT: lambda: _("The other mail server does not take a message with this content."),
    Trouble.POLICY: lambda: _("The other mail server does not take a message with this content."),
    Trouble.FORBIDDEN: lambda: _("The other mail server does not let you write to this address."),
}


@bp.post("/<message:ref>/resend")
def resend(ref: MessageRef) -> Response:
    """A draft with what was sent, for those who did not get it."""
    writing = new_writing()
    begun = current.resending.begin(ref, writing, page=new_page())
    sentence = (
        _("The message is here again. Put it right and send it.")
        if begun.complete
        else _("Your copy was not found, so recipients and attachments are missing here. Please add them.")
    )
    here = to_message(ref)
    to = url_for("compose.edit", writing=begun.writing, back=here)
    return done_and_left(sentence, to=to)
