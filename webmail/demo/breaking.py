"""/demo/: where anybody can break something and see how it heals; the product has nothing of this."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import flask
from flask import Blueprint, Response, abort, current_app, make_response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from webmail.database import db
from webmail.demo.portal import DemoPortal
from webmail.demo.running import Running
from webmail.demo.store import DemoStore
from webmail.web.current import current
from webmail.web.guard import public
from webmail.web.security import from_our_own_page, without_token

EXTENSION = "dienstpost-demo"

View = TypeVar("View", bound=Callable[..., Any])

bp = Blueprint("demo", __name__, url_prefix="/demo", template_folder="templates")


@dataclass(frozen=True, slots=True)
class Breakable:
    """What the demo lets people break."""

    running: Running
    store: DemoStore
    portal: DemoPortal | None


def here() -> Breakable:
    """What can be broken in this demo."""
    found: Breakable = current_app.extensions[EXTENSION]
    return found


def portal() -> DemoPortal:
    """The demo's portal; without one there is nothing to break about it."""
    return here().portal or abort(404)


def deed(view: View) -> View:
    """Anybody on our own page may do this; no token, for the cookie that it belongs to may be broken."""
    return public(without_token(view))


def done(what: str) -> AnyResponse:
    """Back to the page, which says what has been done."""
    return redirect(url_for("demo.index", done=what), 303)


@bp.before_request
def check_origin() -> None:
    if request.method == "POST" and not from_our_own_page():
        abort(403)


@bp.get("/")
@public
def index() -> Response:
    """What can be broken, and what to expect of it."""
    values = {"store": here().store, "portal": here().portal, "done": request.args.get("done")}
    return make_response(flask.render_template("demo/breaking.html", **values))


@bp.post("/row")
@deed
def end_row() -> AnyResponse:
    """Deletes the sign-in's row behind the back of everybody."""
    if not current.signed_in:
        return done("nobody")
    db.session.delete(current.sign_in)
    db.session.commit()
    return done("row")


@bp.post("/stale-cookie")
@deed
def make_stale() -> AnyResponse:
    """A well-formed cookie with the key of no sign-in."""
    flask.session["key"] = secrets.token_urlsafe(32)
    return done("stale")


@bp.post("/garbled-cookie")
@deed
def garble() -> AnyResponse:
    """A cookie that nobody has signed."""
    response = done("garbled")
    interface = current_app.session_interface
    response.set_cookie(
        interface.get_cookie_name(current_app),
        secrets.token_urlsafe(16),
        path=interface.get_cookie_path(current_app),
        secure=interface.get_cookie_secure(current_app),
        httponly=interface.get_cookie_httponly(current_app),
        samesite=interface.get_cookie_samesite(current_app),
    )
    return response


@bp.post("/portal-session")
@deed
def forget_portal_sessions() -> AnyResponse:
    portal().sessions.forget_all()
    return done("portal-session")


@bp.post("/portal-away")
@deed
def take_portal_away() -> AnyResponse:
    portal().stop()
    return done("portal-away")


@bp.post("/portal-back")
@deed
def bring_portal_back() -> AnyResponse:
    portal().start()
    return done("portal-back")


@bp.post("/store-away")
@deed
def take_store_away() -> AnyResponse:
    here().store.take_away()
    return done("store-away")


@bp.post("/store-back")
@deed
def bring_store_back() -> AnyResponse:
    here().store.bring_back()
    return done("store-back")


@bp.post("/restart")
@deed
def restart() -> AnyResponse:
    response = done("restarted")
    here().running.restart()
    return response
