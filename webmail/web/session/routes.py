"""The start page, the sign-in form where there is no portal, and the language of the pages."""

from flask import abort, make_response, redirect, request, session, url_for
from werkzeug.wrappers import Response

from webmail.accounts import LANGUAGES, Arrival, SignInRefused, check_language, choose_language
from webmail.web.current import current
from webmail.web.guard import public
from webmail.web.pages import page
from webmail.web.places import own_page
from webmail.web.session import bp
from webmail.web.session.forms import SignInForm
from webmail.web.session.going import open_receipt
from webmail.web.session.settling import settle_in
from webmail.web.trail import begin_story, note
from webmail.web.words import _


@bp.get("/")
@public
def start() -> Response:
    """The start page; whoever is in goes on to the mailbox, whoever left the portal open hears that first."""
    if current.signed_in:
        return redirect(own_page(request.args.get("next")) or url_for("mailbox.index"), 303)
    if open_receipt() is not None:
        return redirect(url_for("session.signed_out"), 303)
    target = own_page(request.args.get("next"))
    ended = current.sign_ins.find_ended(session.get("key", ""))
    return page("session/start.html", form=SignInForm(next=target), target=target, ended=ended)


@bp.post("/sign-in")
@public
def enter() -> Response:
    """Opens a sign-in for whom the store accepts."""
    if current.portal is not None:
        abort(404)
    form = SignInForm()
    if not form.validate_on_submit():
        return page("session/start.html", 400 if form.csrf_token.errors else 422, form=form)
    address = current.door.whole_address(form.address.data)
    if not current.door.serves(address):
        form.address.errors = [_("This address does not belong to this service.")]
        return page("session/start.html", 422, form=form)
    begin_story()
    row = note("begun")
    arrival = Arrival(
        address=address,
        origin=request.remote_addr or "",
        device=request.user_agent.string,
        shared=form.shared.data,
        code_id=row.id if row else None,
    )
    try:
        entered = current.door.enter(arrival, form.typed.data)
    except SignInRefused:
        form.typed.errors = [_("Address and password do not match. Please check both.")]
        return page("session/start.html", 422, form=form)
    if current.signed_in:
        # Somebody else's, or one's own from before: this browser holds one sign-in at a time.
        current.sign_ins.end_for(current.sign_in, "replaced")
    if row:
        current.timeline.belongs_to(row.id, entered.sign_in.account_id)
    settle_in(entered.sign_in, entered.key)
    note("entered", "shared" if arrival.shared else "")
    return redirect(own_page(form.next.data) or url_for("mailbox.index"), 303)


enter.token_in_form = True  # type: ignore[attr-defined]


@bp.post("/language")
@public
def language() -> Response:
    """Shows the pages in another language from now on."""
    chosen = request.form.get("language", "")
    if chosen not in LANGUAGES:
        abort(400)
    if current.signed_in:
        choose_language(current.account, chosen, policy=current.policy)
    else:
        check_language(chosen, policy=current.policy)
        session["language"] = chosen
    back = own_page(request.form.get("back"))
    return make_response(redirect(back or url_for("session.start"), 303))
