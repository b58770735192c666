"""Seen, when a person wants it later than at once: told by the page, or by a page that cannot count."""

from flask import Response, abort, request
from werkzeug.wrappers import Response as AnyResponse

from webmail.mail import Flag, MessageRef
from webmail.web.current import current
from webmail.web.guard import background
from webmail.web.message import bp
from webmail.web.pages import counts_of
from webmail.web.shown import folder_beside, list_beside


@bp.post("/<message:ref>/seen")
@background
def seen(ref: MessageRef) -> AnyResponse:
    """The message was open for as long as the person chose; brings the counts that this has changed.

    They stand beside the list and the folder that the page shows.
    """
    current.mailbox.flag([ref], Flag.SEEN, on=True)
    if not request.headers.get("HX-Request"):
        return Response(status=204)
    folder = folder_beside(ref)
    return Response(counts_of(list_beside(folder), open_folder=folder))


@bp.get("/<message:ref>/opened")
@background
def opened(ref: MessageRef) -> AnyResponse:
    """Asked for in the place of an image where no script can count seconds: to open is to have seen.

    It stands where the page says so and nowhere else: whoever wants to say it by hand is not overruled by an
    address.
    """
    if not current.taste.seen_after or "prefetch" in request.headers.get("Sec-Purpose", ""):
        abort(404)
    current.mailbox.flag([ref], Flag.SEEN, on=True)
    return Response(status=204)
