"""Failures with a page of their own: saved from elsewhere, sent before, or nobody knows."""

from flask import request, url_for
from werkzeug.wrappers import Response

from webmail.accounts import LedgerBusy
from webmail.mail import AlreadySent, DraftChanged, NotSubmitted, OutcomeUnclear, Writing
from webmail.web import errors
from webmail.web.compose import bp
from webmail.web.compose.differences import differences
from webmail.web.compose.opening import asked_back, form_page, state_page
from webmail.web.current import current
from webmail.web.kept_text import files_are_stored, page_is_lost
from webmail.web.pages import leave
from webmail.web.written import Written, was_typed


@bp.errorhandler(DraftChanged)
def show_both_ways_out(error: DraftChanged) -> Response:
    """The text that is here, and the way to the one that is stored."""
    written = Written.typed(_writing())
    written.changed_uid = error.uid
    stored = current.drafts.find(written.writing)
    written.differs = differences(written.draft, stored.draft) if stored else None
    return form_page(written.show_stored(), 409)


@bp.errorhandler(AlreadySent)
def show_that_it_was_sent(error: AlreadySent) -> Response:
    """Pressed twice, or sent from elsewhere: words that did not go out are kept for a new draft."""
    writing = _writing()
    standing = current.outbox.standing(writing)
    if standing is None:
        return _show_that_it_was_let_go(writing)
    if "auto" in request.form:
        return errors.answer(error)
    written = Written.typed(writing)
    if not written.has_words or current.outbox.went_out_as(written.draft):
        return leave(url_for("compose.edit", writing=writing, back=written.back))
    return state_page(writing, standing, 409, unsent=written.form)


def _show_that_it_was_let_go(writing: Writing) -> Response:
    """Whoever had claimed it has sent nothing, or the person has taken it back: it is no sent message."""
    if was_typed():
        return errors.answer(LedgerBusy("the claim that was in the way is gone"))
    lies_there = current.drafts.find(writing) is not None
    return leave(url_for("compose.edit", writing=writing) if lies_there else url_for("compose.outbox"))


@bp.errorhandler(OutcomeUnclear)
def show_what_is_known(_error: OutcomeUnclear) -> Response:
    """Never an error page with a button that sends again."""
    return leave(url_for("compose.state", writing=_writing()))


@bp.errorhandler(NotSubmitted)
@bp.errorhandler(LedgerBusy)
def show_the_draft(error: NotSubmitted | LedgerBusy) -> Response:
    """What was stored before it failed has it all, files included; the words alone would not show them."""
    if not files_are_stored() or not page_is_lost():
        return errors.answer(error)
    return leave(url_for("compose.state", writing=_writing(), back=asked_back()))


def _writing() -> Writing:
    return (request.view_args or {})["writing"]  # type: ignore[no-any-return]
