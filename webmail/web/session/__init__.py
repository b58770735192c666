"""/session: coming and going."""

from flask import Blueprint

bp = Blueprint("session", __name__, url_prefix="/session")

from webmail.web.session import routes  # noqa: E402, F401
