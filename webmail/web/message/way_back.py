"""The ways back from a deed on an opened message: to it again, and to the list it was opened from."""

from flask import request, url_for

from webmail.mail import MessageRef
from webmail.web.places import own_page


def to_message(ref: MessageRef, *, named: str = "here") -> str:
    """The message again, beside the same list, as the form or the address says under this name."""
    return own_page(request.values.get(named)) or url_for("message.show", ref=ref)


def to_list(ref: MessageRef) -> str:
    """The list the message was opened from."""
    return own_page(request.form.get("back")) or url_for("mailbox.index", folder=ref.folder)
