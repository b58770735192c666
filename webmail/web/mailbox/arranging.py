"""How a list is arranged: as conversations, or message by message."""

from flask import abort, request, url_for
from werkzeug.wrappers import Response

from webmail.accounts import CHOICES, choose
from webmail.web.current import current
from webmail.web.mailbox import bp
from webmail.web.pages import done
from webmail.web.words import _


@bp.post("/<folder:folder>/arrange")
def arrange(folder: str) -> Response:
    """Remembers the choice and shows the list as it is now, from its first page."""
    wanted = request.form.get("conversations", "")
    if wanted not in CHOICES["conversations"]:
        abort(400)
    choose(current.account, {"conversations": wanted}, policy=current.policy)
    sentences = {
        "on": _("Lists now show conversations."),
        "off": _("Lists now show message by message."),
    }
    return done(sentences[wanted], back_to=url_for("mailbox.index", folder=folder))
