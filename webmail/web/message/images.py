"""Whose images are shown: for this message, for this sender, or for those whom the operator trusts."""

from dataclasses import dataclass, replace
from enum import Enum

from flask import request, url_for
from werkzeug.wrappers import Response

from webmail.mail import MessageRef, OpenedMessage, is_denied, may_show_images
from webmail.policy import Feature
from webmail.web.current import current
from webmail.web.message import bp
from webmail.web.message.way_back import to_message
from webmail.web.pages import done, page
from webmail.web.words import _


class Why(Enum):
    """Why images are shown."""

    ASKED = "asked"
    SENDER = "sender"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class Shown:
    """The message as it is shown, and why with images; None: without."""

    message: OpenedMessage
    why: Why | None


def read_with_images(ref: MessageRef, *, seen: bool, asked: bool, plain: bool = False) -> Shown:
    """The message; with images where the person wants them now, or has said so before."""
    message = current.mailbox.read(ref, seen=seen, images=asked, plain=plain)
    if asked:
        return Shown(message, Why.ASKED)
    why = _why(message)
    if why is None:
        return Shown(message, None)
    again = current.mailbox.read(ref, seen=False, images=True)
    return Shown(replace(again, newly_seen=message.newly_seen), why)


def _why(message: OpenedMessage) -> Why | None:
    """Nobody is asked about a message without images, and nobody is trusted whose proof has failed."""
    wanted = current.taste.images and current.policy.allows(Feature.REMOTE_IMAGES)
    if not message.body.remote_images or not wanted:
        return None
    official = current.parts.official
    if may_show_images(message, official):
        return Why.OPERATOR
    if len(message.senders) != 1 or is_denied(message, official):
        return None
    listed = current.parts.trusted_senders.has(current.account.id, message.sender.spec)
    return Why.SENDER if listed else None


@bp.post("/<message:ref>/trust")
def trust(ref: MessageRef) -> Response:
    """From now on this sender's images are shown; who that is says the store, not the form."""
    sender = current.mailbox.original(ref).senders
    here = to_message(ref)
    added = len(sender) == 1 and current.parts.trusted_senders.add(current.account.id, sender[0].spec)
    if not added:
        return done(_("This sender cannot be remembered."), back_to=here)
    return done(_("Images of %(address)s are shown from now on.", address=sender[0].spec), back_to=here)


@bp.get("/trusted")
def trusted() -> Response:
    """Whose images are shown, with a way to change one's mind."""
    return page("message/trusted.html", senders=current.parts.trusted_senders.all_of(current.account.id))


@bp.post("/trusted/remove")
def forget_trusted() -> Response:
    """Takes one off the list."""
    current.parts.trusted_senders.remove(current.account.id, request.form.get("address", ""))
    return done(_("The sender was taken off the list."), back_to=url_for("message.trusted"))
