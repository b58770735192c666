"""What was handed over and is not settled: shown, and decided by the person alone."""

from collections.abc import Callable, Mapping

from flask import abort, request, url_for
from werkzeug.wrappers import Response

from webmail.mail import SpecialUse, State, Writing
from webmail.web.compose import bp, holding
from webmail.web.compose.following import look_again
from webmail.web.compose.opening import asked_back
from webmail.web.current import current
from webmail.web.handing_over import hand_over
from webmail.web.pages import done_and_left, leave, page
from webmail.web.words import _

HANDED_OVER = (State.HELD, State.SUBMITTING, State.ACCEPTED, State.UNCLEAR)


@bp.get("/outbox")
def outbox() -> Response:
    """What waits, what was not sent, and every message of which not everything is certain."""
    rows = [
        (standing, summary, summary.writing if summary else None)
        for standing, summary in current.outbox.unsettled()
        if standing.state in HANDED_OVER
    ]
    folder, held = current.mailbox.special(SpecialUse.OUTBOX), current.hold.listed()
    standings = (*(each.standing for each in held), *(standing for standing, _, _ in rows))
    waits = look_again(standings, now=current.now)
    return page("compose/outbox.html", rows=rows, held=held, waits=waits, open_folder=folder)


@bp.post("/<draft:writing>/settle")
def settle(writing: Writing) -> Response:
    """File the copy, send once more, call it sent, or go on writing."""
    how = request.form.get("how", "")
    return WAYS[how](writing) if how in WAYS else abort(400)


def _file(writing: Writing) -> Response:
    if current.outbox.settle(writing) is State.FILED:
        return _settled(_("The copy is now among the sent messages."))
    return leave(_state(writing))


def _again(writing: Writing) -> Response:
    outbox = current.lasting_outbox()
    ended = hand_over(outbox, outbox.again(writing, seen=_seen()))
    return _settled(_("Sent.")) if ended is State.FILED else leave(_state(writing))


def _sent(writing: Writing) -> Response:
    if current.outbox.keep_as_sent(writing, seen=_seen()) is State.FILED:
        return _settled(_("The copy is now among the sent messages."))
    return leave(_state(writing))


def _edit(writing: Writing) -> Response:
    fresh = current.outbox.take_back(writing, seen=_seen())
    return leave(url_for("compose.edit", writing=fresh, back=asked_back()))


WAYS: Mapping[str, Callable[[Writing], Response]] = {
    "file": _file,
    "again": _again,
    "sent": _sent,
    "edit": _edit,
    **holding.WAYS,
}


def _seen() -> str:
    """The attempt that the page told of; what has happened since is not what the person decides about."""
    return request.form.get("seen", "")


def _settled(sentence: str) -> Response:
    return done_and_left(sentence, to=asked_back() or url_for("mailbox.index"))


def _state(writing: Writing) -> str:
    return url_for("compose.state", writing=writing, back=asked_back())
