"""Collected addresses: whom the person has written to, to be kept or forgotten."""

from flask import Response, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from webmail.web.contacts import bp
from webmail.web.current import current
from webmail.web.pages import confirm, done, page
from webmail.web.words import _


@bp.get("/collected")
def collected() -> Response:
    """Every address, the latest first."""
    return page(
        "contacts/collected.html",
        addresses=current.contacts.collected.all(),
        wanted=current.contacts.collected.wanted,
    )


@bp.post("/collected/forget")
def forget() -> AnyResponse:
    """Forgets one; writing there brings it back, so nobody is asked."""
    current.contacts.collected.forget(request.form.get("address", ""))
    return done(_("The address is forgotten."), back_to=url_for("contacts.collected"))


@bp.post("/collected/forget-all")
def forget_all() -> AnyResponse:
    """Asks, then forgets them all."""
    if request.form.get("sure") == "yes":
        current.contacts.collected.forget_all()
        return done(_("All collected addresses are forgotten."), back_to=url_for("contacts.collected"))
    return confirm(
        question=_("Forget all collected addresses?"),
        consequence=_("They are no longer suggested while you write. Your address book stays as it is."),
        deed=_("Forget all"),
        back=url_for("contacts.collected"),
    )
