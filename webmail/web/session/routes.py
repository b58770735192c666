"""Sign in, sign out, the receipt, and the language of the pages."""

from flask import abort, make_response, redirect, request, session, url_for
from werkzeug.wrappers import Response

from webmail.accounts import LANGUAGES, Arrival, SignInRefused, check_language, choose_language
from webmail.web import words
from webmail.web.converters import unsealed_writing
from webmail.web.current import current
from webmail.web.guard import public
from webmail.web.handing_over import forget_handed_over
from webmail.web.kept_rows import forget_rows
from webmail.web.kept_text import holds_text, keeps_text, kept
from webmail.web.pages import page
from webmail.web.places import own_page
from webmail.web.session import bp
from webmail.web.session.forms import SignInForm
from webmail.web.words import _
from webmail.web.written import Written, new_writing, was_typed

# Never "cookies": that would also delete the portal's cookie before the portal can end its session.
LEFT_BEHIND = '"cache", "storage"'


@bp.get("/")
@public
def start() -> Response:
    """The start page; whoever is already in goes on to the mailbox."""
    if current.signed_in:
        return redirect(own_page(request.args.get("next")) or url_for("mailbox.index"), 303)
    return page("session/start.html", form=SignInForm(next=own_page(request.args.get("next"))))


@bp.post("/sign-in")
@public
def enter() -> Response:
    """Opens a sign-in for whom the store accepts."""
    form = SignInForm()
    if not form.validate_on_submit():
        return page("session/start.html", 400 if form.csrf_token.errors else 422, form=form)
    address = current.door.whole_address(form.address.data)
    if not current.door.serves(address):
        form.address.errors = [_("This address does not belong to this service.")]
        return page("session/start.html", 422, form=form)
    arrival = Arrival(address=address, origin=request.remote_addr or "", device=request.user_agent.string)
    try:
        entered = current.door.enter(arrival, form.typed.data)
    except SignInRefused:
        form.typed.errors = [_("Address and password do not match. Please check both.")]
        return page("session/start.html", 422, form=form)
    if current.signed_in:
        # Somebody else's, or one's own from before: this browser holds one sign-in at a time.
        current.sign_ins.end(current.sign_in)
    language = session.get("language")
    session.clear()
    session["key"] = entered.key
    if language and entered.sign_in.account.preferences.language is None:
        choose_language(entered.sign_in.account, language, policy=current.policy)
    return redirect(own_page(form.next.data) or url_for("mailbox.index"), 303)


enter.token_in_form = True  # type: ignore[attr-defined]


@bp.get("/sign-out")
@public
def leave() -> Response:
    """One button, for whoever comes here by address."""
    return page("session/leave.html")


@bp.post("/sign-out")
@public
@keeps_text
def sign_out() -> Response:
    """Ends the sign-in, here and at the store; for whoever is already out it only clears the cookie."""
    if not current.signed_in and holds_text():
        return kept(401, _("You are signed out. Your text is still here."))
    if current.signed_in and was_typed():
        _file_what_was_typed()
    shown = words.language()
    receipt = _end_everything() if current.signed_in else None
    session.clear()
    if shown != words.DEFAULT:
        # The receipt is read by the person who leaves.
        session["language"] = shown
    if receipt:
        session["key"] = receipt
    response = redirect(url_for("session.signed_out"), 303)
    response.headers["Clear-Site-Data"] = LEFT_BEHIND
    return response


def _file_what_was_typed() -> None:
    """Somebody leaves from a page of writing: the text becomes a draft first, or leaving fails."""
    written = Written.typed(unsealed_writing(request.form.get("draft", "")))
    if written.is_empty:
        return
    if current.outbox.went_out_as(written.draft):
        return
    if current.outbox.standing(written.writing):
        # Sent from elsewhere; what stands here is not what went out.
        written = Written.typed(new_writing())
    written.save()


def _end_everything() -> str:
    """Ends the sign-in, then what this process remembers of the person's mail; the key of the receipt."""
    receipt = current.sign_ins.end(current.sign_in)
    current.mailbox.forget()
    forget_rows(current.account.id)
    forget_handed_over(current.account.id)
    return receipt


sign_out.token_unless_stranger = True  # type: ignore[attr-defined]


@bp.get("/signed-out")
@public
def signed_out() -> Response:
    """The receipt: what has ended, from our own records, and what remains to do."""
    receipt = current.sign_ins.find_receipt(session.get("key", ""))
    return page("session/signed_out.html", receipt=receipt, steps=[_("Please close the browser now")])


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
