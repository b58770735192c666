"""/helpdesk: for the helpdesk."""

from flask import Blueprint

bp = Blueprint("helpdesk", __name__, url_prefix="/helpdesk")

from webmail.web.helpdesk import codes, routes  # noqa: E402, F401
