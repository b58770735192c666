"""How long the sign-in still lasts: what the page's countdown is told, and the deed that puts it off."""

from datetime import datetime
from math import ceil
from typing import Any

from flask import jsonify, redirect, request, url_for
from werkzeug.wrappers import Response

from webmail.web.current import current
from webmail.web.guard import background
from webmail.web.places import own_page
from webmail.web.session import bp


@bp.get("/remaining")
@background
def remaining() -> Response:
    """What the server knows, which alone decides; asking changes nothing."""
    return jsonify(time_left() | {"account": current.seal("account", "mark")[:16]})


@bp.post("/stay")
def stay() -> Response:
    """A deed like any other: the guard has noted it already."""
    if request.headers.get("HX-Request"):
        return remaining()
    return redirect(own_page(request.form.get("back")) or url_for("mailbox.index"), 303)


@bp.app_template_global()
def time_left() -> dict[str, Any]:
    """Whole seconds until the sign-in of this request ends by itself, and whether a deed puts that off."""
    sign_in, sign_ins = current.sign_in, current.sign_ins
    at: datetime = sign_ins.ends_at(sign_in)
    return {
        # Rounded up: a page that asks at its zero asks when it is true.
        "seconds": max(0, ceil((at - current.now).total_seconds())),
        "extendable": at < sign_in.opened_at + sign_ins.limits.absolute,
    }
