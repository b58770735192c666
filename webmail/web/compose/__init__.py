"""/compose: writing, answering, forwarding, sending."""

from flask import Blueprint

bp = Blueprint("compose", __name__, url_prefix="/compose")

from webmail.web.compose import (  # noqa: E402, F401
    addressed,
    blocks,
    both,
    card,
    given,
    recipients,
    routes,
    signing,
)
