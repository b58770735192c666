"""Leaving: the mailbox first, then the portal, then the receipt."""

from urllib.parse import urljoin

from flask import redirect, request, session, url_for
from werkzeug.wrappers import Response

from webmail.accounts import Receipt, new_key, state_of
from webmail.portal import PortalUnavailable
from webmail.web import words
from webmail.web.converters import unsealed_writing
from webmail.web.current import current
from webmail.web.dead_text import put_by, put_by_page
from webmail.web.guard import public
from webmail.web.handing_over import forget_handed_over
from webmail.web.healing import broken_page
from webmail.web.holding import send_what_is_held
from webmail.web.kept_rows import forget_rows
from webmail.web.kept_text import holds_text, keeps_text, kept
from webmail.web.pages import page
from webmail.web.security import expire_every_cookie, from_our_own_page, without_token
from webmail.web.session import bp
from webmail.web.trail import note
from webmail.web.words import _
from webmail.web.written import Written, new_writing, was_typed

# Never "cookies": that would also delete the portal's cookie before the portal can end its session.
LOOK = "look-"
# OpenID Connect Core 1.0 section 3.1.2.6: nobody is signed in at the portal.
NOBODY_THERE = "login_required"
LEFT_BEHIND = '"cache", "storage"'


@bp.get("/sign-out")
@public
def leave() -> Response:
    """One button, for whoever comes here by address."""
    return page("session/leave.html")


@bp.post("/sign-out")
@public
@keeps_text
def sign_out() -> Response:
    """Ends the sign-in here and at the store, then leads to the portal; clears the cookie in any case."""
    if not current.signed_in and holds_text():
        put = put_by()
        if put is None:
            return kept(401, _("You are signed out. Your text is still here."))
        if put.waits:
            # Leaving would take the key out of the cookie that alone opens the text.
            return put_by_page(put)
    if current.signed_in and was_typed():
        _file_what_was_typed()
    return _left(_end_everything())


sign_out.token_unless_stranger = True  # type: ignore[attr-defined]


@bp.get("/broken")
@public
def broken() -> Response:
    """The page that heals, for whoever was sent here."""
    return broken_page("earlier")


@bp.get("/reset")
@public
def ask_reset() -> Response:
    """The button, for whoever comes here by address."""
    return broken_page("earlier")


@bp.post("/reset")
@public
@without_token
def reset() -> Response:
    """Clears everything and begins anew; needs no session and no token, but a click on a page of ours."""
    if not from_our_own_page():
        return broken_page("earlier")
    note("reset")
    response = _left(_end_everything(begins_again=True))
    expire_every_cookie(response)
    return response


@bp.get("/leaving/<key>")
@public
def leaving(key: str) -> Response:
    """The mailbox is closed; this page leads on to the portal, by itself while the portal answers."""
    receipt = current.sign_ins.find_receipt(key)
    address = _portal_address(receipt, key) if receipt else None
    if receipt is None or address is None:
        return redirect(url_for("session.signed_out"), 303)
    answers = current.portal is not None and current.portal.answers()
    response = page("session/leaving.html", receipt=receipt, address=address, answers=answers)
    if answers:
        response.headers["Refresh"] = f"0; url={address}"
    return response


@bp.get("/signed-out")
@public
def signed_out() -> Response:
    """The receipt: what has ended, from our own records, and what remains to do."""
    state = request.args.get("state", "")
    receipt = current.receipts.find_by_state(state) if state else None
    if receipt is None:
        return _receipt_of_cookie(session.get("key", ""))
    first = receipt.portal_returned_at is None
    current.receipts.returned(receipt, confirms=current.portal_words.return_confirms)
    if first:
        current.timeline.note(receipt.code_id, "portal_returned")
    if first and receipt.portal_confirmed_at is not None and current.portal_words.return_confirms:
        current.timeline.note(receipt.code_id, "portal_confirmed")
    if receipt.begins_again and first:
        return redirect(url_for("session.begin"), 303)
    if first and not current.portal_words.return_confirms and (address := _address_to_look(state)):
        # An order over the back channel says that our part has ended there; the person may have stayed.
        return redirect(address, 303)
    return page("session/signed_out.html", receipt=receipt)


