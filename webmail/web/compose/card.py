"""The person's own vCard, attached on request."""

from flask import url_for
from werkzeug.wrappers import Response

from webmail.mail import Unsendable, Writing
from webmail.web.compose import bp
from webmail.web.compose.opening import form_page
from webmail.web.kept_text import keeps_text
from webmail.web.own_card import own_card
from webmail.web.pages import stayed
from webmail.web.words import _
from webmail.web.written import Written


@bp.post("/<draft:writing>/card")
@keeps_text
def attach_card(writing: Writing) -> Response:
    """The card into the stored draft, like any other file."""
    written = Written.typed(writing)
    try:
        written.save(more=(own_card(),))
    except Unsendable as error:
        return form_page(written.show_stored().refuse(error.fields), 422)
    at = url_for("compose.edit", writing=writing, back=written.back)
    beside = ["compose/saved.html"]
    return stayed(_("Attached."), "compose/edit.html", at=at, beside=beside, written=written)
