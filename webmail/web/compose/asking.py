"""What is asked before a message goes out: one page with all findings, and the remedies on it."""

from flask import Response, abort, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from webmail.mail import Guarded, Remedy, Way, Writing, apply_remedy
from webmail.web.compose import bp
from webmail.web.compose.opening import form_page
from webmail.web.current import current
from webmail.web.guard_words import remedied, told
from webmail.web.kept_text import keeps_text
from webmail.web.pages import page, stayed
from webmail.web.written import Written

# Of the page that was sent: these the answer knows better, and a file travels once.
NOT_TAKEN_ALONG = ("csrf_token", "base", "over", "attached", "confirmed", "reason", "files", "auto")


@bp.errorhandler(Guarded)
def ask(error: Guarded) -> Response:
    """All findings at once; the whole form comes along, and what it would send is stored."""
    written = Written.typed(error.stored.draft.writing)
    written.take(error.stored)
    fields = [(name, value) for name, value in request.form.items(multi=True) if name not in NOT_TAKEN_ALONG]
    reason = request.form.get("reason", "")
    settled = [each for each in error.findings if each.way is not Way.REFUSE]
    return page(
        "compose/asked.html",
        422,
        heals=True,
        written=written,
        fields=fields,
        action=request.path,
        error=error,
        reason=reason,
        unreasoned="reason" in request.form and not reason.strip(),
        findings=[told(each) for each in error.findings],
        marks=[each.mark(written.writing.message_id) for each in settled],
    )


@bp.post("/<draft:writing>/remedy")
@keeps_text
def remedy(writing: Writing) -> AnyResponse:
    """One click that puts the recipients right; the message is looked at again before it is sent."""
    wanted = request.form.get("remedy", "")
    if wanted not in [each.value for each in Remedy]:
        abort(400)
    chosen, written = Remedy(wanted), Written.typed(writing)
    written.correct(apply_remedy(chosen, written.draft, classes=current.classes))
    written.save()
    if request.headers.get("HX-Request"):
        written.said = remedied(chosen)
        return form_page(written)
    at = url_for("compose.edit", writing=written.writing, back=written.back)
    return stayed(remedied(chosen), "compose/edit.html", at=at, written=written)
