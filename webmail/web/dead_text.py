"""Words posted into a sign-in that has died: they become a draft at once, or wait for their person."""

import logging
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import monotonic, sleep
from typing import cast

from flask import Response, current_app, request, session, url_for
from flask_wtf.csrf import validate_csrf
from wtforms import ValidationError

from webmail.accounts import SignIn
from webmail.accounts.waiting import WaitingTexts
from webmail.errors import SealBroken, WebmailError
from webmail.mail import StoreUnavailable, TooLarge
from webmail.mail.writing.late import Late, store_late
from webmail.web.converters import Sealed, sealed_writing_of, unsealed_writing_of
from webmail.web.current import current, part_url
from webmail.web.kept_text import brings_text, lost_files, named_writing
from webmail.web.pages import page
from webmail.web.words import _
from webmail.web.written import PAGE, Written

LOG = logging.getLogger(__name__)
EXTENSION = "dienstpost_visits"
# What ended in one of these ways, nobody has ended on purpose.
ACCEPTING = ("idle", "absolute", "portal", "restart")
ACCEPTS_FOR = timedelta(hours=24)
OCTETS_AT_MOST = 256 * 1024
MESSAGES_AT_MOST = 20
# One visit to the store in this time for each sign-in; who comes earlier waits, if nobody waits before.
EVERY = 1.0
REMEMBERED = 5000
# In the cookie: something still waits for this person.
WAITS = "waits"


@dataclass(frozen=True, slots=True)
class PutBy:
    """Where words have gone; writing names the draft for its person.

    at is when they were kept, empty if exactly these went out before. waits: they are no draft before the
    person comes in again by this browser, whose cookie they need for that.
    """

    writing: Sealed
    at: datetime | None
    waits: bool = False


@dataclass(slots=True)
class _Visits:
    """When the store may be visited next for a dead sign-in, and for which messages it was."""

    next: float = 0.0
    messages: set[str] = field(default_factory=set)


@dataclass(slots=True)
class _Memory:
    """Bounded, in this process only."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    visits: OrderedDict[int, _Visits] = field(default_factory=OrderedDict)


def put_by() -> PutBy | None:
    """Keeps the words of this request, of which the sign-in has died; None where they must be given back.

    Nothing is opened and nothing shown: it adds the one draft that these words are.
    """
    ended, named = _ended(), named_writing()
    if ended is None or named is None or not brings_text() or not _token_fits():
        return None
    late = _late(ended, named)
    if late is None:
        return None
    try:
        return _stored(late, ended) if current.parts.reopened else _kept_closed(late, ended)
    except WebmailError as error:
        LOG.warning("late_text_not_kept sign_in=%d kind=%s", ended.id, type(error).__name__)
        return None


def answer_late() -> Response | None:
    """Keeps the words of this request and says so; None where they must be given back."""
    put = put_by()
    return None if put is None else put_by_page(put)


def put_by_page(put: PutBy) -> Response:
    """401: signed out, where the words are, and the way back to them; in place for a script."""
    leaves = request.endpoint == "session.sign_out"
    return page(
        "compose/put_by.html",
        401,
        put=put,
        sentence=_sentence(put),
        lost_files=lost_files(),
        in_place="HX-Request" in request.headers,
        next=url_for("compose.edit", writing=put.writing),
        leaves=leaves,
    )


def _sentence(put: PutBy) -> str:
    if put.at is None:
        return _("You are signed out. This message was handed over before; sign in to see how it stands.")
    sends = request.endpoint == "compose.send"
    if put.waits and sends:
        return _(
            "You are signed out, and the message was not sent. Your text is kept and becomes a draft "
            "if you sign in again in this browser within 24 hours."
        )
    if put.waits:
        return _(
            "You are signed out. Your text is kept and becomes a draft if you sign in again in this browser "
            "within 24 hours."
        )
    if sends:
        return _("You are signed out, and the message was not sent. Your text is kept as a draft.")
    return _("You are signed out. Your text is kept as a draft.")


# -- who and what ----------------------------------------------------------------------------


def _ended() -> SignIn | None:
    """The sign-in of this cookie, if it ended by itself and not long ago."""
    key = session.get("key")
    ended = current.sign_ins.find_ended(key) if isinstance(key, str) else None
    if ended is None or ended.ended_at is None or ended.end_reason not in ACCEPTING:
        return None
    return ended if current.now - ended.ended_at < ACCEPTS_FOR else None


def _token_fits() -> bool:
    """Whether the page was made for this very cookie."""
    try:
        validate_csrf(request.form.get("csrf_token"))
    except ValidationError:
        return False
    return True


def _late(ended: SignIn, named: Sealed) -> Late | None:
    """The words, if they are this account's, come from a page of ours and are not too many."""
    try:
        writing = unsealed_writing_of(ended.account_id, named)
    except (SealBroken, ValueError):
        return None
    try:
        written = Written.typed(writing)
    except TooLarge:
        return None
    if written.is_empty or not PAGE.fullmatch(request.form.get("page", "")):
        return None
    late = Late(written.draft, written.page, written.base)
    return late if len(late.packed().encode()) <= OCTETS_AT_MOST else None


