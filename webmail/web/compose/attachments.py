"""Attach, detach, order; what is attached goes into the stored draft, and the text with it."""

from flask import request, url_for
from werkzeug.wrappers import Response

from webmail.mail import Kind, MessageRef, Unsendable, Writing
from webmail.web.compose import bp
from webmail.web.compose.opening import begun, form_page
from webmail.web.kept_text import keeps_text
from webmail.web.pages import stayed
from webmail.web.uploads import uploads
from webmail.web.words import _, ngettext
from webmail.web.written import Written, new_writing


@bp.post("/<draft:writing>/attach")
@keeps_text
def attach(writing: Writing) -> Response:
    """The chosen files into the stored draft."""
    written = Written.typed(writing)
    before = len(uploads())
    try:
        written.save()
    except Unsendable as error:
        return form_page(written.show_stored().refuse(error.fields), 422)
    return _stayed(ngettext("Attached.", "%(num)s files attached.", before), written)


@bp.post("/<draft:writing>/detach")
@keeps_text
def detach(writing: Writing) -> Response:
    """One attachment away again."""
    written = Written.typed(writing)
    written.save(without=request.form.getlist("section"))
    return _stayed(_("Removed."), written)


@bp.post("/<draft:writing>/order")
@keeps_text
def order(writing: Writing) -> Response:
    """One attachment a place nearer to the first."""
    written = Written.typed(writing)
    written.save(forward=request.form.get("forward", ""))
    return _stayed(_("Order changed."), written)


@bp.get("/enclose/<message:ref>")
def enclose(ref: MessageRef) -> Response:
    """The message for somebody else, whole and as it is, as an attachment."""
    return begun(new_writing(Kind.ENCLOSE, origin=ref))


def _stayed(sentence: str, written: Written) -> Response:
    at = url_for("compose.edit", writing=written.writing, back=written.back)
    # The page must know the version that its next button names parts of.
    return stayed(sentence, "compose/edit.html", at=at, beside=["compose/saved.html"], written=written)
