"""One table: domain error → status, sentence, template."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException

from webmail.accounts import LedgerBusy, TagRefused, TooManyAttempts
from webmail.contacts import ContactRefused
from webmail.errors import SealBroken, SignInUnopened, WebmailError
from webmail.helpdesk import ReasonMissing
from webmail.mail import Guarded
from webmail.mail import errors as mail
from webmail.policy import Forbidden
from webmail.portal import PortalError
from webmail.web.contact_words import refused_contact
from webmail.web.current import current
from webmail.web.folder_words import refused
from webmail.web.healing import broken_page
from webmail.web.hindrances import not_submitted
from webmail.web.hindrances import sentences as hindered
from webmail.web.kept_text import holds_text, kept, takes_text
from webmail.web.pages import page
from webmail.web.security import SAFE, CSRFError, from_our_own_page
from webmail.web.stripping_words import unstrippable
from webmail.web.tag_words import refused_tag
from webmail.web.unpacking_words import not_unpacked
from webmail.web.words import _

LOG = logging.getLogger(__name__)

BROKEN = "errors/broken.html"
HTTP_TEMPLATES = {403: "errors/forbidden.html", 404: "errors/not_found.html", 413: "errors/too_large.html"}


@dataclass(frozen=True, slots=True)
class Answer:
    """How one kind of failure is shown; the sentence is made when it is needed, in the person's language."""

    status: int
    template: str
    sentence: Callable[[Any], str]


def _clause(error: Any) -> str:
    return _(error.clause.sentence)


def _away(_error: Any) -> str:
    return _(
        "The mail server cannot be reached. Your messages are safe and nothing was changed. "
        "Please try again in a moment."
    )


def _lost(_error: Any) -> str:
    if request.method in SAFE:
        return _away(_error)
    # The command may have arrived though its answer did not; it is never sent a second time.
    return _(
        "The connection to the mail server broke. Please look whether it was done before you do it again."
    )


def _broken(_error: Any) -> str:
    return _("The mailbox no longer accepts this session.")


def _portal_away(_error: Any) -> str:
    return _(
        "Nobody can sign in until it answers again. Your mailbox is safe. Please try again in a few minutes."
    )


def _unsendable(error: Any) -> str:
    return " ".join(words for found in error.fields.values() for each in found for words in hindered(each))


TABLE: dict[type[WebmailError], Answer] = {
    Forbidden: Answer(403, "errors/forbidden.html", _clause),
    SealBroken: Answer(404, "errors/not_found.html", lambda _error: _("This page does not exist.")),
    TooManyAttempts: Answer(429, "errors/too_many.html", lambda _error: _("Too many failed sign-ins.")),
    LedgerBusy: Answer(
        503,
        "errors/refused.html",
        lambda _error: _("The service is busy at the moment and nothing was changed. Please try again."),
    ),
    ContactRefused: Answer(422, "errors/refused.html", refused_contact),
    ReasonMissing: Answer(422, "errors/refused.html", lambda _error: _("Please say in a few words why.")),
    mail.SignInEnded: Answer(401, "errors/unauthorized.html", lambda _error: _("You are signed out.")),
    mail.CredentialRefused: Answer(503, BROKEN, _broken),
    SignInUnopened: Answer(503, BROKEN, _broken),
    PortalError: Answer(503, "errors/portal_away.html", _portal_away),
    mail.FolderMissing: Answer(
        404, "errors/gone.html", lambda _error: _("This folder does not exist any more.")
    ),
    # A name is answered at its field; what reaches this table is about the folder itself.
    mail.FolderRefused: Answer(403, "errors/refused.html", refused),
    mail.MessageGone: Answer(
        410, "errors/gone.html", lambda _error: _("This message has been moved or deleted in the meantime.")
    ),
    mail.StaleReference: Answer(
        410,
        "errors/gone.html",
        lambda _error: _("The list has changed. Please open the message from the list again."),
    ),
    mail.PartMissing: Answer(
        404, "errors/gone.html", lambda _error: _("The message has no such attachment.")
    ),
    mail.QuotaExceeded: Answer(
        507, "errors/full.html", lambda _error: _("Your mailbox is full. Nothing was changed.")
    ),
    mail.TooLarge: Answer(
        413, "errors/too_large.html", lambda _error: _("This is larger than can be shown here.")
    ),
    mail.UnsafeArgument: Answer(
        422,
        "errors/refused.html",
        lambda _error: _("This contains characters that are not allowed here. Please remove them."),
    ),
    mail.KeywordRefused: Answer(
        502, "errors/refused.html", lambda _error: _("This mailbox keeps no tags. Nothing was changed.")
    ),
    TagRefused: Answer(422, "errors/refused.html", lambda error: refused_tag(error.why)),
    mail.NotUnpacked: Answer(422, "errors/refused.html", lambda error: not_unpacked(error.reason)),
    mail.Unstrippable: Answer(422, "errors/refused.html", unstrippable),
    mail.DeedRefused: Answer(
        502, "errors/refused.html", lambda _error: _("The mailbox has refused this. Nothing was changed.")
    ),
    Guarded: Answer(
        422,
        "errors/refused.html",
        lambda _error: _("The message was not sent: please look at the draft, and send it from there."),
    ),
    mail.Unsendable: Answer(422, "errors/refused.html", _unsendable),
    mail.DraftChanged: Answer(
        409,
        "errors/refused.html",
        lambda _error: _("This draft was changed in another window. Your text is still here and not saved."),
    ),
    mail.AlreadySent: Answer(
        409,
        "errors/refused.html",
        lambda _error: _("This message was sent already. It is not changed and not sent a second time."),
    ),
    mail.NotSubmitted: Answer(502, "errors/refused.html", not_submitted),
    mail.OutcomeUnclear: Answer(
        502,
        "errors/refused.html",
        lambda _error: _("It is uncertain whether the message was sent. It is not sent again automatically."),
    ),
    mail.ConnectionLost: Answer(503, "errors/unavailable.html", _lost),
    mail.StoreUnavailable: Answer(503, "errors/unavailable.html", _away),
}


