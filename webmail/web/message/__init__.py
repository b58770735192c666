"""/message: one opened message."""

from flask import Blueprint

bp = Blueprint("message", __name__, url_prefix="/message")

from webmail.web.message import (  # noqa: E402, F401
    alone,
    attachments,
    beside,
    bounce,
    conversation,
    headers,
    images,
    invitation,
    junk,
    mailing,
    previews,
    receipt,
    reporting,
    routes,
    seen,
    snoozing,
    stripping,
    unpacked,
)
