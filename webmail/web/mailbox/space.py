"""Space: how much is used, what uses it, and what can be done about it."""

from werkzeug.wrappers import Response

from webmail.web.mailbox import bp
from webmail.web.pages import page
from webmail.web.space_page import SpacePage


@bp.get("/space")
def space() -> Response:
    """What is used, the folders by size, and the largest messages."""
    return page("mailbox/space.html", shown=SpacePage(""), open_folder=None)