def install(app: Flask) -> None:
    """Makes the table the application's answer to failures."""
    app.register_error_handler(WebmailError, answer)
    app.register_error_handler(CSRFError, _answer_token)
    app.register_error_handler(HTTPException, _answer_http)
    app.register_error_handler(Exception, _answer_unexpected)


def answer(error: WebmailError) -> Response:
    """What the table says."""
    for kind in type(error).__mro__:
        if row := TABLE.get(kind):
            break
    else:
        return _answer_unexpected(error)
    level = logging.ERROR if row.status >= 500 else logging.WARNING
    LOG.log(level, "refused kind=%s status=%d route=%s", type(error).__name__, row.status, request.url_rule)
    if holds_text():
        rule = error.clause.paragraph if isinstance(error, Forbidden) else ""
        return kept(row.status, row.sentence(error), rule=rule)
    if row.template == BROKEN:
        return broken_page("store_refused", row.status)
    response = page(
        row.template,
        row.status,
        sentence=row.sentence(error),
        error=error,
        again=request.full_path.rstrip("?") if request.method == "GET" else None,
    )
    if isinstance(error, TooManyAttempts):
        response.headers["Retry-After"] = str(max(1, int((error.until - current.now).total_seconds())))
    return response


def _answer_token(error: CSRFError) -> Response:
    """The form's token died with an older session: the same form again, filled in, with a new one."""
    if not from_our_own_page():
        return page(
            "errors/forbidden.html", 400, sentence=_("This request did not come from a page of ours.")
        )
    LOG.warning("token_died route=%s", request.url_rule)
    if takes_text():
        # Asked by script, the answer brings the fresh token with which the script tries again.
        return kept(400, _("The page was open for a long time, so nothing has been done yet."))
    fields = [(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"]
    return page("errors/again.html", 400, heals=True, action=request.full_path.rstrip("?"), fields=fields)


def _answer_http(error: HTTPException) -> Response:
    status = error.code or 500
    if status == 400 and request.url_rule is None:
        # An unknown Host: nothing of ours may be made into a page, not even an address.
        return Response("400\n", 400, mimetype="text/plain")
    if status < 400:
        return Response(status=status, headers=error.get_headers())
    template = HTTP_TEMPLATES.get(status, "errors/refused.html" if status < 500 else "errors/unexpected.html")
    sentences = {
        403: _("This is not allowed."),
        404: _("This page does not exist."),
        405: _("This address cannot be opened like this."),
        413: _("This is larger than can be handled here."),
    }
    sentence = sentences.get(status, _("This request cannot be answered."))
    if holds_text():
        return kept(status, sentence)
    response = page(template, status, sentence=sentence)
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            response.headers[name] = value
    return response


def _answer_unexpected(error: Exception) -> Response:
    LOG.error("unexpected route=%s", request.url_rule, exc_info=error)
    try:
        current.sign_ins.let_go()
        return _unexpected()
    except Exception as second:
        LOG.error("unexpected_twice", exc_info=second)
    try:
        # Without a database nobody can say who this is; the page is for a stranger then.
        g.broken = True
        return _unexpected()
    except Exception as third:
        # Not even that page can be made; a plain sentence is better than none.
        LOG.error("unexpected_thrice", exc_info=third)
        return Response(f"500 {g.get('request_id', '-')}\n", 500, mimetype="text/plain")


def _unexpected() -> Response:
    if holds_text():
        return kept(500, _("The service has made a mistake and has written it down."))
    return page("errors/unexpected.html", 500, request_id=g.get("request_id", "-"))
