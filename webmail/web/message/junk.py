"""An opened message that is spam, or is none."""

from werkzeug.wrappers import Response

from webmail.mail import Done, MessageRef, OpenedMessage, junk_sender
from webmail.web.current import current
from webmail.web.deeds import moved_to
from webmail.web.message import bp
from webmail.web.message.way_back import to_list
from webmail.web.pages import done


@bp.post("/<message:ref>/junk")
def junk(ref: MessageRef) -> Response:
    """Into the spam."""
    return _moved(ref, Done((current.mailbox.junk([ref]),)))


@bp.post("/<message:ref>/not-junk")
def not_junk(ref: MessageRef) -> Response:
    """Out of the spam, into the inbox."""
    return _moved(ref, Done((current.mailbox.not_junk([ref]),)))


@bp.app_template_global()
def names_oneself(message: OpenedMessage) -> bool:
    """Whether it comes, or says that it comes, from one's own address."""
    return message.sender.spec.lower() == current.identity.address.spec.lower()


@bp.post("/<message:ref>/junk-all")
def junk_all(ref: MessageRef) -> Response:
    """This message, and what else of its sender lies in the inbox, into the spam."""
    return _moved(ref, junk_sender(current.mailbox, ref, own=current.identity.address))


def _moved(ref: MessageRef, moved: Done) -> Response:
    back = to_list(ref)
    return done(moved_to(moved), back_to=back, steps=moved.steps)