# -- keeping ---------------------------------------------------------------------------------


def _stored(late: Late, ended: SignIn) -> PutBy | None:
    reopened = current.parts.reopened
    if reopened is None or not _may_visit(ended, late.draft.writing.message_id):
        return None
    with reopened(ended) as writing:
        stored = store_late(late, writing.outbox)
    LOG.info("late_text_stored sign_in=%d", ended.id)
    return PutBy(sealed_writing_of(ended.account_id, stored.writing), stored.saved_at)


def _kept_closed(late: Late, ended: SignIn) -> PutBy | None:
    writing = late.draft.writing
    if not _waiting().put(late.packed(), message_id=writing.message_id, sign_in=ended, key=session["key"]):
        return None
    LOG.info("late_text_waits sign_in=%d", ended.id)
    return PutBy(sealed_writing_of(ended.account_id, writing), current.now, waits=True)


def _waiting() -> WaitingTexts:
    parts = current.parts
    return WaitingTexts(keep=parts.keep_text, kept=parts.kept_text, clock=parts.clock)


def _may_visit(ended: SignIn, message_id: str) -> bool:
    """Whether the store may be asked for this; waits for its turn, but never behind somebody who waits."""
    memory = cast(_Memory, current_app.extensions.setdefault(EXTENSION, _Memory()))
    with memory.lock:
        visits = memory.visits.setdefault(ended.id, _Visits())
        memory.visits.move_to_end(ended.id)
        if len(memory.visits) > REMEMBERED:
            memory.visits.popitem(last=False)
        moment = max(monotonic(), visits.next)
        many = len(visits.messages | {message_id}) > MESSAGES_AT_MOST
        if many or moment - monotonic() > EVERY:
            return False
        visits.messages.add(message_id)
        visits.next = moment + EVERY
    sleep(max(0.0, moment - monotonic()))
    return True


# -- after coming in again -------------------------------------------------------------------


def file_waiting(old_key: str | None, opened: SignIn) -> None:
    """Makes drafts of what has waited in this browser for the person who has come in.

    old_key is what the cookie held before, the new key is in it now. What cannot be stored at this moment
    waits on with the new key, and is tried again with every deed (see file_again).
    """
    session.pop(WAITS, None)
    waiting = _waiting()
    waiting.forget_old()
    if not old_key:
        return
    if not (texts := waiting.of(old_key, account=opened.account_id)):
        return
    mailbox = current.parts.mailbox(opened, session["key"], part_url, "")
    outbox = current.parts.writing(opened, session["key"], mailbox).outbox
    away = False
    for each in texts:
        try:
            if not away:
                store_late(Late.unpacked(each.text), outbox)
                waiting.drop(each)
                continue
        except WebmailError as error:
            LOG.warning("waiting_text_not_filed sign_in=%d kind=%s", opened.id, type(error).__name__)
            away = isinstance(error, StoreUnavailable)
        waiting.hand_on(each, opened, key=session["key"])
        session[WAITS] = True


def file_again() -> None:
    """Tries once more what could not be stored when the person came in; with a deed, never by looking."""
    if WAITS in session and request.method == "POST":
        file_waiting(session["key"], current.sign_in)
