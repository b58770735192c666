"""The timeline of a support code, and the guided sign-out that is sent to whoever has it."""

from flask import abort, make_response, redirect, url_for
from werkzeug.wrappers import Response

from webmail import qr
from webmail.accounts import Role
from webmail.version import VERSION
from webmail.web.current import current
from webmail.web.days import by_day
from webmail.web.device_words import browser_words
from webmail.web.feature_words import feature_words
from webmail.web.helpdesk import bp
from webmail.web.helpdesk.forms import CodeForm, SearchForm
from webmail.web.helpdesk.routes import actor
from webmail.web.pages import page
from webmail.web.reasons import detailed, happened
from webmail.web.role import role
from webmail.web.words import _


@bp.post("/code")
@role(Role.HELPDESK)
def find_code() -> Response:
    """The code as it is read out; leads to its timeline."""
    form = CodeForm()
    if not form.validate_on_submit():
        return _asked_again(form)
    found = current.desk.find_code(form.code.data, actor=actor())
    if found is None:
        return _unknown(form)
    return redirect(url_for("helpdesk.code", code=found), 303)


@bp.get("/code/<code>")
@role(Role.HELPDESK)
def code(code: str) -> Response:
    """What happened under the code."""
    story = current.desk.story(code, actor=actor())
    if story is None:
        return _unknown(CodeForm(code=code[:40]), 404)
    return page(
        "helpdesk/code.html",
        story=story,
        days=by_day(story.events),
        version=VERSION,
        browser_words=browser_words,
        feature_words=feature_words,
        happened=happened,
        detailed=detailed,
    )


@bp.post("/code/<code>/guide")
@role(Role.HELPDESK)
def make_guide_link(code: str) -> Response:
    """Notes that somebody is given the link, and leads to it."""
    found = current.desk.make_guide_link(code, actor=actor()) or abort(404)
    return redirect(url_for("helpdesk.guide", code=found), 303)


@bp.get("/code/<code>/guide")
@role(Role.HELPDESK)
def guide(code: str) -> Response:
    """The guided sign-out as a link and as a picture for a phone."""
    known = _known(code)
    return page("helpdesk/guide.html", code=known, link=_link(known))


@bp.get("/code/<code>/qr.svg")
@role(Role.HELPDESK)
def picture(code: str) -> Response:
    """The link as a QR code."""
    response = make_response(qr.svg(_link(_known(code))))
    response.mimetype = "image/svg+xml"
    return response


def _unknown(form: CodeForm, status: int = 422) -> Response:
    form.code.errors = [
        _("There is no such code, or it is older than 14 days. Please let it be read out again.")
    ]
    return _asked_again(form, status)


def _asked_again(form: CodeForm, status: int = 422) -> Response:
    return page("helpdesk/index.html", status, search=SearchForm(formdata=None), by_code=form, found=None)


def _known(code: str) -> str:
    return current.desk.find_code(code, actor=actor()) or abort(404)


def _link(code: str) -> str:
    return url_for("help.guide", code=code, _external=True)
