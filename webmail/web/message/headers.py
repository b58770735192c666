"""Behind a message: its source and all header fields."""

from flask import Response

from webmail.mail import MessageRef, read_source
from webmail.web.current import current
from webmail.web.message import bp
from webmail.web.pages import page
from webmail.web.shown import list_beside


@bp.get("/<message:ref>/headers")
def headers(ref: MessageRef) -> Response:
    """Every header field decoded, and the message as it is stored."""
    source = read_source(current.mailbox, ref)
    back = list_beside(ref.folder).message_url(ref)
    return page("message/headers.html", ref=ref, source=source, back=back, open_folder=ref.folder)
