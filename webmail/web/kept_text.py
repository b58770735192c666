"""What was typed comes back, whatever fails: the page that answers a plain POST of a view that takes text."""

import re
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Response, current_app, g, request, url_for
from werkzeug.exceptions import RequestEntityTooLarge

from webmail.mail import TooLarge
from webmail.web.converters import DRAFT, DraftConverter, Sealed
from webmail.web.current import current
from webmail.web.formatted import settled
from webmail.web.pages import page
from webmail.web.security import from_another_program, from_our_own_page
from webmail.web.words import _

View = TypeVar("View", bound=Callable[..., Any])
SEALED = re.compile(DraftConverter.regex)
NAMES_AT_MOST, NAME_AT_MOST = 20, 100
# What is shared may be an address alone, or a title.
WORDS = ("text", "title", "url")


def keeps_text(view: View) -> View:
    """The view takes what somebody has written, and files; no failure may cost a word of it."""
    view.keeps_text = True  # type: ignore[attr-defined]
    return view


def takes_text() -> bool:
    """Whether this request goes to a view that keeps text."""
    if request.endpoint is None or request.method != "POST":
        return False
    return bool(getattr(current_app.view_functions[request.endpoint], "keeps_text", False))


def page_is_lost() -> bool:
    """Whether nothing is left of the page that was sent, or files are chosen on it that are stored now."""
    return not request.headers.get("HX-Request") or files_were_chosen()


def files_are_stored() -> bool:
    """Whether this request has come as far as storing the draft, with its files (Written.take)."""
    return bool(g.get("files_stored"))


def files_were_chosen() -> bool:
    """Whether this request brings files; a field of files that nobody touched is sent without a name."""
    return any(file.filename for file in request.files.values())


def brings_text() -> bool:
    """Whether a page of ours has sent words with this request, or another program shares them."""
    return _brings(lambda: any(name in request.form for name in WORDS))


def _brings(found: Callable[[], bool]) -> bool:
    if not takes_text() or not (from_our_own_page() or from_another_program()):
        return False
    try:
        return found()
    except RequestEntityTooLarge:
        return False


def holds_text() -> bool:
    """Whether a failure must give words back: where they came from does not keep them.

    Files alone, as another program shares them, are at least called by their names.
    """
    return not request.headers.get("HX-Request") and (brings_text() or _brings(files_were_chosen))


def signed_out_words() -> str:
    """What to say first to somebody who is not in any more."""
    if request.endpoint == "compose.share" and not any(map(request.form.get, WORDS)):
        return _("You are signed out, so nothing was taken.")
    return _("You are signed out. Your text is still here.")


def lost_files() -> str | None:
    """Which files came with words that are kept without them; nobody who is out leaves a file here."""
    chosen = (file for _field, files in request.files.lists() for file in files)
    names = [name for file in chosen if (name := file.filename)]
    if not names:
        return None
    shown = ", ".join(name[:NAME_AT_MOST] for name in names[:NAMES_AT_MOST])
    if len(names) > NAMES_AT_MOST:
        shown = f"{shown} …"
    return _("These files have to be attached again: %(names)s", names=shown)


def kept(status: int, sentence: str, *, rule: str = "") -> Response:
    """The page with every typed word in a form, ready to be sent once more; needs no store and no sign-in.

    rule is the paragraph it is against.
    """
    fields = _fields()
    if status == 401:
        sentence = " ".join(filter(None, (sentence, lost_files())))
    elif files_were_chosen() and not files_are_stored():
        sentence = " ".join((sentence, _("Files have to be chosen again.")))
    leaving = request.endpoint == "session.sign_out" and current.signed_in
    return page(
        "compose/kept.html",
        status,
        heals=True,
        heading=_heading(status),
        sentence=sentence,
        rule=rule,
        fields=fields,
        **_ways_on(leaving=leaving),
        signed_out=status == 401,
        leaving=leaving,
    )


def _fields() -> list[tuple[str, str]]:
    """What was typed; of a formatted text the words are shown, and the form that they have beside them.

    Nothing on the page writes formatted text, so its words count: see settled().
    """
    form = request.form
    fields = [(name, value) for name, value in form.items(multi=True) if name not in ("csrf_token", "editor")]
    if not form.get("html"):
        return fields
    try:
        text, html = settled(form.get("text", ""), form["html"], form.get("editor", ""))
    except TooLarge:
        # The page that sent it has put its words into the text as well.
        text, html = form.get("text", ""), ""
    words = {"text": text, "html": html}
    return [(name, words.get(name, value)) for name, value in fields]


def _ways_on(*, leaving: bool) -> dict[str, str | None]:
    """Where the words may go from here, and what the button says that does the same once more."""
    here, saves = request.full_path.rstrip("?"), _save_action()
    if request.endpoint == "compose.send":
        return {"action": here, "again": _("Send again"), "save_action": saves}
    if leaving:
        return {"action": here, "again": _("Save draft and sign out"), "save_action": saves}
    if request.endpoint == "session.sign_out" and saves:
        return {"action": saves, "again": _("Save draft"), "save_action": None}
    return {"action": here, "again": _("Try again"), "save_action": saves}


def _save_action() -> str | None:
    """Where the words can be stored as a draft."""
    named = named_writing()
    if named is None or request.endpoint == "compose.save":
        return None
    return url_for("compose.save", writing=named)


def named_writing() -> Any:
    """What the words are a draft of: the request's own address names it, or a field does."""
    named = (request.view_args or {}).get("writing")
    if named is None and SEALED.fullmatch(request.form.get("draft", "")):
        return Sealed(DRAFT, request.form["draft"])
    return named


def _heading(status: int) -> str:
    headings: dict[int, str] = {
        400: _("Please send again"),
        401: _("You are signed out"),
        409: _("The draft was changed in another window"),
        413: _("This is too large"),
        500: _("Something did not work"),
        503: _("The mailbox does not answer at the moment"),
        507: _("The mailbox is full"),
    }
    return headings.get(status) or _("This was not done")
