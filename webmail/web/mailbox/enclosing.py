"""Selected messages as attachments of a new message."""

from flask import url_for
from werkzeug.wrappers import Response

from webmail.mail import Draft
from webmail.web.current import current
from webmail.web.mailbox import bp
from webmail.web.mailbox.forms import SelectionForm
from webmail.web.pages import done, done_and_left
from webmail.web.uploads import FILES_AT_MOST
from webmail.web.words import _, ngettext
from webmail.web.written import new_page, new_writing


@bp.post("/selected/enclose")
@bp.post("/<folder:folder>/enclose")
def enclose(folder: str | None = None) -> Response:
    """A draft with these messages, whole, each as an attachment."""
    form = SelectionForm()
    if not (refs := form.refs(folder)):
        return form.nothing_selected(folder)
    if len(refs) > FILES_AT_MOST:
        sentence = _("At most %(count)s messages can be attached at once.", count=FILES_AT_MOST)
        return done(sentence, back_to=form.way_back(folder))
    writing = new_writing()
    current.drafts.save(Draft(writing), page=new_page(), messages=refs)
    return done_and_left(
        ngettext("The message is attached.", "%(num)s messages are attached.", len(refs)),
        to=url_for("compose.edit", writing=writing, back=form.way_back(folder)),
    )
