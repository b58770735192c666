"""A whole folder, to be kept on the device: as a ZIP of messages or as mbox."""

from collections.abc import Callable, Sequence
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from flask import request
from werkzeug.wrappers import Response

from webmail.mail import Export, Form, safe_name
from webmail.web.current import current
from webmail.web.downloads import check_not_embedded, download
from webmail.web.mailbox import bp
from webmail.web.pages import page
from webmail.web.words import _

MEDIA_TYPES = {Form.ZIP: "application/zip", Form.MBOX: "application/mbox"}


@bp.get("/<folder:folder>/export")
def export(folder: str) -> Response:
    """Asks in which form; then the folder itself, for as long as it takes."""
    found = Export.of(current.mailbox, folder)
    form = next((each for each in Form if each.value == request.args.get("as")), None)
    if form is None:
        return page("mailbox/export.html", folder=folder, count=found.count, open_folder=folder)
    check_not_embedded()
    chunks = found.chunks(form, note=_note())
    day = current.now.astimezone(current.zone)
    name = f"{safe_name(folder, media_type='')} {day:%Y-%m-%d}.{form.value}"
    return download(chunks, name, MEDIA_TYPES[form])


def _note() -> Callable[[Sequence[int]], bytes]:
    """The message at the end that says what is missing; its words are found while there is a request."""
    subject = _("Some messages are missing in this download")
    words = _(
        "These messages were moved or deleted while the folder was being downloaded."
        " Their numbers in the folder:"
    )
    sender, moment = current.service.name, current.now

    def write(missing: Sequence[int]) -> bytes:
        message = EmailMessage(policy=SMTP)
        message["From"] = Address(display_name=sender, username="no-reply", domain="invalid")
        message["Subject"] = subject
        message["Date"] = moment
        message.set_content(f"{words}\n\n{', '.join(map(str, missing))}\n")
        return message.as_bytes()

    return write
