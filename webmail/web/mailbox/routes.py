"""The list: index, and the deeds on a selection: flag, move, archive, delete, undo."""

from collections.abc import Sequence
from contextlib import suppress

from flask import abort, request, url_for
from werkzeug.wrappers import Response

from webmail.mail import Done, MailError, Moved, Selection, Step, take_back
from webmail.web.current import current
from webmail.web.deeds import (
    asked_flag,
    copied,
    flagged,
    for_good,
    is_trash,
    moved_to,
    removed,
    taken_back,
)
from webmail.web.everywhere_page import EverywherePage
from webmail.web.found_page import begun_anew
from webmail.web.list_page import ListPage
from webmail.web.mailbox import bp
from webmail.web.mailbox.forms import SelectionForm
from webmail.web.pages import confirm, done, page
from webmail.web.places import own_page
from webmail.web.steps import opened_steps
from webmail.web.targets import ask_target, chosen_target, remember_target

INBOX = "INBOX"
# So long may a list take longer for what comes back; the next one goes on.
AT_A_LOOK = 0.5


@bp.get("/")
@bp.get("/<folder:folder>")
def index(folder: str = INBOX) -> Response:
    """A folder, newest first; what is due to come back is there before."""
    with suppress(MailError):
        # The list says by itself what is wrong with the store, and has its time for itself.
        unhurried = current.parts.reminding(current.account, current.mailbox.unhurried())
        unhurried.fulfil(seconds=AT_A_LOOK)
    return page("mailbox/index.html", shown=ListPage.asked_for(folder), open_folder=folder)


@bp.get("/everywhere/<word>")
def everywhere(word: str) -> Response:
    """What is unread, starred or tagged so in all folders."""
    shown = EverywherePage.named(word) or abort(404)
    return page("mailbox/index.html", shown=shown, open_folder=None)


@bp.post("/selected/flag")
@bp.post("/<folder:folder>/flag")
def flag(folder: str | None = None) -> Response:
    """Read, unread, star."""
    form = SelectionForm()
    if not (refs := form.refs(folder)):
        return form.nothing_selected(folder)
    what, on = asked_flag()
    marked = Selection(current.mailbox, refs).mark(what, on=on)
    return done(flagged(what, marked, on=on), back_to=form.way_back(folder), steps=marked.steps)


@bp.post("/selected/move")
@bp.post("/<folder:folder>/move")
def move(folder: str | None = None) -> Response:
    """Asks where to, then moves."""
    form = SelectionForm()
    if not (refs := form.refs(folder)):
        return form.nothing_selected(folder)
    target = chosen_target()
    if target is None:
        return _ask(form, folder, len(refs))
    moved = Selection(current.mailbox, refs).move(to=target)
    remember_target(target)
    return _moved(form, folder, moved)


@bp.post("/selected/copy")
@bp.post("/<folder:folder>/copy")
def copy(folder: str | None = None) -> Response:
    """Asks where to, then copies; the messages stay where they are."""
    form = SelectionForm()
    if not (refs := form.refs(folder)):
        return form.nothing_selected(folder)
    target = chosen_target()
    if target is None:
        return _ask(form, folder, len(refs), copies=True)
    copies = Selection(current.mailbox, refs).copy(to=target)
    remember_target(target)
    return done(copied(copies), back_to=form.way_back(folder))


def _ask(form: SelectionForm, folder: str | None, count: int, *, copies: bool = False) -> Response:
    return ask_target(
        copies=copies,
        count=count,
        fields=list(form.fields()),
        open_folder=folder,
        back=form.way_back(folder),
    )


@bp.post("/selected/archive")
@bp.post("/<folder:folder>/archive")
def archive(folder: str | None = None) -> Response:
    """Into the archive."""
    form = SelectionForm()
    if not (refs := form.refs(folder)):
        return form.nothing_selected(folder)
    return _moved(form, folder, Selection(current.mailbox, refs).archive())


@bp.post("/selected/delete")
@bp.post("/<folder:folder>/delete")
def delete(folder: str | None = None) -> Response:
    """Into the trash; from the trash for good, which asks first."""
    form = SelectionForm()
    if not (refs := form.refs(folder)):
        return form.nothing_selected(folder)
    if folder is None or not is_trash(folder):
        return _moved(form, folder, Selection(current.mailbox, refs).delete())
    if request.form.get("sure") == "yes":
        return done(removed(current.mailbox.remove(refs)), back_to=form.way_back(folder))
    return confirm(
        **for_good(len(refs)),
        fields=list(form.fields()),
        back=form.way_back(folder),
    )


@bp.post("/selected/junk")
@bp.post("/<folder:folder>/junk")
def junk(folder: str | None = None) -> Response:
    """Into the spam."""
    form = SelectionForm()
    if not (refs := form.refs(folder)):
        return form.nothing_selected(folder)
    return _moved(form, folder, Selection(current.mailbox, refs).junk())


@bp.post("/selected/not-junk")
@bp.post("/<folder:folder>/not-junk")
def not_junk(folder: str | None = None) -> Response:
    """Out of the spam, into the inbox."""
    form = SelectionForm()
    if not (refs := form.refs(folder)):
        return form.nothing_selected(folder)
    return _moved(form, folder, Selection(current.mailbox, refs).not_junk())


@bp.post("/undo")
def undo() -> Response:
    """Takes back what was moved or marked."""
    steps = opened_steps(request.form.get("step", ""))
    count = take_back(current.mailbox, steps)
    back = own_page(request.form.get("back")) or url_for("mailbox.index", folder=_source(steps))
    if any(isinstance(step, Moved) for step in steps):
        # What came back has new UIDs: a search that still names the old ones would not show it.
        back = begun_anew(back)
    return done(taken_back(steps, count), back_to=back)


def _source(steps: Sequence[Step]) -> str:
    """Where the messages of the first step were."""
    first = steps[0]
    return first.source if isinstance(first, Moved) else first.folder


def _moved(form: SelectionForm, folder: str | None, moved: Done) -> Response:
    return done(moved_to(moved), back_to=form.way_back(folder), steps=moved.steps)
