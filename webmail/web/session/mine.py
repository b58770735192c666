"""One's own sign-ins: where the account is open, and how to end it there."""

from flask import abort, redirect, url_for
from werkzeug.wrappers import Response

from webmail.accounts.shown import ShownSignIns, shown_sign_ins
from webmail.web.current import current
from webmail.web.device_words import device_words, network_words
from webmail.web.pages import done, page
from webmail.web.reasons import ended_in_short
from webmail.web.session import bp
from webmail.web.words import _, ngettext

REASON = "other_device"


@bp.get("/mine")
def mine() -> Response:
    """Where this person is signed in, and where no longer."""
    return page(
        "session/mine.html",
        sign_ins=_own(),
        this=current.sign_in.id,
        device_words=device_words,
        network_words=network_words,
        ended_in_short=ended_in_short,
    )


@bp.post("/mine/<int(max=2147483647):number>/end")
def end_mine(number: int) -> Response:
    """Ends one of the person's others."""
    if number == current.sign_in.id:
        # This one ends by signing out, which also leaves the portal.
        return redirect(url_for("session.leave"), 303)
    sign_in = current.sign_ins.find_living(number, account=current.account.id)
    if sign_in is not None:
        current.sign_ins.end_for(sign_in, REASON)
        return done(_("The sign-in was ended."), back_to=url_for("session.mine"))
    if number not in {each.number for each in _own().ended}:
        abort(404)
    return done(_("This sign-in had ended before."), back_to=url_for("session.mine"))


@bp.post("/mine/end-others")
def end_others() -> Response:
    """Ends all but this one."""
    ended = current.sign_ins.end_all(current.account.id, REASON, but=current.sign_in.id)
    sentence = (
        ngettext("One sign-in was ended.", "%(num)s sign-ins were ended.", ended)
        if ended
        else _("There was no sign-in to end.")
    )
    return done(sentence, back_to=url_for("session.mine"))


def _own() -> ShownSignIns:
    return shown_sign_ins(
        current.account.id,
        sign_ins=current.sign_ins,
        networks=current.networks,
        clock=current.parts.clock,
    )
