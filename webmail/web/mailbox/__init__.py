"""/mailbox: the list."""

from flask import Blueprint

bp = Blueprint("mailbox", __name__, url_prefix="/mailbox")

from webmail.web.mailbox import older, routes, space  # noqa: E402, F401
