"""/live: what open pages are told by the server, and what they ask when the stream is cut off."""

from flask import Blueprint

from webmail.web.live.ending import install

bp = Blueprint("live", __name__, url_prefix="/live")

from webmail.web.live import routes as routes  # noqa: E402

__all__ = ["bp", "install"]
