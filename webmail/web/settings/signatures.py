"""The signatures of a person: several, in an order, one for new messages and one for answers."""

from flask import Response, abort, url_for
from werkzeug.wrappers import Response as AnyResponse

from webmail.accounts import OwnTextRefused, Signature, Signatures
from webmail.mail.writing.formatted_signature import marked_html, marked_text
from webmail.web.current import current
from webmail.web.pages import done, page
from webmail.web.settings import bp
from webmail.web.settings.forms import SignatureForm
from webmail.web.settings.own_texts import begun, form_of, moved, refuse, removed, settle
from webmail.web.words import _

TEMPLATE = "settings/signature.html"


@bp.get("/signatures")
def signatures() -> Response:
    """All of them, and what each is used for."""
    return page("settings/signatures.html", rows=_signatures().all())


@bp.get("/signatures/new")
def new_signature() -> Response:
    """An empty form; the first one is meant for everything."""
    first = not _signatures().all()
    return form_of(TEMPLATE, begun(SignatureForm(for_new=first, for_answers=first), None), None)


@bp.post("/signatures/new")
def make_signature() -> AnyResponse:
    """A new one."""
    return _kept(None)


@bp.get("/signatures/<int:number>")
def signature(number: int) -> Response:
    """One of them, to be changed."""
    row = _found(number)
    return form_of(TEMPLATE, begun(SignatureForm(obj=row), row), row)


@bp.post("/signatures/<int:number>")
def change_signature(number: int) -> AnyResponse:
    """Another wording, or another use."""
    return _kept(_found(number))


@bp.post("/signatures/<int:number>/move")
def move_signature(number: int) -> AnyResponse:
    """One place up or down."""
    return moved(_signatures(), _found(number), back_to=url_for("settings.signatures"))


@bp.post("/signatures/<int:number>/remove")
def remove_signature(number: int) -> AnyResponse:
    """Asks, then removes it."""
    return removed(_signatures(), _found(number), back_to=url_for("settings.signatures"))


def _kept(row: Signature | None) -> AnyResponse:
    form = SignatureForm()
    try:
        if settle(form, look=marked_html, words=marked_text):
            return form_of(TEMPLATE, form, row)
        _signatures().keep(row, **form.values())
    except OwnTextRefused as refusal:
        refuse(form, refusal)
        return form_of(TEMPLATE, form, row, 422)
    return done(_("Saved."), back_to=url_for("settings.signatures"))


def _signatures() -> Signatures:
    return Signatures(current.account.id)


def _found(number: int) -> Signature:
    return _signatures().find(number) or abort(404)
