"""/session: coming and going."""

from flask import Blueprint

bp = Blueprint("session", __name__, url_prefix="/session")

from webmail.web.session import back_channel, coming, countdown, earlier, going, mine, routes  # noqa: E402, F401
