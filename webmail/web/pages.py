"""page(): whole page or one block of the same template; done(): notice and 303."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, cast

from flask import Response, current_app, g, make_response, redirect, render_template, request, session
from werkzeug.wrappers import Response as AnyResponse

from webmail.errors import SealBroken
from webmail.mail import Moved, Step
from webmail.web.current import current
from webmail.web.refresh import is_refresh
from webmail.web.steps import sealed_steps

NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Way:
    """Another way to take a deed back: the form that does it, and for how many seconds that is offered."""

    to: str
    fields: Mapping[str, str]
    stays: int = 10


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence shown once after a deed; step takes the deed back when it is given to mailbox.undo.

    moves: whether that brings messages back, so that an opened one may not be the same afterwards. way: what
    takes it back where no step does.
    """

    text: str
    step: str | None = None
    moves: bool = False
    way: Way | None = None


def page(
    template: str, status: int = 200, /, *, heals: bool = False, along: str | None = None, **values: Any
) -> Response:
    """Answers with the template, or with the one block of it that htmx wants to replace.

    The block is the one whose name HX-Target says; a target the page does not have gets the whole page. Where
    a block stands on a page several times, its elements are called by its name, two dashes and what tells
    them apart. A fragment brings along, out of band, the notice and the counts that a deed has changed; a
    view that has changed counts without a notice says counts=True, or how to find out once the block is made.
    along is one more template that goes with the notice: what else of the page a deed may have changed.
    htmx shows a failure as a notice and leaves the page as it is; a page that heals takes its place.
    """
    if not request.headers.get("HX-Request"):
        return make_response(render_template(template, **values), status)
    target = request.headers.get("HX-Target", "").partition("--")[0]
    loaded = current_app.jinja_env.get_template(template)
    if status >= 400 and not heals:
        response = make_response(render_template(template, **values), status)
        # The page stays, so its address does too.
        response.headers["HX-Push-Url"] = "false"
        return response
    if target not in loaded.blocks:
        response = make_response(render_template(template, **values), status)
        response.headers["HX-Retarget"] = "body"
        response.headers["HX-Reswap"] = "outerHTML"
        return response
    current_app.update_template_context(values)
    text = "".join(loaded.blocks[target](loaded.new_context(values)))
    if status >= 400:
        return make_response(text, status, {"HX-Push-Url": "false"})
    after_a_deed = NOTICE in session and not is_refresh()
    if after_a_deed:
        text += render_template("partials/notice.html", out_of_band=True, **values)
        if along and target == "messages":
            text += render_template(along, out_of_band=True, **values)
    counts = values.get("counts")
    if after_a_deed or is_refresh() or (counts() if callable(counts) else counts):
        text += counts_of(values.get("shown"), open_folder=values.get("open_folder"))
    return make_response(text, status)


def counts_of(shown: object, *, open_folder: str | None) -> str:
    """The counts of the folders, out of band, for a page that shows this list of this folder."""
    return render_template("partials/counts.html", shown=shown, open_folder=open_folder, out_of_band=True)


def done(sentence: str, *, back_to: str, steps: Sequence[Step] = (), way: Way | None = None) -> AnyResponse:
    """The deed is done: says so on the page it leads back to (303), with a way back where there is one."""
    moves = any(isinstance(step, Moved) for step in steps)
    # Sealed, for the sentence may name a folder and the cookie lies in the browser.
    told = [sentence, sealed_steps(steps), moves, *([asdict(way)] if way else [])]
    session[NOTICE] = current.seal(NOTICE, json.dumps(told))
    return redirect(back_to, 303)


def confirm(
    *, question: str, consequence: str, deed: str, back: str, fields: Sequence[tuple[str, object]] = ()
) -> Response:
    """Asks before a deed: the same address is posted to again, with these fields and sure=yes."""
    return page(
        "partials/confirm.html",
        question=question,
        consequence=consequence,
        deed=deed,
        back=back,
        fields=fields,
        action=request.path,
    )


def leave(to: str) -> AnyResponse:
    """Leads to a page with another frame: htmx is sent there, for it would keep this page's styles."""
    if request.headers.get("HX-Request"):
        return Response(status=204, headers={"HX-Redirect": to})
    return redirect(to, 303)


def done_and_left(
    sentence: str, *, to: str, steps: Sequence[Step] = (), way: Way | None = None
) -> AnyResponse:
    """The deed is done, and the page it was done on is left: done() for pages with a frame of their own."""
    return leave(done(sentence, back_to=to, steps=steps, way=way).headers["Location"])


def stayed(
    sentence: str, template: str, *, at: str, beside: Sequence[str] = (), **values: Any
) -> AnyResponse:
    """The deed is done and the page stays: htmx gets its block, others 303, so that no reload repeats it."""
    if request.headers.get("HX-Request"):
        response = page(template, **values)
        for name in beside:
            # What else of the page the deed has changed travels out of band.
            response.data += render_template(name, out_of_band=True, **values).encode()
        return response
    return done(sentence, back_to=at)


def take_notice() -> Notice | None:
    """The notice waiting for this person; taken by the page that is being made, and by no other."""
    if "taken_notice" not in g:
        g.taken_notice = _opened(session.pop(NOTICE)) if NOTICE in session else None
    return cast(Notice | None, g.taken_notice)


def _opened(sealed: str) -> Notice | None:
    try:
        if not current.signed_in:
            return None
        text, step, *more = json.loads(current.unseal(NOTICE, sealed))
        way = Way(**more[1]) if len(more) > 1 else None
        return Notice(text, step, bool(more and more[0]), way)
    except SealBroken:
        # Another person's, who was signed in here before.
        return None
