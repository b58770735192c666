"""The stream of events, the same by asking, and the choice of notifications; no event names anything."""

import json
from collections.abc import Callable
from typing import Any

from flask import Response, abort, current_app, jsonify, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from webmail.accounts import choose_notifications
from webmail.mail import Known, News
from webmail.web.converters import FOLDER
from webmail.web.current import current
from webmail.web.guard import background
from webmail.web.live import bp
from webmail.web.live.ending import begin_ending
from webmail.web.live.stream import Events, hung_up
from webmail.web.pages import done
from webmail.web.places import own_page
from webmail.web.words import _

EVENT_STREAM = "text/event-stream"
# nginx would otherwise keep events until there are enough of them for a block.
HEADERS = {"X-Accel-Buffering": "no"}
OLDEST = 7 * 24 * 3600 * 1000


@bp.get("/events")
@background
def events() -> Response:
    """What changes from now on; 204 sends a browser away that would only come back to no room."""
    _check_enabled()
    if request.method == "HEAD":
        return Response(mimetype=EVENT_STREAM, headers=HEADERS)
    known = _known(request.headers.get("Last-Event-ID", ""))
    stream = current.parts.watchers.open(current.mailbox.login, known=known, within=_within())
    if stream is None:
        return Response(status=204)
    begin_ending()
    tell = _teller()
    return Response(
        Events(stream, written=lambda news: json.dumps(tell(news)), hung_up=hung_up(request.environ)),
        mimetype=EVENT_STREAM,
        headers=HEADERS,
    )


@bp.get("/since")
@bp.get("/since/<string(maxlength=60):mark>")
@background
def since(mark: str = "") -> Response:
    """What has changed since the mark; 204 when there is no room, so that it is asked less often."""
    _check_enabled()
    news = current.parts.watchers.look(current.mailbox.login, known=_known(mark), within=_within())
    if news is None:
        return Response(status=204)
    begin_ending()
    return jsonify(_teller()(news))


@bp.post("/notifications")
def choose() -> AnyResponse:
    """Keeps whether this person's devices are to be told of new mail; whether one may, its browser knows."""
    on = request.form.get("notifications") == "on"
    kept = choose_notifications(current.sign_in, on=on, policy=current.policy)
    back = own_page(request.form.get("back")) or url_for("mailbox.index")
    if not kept:
        return done(_("On a shared device there are no notifications."), back_to=back)
    return done(_("Notifications are on.") if on else _("Notifications are off."), back_to=back)


def _check_enabled() -> None:
    if not current.parts.live.enabled:
        abort(404)


def _known(mark: str) -> Known:
    """The mark, or for a page that has none how many milliseconds ago it was made."""
    age = max(0, min(request.args.get("age", OLDEST, type=int), OLDEST))
    return Known(mark[:60], age=age / 1000)


def _within() -> Callable[[], Any]:
    # The line is opened in another thread, where the vault may have to ask the database.
    return current_app.app_context


def _teller() -> Callable[[News], dict[str, Any]]:
    """What a page is told: which lists, named as in its own addresses; how many came, from which UID on."""
    seal, account = current.parts.seal, current.account.id

    def tell(news: News) -> dict[str, Any]:
        lists = sorted(seal(FOLDER, name, account) for name in news.folders)
        told = {"mark": news.mark, "all": news.everything, "lists": lists}
        return {**told, "arrived": news.arrived, "first": news.first_uid}

    return tell
