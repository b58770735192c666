"""Another signature under what is being written, or none; what somebody has changed by hand is left alone."""

from flask import request, url_for
from werkzeug.wrappers import Response

from webmail.mail import Writing, writable
from webmail.web.compose import bp
from webmail.web.compose.opening import form_page
from webmail.web.kept_text import keeps_text
from webmail.web.pages import stayed
from webmail.web.signing import other_signature, signatures
from webmail.web.words import _
from webmail.web.written import Written


@bp.post("/<draft:writing>/sign")
@keeps_text
def sign(writing: Writing) -> Response:
    """The chosen signature in the place of the one that is there."""
    written, wanted = Written.typed(writing), request.form.get("signature", "")
    chosen = next((each for each in signatures() if str(each.id) == wanted), None)
    form = written.form
    signed = other_signature(writable(form.text.data or ""), form.html.data or "", chosen)
    if signed is None:
        written.remark = _("The signature has been changed here and stays as it is. Change it in the text.")
        return form_page(written, 422)
    form.text.data, form.html.data = signed
    if not written.is_empty:
        written.save()
    elif written.stored is None:
        # Nothing of it lies in the store: the page that is opened next would begin with the first one again.
        return form_page(written)
    at = url_for("compose.edit", writing=writing, back=written.back)
    return stayed(_("Signature changed."), "compose/edit.html", at=at, written=written)