def _receipt_of_cookie(key: str) -> Response:
    """Asked to look again, by way of the portal: whoever has left there since is told so by nobody else."""
    receipt = current.sign_ins.find_receipt(key)
    asked = "look" in request.args and receipt is not None and receipt.portal_confirmed_at is None
    if asked and (address := _address_to_look(state_of(key))):
        return redirect(address, 303)
    return page("session/signed_out.html", receipt=receipt)


def looked(state: str, error: str | None) -> Response | None:
    """The portal was asked whether anybody is in there, and answers; None when it answers something else."""
    receipt = current.receipts.find_by_state(state.removeprefix(LOOK)) if state.startswith(LOOK) else None
    if receipt is None:
        return None
    nobody = error == NOBODY_THERE
    current.receipts.look_said(receipt, signed_out=nobody)
    current.timeline.note(receipt.code_id, "portal_confirmed" if nobody else "portal_still_open")
    if current.sign_ins.find_receipt(session.get("key", "")) is receipt:
        return redirect(url_for("session.signed_out"), 303)
    return page("session/signed_out.html", receipt=receipt)


def open_receipt() -> Receipt | None:
    """The receipt behind the cookie while it is not known whether the portal session has ended."""
    if current.portal is None:
        return None
    receipt = current.sign_ins.find_receipt(session.get("key", ""))
    waits = receipt is not None and receipt.portal_asked_at is not None
    return receipt if waits and receipt is not None and _is_open(receipt) else None


def _address_to_look(state: str) -> str | None:
    """Where the portal says whether its session has really ended; None while it does not answer."""
    portal = current.portal
    if portal is None or not portal.answers():
        return None
    try:
        return portal.look(
            return_to=urljoin(current.parts.url, url_for("session.returned")), state=LOOK + state
        )
    except PortalUnavailable:
        return None


def _is_open(receipt: Receipt) -> bool:
    return receipt.portal_returned_at is None and receipt.portal_confirmed_at is None


def _portal_address(receipt: Receipt, key: str) -> str | None:
    """Where the portal ends its session; None where there is none, or nothing more to do."""
    portal, ended = current.portal, receipt.sign_in
    if portal is None or receipt.portal_confirmed_at is not None:
        return None
    try:
        return portal.leave(
            id_token=ended.id_token if ended else None,
            subject=ended.account.subject if ended else None,
            return_to=urljoin(current.parts.url, url_for("session.signed_out")),
            state=state_of(key),
        )
    except PortalUnavailable:
        # Whether it has such an address is not known; the receipt says what to do by hand.
        return None


def _left(key: str) -> Response:
    """The answer to leaving: the cookie points to the receipt and opens nothing."""
    kept_for_the_receipt = {name: session[name] for name in ("code",) if name in session}
    shown = words.language()
    session.clear()
    session.update(kept_for_the_receipt)
    if shown != words.DEFAULT:
        # The receipt is read by the person who leaves.
        session["language"] = shown
    if key:
        session["key"] = key
    to = url_for("session.leaving", key=key) if key and current.portal else url_for("session.signed_out")
    response = redirect(to, 303)
    response.headers["Clear-Site-Data"] = LEFT_BEHIND
    return response


def _end_everything(*, begins_again: bool = False) -> str:
    """Ends the sign-in, then what this process remembers of the person's mail; the receipt's key."""
    if not current.signed_in:
        return _end_nothing(begins_again=begins_again)
    account, mailbox = current.account.id, current.mailbox
    left = send_what_is_held()
    note("signed_out")
    key = current.sign_ins.end(current.sign_in, begins_again=begins_again)
    current.receipts.tell(key, sent=left.sent, back=left.back, still_open=left.open)
    mailbox.forget()
    forget_rows(account)
    forget_handed_over(account)
    _ask_portal(key)
    return key


def _end_nothing(*, begins_again: bool) -> str:
    """Whoever is out already may still be in at the portal, which the stale cookie helps to find."""
    stale = session.get("key", "")
    if current.sign_ins.find_receipt(stale) and not begins_again:
        return str(stale)
    if current.portal is None:
        return ""
    ended = current.sign_ins.find_ended(stale)
    row = note("signed_out", ended.end_reason if ended and ended.end_reason else "stranger")
    key = new_key()
    current.receipts.write(key, ended, code_id=row.id if row else None, begins_again=begins_again)
    _ask_portal(key)
    return key


def _ask_portal(key: str) -> None:
    receipt = current.sign_ins.find_receipt(key) if current.portal else None
    if receipt is not None:
        current.receipts.ask(receipt)


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
