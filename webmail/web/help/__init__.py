"""/help: guides, answers and contact."""

from flask import Blueprint

bp = Blueprint("help", __name__, url_prefix="/help")

from webmail.web.help import guide, routes  # noqa: E402, F401
