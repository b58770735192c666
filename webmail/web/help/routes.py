"""One page: whom to ask, and how the things on the screen work."""

from flask import Response

from webmail.web.guard import public
from webmail.web.help import bp
from webmail.web.pages import page


@bp.get("/")
@public
def index() -> Response:
    """Help and contact, for strangers too."""
    return page("help/index.html")
