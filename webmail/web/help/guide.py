"""The way out, step by step: for everybody, and under a support code with ticks that the helpdesk sees."""

from flask import Response, abort, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from webmail.accounts import SupportCode
from webmail.web.current import current
from webmail.web.filters import when
from webmail.web.guard import background, public
from webmail.web.help import bp
from webmail.web.help.pictures import pictures
from webmail.web.help.routes import operators_text
from webmail.web.help.ticks import BY_PERSON, BY_SERVER, Ticks, said
from webmail.web.help.topics import SIGN_OUT
from webmail.web.labels import labels, sign_out_steps
from webmail.web.pages import page
from webmail.web.security import from_our_own_page, without_token
from webmail.web.words import _

# htmx stops asking when it hears this.
NOTHING_MORE = 286


@bp.get("/guide/")
@public
def sign_out() -> Response:
    """The six steps with pictures, for everybody."""
    return page(
        "help/sign_out.html",
        topic=SIGN_OUT,
        text=operators_text(SIGN_OUT.name),
        steps=sign_out_steps(),
        labels=labels(),
        pictures=pictures(),
    )


@bp.get("/guide/<code>")
@public
@background
def guide(code: str) -> Response:
    """The steps under a support code; needs no sign-in and goes on when the cookies are gone."""
    found = current.timeline.find(code)
    if found is None:
        return page("help/guide_unknown.html", 404)
    ticks = Ticks(current.timeline.events(found.id))
    if request.args.get("shown") == ticks.mark:
        # Nothing new for a page that asks by itself: it is left alone, and so is whoever has it read aloud.
        status = NOTHING_MORE if ticks.are_over(current.now) else 204
        return Response(status=status, headers={"HX-Reswap": "none"})
    return _shown(found, ticks)


@bp.post("/guide/<code>/said")
@public
@background
@without_token
def say(code: str) -> AnyResponse:
    """The person ticks a step that no server can see, or takes the tick back."""
    found = current.timeline.find(code)
    if found is None:
        return page("help/guide_unknown.html", 404)
    step, undo = _step_said()
    ticks = Ticks(current.timeline.events(found.id))
    if not from_our_own_page():
        sentence = _(
            "Nothing was ticked, for this request did not come from a page of ours. Please tick here."
        )
        return _shown(found, ticks, 403, sentence=sentence)
    if not ticks.may_say:
        sentence = _("No more can be ticked here. Please tell the helpdesk at which step you are.")
        return _shown(found, ticks, 429, sentence=sentence)
    if (step in ticks.at) == undo:
        current.timeline.note(found.id, said(step, undo=undo))
    return redirect(url_for("help.guide", code=found.code, _anchor=f"step-{step}"), 303)


def _step_said() -> tuple[int, bool]:
    steps = request.form.getlist("step")
    undone = request.form.getlist("undo")
    if len(steps) != 1 or len(undone) > 1 or steps[0] not in {str(step) for step in BY_PERSON}:
        abort(400)
    return int(steps[0]), bool(undone)


def _shown(found: SupportCode, ticks: Ticks, status: int = 200, *, sentence: str = "") -> Response:
    return page(
        "help/guide.html",
        status,
        code=found.code,
        steps=sign_out_steps(),
        ticks=ticks,
        times={step: when(at, current.now, current.zone) for step, at in ticks.at.items()},
        by_server=BY_SERVER,
        labels=labels(),
        sentence=sentence,
    )
