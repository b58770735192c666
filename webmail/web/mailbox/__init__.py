"""/mailbox: the list."""

from flask import Blueprint

bp = Blueprint("mailbox", __name__, url_prefix="/mailbox")

from webmail.web.mailbox import arranging, export, folders, importing, routes, search, tags  # noqa: E402, F401
