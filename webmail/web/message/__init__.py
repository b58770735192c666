"""/message: one opened message."""

from flask import Blueprint

bp = Blueprint("message", __name__, url_prefix="/message")

from webmail.web.message import junk, routes, stripping  # noqa: E402, F401
