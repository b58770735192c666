"""Writing a message: begin, take up again, save, send, discard."""

from contextlib import suppress

from flask import request, url_for
from werkzeug.wrappers import Response

from webmail.mail import Done, Kind, MessageRef, NoDraft, SpecialUse, Unsendable, Writing
from webmail.web.compose import asking, attachments, bp, failures, formats, settling  # noqa: F401
from webmail.web.compose.holding import send_or_hold
from webmail.web.compose.opening import back_of, begun, form_page, opened, state_page, where_it_stands
from webmail.web.current import current
from webmail.web.deeds import moved_to
from webmail.web.guard import background
from webmail.web.handing_over import forget_handed_over
from webmail.web.kept_text import keeps_text
from webmail.web.pages import done_and_left, leave, stayed
from webmail.web.words import _
from webmail.web.written import Written, new_page, new_writing


@bp.get("/new")
def new() -> Response:
    """An empty page; nothing is stored before something is typed."""
    return begun(new_writing())


@bp.get("/reply/<message:ref>")
def reply(ref: MessageRef) -> Response:
    """An answer to the sender, or to everybody."""
    kind = Kind.REPLY_ALL if request.args.get("to") == "all" else Kind.REPLY
    return begun(new_writing(kind, origin=ref))


@bp.get("/forward/<message:ref>")
def forward(ref: MessageRef) -> Response:
    """The message for somebody else, attachments included."""
    return begun(new_writing(Kind.FORWARD, origin=ref))


@bp.get("/resume/<message:ref>")
def resume(ref: MessageRef) -> Response:
    """A stored draft again; what lies elsewhere, or is by somebody else, is a message, and is read."""
    if ref.folder == current.mailbox.special(SpecialUse.DRAFTS):
        with suppress(NoDraft):
            return begun(current.drafts.adopt(ref))
    return leave(url_for("message.show", ref=ref))


@bp.get("/<draft:writing>")
def edit(writing: Writing) -> Response:
    """The form; once it was sent, how it stands."""
    stored, standing = where_it_stands(writing)
    return state_page(writing, standing) if standing else form_page(opened(writing, stored))


@bp.get("/<draft:writing>/state")
@background
def state(writing: Writing) -> Response:
    """How it stands, asked again and again while it is handed over; the form again when nothing was sent."""
    stored, standing = where_it_stands(writing)
    if standing:
        return state_page(writing, standing)
    written = opened(writing, stored)
    if not written.remark and not written.form.errors:
        written.remark = _("The message was not sent. It is kept as a draft.")
    return form_page(written)


@bp.post("/<draft:writing>/save")
@keeps_text
def save(writing: Writing) -> Response:
    """Into the Drafts folder."""
    written = Written.typed(writing)
    written.save()
    forget_handed_over(current.account.id, writing)
    beside = ["compose/rule.html"]
    beside += ["compose/attachments.html"] if written.shows_other_attachments else []
    return stayed(written.outcome, "compose/edit.html", at=_here(written), beside=beside, written=written)


@bp.post("/<draft:writing>/send")
@keeps_text
def send(writing: Writing) -> Response:
    """Out it goes, once; whatever hinders it is said at its field, and everything is kept."""
    written = Written.typed(writing)
    try:
        return send_or_hold(written)
    except Unsendable as error:
        if written.stored is None:
            written.save()
        return form_page(written.refuse(error.fields), 422)


@bp.post("/<draft:writing>/discard")
@keeps_text
def discard(writing: Writing) -> Response:
    """Into the trash, with the last words, so that all of it can be brought back."""
    written = Written.typed(writing)
    # A page that shows nothing has saved nothing: what lies there is another page's, even of the same mark.
    mark = new_page() if written.is_empty else written.page
    if not written.is_empty:
        written.save()
    moved = current.drafts.discard(writing, page=mark, base=written.base, check=written.check_not_sent)
    steps = (moved,) if moved else ()
    return done_and_left(
        moved_to(Done(steps)) if moved else _("Discarded."), to=back_of(written), steps=steps
    )


def _here(written: Written) -> str:
    return url_for("compose.edit", writing=written.writing, back=written.back)
