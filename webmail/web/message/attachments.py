"""What hangs on a message: parts, images in its text, and the message itself, on their way out."""

from flask import Response, abort

from webmail.mail import RASTER_TYPES, MessageRef
from webmail.web.current import current
from webmail.web.downloads import EMBEDDED, INERT, check_not_embedded, download, while_signed_in
from webmail.web.message import bp
from webmail.web.words import _


@bp.get("/<message:ref>/part/<section:section>")
def part(ref: MessageRef, section: str) -> Response:
    """An attachment, to be kept on the device; nothing of it opens here."""
    check_not_embedded()
    streamed = current.mailbox.part(ref, section)
    return download(streamed.chunks, streamed.attachment.name, streamed.attachment.media_type)


@bp.get("/<message:ref>/inline/<section:section>")
def inline(ref: MessageRef, section: str) -> Response:
    """An image that stands in the body."""
    check_not_embedded((*EMBEDDED, "document"))
    streamed = current.mailbox.part(ref, section)
    if streamed.attachment.media_type not in RASTER_TYPES:
        abort(404)
    response = Response(while_signed_in(streamed.chunks), mimetype=streamed.attachment.media_type)
    response.headers["Content-Security-Policy"] = INERT
    return response


@bp.get("/<message:ref>/source")
def source(ref: MessageRef) -> Response:
    """The message as it was stored, to be kept on the device."""
    check_not_embedded()
    name = _("message-%(number)s.eml", number=ref.uid)
    return download(current.mailbox.source(ref).chunks, name, "application/octet-stream")
