"""/mailbox: the list."""

from flask import Blueprint

bp = Blueprint("mailbox", __name__, url_prefix="/mailbox")

from webmail.web.mailbox import export, importing, routes  # noqa: E402, F401
