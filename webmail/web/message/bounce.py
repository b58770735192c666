"""A bounce in words: who was not reached, why, and the way to put it right."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import url_for
from werkzeug.wrappers import Response

from webmail.mail import Bounce, Failure, MessageRef, OpenedMessage
from webmail.web.current import current
from webmail.web.message import bp
from webmail.web.message.way_back import to_message
from webmail.web.pages import done_and_left
from webmail.web.words import _
from webmail.web.written import new_page, new_writing

# The parts behind the class of a status (RFC 3463 section 3, the registry of RFC 5248).
_UNKNOWN = ("1.0", "1.1", "1.3", "1.6", "1.10")
_NO_DOMAIN = ("1.2", "4.3", "4.4")
_CLOSED = ("2.0", "2.1")
_FULL = ("2.2",)
_TOO_LARGE = ("2.3", "3.4")
_AWAY = ("4.0", "4.1", "4.2", "4.5", "4.6", "4.7", "3.1", "3.2")
_CONTENT = ("6.0", "6.1", "6.2", "6.3", "7.0", "7.8", "7.9")
_FORBIDDEN = ("7.1", "7.2", "7.13", "7.20", "7.22", "7.23", "7.25", "7.26", "7.27")


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


@bp.app_template_filter()
def told(failure: Failure) -> Told:
    """Why somebody was not reached, and what to do."""
    return Told(failure.spec, _why(failure), failure.said)


def _why(failure: Failure) -> str:
    if not failure.final:
        return _("Not delivered yet. The mail server goes on trying; you need not do anything.")
    for codes, sentence in REASONS:
        if failure.code in codes:
            return sentence()
    return _("The other mail server has not taken the message.")


REASONS: tuple[tuple[tuple[str, ...], Callable[[], str]], ...] = (
    (_UNKNOWN, lambda: _("This address does not exist. Check how it is written.")),
    (
        _NO_DOMAIN,
        lambda: _("The part behind the @ does not exist or cannot be reached. Check how it is written."),
    ),
    (_CLOSED, lambda: _("This mailbox is closed. Ask the recipient for another address.")),
    (_FULL, lambda: _("This mailbox is full. Try it again later, or reach the recipient in another way.")),
    (_TOO_LARGE, lambda: _("The message is too large for this mailbox. Send it with smaller attachments.")),
    (_AWAY, lambda: _("The other mail server could not be reached for a long time. Try it again later.")),
    (_CONTENT, lambda: _("The other mail server does not take a message with this content.")),
    (_FORBIDDEN, lambda: _("The other mail server does not let you write to this address.")),
)


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
