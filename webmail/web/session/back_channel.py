"""The portal's POST that ends sign-ins without a browser (OpenID Connect Back-Channel Logout 1.0)."""

import logging

from flask import Response, jsonify, request

from webmail.portal import LogoutOrderRefused, Portal
from webmail.web.current import current
from webmail.web.guard import public
from webmail.web.security import without_token
from webmail.web.session import bp

LOG = logging.getLogger(__name__)
LONGEST = 16 * 1024


@bp.post("/back-channel")
@public
@without_token
def back_channel() -> Response:
    """200 when it was obeyed, 400 when it is not to be believed (section 2.8)."""
    tokens = request.form.getlist("logout_token")
    if current.portal is None or len(tokens) != 1 or len(tokens[0]) > LONGEST:
        return _refused("malformed")
    try:
        ended = _obey(current.portal, tokens[0])
    except LogoutOrderRefused as error:
        return _refused(error.reason)
    LOG.info("back_channel ended=%d", ended)
    return Response(status=200)


def _obey(portal: Portal, token: str) -> int:
    order = portal.read_logout_order(token)
    if current.pendings.was_obeyed(order.jti):
        raise LogoutOrderRefused("replayed")
    ended = current.sign_ins.end_told(sid=order.sid, subject=order.subject, issued_at=order.issued_at)
    for receipt in current.receipts.confirm(sid=order.sid, subject=order.subject):
        current.timeline.note(receipt.code_id, "portal_confirmed")
    # Remembered last: an order that was carried out half may come once more.
    current.pendings.obeyed(order.jti)
    return ended


def _refused(reason: str) -> Response:
    LOG.warning("back_channel_refused reason=%s", reason)
    response: Response = jsonify(error="invalid_request", error_description=reason)
    response.status_code = 400
    return response
