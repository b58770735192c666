"""/message: one opened message."""

from flask import Blueprint

bp = Blueprint("message", __name__, url_prefix="/message")

from webmail.web.message import bounce, images, mailing, receipt, reporting, routes  # noqa: E402, F401
