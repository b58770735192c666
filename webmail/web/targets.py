"""Where messages are to go: the folder chosen, or one made for it; and the page that asks."""

from typing import Any

from flask import g, request
from werkzeug.wrappers import Response

from webmail.mail import FolderRefused
from webmail.web.current import current
from webmail.web.deeds import asked_target
from webmail.web.folder_words import refused
from webmail.web.pages import page

MOST_TYPED = 2000


def chosen_target() -> str | None:
    """The folder to put messages into, made first if it is a new one; None when none was chosen yet."""
    if "new" not in request.form:
        return asked_target()
    try:
        return current.keeper.make(request.form["new"][:MOST_TYPED])
    except FolderRefused as error:
        g.target_refused = refused(error)
        return None


def remember_target(target: str) -> None:
    """Puts the folder first among the last targets."""
    current.folder_choices.aim(target)


def ask_target(*, copies: bool = False, **values: Any) -> Response:
    """The page that asks where to; with what is wrong about a new folder's name, and what was typed."""
    wrong = g.get("target_refused")
    return page(
        "partials/choose_folder.html",
        422 if wrong else 200,
        heals=True,
        copies=copies,
        wrong=wrong,
        typed=request.form.get("new", ""),
        action=request.path,
        **values,
    )
