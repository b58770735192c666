"""What can be done with folders: make, rename, move, remove, empty, mark read, favour, hide."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from flask import abort, current_app, request, url_for
from werkzeug.wrappers import Response

from webmail.mail import Extent, Folder, FolderChanged, FolderMissing, FolderRefused, Renamed
from webmail.web.converters import FOLDER, LARGEST, Sealed
from webmail.web.current import current
from webmail.web.deeds import removed
from webmail.web.filters import folder_name
from webmail.web.folder_words import all_read, asks_emptying, asks_removal, refused, removed_folder
from webmail.web.mailbox import bp
from webmail.web.mailbox.folder_forms import AskedForm, FolderForm
from webmail.web.pages import confirm, done, done_and_left, page
from webmail.web.places import own_page
from webmail.web.words import _

# Pages whose list htmx brings up to date after a deed; any other page with folders is asked for as a whole.
WITH_LIST = frozenset(
    {
        *(f"mailbox.{name}" for name in ("index", "everywhere", "search", "space")),
        *(f"message.{name}" for name in ("show", "conversation")),
    }
)


@bp.get("/folders")
def folders() -> Response:
    """All folders, the hidden ones too, each with what can be done."""
    return page("mailbox/folders.html", tree=current.folders(), chosen=current.chosen)


@bp.get("/<folder:folder>/menu")
def folder_menu(folder: str) -> Response:
    """What can be done with one folder; htmx shows it beside the folder."""
    opened = _own(request.headers.get("HX-Current-URL"))
    shown = _folder(folder)
    return page(
        "mailbox/folder.html",
        folder=shown,
        chosen=current.chosen,
        beside_list=opened is not None and _matched(opened)[0] in WITH_LIST,
        # One that only holds others cannot be opened.
        back=opened or _asked_back() or (_index(folder) if shown.selectable else url_for("mailbox.folders")),
    )


# -- a new one, another name, another place ------------------------------------------------------


@bp.get("/folders/new")
def new_folder() -> Response:
    """Asks what the new folder is called and where it lies."""
    return _new_page(FolderForm(back=_asked_back(), below=request.args.get("below", "")))


@bp.post("/folders/new")
def make_folder() -> Response:
    """Makes it and leads into it."""
    form = FolderForm()
    below = current.unseal(FOLDER, form.below.data) if form.below.data else None
    try:
        name = current.keeper.make(_typed(form), below=below)
    except FolderRefused as error:
        return _new_page(_wrong(form, error), 422)
    return done(_("The folder was made."), back_to=url_for("mailbox.index", folder=name))


def _new_page(form: FolderForm, status: int = 200) -> Response:
    return page(
        "mailbox/folder_new.html",
        status,
        heals=True,
        form=form,
        parents=[each for each in current.folders_seen if each.holds_folders and each.delimiter],
        back=own_page(form.back.data) or url_for("mailbox.folders"),
    )


@bp.get("/<folder:folder>/rename")
def folder_title(folder: str) -> Response:
    """Asks what the folder is to be called."""
    return _rename_page(folder, FolderForm(name=_folder(folder).label, back=_asked_back()))


@bp.post("/<folder:folder>/rename")
def rename_folder(folder: str) -> Response:
    """Gives it the name; what lies below it follows."""
    form = FolderForm()
    try:
        renamed = current.keeper.rename(folder, _typed(form))
    except FolderRefused as error:
        return _rename_page(folder, _wrong(form, error), 422)
    return done(_("The folder was renamed."), back_to=_followed(form.back.data, renamed))


def _rename_page(folder: str, form: FolderForm, status: int = 200) -> Response:
    back = own_page(form.back.data) or url_for("mailbox.folders")
    return page(
        "mailbox/folder_rename.html", status, heals=True, form=form, folder=_folder(folder), back=back
    )


@bp.get("/<folder:folder>/place")
def folder_place(folder: str) -> Response:
    """Asks below which folder it is to lie."""
    return _place_page(folder, FolderForm(back=_asked_back()))


@bp.post("/<folder:folder>/place")
def place_folder(folder: str) -> Response:
    """Moves it there with all that lies below it."""
    form = FolderForm()
    below = current.unseal(FOLDER, form.below.data) if form.below.data else None
    try:
        renamed = current.keeper.move(folder, below=below)
    except FolderRefused as error:
        return _place_page(folder, form, 422, error=refused(error))
    return done(_("The folder was moved."), back_to=_followed(form.back.data, renamed))


def _place_page(folder: str, form: FolderForm, status: int = 200, *, error: str | None = None) -> Response:
    mine = _folder(folder)
    inside = f"{folder}{mine.delimiter}"
    return page(
        "mailbox/folder_place.html",
        status,
        heals=True,
        form=form,
        error=error,
        folder=mine,
        parents=[
            each
            for each in current.folders_seen
            if each.holds_folders and each.name != folder and not each.name.startswith(inside)
        ],
        back=own_page(form.back.data) or url_for("mailbox.folders"),
    )


# -- what asks first -----------------------------------------------------------------------------


@bp.post("/<folder:folder>/remove")
def remove_folder(folder: str) -> Response:
    """Asks, saying what it holds; then it goes to the trash, from the trash for good."""
    form, name = AskedForm(), folder_name(_folder(folder))
    asked = form.extent(folder)
    if asked is not None:
        try:
            gone = current.keeper.remove(asked)
        except FolderChanged as error:
            return _ask(folder, asks_removal, changed=refused(error))
        back = _left(form.back.data, folder)
        return done(removed_folder(gone, name), back_to=back)
    return _ask(folder, asks_removal)


@bp.post("/<folder:folder>/empty")
def empty_folder(folder: str) -> Response:
    """Asks, saying how many; then all that was there when it asked goes for good."""
    form = AskedForm()
    asked = form.extent(folder)
    if asked is not None:
        try:
            count = current.keeper.empty(asked)
        except FolderChanged as error:
            return _ask(folder, asks_emptying, changed=refused(error))
        back = own_page(form.back.data) or url_for("mailbox.index", folder=folder)
        return done(removed(count), back_to=back)
    return _ask(folder, asks_emptying)


def _ask(
    folder: str, words: Callable[[Extent, str], dict[str, Any]], *, changed: str | None = None
) -> Response:
    extent = current.keeper.extent(folder)
    back = own_page(request.form.get("back")) or url_for("mailbox.index", folder=folder)
    said = words(extent, folder_name(_folder(folder)))
    if changed:
        said["consequence"] = f"{changed} {said['consequence']}"
    return confirm(
        **said,
        fields=[
            ("uidvalidity", extent.uidvalidity),
            ("uidnext", extent.uidnext),
            ("mark", extent.mark),
            ("back", back),
        ],
        back=back,
    )


# -- what does not -------------------------------------------------------------------------------


@bp.post("/<folder:folder>/read")
def read_folder(folder: str) -> Response:
    """Marks all as read that the folder held when the button was made."""
    uidvalidity, _dot, uidnext = request.form.get("seen", "").partition(".")
    told = uidvalidity + uidnext
    if not (uidvalidity and uidnext and told.isascii() and told.isdigit() and len(told) < 25):
        abort(400)
    # A store that does not say what comes next leaves only what is there now.
    limit = min(int(uidnext), LARGEST) or LARGEST
    marked = current.keeper.mark_all_read(Extent(folder, int(uidvalidity), limit))
    return done(all_read(marked.count), back_to=_asked_back() or _index(folder), steps=(marked,))


@bp.post("/<folder:folder>/favour")
def favour_folder(folder: str) -> Response:
    """Among the favourites, not any more, or higher and lower there."""
    _folder(folder)
    match request.form.get("favour"):
        case "on" | "off" as word:
            current.folder_choices.favour(folder, on=word == "on")
            said = _("Added to the favourites.") if word == "on" else _("No longer a favourite.")
        case "up" | "down" as word:
            current.folder_choices.shift(folder, up=word == "up")
            said = _("The order was changed.")
        case _other:
            abort(400)
    return done(said, back_to=_asked_back() or _index(folder))


@bp.post("/<folder:folder>/hide")
def hide_folder(folder: str) -> Response:
    """Leaves it out of the column, or shows it there again; the store is told too."""
    hidden = request.form.get("hide") == "on"
    if _folder(folder).special is not None and hidden:
        raise FolderRefused("special")
    current.keeper.subscribe(folder, on=not hidden)
    current.folder_choices.hide(folder, on=hidden)
    if hidden:
        said = _("The folder is hidden. “Manage folders” shows it again.")
        back = _left(request.form.get("back"), folder)
        # Whoever stood in it stands in the inbox now, which is another page.
        return done(said, back_to=back) if back == _asked_back() else done_and_left(said, to=back)
    return done(_("The folder is shown again."), back_to=_asked_back() or _index(folder))


# -- the way back --------------------------------------------------------------------------------


def _folder(name: str) -> Folder:
    found = next((each for each in current.folders_seen if each.name == name), None)
    if found is None:
        raise FolderMissing("no such folder")
    return found


def _index(folder: str) -> str:
    return url_for("mailbox.index", folder=folder)


def _typed(form: FolderForm) -> str:
    if not form.validate():
        raise FolderRefused("too_long", entry="200")
    return form.name.data or ""


def _wrong(form: FolderForm, error: FolderRefused) -> FolderForm:
    form.name.errors = [refused(error)]
    return form


def _asked_back() -> str | None:
    """The page of ours to go back to: what the form says; for a question, the page it was asked from."""
    asked = own_page(request.values.get("back"))
    if asked or request.method != "GET":
        return asked
    return _own(request.referrer)


def _own(url: str | None) -> str | None:
    """The page at a whole address, if it is one of ours."""
    parts = urlsplit(url or "")
    return own_page(parts.path + (f"?{parts.query}" if parts.query else ""))


def _followed(back: str | None, renamed: Renamed) -> str:
    """The page to go back to, under the folder's new name where it shows it or one below it."""
    shown = _shown_at(back)
    if shown is None or not shown.startswith(renamed.before):
        return own_page(back) or _index(renamed.after)
    rest = shown[len(renamed.before) :]
    current.folders()
    delimiter = _folder(renamed.after).delimiter
    if rest and not (delimiter and rest.startswith(delimiter)):
        return own_page(back) or _index(renamed.after)
    return _index(renamed.after + rest)


def _left(back: str | None, folder: str) -> str:
    """The page to go back to, or the inbox where it shows a folder that is not there any more."""
    shown = _shown_at(back)
    there = {each.name for each in current.folders()} - {folder}
    if shown is not None and shown not in there:
        return url_for("mailbox.index")
    return own_page(back) or url_for("mailbox.folders")


def _shown_at(back: str | None) -> str | None:
    """The folder whose list or message a page of ours shows."""
    path = own_page(back)
    if path is None:
        return None
    for value in _matched(path)[1].values():
        if isinstance(value, Sealed) and value.purpose == FOLDER:
            return current.unseal(FOLDER, value.text)
    return None


def _matched(path: str) -> tuple[str, Mapping[str, Any]]:
    """The view behind a page of ours, and what its address names."""
    return current_app.url_map.bind_to_environ(request.environ).match(urlsplit(path).path, method="GET")
