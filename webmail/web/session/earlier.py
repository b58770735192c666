"""The sign-in before this one that nobody ended: said once, ended with one click."""

from flask import request, session, url_for
from werkzeug.wrappers import Response

from webmail.web.current import current
from webmail.web.pages import done
from webmail.web.session import bp
from webmail.web.words import _


@bp.post("/earlier")
def end_earlier() -> Response:
    """Ends it, or keeps it; either way nothing more is said of it."""
    number = session.pop("unended", None)
    before = (
        current.sign_ins.find_living(number, account=current.account.id) if isinstance(number, int) else None
    )
    if request.form.get("deed") != "end" or before is None:
        return done(_("All right."), back_to=url_for("mailbox.index"))
    current.sign_ins.end_for(before, "other_device")
    return done(_("The earlier session has ended."), back_to=url_for("mailbox.index"))
