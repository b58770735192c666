"""Through the portal: begin, its answer, and the arrival that proves that the cookie is there."""

from datetime import datetime, timedelta
from urllib.parse import urljoin

from flask import abort, current_app, redirect, request, session, url_for
from werkzeug.wrappers import Response

from webmail.accounts import (
    Admitted,
    FromPortal,
    PendingSignIn,
    PersonUnknown,
    Presented,
    SilentReturn,
    TooManyTrips,
    new_key,
)
from webmail.errors import SealBroken
from webmail.portal import (
    CodeUsed,
    Completed,
    Portal,
    PortalError,
    PortalLied,
    PortalPerson,
    PortalUnavailable,
)
from webmail.web.current import current
from webmail.web.guard import public
from webmail.web.healing import broken_page
from webmail.web.pages import page
from webmail.web.places import own_page
from webmail.web.session import bp
from webmail.web.session.going import looked
from webmail.web.session.settling import settle_in
from webmail.web.trail import begin_story, note
from webmail.web.words import _

ARRIVAL, MOMENT = "arrival", "moment"
# Seconds in which what a browser has asked for at once, for all its restored tabs, is answered.
A_MOMENT = 1
LONGEST = 4096
# The words of RFC 6749 section 4.1.2.1 that say the portal is at fault, and may not be tomorrow.
ITS_OWN_FAULT = ("server_error", "temporarily_unavailable")


@bp.get("/begin")
@public
def begin() -> Response:
    """To the portal; its tile leads here too."""
    if current.portal is None:
        return redirect(url_for("session.start"), 303)
    begin_story()
    left_before = current.sign_ins.find_receipt(session.get("key", "")) is not None
    return _to_portal(
        target=own_page(request.args.get("next")),
        shared=bool(request.args.get("shared")),
        anew=left_before,
        after=_last_trip(),
    )


@bp.get("/returned")
@public
def returned() -> Response:
    """The portal's answer (RFC 6749 section 4.1.2), looked at once."""
    if current.portal is None:
        return redirect(url_for("session.start"), 303)
    state = _answered("state") or abort(400)
    if (receipt := looked(state, _answered("error"))) is not None:
        return receipt
    pending = current.pendings.find(state)
    if pending is None:
        return _on_or_start(_("This sign-in took too long. Please begin again."))
    if not current.pendings.is_of(pending, session.get("browser")):
        return _late(pending)
    if not current.pendings.complete(pending):
        # Looked at before: somebody has stepped back, or loaded the page twice.
        return _on(pending) if current.signed_in else _again(pending)
    session["trip"] = pending.id
    if error := _answered("error"):
        return _refused(error)
    return _complete(current.portal, pending, code=_answered("code") or abort(400))


@bp.get("/arrived")
@public
def arrived() -> Response:
    """The first page after signing in: whoever comes here without the cookie does not keep any."""
    pending = _marked(ARRIVAL)
    if pending is None:
        return _on_or_start(None)
    first = current.pendings.use_mark(pending)
    if current.signed_in:
        session.pop("trip", None)
        return _on(pending)
    if first and "key" not in session:
        # A cookie with another key: that of a tab restored at the same moment, whose page came later.
        return _wait(pending) if "browser" in session else broken_page("no_cookies")
    return redirect(url_for("session.start"), 303)


@bp.get("/waited")
@public
def waited() -> Response:
    """A moment after an answer that was of no use: another tab has come in, or the way is gone once more."""
    pending = _marked(MOMENT)
    if pending is None or current.signed_in:
        return _on(pending) if pending else _on_or_start(None)
    return _again(pending)


def _to_portal(
    *, target: str | None, shared: bool, anew: bool, after: PendingSignIn | None = None
) -> Response:
    """A page that leads on by itself, so that no form's policy is asked about the portal's address."""
    portal = current.portal
    if portal is None:
        return redirect(url_for("session.start"), 303)
    browser = session.setdefault("browser", new_key())
    row = note("begun", "anew" if anew else "")
    try:
        begun = current.pendings.begin(
            browser=browser,
            target=target,
            shared=shared,
            anew=anew,
            code_id=row.id if row else None,
            after=after,
        )
    except TooManyTrips:
        kept_a_cookie = current_app.config["SESSION_COOKIE_NAME"] in request.cookies
        return broken_page("too_many_trips" if kept_a_cookie else "no_cookies")
    address = portal.begin(
        return_to=_return_to(),
        state=begun.state,
        nonce=begun.nonce,
        verifier=begun.verifier,
        anew=anew,
    )
    return _leading_on(address)


def _leading_on(address: str, *, seconds: int = 0) -> Response:
    response = page("session/to_portal.html", address=address)
    response.headers["Refresh"] = f"{seconds}; url={address}"
    return response


def _wait(pending: PendingSignIn) -> Response:
    """While restored tabs still take each other's cookie, a new round trip would be one more of a few."""
    mark = current.parts.seal(MOMENT, str(pending.id), 0)
    return _leading_on(url_for("session.waited", mark=mark), seconds=A_MOMENT)


