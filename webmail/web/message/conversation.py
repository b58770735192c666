"""A conversation: all its messages on one page, some open, some folded."""

from flask import request
from werkzeug.wrappers import Response

from webmail.mail import MessageRef
from webmail.web.list_page import ListPage
from webmail.web.message import bp
from webmail.web.message.talk import Talk
from webmail.web.pages import page


@bp.get("/<message:ref>/conversation")
def conversation(ref: MessageRef) -> Response:
    """The conversation of this message, beside the list; asked for one message alone, only that is read."""
    shown = ListPage.asked_for(ref.folder)
    talk = Talk(
        ref,
        shown,
        seen="prefetch" not in request.headers.get("Sec-Purpose", ""),
        images=request.args.get("images") == "1",
        patiently=request.args.get("older") == "1",
    )
    return page(
        "message/conversation.html",
        talk=talk,
        member=talk.named,
        open_uid=ref.uid,
        shown=shown,
        open_folder=ref.folder,
        counts=talk.counts,
    )
