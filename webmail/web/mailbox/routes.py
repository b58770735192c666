"""The list: index, search, and the deeds on a selection: flag, move, archive, delete, undo."""

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from webmail.mail import Moved
from webmail.web.current import current
from webmail.web.deeds import asked_flag, asked_target, flagged, for_good, is_trash, moved_to, removed
from webmail.web.list_page import ListPage
from webmail.web.mailbox import bp
from webmail.web.mailbox.forms import SearchForm, SelectionForm
from webmail.web.pages import done, page, step_back
from webmail.web.places import own_page
from webmail.web.words import _, ngettext

INBOX = "INBOX"


@bp.get("/")
@bp.get("/<folder:folder>")
def index(folder: str = INBOX) -> Response:
    """A folder, newest first."""
    return page("mailbox/index.html", shown=ListPage.asked_for(folder), open_folder=folder)


@bp.post("/<folder:folder>/search")
def find(folder: str) -> Response:
    """Takes the words out of the form; from here on they travel sealed."""
    form = SearchForm()
    if not form.validate_on_submit():
        return done(_("Please enter what to search for."), back_to=url_for("mailbox.index", folder=folder))
    return redirect(url_for("mailbox.found", folder=folder, words=form.words.data), 303)


@bp.get("/<folder:folder>/found/<words:words>")
def found(folder: str, words: str) -> Response:
    """What the folder has with these words in sender, recipients or subject."""
    return page("mailbox/index.html", shown=ListPage.asked_for(folder, words=words), open_folder=folder)


@bp.post("/<folder:folder>/flag")
def flag(folder: str) -> Response:
    """Read, unread, star."""
    form = SelectionForm()
    if not (refs := form.refs(folder)):
        return _nothing_selected(form, folder)
    what, on = asked_flag()
    count = current.mailbox.flag(refs, what, on=on)
    return done(flagged(what, count, on=on), back_to=_back(form, folder))


@bp.post("/<folder:folder>/move")
def move(folder: str) -> Response:
    """Asks where to, then moves."""
    form = SelectionForm()
    if not (refs := form.refs(folder)):
        return _nothing_selected(form, folder)
    target = asked_target()
    if target is None:
        return page(
            "partials/choose_folder.html",
            count=len(refs),
            action=request.path,
            fields=list(form.fields()),
            open_folder=folder,
            back=_back(form, folder),
        )
    return _moved(form, folder, current.mailbox.move(refs, to=target))


@bp.post("/<folder:folder>/archive")
def archive(folder: str) -> Response:
    """Into the archive."""
    form = SelectionForm()
    if not (refs := form.refs(folder)):
        return _nothing_selected(form, folder)
    return _moved(form, folder, current.mailbox.archive(refs))


@bp.post("/<folder:folder>/delete")
def delete(folder: str) -> Response:
    """Into the trash; from the trash for good, which asks first."""
    form = SelectionForm()
    if not (refs := form.refs(folder)):
        return _nothing_selected(form, folder)
    if not is_trash(folder):
        return _moved(form, folder, current.mailbox.delete(refs))
    if request.form.get("sure") == "yes":
        return done(removed(current.mailbox.remove(refs)), back_to=_back(form, folder))
    return page(
        "partials/confirm.html",
        **for_good(len(refs)),
        action=request.path,
        fields=list(form.fields()),
        back=_back(form, folder),
    )


@bp.post("/undo")
def undo() -> Response:
    """Takes a move, an archiving or a deletion back."""
    moved = step_back(request.form.get("step", ""))
    count = current.mailbox.undo(moved)
    sentence = (
        ngettext("Brought back.", "%(num)s messages brought back.", count)
        if count
        else _("Nothing was brought back; the messages are no longer there.")
    )
    return done(sentence, back_to=url_for("mailbox.index", folder=moved.source))


def _back(form: SelectionForm, folder: str) -> str:
    return own_page(form.back.data) or url_for("mailbox.index", folder=folder)


def _nothing_selected(form: SelectionForm, folder: str) -> Response:
    return done(_("Please select messages first."), back_to=_back(form, folder))


def _moved(form: SelectionForm, folder: str, moved: Moved) -> Response:
    return done(moved_to(moved), back_to=_back(form, folder), moved=moved)
