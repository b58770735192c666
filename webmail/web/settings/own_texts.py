"""What the lists of signatures and of text blocks have in common: order, and removing after a question."""

from flask import Response, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from webmail.accounts import OwnTextRefused, Signature, Signatures, TextBlock, TextBlocks
from webmail.web.form import Form
from webmail.web.own_text_words import refused_text
from webmail.web.pages import confirm, done, page
from webmail.web.words import _


def moved(texts: Signatures | TextBlocks, row: Signature | TextBlock, *, back_to: str) -> AnyResponse:
    """One place up or down, as the pressed button says."""
    texts.move(row, up=request.form.get("way") == "up")  # type: ignore[arg-type]
    return done(_("Order changed."), back_to=back_to)


def removed(texts: Signatures | TextBlocks, row: Signature | TextBlock, *, back_to: str) -> AnyResponse:
    """Asks, then removes it."""
    if request.form.get("sure") != "yes":
        return confirm(
            question=_("Remove “%(name)s”?", name=row.name),
            consequence=_("Messages that were written with it stay as they are."),
            deed=_("Remove"),
            back=back_to,
        )
    texts.remove(row)  # type: ignore[arg-type]
    return done(_("Removed: %(name)s", name=row.name), back_to=back_to)


def refuse(form: Form, refusal: OwnTextRefused) -> None:
    """Says at the field what is wrong."""
    field = form[refusal.why if refusal.why in form else "name"]
    field.errors = [*field.errors, refused_text(refusal.why)]


def form_of(template: str, form: Form, row: object, status: int = 200) -> Response:
    """The form of one, new or known."""
    return page(template, status, form=form, row=row, back=url_for(_LIST[template]))


_LIST = {"settings/signature.html": "settings.signatures", "settings/block.html": "settings.blocks"}
