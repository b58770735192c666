"""Formatted or plain, and the pictures in a text; both are kept with the draft."""

from dataclasses import replace
from typing import BinaryIO

from flask import abort, redirect, request, url_for
from werkzeug.wrappers import Response

from webmail.mail import HEAD, MessageRef, Unsendable, Upload, Writing, read_picture
from webmail.mail.errors import Hindrance
from webmail.mail.reading.choice import choose
from webmail.mail.writing.outgoing import formatted, own_picture, taken_over
from webmail.web.compose import bp
from webmail.web.compose.opening import form_page
from webmail.web.current import current
from webmail.web.formatted import FORMATTED, PLAIN, lost_words, taken_back
from webmail.web.kept_text import keeps_text
from webmail.web.pages import stayed
from webmail.web.uploads import uploads
from webmail.web.words import _
from webmail.web.written import ComposeForm, Written


@bp.post("/<draft:writing>/format")
@keeps_text
def format_as(writing: Writing) -> Response:
    """The same words formatted, or plain; pictures in them become attachments then."""
    written = Written.typed(writing)
    wanted = FORMATTED if request.form.get("to_be") == FORMATTED else PLAIN
    sentence = _as_formatted(written) if wanted == FORMATTED else _as_plain(written.form)
    written.form.shape.data = wanted
    if not written.is_empty:
        written.save()
    at = url_for("compose.edit", writing=writing, back=written.back, at="text")
    # Whoever presses this goes on with the words.
    return stayed(sentence, "compose/edit.html", at=at, written=written, asked_for="text", reshaped=sentence)


def _as_formatted(written: Written) -> str:
    """As it looked before it became plain, as long as its words are the same."""
    form = written.form
    text, was = form.text.data or "", form.was.data or ""
    form.was.data = ""
    if not form.html.data and text.strip():
        before = taken_back(was, text)
        form.html.data = before or formatted(text)
        if was and not before:
            written.said = _("The words have changed, so their earlier look cannot be restored.")
    return _("The text can be formatted now.")


def _as_plain(form: ComposeForm) -> str:
    """Its words; what they looked like stays on the page that sends this."""
    html = form.html.data or ""
    form.html.data = ""
    lost = lost_words(html, formatted(form.text.data or "")) if html else ""
    form.was.data = html if lost else ""
    return " ".join(filter(None, (_("The message is plain text now."), lost)))


@bp.post("/<draft:writing>/picture")
@keeps_text
def add_picture(writing: Writing) -> Response:
    """A picture into the stored draft, under the name by which the text will show it."""
    named = own_picture(request.form.get("picture", "")) or abort(400)
    written = Written.typed(writing)
    try:
        pictures = [_as_picture(each, named) for each in uploads()[:1]]
        written.save(pictures=pictures)
    except Unsendable as error:
        return form_page(written.show_stored().refuse(error.fields), 422)
    at = url_for("compose.edit", writing=writing, back=written.back)
    return stayed(_("Attached."), "compose/edit.html", at=at, written=written)


def _as_picture(upload: Upload, content_id: str) -> Upload:
    """What it is, its own octets say; anything else is attached, and shown nowhere."""
    found = read_picture(_head(upload.content))
    if found is None or not found.bounded:
        raise Unsendable({"attachments": (Hindrance("picture", entry=upload.name),)})
    return replace(upload, media_type=found.media_type, content_id=content_id)


def _head(content: BinaryIO) -> bytes:
    content.seek(0)
    head = content.read(HEAD)
    content.seek(0)
    return head


@bp.get("/<draft:writing>/picture/<content_id>")
def picture(writing: Writing, content_id: str) -> Response:
    """Where the picture lies now; its address here stays while the draft is stored again and again."""
    place = _place(writing, content_id) if own_picture(content_id) else None
    if place is None:
        abort(404)
    ref, section = place
    return redirect(url_for("message.inline", ref=ref, section=section))


def _place(writing: Writing, content_id: str) -> tuple[MessageRef, str] | None:
    stored = current.drafts.find(writing)
    if stored is not None:
        draft = stored.draft
        held = {each.content_id: each.section for each in (*draft.attachments, *draft.pictures)}
        return (stored.ref, held[content_id]) if content_id in held else None
    structure = current.mailbox.structure(writing.origin) if writing.origin else None
    if writing.origin is None or structure is None:
        return None
    parts = {taken_over(name): part.section for name, part in choose(structure).inline.items()}
    return (writing.origin, parts[content_id]) if content_id in parts else None