def _marked(purpose: str) -> PendingSignIn | None:
    """The round trip that the page before this one was about."""
    try:
        number = int(current.parts.unseal(purpose, request.args.get("mark", ""), 0))
    except (SealBroken, ValueError):
        return None
    return current.pendings.find_by_number(number)


def _complete(portal: Portal, pending: PendingSignIn, *, code: str) -> Response:
    try:
        completed = portal.complete(
            code=code,
            issuer=_answered("iss"),
            return_to=_return_to(),
            nonce=pending.nonce,
            verifier=pending.verifier,
        )
        admitted = _admit(completed, pending, key := new_key())
    except CodeUsed:
        return _on(pending) if current.signed_in else _again(pending)
    except SilentReturn:
        note("silent_return")
        return _again(pending, anew=True)
    except PersonUnknown as error:
        note("person_unknown", error.why)
        return page("session/refused.html", 403, why=error.why)
    except PortalLied as error:
        note("portal_lied", error.reason)
        return broken_page("portal_answer")
    except PortalError as error:
        note("portal_away", getattr(error, "reason", ""))
        raise
    _settle_in(admitted, pending, key)
    mark = current.parts.seal(ARRIVAL, str(pending.id), 0)
    return redirect(url_for("session.arrived", mark=mark), 303)


def _admit(completed: Completed, pending: PendingSignIn, key: str) -> Admitted:
    person = completed.person
    presented = Presented(
        subject=person.subject,
        name=person.name,
        address=person.address,
        portal=FromPortal(
            sid=person.sid,
            id_token=completed.id_token,
            issued_at=person.issued_at,
            proven_at=_proven_at(person),
            roles=tuple(sorted(person.roles)),
        ),
        authenticated_at=_moment(person),
        device=request.user_agent.string,
        origin=request.remote_addr or "",
        shared=pending.shared,
        code_id=pending.code_id,
    )
    living = (current.sign_in, session["key"]) if current.signed_in else None
    return current.parts.gate.admit(
        presented,
        key=key,
        sealed=lambda key, account: current.parts.keep(completed.tokens, key, account),
        living=living,
    )


def _moment(person: PortalPerson) -> datetime | None:
    """When the person last proved who they are: by the portal's clock it is so long ago, and now is ours."""
    ago: timedelta | None = person.authenticated_ago
    return None if ago is None else current.now - ago


def _proven_at(person: PortalPerson) -> int | None:
    """The same by the portal's clock, in whole seconds: the mark of one session there."""
    ago: timedelta | None = person.authenticated_ago
    return None if ago is None else person.issued_at - int(ago.total_seconds())


def _settle_in(admitted: Admitted, pending: PendingSignIn, key: str) -> None:
    if not admitted.renewed:
        settle_in(admitted.sign_in, key)
    note("entered", "again" if admitted.renewed else ("shared" if pending.shared else ""))


def _late(pending: PendingSignIn) -> Response:
    """An answer that began with another key: tabs restored together, or a browser without cookies."""
    current.pendings.complete(pending)
    if current.signed_in:
        return redirect(url_for("mailbox.index"), 303)
    keeps_cookies = bool(session.get("browser"))
    note("late_answer", "" if keeps_cookies else "no_cookie")
    return _wait(pending) if keeps_cookies else _again(pending)


def _again(pending: PendingSignIn, *, anew: bool = False) -> Response:
    return _to_portal(target=pending.target, shared=pending.shared, anew=anew or pending.anew, after=pending)


def _refused(error: str) -> Response:
    """The portal says no (RFC 6749 section 4.1.2.1); its own words are for developers."""
    note("portal_said", error if error.isidentifier() else "-")
    if error in ITS_OWN_FAULT:
        raise PortalUnavailable(error if error.isidentifier() else "error")
    if error == "access_denied":
        sentence = _("The sign-in at “%(portal)s” was cancelled.", portal=current.portal_words.name)
        return page("session/start.html", sentence=sentence, form=None)
    return broken_page("portal_answer")


def _on_or_start(sentence: str | None) -> Response:
    if current.signed_in:
        return redirect(url_for("mailbox.index"), 303)
    return page("session/start.html", sentence=sentence, form=None) if sentence else _start()


def _start() -> Response:
    return redirect(url_for("session.start"), 303)


def _on(pending: PendingSignIn) -> Response:
    return redirect(own_page(pending.target) or url_for("mailbox.index"), 303)


def _last_trip() -> PendingSignIn | None:
    """The round trip before this one, when it has come back and nobody has arrived by it."""
    number = session.get("trip")
    pending = current.pendings.find_by_number(number) if isinstance(number, int) else None
    return pending if pending is not None and pending.completed_at is not None else None


def _return_to() -> str:
    """From the settings, never from what the request calls this host."""
    return urljoin(current.parts.url, url_for("session.returned"))


def _answered(name: str) -> str | None:
    """A parameter of the answer; twice the same is nobody's answer (RFC 6749 section 3.1)."""
    values = request.args.getlist(name)
    if len(values) > 1 or any(len(value) > LONGEST for value in values):
        abort(400)
    return values[0] if values and values[0] else None
