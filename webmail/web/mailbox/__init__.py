"""/mailbox: the list."""

from flask import Blueprint

bp = Blueprint("mailbox", __name__, url_prefix="/mailbox")

from webmail.web.mailbox import (  # noqa: E402, F401
    arranging,
    enclosing,
    export,
    folders,
    importing,
    older,
    routes,
    search,
    snoozing,
    space,
    tags,
)
