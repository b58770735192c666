"""Messages that begin somewhere else: a mailto link, a text from another program; nothing is stored."""

from flask import abort, request, url_for
from werkzeug.wrappers import Response

from webmail.mail import Draft, Kind, MessageRef
from webmail.mail.writing.draft import writable
from webmail.mail.writing.mailto import Given, read_mailto
from webmail.mail.writing.recipients import one_line
from webmail.web.compose import bp
from webmail.web.compose.opening import begun, begun_here, form_page
from webmail.web.compose.prefilled import prefilled, sealed_given
from webmail.web.current import current
from webmail.web.kept_text import keeps_text
from webmail.web.pages import leave
from webmail.web.security import from_another_program, from_our_own_page, without_token
from webmail.web.written import Written, new_writing

_SUBJECT = 200


@bp.get("/mailto")
def mailto() -> Response:
    """The form with what a link says, as a browser hands it over; the link itself stays in no history."""
    return _begun(read_mailto(request.args.get("to", "")))


@bp.post("/share")
@without_token
@keeps_text
def share() -> Response:
    """The form with a text that another program shares; files stay where they are.

    No page of ours sends this and so no token comes with it: it changes nothing, and only the browser itself,
    or a page of ours, may ask for it.
    """
    if not from_another_program() and not from_our_own_page():
        abort(403)
    title, text, url = (writable(request.form.get(name, "")).strip() for name in ("title", "text", "url"))
    lines = [text, url] if url not in text else [text]
    return _begun(Given(subject=one_line(title)[:_SUBJECT], text="\n".join(filter(None, lines))))


@bp.get("/anew/<message:ref>")
def anew(ref: MessageRef) -> Response:
    """An own message once more, as a new one; somebody else's can only be forwarded."""
    senders = current.mailbox.original(ref).senders
    is_own = bool(senders) and current.identity.may_have_written(senders)
    return begun(new_writing(Kind.ANEW if is_own else Kind.FORWARD, origin=ref))


def _begun(given: Given) -> Response:
    """To the page of the new message: loading it again shows what was stored of it since."""
    writing, sealed = new_writing(), sealed_given(given)
    if sealed is not None:
        return leave(url_for("compose.edit", writing=writing, given=sealed))
    return form_page(Written.shown(begun_here(prefilled(Draft(writing), given)), None, back=None))
