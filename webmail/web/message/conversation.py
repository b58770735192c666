"""A conversation: all its messages on one page, some open, some folded."""

from contextlib import suppress

from flask import request
from werkzeug.wrappers import Response

from webmail.mail import MessageRef
from webmail.web.converters import opened_refs
from webmail.web.current import current
from webmail.web.message import bp
from webmail.web.message.alone import wants_images
from webmail.web.message.talk import Talk
from webmail.web.pages import page
from webmail.web.shown import folder_beside, list_beside


@bp.get("/<message:ref>/conversation")
def conversation(ref: MessageRef) -> Response:
    """The conversation of this message, beside the list; asked for one message alone, only that is read."""
    folder = folder_beside(ref)
    shown = list_beside(folder)
    talk = Talk(
        ref,
        shown,
        folder=folder,
        seen=current.taste.seen_after == 0 and "prefetch" not in request.headers.get("Sec-Purpose", ""),
        images=wants_images(),
        patiently=request.args.get("older") == "1",
        beside=_beside(),
    )
    return page(
        "message/conversation.html",
        along="message/member_renewed.html",
        talk=talk,
        member=talk.named,
        shown=shown,
        open_folder=folder,
        counts=talk.counts,
    )


def _beside() -> MessageRef | None:
    """Another message of the conversation, as the page says that this one was opened on."""
    named = request.args.get("beside")
    with suppress(ValueError):
        return next(iter(opened_refs(named, most=1)), None) if named else None
    return None
