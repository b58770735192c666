"""The person's own vCard, attached on request."""

from flask import url_for
from werkzeug.wrappers import Response

from webmail.mail import Unsendable, Writing
from webmail.mail.reading.attachment import safe_name
from webmail.mail.writing.attached import outgoing_name
from webmail.web.compose import bp
from webmail.web.compose.opening import form_page
from webmail.web.current import current
from webmail.web.kept_text import keeps_text
from webmail.web.own_card import MEDIA_TYPE, own_card
from webmail.web.pages import stayed
from webmail.web.words import _
from webmail.web.written import Written


def _hangs_there(writing: Writing, name: str) -> bool:
    """Whether a card is attached: by an earlier click, or by itself as the settings say."""
    stored = current.drafts.find(writing)
    # Named as the draft has it, and then as it is read from there.
    known = safe_name(outgoing_name(name, media_type=MEDIA_TYPE), media_type=MEDIA_TYPE)
    return stored is not None and any(each.name == known for each in stored.draft.attachments)


@bp.post("/<draft:writing>/card")
@keeps_text
def attach_card(writing: Writing) -> Response:
    """The card into the stored draft, like any other file."""
    written, card = Written.typed(writing), own_card()
    try:
        written.save(more=() if _hangs_there(writing, card.name) else (card,))
    except Unsendable as error:
        return form_page(written.show_stored().refuse(error.fields), 422)
    at = url_for("compose.edit", writing=writing, back=written.back)
    beside = ["compose/saved.html"]
    return stayed(_("Attached."), "compose/edit.html", at=at, beside=beside, written=written)
