"""Search: takes the words out of the form, shows what was found, goes on."""

from flask import make_response, redirect, url_for
from werkzeug.wrappers import Response

from webmail.accounts import MOST_SEARCHES, drop_search, save_search
from webmail.mail import Scope
from webmail.web.converters import FOLDER, sealed_search
from webmail.web.current import current
from webmail.web.found_page import FoundPage
from webmail.web.mailbox import bp
from webmail.web.mailbox.forms import SearchForm
from webmail.web.pages import counts_of, done, page
from webmail.web.refresh import is_refresh
from webmail.web.search_state import SearchState
from webmail.web.words import _


@bp.post("/search")
def find() -> Response:
    """Takes the words out of the form; from here on they travel sealed."""
    form = SearchForm()
    folder = current.unseal(FOLDER, form.folder.data) if form.folder.data else None
    scope = Scope(folder) if form.scope.data == "folder" else Scope()
    state = SearchState(form.words.data or "", scope, folder)
    # A quotation mark alone asks for nothing.
    if not form.validate_on_submit() or not state.query.asks:
        return done(_("Please enter what to search for."), back_to=url_for("mailbox.index", folder=folder))
    return redirect(url_for("mailbox.search", search=state), 303)


@bp.get("/search/<search:search>")
def search(search: SearchState) -> Response:
    """What was found before, and what the next slice finds."""
    shown = FoundPage(search)
    if is_refresh():
        # What was found stays as it is until somebody searches again.
        return make_response(counts_of(shown, open_folder=None))
    return page("mailbox/found.html", shown=shown, open_folder=None)


@bp.post("/search/<search:search>/save")
def save(search: SearchState) -> Response:
    """Keeps the search among the folders."""
    if save_search(current.account, sealed_search(search.kept())):
        return done(_("Search saved."), back_to=url_for("mailbox.search", search=search))
    sentence = _("%(most)s searches are saved already. Remove one of them first.", most=MOST_SEARCHES)
    return done(sentence, back_to=url_for("mailbox.search", search=search))


@bp.post("/search/<search:search>/drop")
def drop(search: SearchState) -> Response:
    """Takes the search away from the folders."""
    drop_search(current.account, sealed_search(search.kept()))
    return done(_("Search removed."), back_to=url_for("mailbox.search", search=search))
