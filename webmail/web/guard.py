"""Nobody enters unless signed in; @public, @background; Flask-Login lives here."""

import json
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, Request, Response, current_app, redirect, request, session, url_for
from flask_login import LoginManager, UserMixin
from werkzeug.wrappers import Response as AnyResponse

from webmail.accounts import SignIn
from webmail.web.converters import open_view_args
from webmail.web.current import current
from webmail.web.dead_text import answer_late, file_again
from webmail.web.handing_over import take_untold
from webmail.web.kept_text import holds_text, kept, signed_out_words, takes_text
from webmail.web.pages import NOTICE, page
from webmail.web.refresh import is_refresh
from webmail.web.role import check_role
from webmail.web.uploads import FILES_AT_MOST, expect_files, expect_text, too_many_files
from webmail.web.words import _, ngettext

View = TypeVar("View", bound=Callable[..., Any])


class Person(UserMixin):  # type: ignore[misc]
    """What Flask-Login keeps for a request: the sign-in behind the cookie."""

    def __init__(self, sign_in: SignIn) -> None:
        self.sign_in = sign_in

    def get_id(self) -> str:
        return str(self.sign_in.id)


def public(view: View) -> View:
    """The view answers strangers too."""
    view.public = True  # type: ignore[attr-defined]
    return view


def background(view: View) -> View:
    """The page asks for this by itself; it reads the sign-in and never extends it."""
    view.background = True  # type: ignore[attr-defined]
    return view


def install(app: Flask) -> None:
    """Puts the guard in front of every view of the application."""
    login = LoginManager(app)
    login.session_protection = None
    login.request_loader(_person_behind)
    app.before_request(check)


def _person_behind(request: Request) -> Person | None:
    key = session.get("key")
    if not isinstance(key, str):
        return None
    found = current.sign_ins.find(key)
    return Person(found) if found else None


def check() -> AnyResponse | None:
    """Lets the request pass, or answers it: a stranger goes to the start page, a dead POST gets 401."""
    if request.endpoint is None:
        return None
    view = current_app.view_functions[request.endpoint]
    if request.endpoint == "static":
        return None
    if takes_text():
        # Whoever is not in leaves no file here, but gets the words back.
        expect_files() if current.signed_in else expect_text()
    elif getattr(view, "takes_files", False) and request.method == "POST" and current.signed_in:
        expect_files()
    if not current.signed_in:
        return None if getattr(view, "public", False) else _answer_stranger(background=_is_background(view))
    if not _is_background(view):
        current.sign_ins.seen(current.sign_in)
        file_again()
        _tell_what_was_not_sent()
    check_role(view)
    open_view_args()
    return _answer_too_many_files() if takes_text() and too_many_files() else None


def _is_background(view: Any) -> bool:
    asked_by_itself = "prefetch" in request.headers.get("Sec-Purpose", "") or is_refresh()
    return bool(getattr(view, "background", False)) or asked_by_itself


def _answer_stranger(*, background: bool) -> AnyResponse:
    # An unknown cookie is simply a stranger's: dropped here, never answered with an error. What has ended
    # opens nothing any more, but says why; and what was left is not begun again without being asked.
    key = session.get("key", "")
    if key and not current.sign_ins.find_ended(key) and not current.sign_ins.find_receipt(key):
        session.pop("key")
    if (answer := answer_late()) is not None:
        return answer
    if holds_text():
        return kept(401, signed_out_words())
    if request.method not in ("GET", "HEAD") or background:
        return page("errors/unauthorized.html", 401)
    start = url_for("session.start", next=_asked_for())
    if request.headers.get("HX-Request"):
        return Response(status=401, headers={"HX-Redirect": start})
    return redirect(start, 303)


def _answer_too_many_files() -> AnyResponse:
    sentence = _(
        "These are more than %(most)s files. Please attach them in several steps.", most=FILES_AT_MOST
    )
    return kept(413, sentence) if holds_text() else page("errors/too_large.html", 413, sentence=sentence)


def _tell_what_was_not_sent() -> None:
    """What failed behind a page that was left is told by the next list, after a sign-in too."""
    if request.blueprint != "mailbox" or request.method != "GET" or NOTICE in session:
        return
    if untold := take_untold():
        sentence = ngettext(
            "A message was not sent. It lies in the drafts; open it to see why.",
            "%(num)s messages were not sent. They lie in the drafts; open them to see why.",
            untold,
        )
        # Sealed and together with the step that takes a deed back, as every notice is.
        session[NOTICE] = current.seal(NOTICE, json.dumps([sentence, None]))


def _asked_for() -> str | None:
    path = request.full_path.rstrip("?")
    return None if path in ("/", "/mailbox/") else path
