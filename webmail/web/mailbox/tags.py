"""Tags: giving them to messages, taking them away, and their names and colours."""

from flask import abort, request, url_for
from werkzeug.wrappers import Response

from webmail.accounts import COLOURS, Tag
from webmail.mail import Done, Keyword, KeywordRefused, MessageRef, Selection
from webmail.web.current import current
from webmail.web.mailbox import bp
from webmail.web.mailbox.forms import SelectionForm
from webmail.web.pages import done, page
from webmail.web.tag_words import colour_words, tagged
from webmail.web.words import _


@bp.post("/selected/tag")
@bp.post("/<folder:folder>/tag")
def tag(folder: str | None = None) -> Response:
    """Asks which tag, then gives it to the selection or takes it away."""
    form = SelectionForm()
    if not (refs := form.refs(folder)):
        return form.nothing_selected(folder)
    wanted = _wanted()
    if wanted is None:
        return page(
            "mailbox/choose_tag.html",
            count=len(refs),
            action=request.path,
            fields=list(form.fields()),
            colours=colour_words(),
            back=form.way_back(folder),
        )
    return _tagged(refs, *wanted, back=form.way_back(folder))


@bp.get("/tags")
def tags() -> Response:
    """All tags, to be renamed and removed."""
    return page("mailbox/tags.html", colours=colour_words())


@bp.post("/tags")
def make_tag() -> Response:
    """A new tag."""
    made = current.tags.make(request.form.get("name", ""), request.form.get("colour", ""))
    return done(_("Tag “%(name)s” made.", name=made.name), back_to=url_for("mailbox.tags"))


@bp.post("/tags/<keyword>")
def change_tag(keyword: str) -> Response:
    """Another name or colour, or no tag any more."""
    found = _found(keyword)
    if request.form.get("deed") == "remove":
        current.tags.remove(found)
        return done(_("Tag “%(name)s” removed.", name=found.name), back_to=url_for("mailbox.tags"))
    current.tags.change(found, name=request.form.get("name", ""), colour=request.form.get("colour", ""))
    return done(_("Saved."), back_to=url_for("mailbox.tags"))


def _wanted() -> tuple[Tag, bool] | None:
    """The tag that the form names and whether it is given; a new one is made."""
    if request.form.get("new"):
        return current.tags.make(request.form.get("name", ""), request.form.get("colour", COLOURS[0])), True
    for field, on in (("tag", True), ("untag", False)):
        if request.form.get(field):
            return _found(request.form[field]), on
    return None


def _found(keyword: str) -> Tag:
    return current.tags.find(keyword) or abort(404)


def _tagged(refs: list[MessageRef], wanted: Tag, on: bool, *, back: str) -> Response:
    try:
        marked: Done = Selection(current.mailbox, refs).mark(Keyword(wanted.keyword), on=on)
    except KeywordRefused:
        # A tag made for this alone would stand beside the folders and never have a message.
        if request.form.get("new"):
            current.tags.remove(wanted)
        return done(_("This mailbox keeps no tags. Nothing was changed."), back_to=back)
    return done(tagged(marked, wanted.name, on=on), back_to=back, steps=marked.steps)
