"""Snoozing an opened message, and being reminded of a sent one that nobody answers."""

from werkzeug.wrappers import Response

from webmail.mail import MessageRef
from webmail.policy import Feature
from webmail.web.current import current
from webmail.web.filters import when_to_come
from webmail.web.later import ask_time, ask_when_back, came_back, chosen_time, comes_back, is_snoozed, snoozed
from webmail.web.message import bp
from webmail.web.message.way_back import to_list, to_message
from webmail.web.pages import done
from webmail.web.words import _

bp.add_app_template_global(comes_back)
bp.add_app_template_global(came_back)


@bp.post("/<message:ref>/snooze")
def snooze(ref: MessageRef) -> Response:
    """Asks when, then puts the message away until then."""
    until = chosen_time()
    if until is None:
        current.policy.require(Feature.SNOOZE)
        return ask_when_back(1, fields=_fields(ref), back=to_message(ref))
    put_away = current.reminding.snooze([ref], until=until)
    # One that lay there already has a new time, and stays where it is.
    back = to_message(ref) if is_snoozed(ref.folder) else to_list(ref)
    return done(snoozed(put_away, until), back_to=back, steps=put_away.moved.steps)


@bp.post("/<message:ref>/follow-up")
def follow_up(ref: MessageRef) -> Response:
    """Asks when, then reminds of the sent message unless somebody has answered until then."""
    until = chosen_time()
    if until is None:
        current.policy.require(Feature.SNOOZE)
        return ask_time(
            question=_("When do you want to be reminded if nobody has answered?"),
            deed=_("Remind me then"),
            fields=_fields(ref),
            back=to_message(ref),
        )
    current.reminding.follow_up(ref, until=until)
    when = when_to_come(until, current.now, current.zone)
    return done(_("You will be reminded: %(when)s.", when=when), back_to=to_message(ref))


@bp.post("/<message:ref>/follow-up/forget")
def forget_follow_up(ref: MessageRef) -> Response:
    """Does not remind after all."""
    current.reminding.forget(ref)
    return done(_("You will not be reminded of this message."), back_to=to_message(ref))


def _fields(ref: MessageRef) -> list[tuple[str, str]]:
    return [("back", to_list(ref)), ("here", to_message(ref))]
