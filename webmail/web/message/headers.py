"""Behind a message: its source and all header fields."""

from flask import Response

from webmail.mail import MessageRef, read_source
from webmail.web.current import current
from webmail.web.list_page import ListPage
from webmail.web.message import bp
from webmail.web.pages import page


@bp.get("/<message:ref>/headers")
def headers(ref: MessageRef) -> Response:
    """Every header field decoded, and the message as it is stored."""
    source = read_source(current.mailbox, ref)
    shown = ListPage.asked_for(ref.folder)
    return page(
        "message/headers.html", ref=ref, source=source, back=shown.message_url(ref), open_folder=ref.folder
    )
