"""The pages of writing: a draft in its form, and the page that says how a message stands."""

from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from flask import Response, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from webmail.mail import (
    Draft,
    Kind,
    NotSubmitted,
    SpecialUse,
    Standing,
    State,
    StoredDraft,
    StoreUnavailable,
    Unsendable,
    Writing,
    begin,
    read_recipients,
)
from webmail.mail.writing.formatting import begin_formatted
from webmail.policy import Forbidden
from webmail.web.compose.following import look_again
from webmail.web.compose.prefilled import as_addressed
from webmail.web.compose.quote_words import WordsAround
from webmail.web.current import current
from webmail.web.handing_over import find_handed_over
from webmail.web.hindrances import not_submitted
from webmail.web.pages import leave, page
from webmail.web.places import own_page
from webmail.web.signing import begun_by_taste
from webmail.web.words import _
from webmail.web.written import ComposeForm, Written, new_writing

# These lie in the Drafts folder for certain; a page that asks every two seconds asks for nothing more.
KNOWN_BY_DRAFT = (State.ACCEPTED, State.UNCLEAR, State.WAITING, State.UNSENT)


def where_it_stands(writing: Writing) -> tuple[StoredDraft | None, Standing | None]:
    """The draft, or how the message stands; also what waits though nobody knows of it."""
    if standing := current.outbox.standing(writing):
        return None, standing
    stored = current.drafts.find(writing)
    return stored, None if stored else current.hold.stray(writing)


def opened(writing: Writing, stored: StoredDraft | None) -> Written:
    """The stored draft, or what the writing begins with; with what hindered sending it, if it was tried."""
    draft = stored.draft if stored else _begun(writing)
    written = Written.shown(draft, stored, back=asked_back())
    tried = find_handed_over(writing)
    failure = tried.failure if tried else None
    if not tried and stored:
        # What was refused while it waited lies among the drafts again.
        failure = current.hold.refusal(writing)
    if isinstance(failure, Unsendable):
        written.refuse(failure.fields)
    elif isinstance(failure, NotSubmitted):
        written.remark = not_submitted(failure)
    elif isinstance(failure, Forbidden):
        written.remark = _("The message was not sent: %(reason)s", reason=_(failure.clause.sentence))
    return written


def _begun(writing: Writing) -> Draft:
    formats = current.taste.formatted or writing.kind in (Kind.RESUME, Kind.ANEW)
    original = current.mailbox.original(writing.origin, html=formats) if writing.origin else None
    words = WordsAround()
    draft = begin(writing, original, identity=current.identity, words=words)
    if writing.kind is Kind.NEW:
        draft = as_addressed(draft)
    formats = current.taste.formatted or bool(original and original.html)
    draft = begin_formatted(draft, original, words=words) if formats else draft
    return draft if writing.kind is Kind.ANEW else begun_by_taste(draft, rich=formats)


def begun_here(draft: Draft) -> Draft:
    """A new message with what it was begun with, in the way of the person who writes it."""
    rich = current.taste.formatted
    draft = begin_formatted(draft, None, words=WordsAround()) if rich else draft
    return begun_by_taste(draft, rich=rich)


def begun(writing: Writing) -> AnyResponse:
    """To the page of a message that begins; nothing is stored yet."""
    return leave(url_for("compose.edit", writing=writing, back=asked_back()))


def form_page(written: Written, status: int = 200, *, checked: bool = False) -> Response:
    """The form, as a refusal too, in the place of the one that was sent; checked: with who was understood."""
    return page(
        "compose/edit.html",
        status,
        heals=True,
        written=written,
        checked=checked,
        open_folder=_drafts_folder(),
    )


def state_page(
    writing: Writing, standing: Standing, status: int = 200, *, unsent: ComposeForm | None = None
) -> Response:
    """How the message stands; unsent is the text of a page that was not what was sent."""
    return page(
        "compose/state.html",
        status,
        heals=True,
        writing=writing,
        standing=standing,
        back=asked_back(),
        other_page=unsent is not None,
        form=unsent,
        fresh=new_writing() if unsent else None,
        open_folder=_drafts_folder(),
        waits=None if unsent else look_again([standing], now=current.now),
        refusal=current.hold.refusal(writing) if standing.tries else None,
        **_known(writing, standing),
    )


def _known(writing: Writing, standing: Standing) -> dict[str, Any]:
    """What the page calls the message by, where that costs one question at most."""
    stored = None
    if standing.state in KNOWN_BY_DRAFT:
        # The state is true without the store, and worth more than the subject.
        with suppress(StoreUnavailable):
            stored = current.outbox.find(writing)
    draft = stored.draft if stored else None
    return {
        "subject": draft.subject if draft else None,
        "recipients": read_recipients(draft.to).addresses if draft else None,
    }


def asked_back() -> str | None:
    """The own page to return to: named in the address or in the form, else the one that led here."""
    named = own_page(request.args.get("back") or request.form.get("back"))
    if named or request.method != "GET":
        return named
    came = urlsplit(request.referrer or "")
    path = (
        own_page(came.path + (f"?{came.query}" if came.query else ""))
        if came.netloc == request.host
        else None
    )
    return None if path is None or path.startswith(url_for("compose.outbox").rpartition("/")[0]) else path


def back_of(written: Written) -> str:
    """Where a page of writing leads when it is left."""
    return written.back or url_for("mailbox.index")


def _drafts_folder() -> str:
    # Which folder is marked as open is no reason to fail: how a message stands is known without the store.
    with suppress(StoreUnavailable):
        return current.mailbox.special(SpecialUse.DRAFTS) or "INBOX"
    return "INBOX"
