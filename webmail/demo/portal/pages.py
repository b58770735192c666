"""The portal's pages and addresses; German, without script, and clearly not the webmail's."""

from typing import Any, cast

from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import InvalidRequestError
from authlib.oidc.core.errors import LoginRequiredError
from flask import Blueprint, Response, abort, current_app, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from webmail.demo.portal.sessions import PortalSession

EXTENSION = "demo-portal"
COOKIE = "musterland"
# Asked by programs, not by pages of ours.
OPEN_TO_OTHERS = ("portal.token", "portal.end_session")

bp = Blueprint("portal", __name__)


def here() -> Any:
    """The portal whose page this is."""
    return current_app.extensions[EXTENSION]


def signed_in() -> PortalSession | None:
    """Who is signed in at the portal in this browser."""
    return cast(PortalSession | None, here().sessions.find(request.cookies.get(COOKIE, "")))


def shown(template: str, status: int = 200, /, **values: Any) -> Response:
    """One of the portal's pages."""
    return make_response(render_template(template, portal=here(), session=signed_in(), **values), status)


@bp.before_request
def check_origin() -> None:
    """A form of the portal's is sent by a page of the portal's."""
    origin = request.headers.get("Origin")
    foreign = request.method == "POST" and origin not in (None, here().issuer)
    if foreign and request.endpoint not in OPEN_TO_OTHERS:
        abort(403)


@bp.after_request
def finish(response: Response) -> Response:
    # The browser follows a form's answer only to where its form may lead, so the webmail is named too.
    policy = f"default-src 'none'; style-src 'self'; img-src data:; form-action 'self' {here().client.url}"
    response.headers["Content-Security-Policy"] = policy + "; frame-ancestors 'none'; base-uri 'none'"
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@bp.get("/")
def home() -> Response:
    """What the person can go to from here; a stranger is asked who it is."""
    return shown("home.html") if signed_in() else shown("login.html")


@bp.post("/")
def enter() -> AnyResponse:
    """Signs in at the portal alone."""
    session, key = prove()
    if session is None:
        return shown("login.html", 422, refused=True)
    return remember(redirect("/", 303), key)


def prove() -> tuple[PortalSession | None, str]:
    """The session of whom has just typed the right thing, and the cookie's new key."""
    portal = here()
    person = portal.person(request.form.get("login", ""), request.form.get("typed", ""))
    if person is None:
        return None, ""
    key, session, replaced = portal.sessions.prove(request.cookies.get(COOKIE, ""), person)
    if replaced is not None:
        portal.tell(replaced)
    return session, key


def remember(response: AnyResponse, key: str) -> AnyResponse:
    """Leaves the cookie, until the browser is closed."""
    response.set_cookie(COOKIE, key, httponly=True, samesite="Lax", path="/")
    return response


@bp.post("/sign-out")
def leave() -> AnyResponse:
    """The menu's last entry: ends the session here and tells the webmail."""
    if session := signed_in():
        here().end(session.sid)
    return forget(redirect("/signed-out", 303))


def forget(response: AnyResponse) -> AnyResponse:
    """Takes the cookie away."""
    response.delete_cookie(COOKIE, httponly=True, samesite="Lax", path="/")
    return response


@bp.get("/signed-out")
def signed_out() -> Response:
    return shown("signed_out.html")


@bp.route("/authorize", methods=["GET", "POST"])
def authorize() -> AnyResponse:
    """Leads back to the webmail with a code, after the login page where that is needed."""
    protocol = here().protocol
    session = signed_in()
    try:
        grant = protocol.get_consent_grant(end_user=session)
        asks = must_ask(grant, session)
    except OAuth2Error as error:
        return refused(error)
    if request.method == "GET" and not asks:
        return cast(AnyResponse, protocol.create_authorization_response(grant_user=session, grant=grant))
    if request.method == "GET":
        return shown("login.html", to=here().client, anew=session is not None)
    session, key = prove()
    if session is None:
        return shown("login.html", 422, to=here().client, refused=True)
    return remember(protocol.create_authorization_response(grant_user=session, grant=grant), key)


def must_ask(grant: Any, session: PortalSession | None) -> bool:
    """Whether the login page comes first (OpenID Connect Core 1.0, 3.1.2.1)."""
    asked = request.args
    try:
        oldest = int(asked["max_age"]) if "max_age" in asked else None
    except ValueError:
        raise InvalidRequestError("max_age", redirect_uri=grant.redirect_uri) from None
    asks = session is None or grant.prompt in ("login", "select_account")
    if session is not None and oldest is not None:
        asks = asks or (here().clock() - session.proven).total_seconds() >= oldest
    if asks and asked.get("prompt") == "none":
        raise LoginRequiredError(redirect_uri=grant.redirect_uri)
    return asks


def refused(error: OAuth2Error) -> AnyResponse:
    """Tells the client what is wrong, or the person when it is not certain who the client is."""
    if not getattr(error, "redirect_uri", None):
        return shown("refused.html", 400, reason=error.description or error.error)
    protocol = here().protocol
    error.state = request.args.get("state")
    response = protocol.handle_error_response(None, error)
    protocol.issuer_parameter.add_issuer_parameter(protocol, response)
    return cast(AnyResponse, response)


@bp.post("/token")
def token() -> AnyResponse:
    return cast(AnyResponse, here().protocol.create_token_response())


@bp.route("/about", methods=["GET", "POST"])
def about() -> AnyResponse:
    return cast(AnyResponse, here().protocol.create_endpoint_response("userinfo"))


@bp.get("/.well-known/openid-configuration")
def discovery() -> dict[str, Any]:
    return cast(dict[str, Any], here().protocol.discovery())


@bp.get("/keys")
def keys() -> dict[str, Any]:
    return cast(dict[str, Any], here().key.published())


@bp.route("/session/end", methods=["GET", "POST"])
def end_session() -> AnyResponse:
    """Ends the session because the webmail asks for it (OpenID Connect RP-Initiated Logout 1.0).

    The person is asked first when no valid hint says whose session is meant, or when it is another's.
    """
    claims, back = whom_and_where_to()
    session, answer = signed_in(), request.form.get("answer")
    theirs = claims is not None and (session is None or session.person.subject == claims.get("sub"))
    if session is not None and not theirs and answer not in ("yes", "no"):
        return shown("question.html")
    if answer == "no" and not theirs:
        return redirect(back or "/", 303)
    for sid in {str(claims.get("sid")) if claims else "", session.sid if session else ""} - {""}:
        here().end(sid)
    return forget(redirect(back or "/signed-out", 303))


def whom_and_where_to() -> tuple[dict[str, Any] | None, str | None]:
    """The hint's claims, and where to afterwards; neither when anything about the request is wrong."""
    try:
        asked = here().protocol.validate_endpoint_request("end_session")
    except OAuth2Error:
        return None, None
    return asked.id_token_claims, asked.redirect_uri
