"""Removing attachments and keeping the text: asks with a list of what goes, then does it."""

from flask import request
from werkzeug.wrappers import Response

from webmail.mail import MessageRef, Stripping
from webmail.web.current import current
from webmail.web.filters import size
from webmail.web.message import bp
from webmail.web.pages import done, page
from webmail.web.shown import list_beside
from webmail.web.stripping_words import note_for
from webmail.web.words import ngettext


@bp.get("/<message:ref>/strip")
def strip(ref: MessageRef) -> Response:
    """Which attachments would go."""
    return page(
        "message/strip.html",
        attachments=_stripping(ref).look(),
        action=request.full_path.rstrip("?"),
        back=list_beside(ref.folder).message_url(ref),
    )


@bp.post("/<message:ref>/strip")
def stripped(ref: MessageRef) -> Response:
    """Does it; the message without them is opened."""
    stripped = _stripping(ref).run(note_for)
    sentence = ngettext(
        "Attachment removed, text kept. Once the trash is emptied, %(size)s are free.",
        "%(num)s attachments removed, text kept. Once the trash is emptied, %(size)s are free.",
        len(stripped.removed),
        size=size(stripped.freed),
    )
    return done(sentence, back_to=list_beside(ref.folder).message_url(stripped.copy), steps=stripped.steps)


def _stripping(ref: MessageRef) -> Stripping:
    return Stripping(current.mailbox, ref, spool=current.parts.spool)
