"""Held mail: sent in a moment or at a chosen time, taken back, sent at once, put off, all from the outbox."""

from collections.abc import Callable, Iterator, Mapping

from flask import request, url_for
from werkzeug.wrappers import Response

from webmail.mail import Hold, Standing, State, StoredDraft, Unsendable, Writing
from webmail.mail.writing.draft import Ask
from webmail.web.compose import bp
from webmail.web.compose.opening import asked_back, back_of, form_page
from webmail.web.current import current
from webmail.web.handing_over import hand_over, hand_over_held
from webmail.web.holding import wait_to_send
from webmail.web.kept_text import keeps_text
from webmail.web.later import chosen_time, time_refused
from webmail.web.pages import Way, done, done_and_left, leave
from webmail.web.send_times import when_sent
from webmail.web.words import _, ngettext
from webmail.web.written import Written

# Of those whom a sentence names.
SHOWN = 5


def send_or_hold(written: Written) -> Response:
    """Out it goes: after the moment in which it can be taken back, or at once where there is none."""
    hold = current.lasting_hold()
    stored = written.prepare(hold.outbox)
    if not hold.seconds:
        return _sent(written, hold, stored)
    standing = wait_to_send(hold, stored)
    sentence = ngettext("Will be sent in one second.", "Will be sent in %(num)s seconds.", hold.seconds)
    way = _way_back(written.writing, standing, stays=hold.seconds)
    told = " ".join((sentence, *_beside(written)))
    return done_and_left(told, to=back_of(written), way=way)


def _beside(written: Written) -> Iterator[str]:
    """What else is to be known of a message that goes out."""
    if written.left_out:
        yield _("Not to: %(people)s.", people=", ".join(written.left_out[:SHOWN]))
    if Ask.ARRIVED in written.draft.asks and written.arrival_is_untold:
        yield _("The mail server does not offer delivery receipts.")


def _sent(written: Written, hold: Hold, stored: StoredDraft) -> Response:
    ended = hand_over(hold.outbox, stored)
    if ended is not State.FILED:
        return leave(url_for("compose.state", writing=written.writing, back=written.back))
    told = " ".join((_("Sent."), *_beside(written)))
    return done_and_left(told, to=back_of(written))


@bp.post("/<draft:writing>/later")
@keeps_text
def later(writing: Writing) -> Response:
    """Out it goes at the chosen time; what hinders it is said now."""
    written, hold = Written.typed(writing), current.lasting_hold()
    hold.require_later()
    if (until := chosen_time()) is None:
        written.remark = time_refused() or _("Please enter a day and a time.")
        return form_page(written, 422)
    try:
        stored = written.prepare(hold.outbox, dated=until)
    except Unsendable as error:
        if written.stored is None:
            written.save()
        return form_page(written.refuse(error.fields), 422)
    standing = wait_to_send(hold, stored, until=until)
    told = " ".join((_will_be_sent(standing), *_beside(written)))
    return done_and_left(told, to=back_of(written), way=_way_back(writing, standing))


def _will_be_sent(standing: Standing) -> str:
    return _("Will be sent: %(when)s.", when=when_sent(standing.due or standing.since))


def _way_back(writing: Writing, standing: Standing, *, stays: int = 10) -> Way:
    to = url_for("compose.settle", writing=writing)
    return Way(to, {"how": "back", "seen": standing.attempt}, stays)


# -- what a person does with what waits; the ways of compose.settle ------------------------------


def take_back(writing: Writing) -> Response:
    """A draft again, as it was left."""
    current.hold.take_back(writing, seen=_seen())
    return leave(url_for("compose.edit", writing=writing, back=asked_back()))


def send_now(writing: Writing) -> Response:
    """At once, because the person wants it."""
    ended = hand_over_held(current.lasting_hold(), writing, seen=_seen())
    if ended is State.FILED:
        return done_and_left(_("Sent."), to=url_for("compose.outbox"))
    return leave(url_for("compose.state", writing=writing))


def put_off(writing: Writing) -> Response:
    """At another time."""
    current.hold.require_later()
    if (until := chosen_time()) is None:
        return done_and_left(
            time_refused() or _("Please enter a day and a time."),
            to=url_for("compose.edit", writing=writing),
        )
    standing = current.hold.change(writing, seen=_seen(), until=until)
    return done_and_left(
        _will_be_sent(standing), to=url_for("compose.outbox"), way=_way_back(writing, standing)
    )


WAYS: Mapping[str, Callable[[Writing], Response]] = {"back": take_back, "now": send_now, "change": put_off}


@bp.post("/outbox/forget")
def forget() -> Response:
    """What only tells that something was not sent: the person has read it."""
    current.hold.forget(request.form.get("key", ""), seen=_seen())
    return done(_("Removed from the list."), back_to=url_for("compose.outbox"))


def _seen() -> str:
    return request.form.get("seen", "")
