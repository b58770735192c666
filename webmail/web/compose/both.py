"""Keep both: what two windows have made of one draft goes on as two drafts, and this page writes on."""

from contextlib import suppress

from flask import url_for
from werkzeug.wrappers import Response

from webmail.mail import DraftChanged, Unsendable, Writing
from webmail.mail.writing.beside import beside
from webmail.web.compose import bp
from webmail.web.compose.opening import form_page
from webmail.web.current import current
from webmail.web.kept_text import keeps_text
from webmail.web.pages import done_and_left
from webmail.web.uploads import uploads
from webmail.web.words import _
from webmail.web.written import Written


@bp.post("/<draft:writing>/both")
@keeps_text
def keep_both(writing: Writing) -> Response:
    """The stored draft stays as it is; this text becomes one of its own, with all that is attached."""
    written = Written.typed(writing)
    draft = beside(written.draft, page=written.page, identity=current.identity)
    mine = Written(draft.writing, written.form, written.page, back=written.back)
    try:
        # Pressed twice, and written on in between: the words are kept already, in an earlier version.
        with suppress(DraftChanged):
            stored = current.drafts.save(
                draft, page=mine.page, uploads=uploads(), beside=writing, check=mine.check_not_sent
            )
            mine.take(stored)
    except Unsendable as error:
        return form_page(written.show_stored().refuse(error.fields), 422)
    return done_and_left(
        _("Both are kept. This is the text of this window; the other one is a draft of its own."),
        to=url_for("compose.edit", writing=draft.writing, back=written.back),
    )
