"""Duplicates: pairs that may be one person, made one with a click."""

from flask import Response, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from webmail.web.contacts import bp
from webmail.web.current import current
from webmail.web.pages import done, page
from webmail.web.words import _


@bp.get("/duplicates")
def duplicates() -> Response:
    """Contacts with the same address or the same name, two by two."""
    return page("contacts/duplicates.html", pairs=current.contacts.duplicates.pairs())


@bp.post("/duplicates")
def merge() -> AnyResponse:
    """Makes one of two, with everything of both."""
    first, second = (request.form.get(name, 0, type=int) for name in ("first", "second"))
    at = url_for("contacts.duplicates")
    if not 0 < first < 2**31 or not 0 < second < 2**31:
        return done(_("One of the two contacts no longer exists."), back_to=at)
    kept = current.contacts.duplicates.merge(first, second)
    if kept is None:
        return done(_("One of the two contacts no longer exists."), back_to=at)
    return done(_("%(name)s is one contact now, with everything from both.", name=kept.label), back_to=at)
