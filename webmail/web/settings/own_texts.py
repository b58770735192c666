"""What signatures and text blocks have in common: order, removing after a question, plain or formatted."""

from collections.abc import Callable

from flask import Response, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from webmail.accounts import OwnTextRefused, Signature, Signatures, TextBlock, TextBlocks
from webmail.mail.errors import TooLarge
from webmail.mail.writing.outgoing import no_picture
from webmail.mail.writing.twin import twin
from webmail.web.current import current
from webmail.web.form import Form
from webmail.web.formatted import FORMATTED, PLAIN, lost_words, settled, taken_back
from webmail.web.own_text_words import refused_text
from webmail.web.pages import confirm, done, page
from webmail.web.settings.forms import OwnTextForm
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


def begun(form: OwnTextForm, row: Signature | TextBlock | None) -> OwnTextForm:
    """The form as it is opened: in the shape in which the text was kept, a new one as messages begin."""
    rich = bool(row.html) if row else current.taste.formatted
    form.shape.data = FORMATTED if rich else PLAIN
    return form


def settle(form: OwnTextForm, *, look: Callable[[str], str], words: Callable[[str], str] = twin) -> bool:
    """Leaves text and HTML in the form as they are kept; whether the person asked for the other shape only.

    look formats what was plain, words makes plain what was formatted. Raises OwnTextRefused where the HTML is
    more than can be cleaned.
    """
    text, html = form.text.data or "", form.html.data or ""
    wanted = request.form.get("to_be")
    try:
        text, html = settled(text, html, form.editor.data or "", picture=no_picture)
        if wanted == FORMATTED and text.strip():
            html = html or taken_back(form.was.data or "", text, words=words) or look(text)
            text = twin(html)
    except TooLarge as error:
        raise OwnTextRefused("long") from error
    if wanted and wanted != FORMATTED and html:
        text = words(html)
        form.lost = lost_words(html, look(text))
        form.was.data, html = html if form.lost else "", ""
    elif wanted:
        form.was.data = ""
    if wanted:
        form.shape.data = FORMATTED if wanted == FORMATTED else PLAIN
    form.text.data, form.html.data = text, html
    return wanted is not None


def refuse(form: Form, refusal: OwnTextRefused) -> None:
    """Says at the field what is wrong."""
    why = {"long": "text"}.get(refusal.why, refusal.why)
    field = form[why if why in form else "name"]
    field.errors = [*field.errors, refused_text(refusal.why)]


def form_of(template: str, form: Form, row: object, status: int = 200) -> Response:
    """The form of one, new or known."""
    return page(template, status, form=form, row=row, back=url_for(_LIST[template]))


_LIST = {"settings/signature.html": "settings.signatures", "settings/block.html": "settings.blocks"}
