"""Snoozing what was selected: asks when, then puts it away until then."""

from werkzeug.wrappers import Response

from webmail.policy import Feature
from webmail.web.current import current
from webmail.web.later import ask_when_back, chosen_time, snoozed
from webmail.web.mailbox import bp
from webmail.web.mailbox.forms import SelectionForm
from webmail.web.pages import done


@bp.post("/selected/snooze")
@bp.post("/<folder:folder>/snooze")
def snooze(folder: str | None = None) -> Response:
    """Asks when, then puts the messages away until then."""
    form = SelectionForm()
    if not (refs := form.refs(folder)):
        return form.nothing_selected(folder)
    until = chosen_time()
    if until is None:
        current.policy.require(Feature.SNOOZE)
        return ask_when_back(len(refs), fields=list(form.fields()), back=form.way_back(folder))
    put_away = current.reminding.snooze(refs, until=until)
    return done(snoozed(put_away, until), back_to=form.way_back(folder), steps=put_away.moved.steps)
