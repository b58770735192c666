"""Find a person, see the state of the account, end sign-ins."""

from flask import abort, redirect, url_for
from werkzeug.wrappers import Response

from webmail.accounts import Role
from webmail.helpdesk import AccountState, Actor
from webmail.web.current import current
from webmail.web.device_words import browser_words, device_words, network_words
from webmail.web.helpdesk import bp
from webmail.web.helpdesk.forms import CodeForm, EndForm, SearchForm
from webmail.web.pages import done, page
from webmail.web.reasons import ended_in_short
from webmail.web.role import role
from webmail.web.words import _, ngettext

# The largest number that both databases know for a row.
NUMBER = "int(max=2147483647)"


def actor() -> Actor:
    """Who is at the desk."""
    return Actor(current.account.id, current.roles)


@bp.get("/")
@role(Role.HELPDESK)
def index() -> Response:
    """Two questions: who is it, or which code is read out."""
    return page("helpdesk/index.html", search=SearchForm(), by_code=CodeForm(), found=None)


@bp.post("/find")
@role(Role.HELPDESK)
def find() -> Response:
    """Takes the words out of the form; from here on they travel sealed."""
    form = SearchForm()
    if not form.validate_on_submit():
        return page("helpdesk/index.html", 422, search=form, by_code=CodeForm(formdata=None), found=None)
    return redirect(url_for("helpdesk.found", words=form.person.data), 303)


@bp.get("/found/<words:words>")
@role(Role.HELPDESK)
def found(words: str) -> Response:
    """Who was found; each look is written down."""
    return page(
        "helpdesk/index.html",
        search=SearchForm(person=words),
        by_code=CodeForm(),
        found=current.desk.find(words, actor=actor()),
    )


@bp.get(f"/account/<{NUMBER}:number>")
@role(Role.HELPDESK)
def account(number: int) -> Response:
    """The state of an account."""
    return _account_page(_state(number), EndForm())


@bp.post(f"/account/<{NUMBER}:number>/end/<{NUMBER}:sign_in>")
@role(Role.HELPDESK)
def end(number: int, sign_in: int) -> Response:
    """Ends one sign-in."""
    form = EndForm()
    if not form.validate_on_submit():
        return _account_page(_state(number), form, 422)
    ended = current.desk.end(sign_in, account=number, reason=form.reason.data, actor=actor())
    sentence = _("The sign-in was ended.") if ended else _("This sign-in had ended before.")
    return done(sentence, back_to=url_for("helpdesk.account", number=number))


@bp.post(f"/account/<{NUMBER}:number>/end-all")
@role(Role.HELPDESK)
def end_all(number: int) -> Response:
    """Ends all sign-ins of the account."""
    form = EndForm()
    if not form.validate_on_submit():
        return _account_page(_state(number), form, 422)
    ended = current.desk.end_all(number, reason=form.reason.data, actor=actor())
    if ended is None:
        abort(404)
    sentence = (
        ngettext("One sign-in was ended.", "%(num)s sign-ins were ended.", ended)
        if ended
        else _("There was no sign-in to end.")
    )
    return done(sentence, back_to=url_for("helpdesk.account", number=number))


def _state(number: int) -> AccountState:
    return current.desk.state(number, actor=actor()) or abort(404)


def _account_page(state: AccountState, form: EndForm, status: int = 200) -> Response:
    return page(
        "helpdesk/account.html",
        status,
        state=state,
        form=form,
        device_words=device_words,
        browser_words=browser_words,
        network_words=network_words,
        ended_in_short=ended_in_short,
    )
