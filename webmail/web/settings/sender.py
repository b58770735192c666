"""The sender: under which name and address a person writes, and what of it they may choose."""

from flask import Response, url_for
from werkzeug.wrappers import Response as AnyResponse

from webmail.accounts import NameRefused, choose_sender_name
from webmail.web.current import current
from webmail.web.own_text_words import refused_name
from webmail.web.pages import done, page
from webmail.web.settings import bp
from webmail.web.settings.forms import SenderForm
from webmail.web.words import _


@bp.get("/sender")
def sender() -> Response:
    """Name and address as others see them."""
    return _shown(SenderForm(name=current.identity.address.name))


@bp.post("/sender")
def choose_sender() -> AnyResponse:
    """Another name, where the service leaves it to the person."""
    form = SenderForm()
    try:
        choose_sender_name(current.account, form.name.data or "", own=current.parts.own_names)
    except NameRefused as refusal:
        form.name.errors = [refused_name(refusal.why)]
        return _shown(form, 422)
    return done(_("Saved."), back_to=url_for("settings.sender"))


def _shown(form: SenderForm, status: int = 200) -> Response:
    own = current.parts.own_names
    return page("settings/sender.html", status, form=form, own=own, address=current.identity.address)
