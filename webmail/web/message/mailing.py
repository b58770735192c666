"""Ending a mailing: a page that says what will happen, and only then a deed."""

from flask import abort, url_for
from werkzeug.wrappers import Response

from webmail.mail import Mailing, MessageRef, OpenedMessage, Outcome
from webmail.web.current import current
from webmail.web.message import bp
from webmail.web.message.way_back import to_message
from webmail.web.pages import done, leave, page
from webmail.web.words import _
from webmail.web.written import new_page, new_writing


@bp.app_template_global()
def mailing_of(message: OpenedMessage) -> Mailing:
    """How this message can be ended."""
    return current.unsubscriber.offered(message)


@bp.get("/<message:ref>/unsubscribe")
def unsubscribe(ref: MessageRef) -> Response:
    """What there is to choose from; nobody is asked anything by this."""
    message = current.mailbox.read(ref, seen=False)
    mailing = current.unsubscriber.offered(message)
    if not mailing.can_be_ended:
        abort(404)
    return page(
        "message/unsubscribe.html", message=message, mailing=mailing, back=to_message(ref, named="back")
    )


@bp.post("/<message:ref>/unsubscribe/now")
def end_mailing(ref: MessageRef) -> Response:
    """By one click, which our server does, so that the sender learns nothing of this device."""
    return done(_words(current.unsubscriber.end(ref)), back_to=to_message(ref, named="back"))


@bp.post("/<message:ref>/unsubscribe/letter")
def write_letter(ref: MessageRef) -> Response:
    """By mail, which lies in Drafts until the person sends it."""
    writing = new_writing()
    current.drafts.save(current.unsubscriber.draft(ref, writing), page=new_page())
    return leave(url_for("compose.edit", writing=writing, back=to_message(ref, named="back")))


def _words(outcome: Outcome) -> str:
    sentences = {
        Outcome.DONE: _("Unsubscribed: the sender has accepted it. A few more messages may still come."),
        Outcome.REFUSED: _("Not unsubscribed: the sender's server has refused it."),
        Outcome.UNCLEAR: _(
            "The sender was asked to end it and has not confirmed. Wait a few days before you try it again."
        ),
        Outcome.UNREACHABLE: _(
            "Not unsubscribed: the sender's server cannot be reached. Please try again later."
        ),
        Outcome.UNSAFE: _("Not unsubscribed: the address for it is not one that may be asked."),
    }
    return sentences[outcome]
