"""/settings: how a person likes it."""

from flask import Blueprint

bp = Blueprint("settings", __name__, url_prefix="/settings")

from webmail.web.settings import blocks, routes, sender, signatures  # noqa: E402, F401
