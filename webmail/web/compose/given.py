"""Messages that begin somewhere else: a mailto link, words and files from another program."""

from collections.abc import Mapping

from flask import abort, request, url_for
from werkzeug.wrappers import Response

from webmail.mail import Draft, Hindrance, Kind, MessageRef, TooLarge, Unsendable
from webmail.mail.writing.draft import writable
from webmail.mail.writing.mailto import Given, read_mailto
from webmail.mail.writing.recipients import one_line
from webmail.web.compose import bp
from webmail.web.compose.opening import begun, begun_here, form_page
from webmail.web.compose.prefilled import prefilled, sealed_given
from webmail.web.current import current
from webmail.web.kept_text import files_were_chosen, keeps_text
from webmail.web.pages import done, leave
from webmail.web.security import from_another_program, from_our_own_page, without_token
from webmail.web.uploads import uploads
from webmail.web.words import ngettext
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
    """A new message with what another program shares: words fill its form, files lie in a draft at once.

    No page of ours sends this and so no token comes with it: only the browser itself, or a page of ours, may
    ask for it; whatever a page elsewhere does has another Sec-Fetch-Site. Nothing is sent by it.
    """
    if not from_another_program() and not from_our_own_page():
        abort(403)
    title, text, url = (writable(request.form.get(name, "")).strip() for name in ("title", "text", "url"))
    lines = [text, url] if url not in text else [text]
    given = Given(subject=one_line(title)[:_SUBJECT], text="\n".join(filter(None, lines)))
    return _with_files(given) if files_were_chosen() else _begun(given)


def _with_files(given: Given) -> Response:
    """To the draft with the files; what is too large, or may not be attached, is said beside the words."""
    draft = begun_here(prefilled(Draft(new_writing()), given))
    try:
        files = uploads()
        written = Written.shown(draft, None, back=None)
        written.save()
    except TooLarge:
        refused: Mapping[str, tuple[Hindrance, ...]] = {
            "attachments": (Hindrance("too_much", entry=str(current.drafts.limit)),)
        }
    except Unsendable as error:
        refused = error.fields
    else:
        sentence = ngettext(
            "The file lies in this new message. Nothing is sent before you do so.",
            "%(num)s files lie in this new message. Nothing is sent before you do so.",
            len(files),
        )
        return done(sentence, back_to=url_for("compose.edit", writing=draft.writing))
    return form_page(Written.shown(draft, None, back=None).refuse(refused), 422)


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
