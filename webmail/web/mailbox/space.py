"""Space: how much is used, what uses it, and what can be done about it."""

from flask import make_response
from werkzeug.wrappers import Response

from webmail.web.mailbox import bp
from webmail.web.pages import counts_of, page
from webmail.web.refresh import is_refresh
from webmail.web.space_page import SpacePage


@bp.get("/space")
def space() -> Response:
    """What is used, the folders by size, and the largest messages."""
    if is_refresh():
        # To look into all folders anew for each message that comes would cost the store more than it tells.
        return make_response(counts_of(SpacePage(""), open_folder=None))
    return page("mailbox/space.html", shown=SpacePage(""), open_folder=None)
