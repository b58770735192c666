"""Read receipts on the page: the question, and either answer; without one nothing is ever sent."""

from flask import request
from werkzeug.wrappers import Response

from webmail.mail import Asked, MessageRef, OpenedMessage, Sent
from webmail.web.current import current
from webmail.web.message import bp
from webmail.web.message.way_back import to_message
from webmail.web.pages import done
from webmail.web.words import _


@bp.app_template_global()
def receipt_asked(message: OpenedMessage) -> Asked | None:
    """Who asks for a receipt, where that is still open."""
    return current.read_receipts.asked(message)


@bp.post("/<message:ref>/receipt")
def receipt(ref: MessageRef) -> Response:
    """Sends it, or does not; either is said once and for all."""
    here = to_message(ref)
    if request.form.get("answer") != "send":
        current.read_receipts.decline(ref)
        return done(_("No read receipt is sent."), back_to=here)
    subject = current.mailbox.read(ref, seen=False).subject
    sent = current.read_receipts.send(
        ref,
        subject=_("Read: %(subject)s", subject=subject),
        text=_(
            "Your message to %(address)s was shown. This does not say that it was understood or answered.",
            address=current.account.address,
        ),
    )
    sentences = {
        Sent.SENT: _("The read receipt was sent."),
        Sent.UNCLEAR: _("It is not certain whether the read receipt was sent. It is not sent again."),
        Sent.NOT: _("The read receipt was not sent: the mail server did not take it. You can try it again."),
    }
    return done(sentences[sent], back_to=here)
