"""Settings: how a person likes the pages, all on one page with one button."""

from flask import Response, url_for
from flask_babel import refresh
from werkzeug.wrappers import Response as AnyResponse

from webmail.accounts import CHOICES, answer_in, choose
from webmail.web.current import current
from webmail.web.pages import done, page
from webmail.web.settings import bp
from webmail.web.settings.forms import SettingsForm
from webmail.web.settings.questions import absent, kept_for_you, sections
from webmail.web.words import _


@bp.get("/")
def index() -> Response:
    """What is chosen now, and what there is to choose."""
    return _shown(SettingsForm())


@bp.post("/")
def save() -> AnyResponse:
    """Keeps all answers."""
    form = SettingsForm()
    if not form.validate():
        return _shown(form, 422)
    choose(current.account, form.answers(), policy=current.policy)
    # From here on the new language holds, for this sentence too.
    refresh()
    return done(_("Your settings are saved."), back_to=url_for("settings.index"))


def _shown(form: SettingsForm, status: int = 200) -> Response:
    return page(
        "settings/index.html",
        status,
        form=form,
        chosen={name: answer_in(current.account.preferences, name) for name in CHOICES},
        sections=sections(),
        absent=absent(),
        kept=kept_for_you(),
    )
