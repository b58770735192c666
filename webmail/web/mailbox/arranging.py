"""How a list is arranged: as conversations, or message by message."""

from flask import abort, request, url_for
from werkzeug.wrappers import Response

from webmail.accounts import choose_conversations
from webmail.web.current import current
from webmail.web.mailbox import bp
from webmail.web.pages import done
from webmail.web.words import _


@bp.post("/<folder:folder>/arrange")
def arrange(folder: str) -> Response:
    """Remembers the choice and shows the list as it is now, from its first page."""
    wanted = request.form.get("conversations")
    if wanted not in ("yes", "no"):
        abort(400)
    choose_conversations(current.account, on=wanted == "yes")
    sentences = {
        "yes": _("Lists now show conversations."),
        "no": _("Lists now show message by message."),
    }
    return done(sentences[wanted], back_to=url_for("mailbox.index", folder=folder))
