"""/compose: writing, answering, forwarding, sending."""

from flask import Blueprint

bp = Blueprint("compose", __name__, url_prefix="/compose")

from webmail.web.compose import addressed, blocks, card, routes, signing  # noqa: E402, F401
